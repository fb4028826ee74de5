/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.c -- when something comes again, in words
 */
#include "mime/card/rule.h"

#include <stdbool.h>
#include <string.h>

#include "mime/card/line.h"
#include "mime/card/time.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"

enum part {
	PART_FREQ,
	PART_INTERVAL,
	PART_COUNT,
	PART_UNTIL,
	PART_DAYS,
	PART_MONTHS,
	PART_MONTH_DAYS,
	PART_PLACE,
	PART_WEEK_START, /* says nothing that a reader would ask for */
	N_PARTS
};

/* A piece of the rule; at is NULL where there is none. */
struct piece {
	const char *at;
	size_t len;
};

static bool read_part(struct piece parts[static N_PARTS], const char *at,
		      size_t len)
{
	static const char *const names[N_PARTS] = {
		[PART_FREQ] = "FREQ",
		[PART_INTERVAL] = "INTERVAL",
		[PART_COUNT] = "COUNT",
		[PART_UNTIL] = "UNTIL",
		[PART_DAYS] = "BYDAY",
		[PART_MONTHS] = "BYMONTH",
		[PART_MONTH_DAYS] = "BYMONTHDAY",
		[PART_PLACE] = "BYSETPOS",
		[PART_WEEK_START] = "WKST",
	};
	const char *equals = memchr(at, '=', len);
	size_t name_len = equals ? (size_t)(equals - at) : len;

	for (size_t i = 0; equals && i < N_PARTS; i++) {
		if (parts[i].at || !ascii_is(at, name_len, names[i]))
			continue;
		parts[i] = (struct piece){ equals + 1, len - name_len - 1 };
		return true;
	}
	return false;
}

/* The next of several, which commas or semicolons part. */
static struct piece next(struct piece *rest, char between)
{
	const char *stop = memchr(rest->at, between, rest->len);
	size_t len = stop ? (size_t)(stop - rest->at) : rest->len;
	struct piece first = { rest->at, len };

	rest->at = stop ? stop + 1 : NULL;
	rest->len -= len + (stop != NULL);
	return first;
}

/* False: it says something of which nothing is known here. */
static bool read_parts(struct piece parts[static N_PARTS], struct piece rule)
{
	bool known = true;
	struct piece one;

	while (rule.at) {
		one = next(&rule, ';');
		known &= (!one.len && !rule.at) ||
			 read_part(parts, one.at, one.len);
	}
	return known;
}

/* From 1 to `most`; 0: it is no such number. */
static int number(struct piece piece, int most)
{
	int n = 0;

	for (size_t i = 0; i < piece.len && n <= most; i++) {
		if (!ascii_is_digit(piece.at[i]))
			return 0;
		n = n * 10 + (piece.at[i] - '0');
	}
	return n <= most ? n : 0;
}

/* "毎週", "2週ごと": which it is, D, W, M or Y; 0, and nothing said: unknown. */
static char put_often(struct buf *out, const struct piece *parts)
{
	static const struct {
		const char *name, *each, *unit;
	} units[] = {
		{ "DAILY", "毎日", "日ごと" },
		{ "WEEKLY", "毎週", "週ごと" },
		{ "MONTHLY", "毎月", "か月ごと" },
		{ "YEARLY", "毎年", "年ごと" },
	};
	const struct piece *interval = &parts[PART_INTERVAL];
	int n = interval->at ? number(*interval, 999) : 1;

	for (size_t i = 0; n && i < sizeof(units) / sizeof(units[0]); i++) {
		if (!parts[PART_FREQ].at ||
		    !ascii_is(parts[PART_FREQ].at, parts[PART_FREQ].len,
			      units[i].name))
			continue;
		if (n > 1)
			buf_put(out, interval->at, interval->len);
		buf_put_text(out, n > 1 ? units[i].unit : units[i].each);
		return units[i].name[0];
	}
	return 0;
}

static const char *weekday(struct piece piece)
{
	static const char *const days[][2] = {
		{ "SU", "日" }, { "MO", "月" }, { "TU", "火" }, { "WE", "水" },
		{ "TH", "木" }, { "FR", "金" }, { "SA", "土" },
	};

	for (size_t i = 0; i < 7; i++)
		if (ascii_is(piece.at, piece.len, days[i][0]))
			return days[i][1];
	return NULL;
}

/* "月・水曜日" */
static bool put_weekdays(struct buf *out, struct piece days)
{
	const char *day;

	while (days.at) {
		day = weekday(next(&days, ','));
		if (!day)
			return false;
		buf_put_text(out, day);
		buf_put_text(out, days.at ? "・" : "曜日");
	}
	return true;
}

/* "第2", "最終" */
static bool put_place(struct buf *out, struct piece place)
{
	if (ascii_is(place.at, place.len, "-1")) {
		buf_put_text(out, "最終");
		return true;
	}
	if (!number(place, 5))
		return false;
	buf_put_text(out, "第");
	buf_put(out, place.at, place.len);
	return true;
}

/* "2TU,4TU": "第2火曜日・第4火曜日"; Outlook writes "BYDAY=TU;BYSETPOS=2". */
static bool put_days_of_month(struct buf *out, struct piece days,
			      struct piece place)
{
	struct piece one, day;

	if (place.at && !put_place(out, place))
		return false;
	if (place.at && ascii_is(days.at, days.len, "MO,TU,WE,TH,FR")) {
		buf_put_text(out, "平日");
		return true;
	}
	if (place.at && memchr(days.at, ',', days.len))
		return false;
	while (days.at) {
		one = next(&days, ',');
		if (one.len < 2)
			return false;
		day = (struct piece){ one.at + one.len - 2, 2 };
		one.len -= 2;
		if (place.at && one.len)
			return false;
		if ((!place.at && !put_place(out, one)) ||
		    !put_weekdays(out, day))
			return false;
		if (days.at)
			buf_put_text(out, "・");
	}
	return true;
}

/* "5日・20日", "末日"; months: "4月・10月" */
static bool put_numbers(struct buf *out, struct piece all, int most,
			const char *unit)
{
	struct piece one;

	while (all.at) {
		one = next(&all, ',');
		if (most == 31 && ascii_is(one.at, one.len, "-1")) {
			buf_put_text(out, "末日");
		} else if (number(one, most)) {
			buf_put(out, one.at, one.len);
			buf_put_text(out, unit);
		} else {
			return false;
		}
		if (all.at)
			buf_put_text(out, "・");
	}
	return true;
}

/* On which days, where that is said; those of UTC may be others in Japan. */
static bool put_days(struct buf *out, const struct piece *parts, char often,
		     bool utc)
{
	const struct piece *days = &parts[PART_DAYS];
	const struct piece *months = &parts[PART_MONTHS];
	const struct piece *dates = &parts[PART_MONTH_DAYS];
	const struct piece *place = &parts[PART_PLACE];

	if ((days->at && dates->at) || (place->at && !days->at) ||
	    (months->at ? often != 'Y'
			: often == 'Y' && (days->at || dates->at)))
		return false;
	if (!days->at && !dates->at && !months->at)
		return true;
	if (utc)
		return false;
	buf_put_byte(out, ' ');
	if (often == 'W')
		return days->at && !place->at && put_weekdays(out, *days);
	if (often == 'D' ||
	    (months->at && !put_numbers(out, *months, 12, "月")))
		return false;
	if (months->at &&
	    (days->at || (dates->at && memchr(months->at, ',', months->len))))
		buf_put_text(out, "の");
	if (days->at)
		return put_days_of_month(out, *days, *place);
	return !dates->at || put_numbers(out, *dates, 31, "日");
}

/* Until when, where that is said. */
static bool put_end(struct buf *out, const struct piece *parts)
{
	const struct piece *until = &parts[PART_UNTIL];
	struct card_line line = { .value = until->at, .value_len = until->len };

	if (parts[PART_COUNT].at) {
		if (!number(parts[PART_COUNT], 99999))
			return false;
		buf_put_text(out, "、全");
		buf_put(out, parts[PART_COUNT].at, parts[PART_COUNT].len);
		buf_put_text(out, "回");
	}
	if (until->at && !until->len)
		return false;
	if (until->at) {
		buf_put_text(out, "、");
		card_put_time(out, &line, NULL);
		buf_put_text(out, "まで");
	}
	return true;
}

void card_put_rule(struct buf *out, const char *at, size_t len, bool utc)
{
	struct piece parts[N_PARTS] = { { NULL, 0 } };
	bool known = read_parts(parts, (struct piece){ at, len });
	const char often = put_often(out, parts);
	const size_t behind = out->len;

	if (!often) {
		buf_put(out, at, len);
		return;
	}
	if (known && put_days(out, parts, often, utc) && put_end(out, parts))
		return;
	out->len = behind;
	buf_put_text(out, " (");
	buf_put(out, at, len);
	buf_put_text(out, ")");
}
