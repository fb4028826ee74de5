/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time.c -- times of a calendar as a reader in Japan has them
 */
#include "mime/card/time.h"

#include <stdio.h>
#include <string.h>

#include "mime/card/line.h"
#include "mime/header/day.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"

enum {
	JAPAN = 9 /* hours before UTC, the whole year */
};

struct moment {
	int year, month, day, hour, minute; /* month from 0 */
};

static int number(const char *at, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len; i++)
		n = n * 10 + (at[i] - '0');
	return n;
}

/* RFC 5545 3.3.4, 3.3.5: "20261120", "20261120T100000", "20261120T100000Z". */
static bool is_time(const char *at, size_t len)
{
	static const char shape[] = "00000000T000000Z";

	for (size_t i = 0; i < len && i < sizeof(shape) - 1; i++)
		if (shape[i] == '0' ? !ascii_is_digit(at[i])
				    : at[i] != shape[i])
			return false;
	return len == CARD_DATE || len == 15 || len == 16;
}

static bool read_moment(const char *at, size_t len, struct moment *moment)
{
	if (!is_time(at, len))
		return false;
	*moment = (struct moment){ .year = number(at, 4),
				   .month = number(at + 4, 2) - 1,
				   .day = number(at + 6, 2) };
	if (len > CARD_DATE) {
		moment->hour = number(at + 9, 2);
		moment->minute = number(at + 11, 2);
	}
	return moment->year && moment->month >= 0 && moment->month < 12 &&
	       moment->day >= 1 &&
	       moment->day <= day_in_month(moment->year, moment->month) &&
	       moment->hour < 24 && moment->minute < 60;
}

static void to_next_day(struct moment *moment)
{
	if (++moment->day <= day_in_month(moment->year, moment->month))
		return;
	moment->day = 1;
	moment->month = (moment->month + 1) % 12;
	moment->year += moment->month == 0;
}

static void to_day_before(struct moment *moment)
{
	if (--moment->day)
		return;
	moment->year -= moment->month == 0;
	moment->month = (moment->month + 11) % 12;
	moment->day = day_in_month(moment->year, moment->month);
}

/* As programs name it: "Asia/Tokyo", "Tokyo Standard Time", "東京 (標準時)". */
static bool is_japan(const char *zone, size_t len)
{
	return memmem(zone, len, "Tokyo", 5) || memmem(zone, len, "Japan", 5) ||
	       memmem(zone, len, "東京", strlen("東京")) ||
	       ascii_is(zone, len, "JST");
}

struct zone {
	const char *name;
	size_t len;      /* 0: none is said */
	bool utc, quiet; /* quiet: it was named before */
};

static struct zone zone_of(const struct card_line *line)
{
	struct zone zone = { .name = "" };

	zone.len = card_param(line, "TZID", &zone.name);
	zone.utc = ascii_is(zone.name, zone.len, "UTC") ||
		   ascii_is(zone.name, zone.len, "Etc/UTC");
	return zone;
}

static void put_time(struct buf *out, const char *at, size_t len,
		     const struct zone *zone, const char *first)
{
	static const char *const week[7] = { "日", "月", "火", "水",
					     "木", "金", "土" };
	bool utc = len == 16 || zone->utc;
	struct moment moment;
	char text[64];

	if (!read_moment(at, len, &moment)) {
		buf_put(out, at, len);
		return;
	}
	if (utc) {
		moment.hour += JAPAN;
		if (moment.hour >= 24)
			to_next_day(&moment);
		moment.hour %= 24;
	}
	if (len == CARD_DATE && first && memcmp(first, at, len) < 0)
		to_day_before(&moment);
	snprintf(text, sizeof(text), "%d年%d月%d日（%s）", moment.year,
		 moment.month + 1, moment.day,
		 week[day_of_week(moment.year, moment.month, moment.day)]);
	buf_put_text(out, text);
	if (len == CARD_DATE)
		return;
	snprintf(text, sizeof(text), "%02d:%02d", moment.hour, moment.minute);
	buf_put_text(out, text);
	if (utc) {
		buf_put_text(out, "（日本時間）");
	} else if (zone->len && !zone->quiet &&
		   !is_japan(zone->name, zone->len)) {
		buf_put_text(out, "（");
		buf_put(out, zone->name, zone->len);
		buf_put_text(out, " の時刻）");
	}
}

void card_put_time(struct buf *out, const struct card_line *line,
		   const char *first)
{
	const struct zone zone = zone_of(line);

	put_time(out, line->value, line->value_len, &zone, first);
}

/* RFC 5545 3.3.9: "time/time", "time/length". */
static void put_period(struct buf *out, const char *at, size_t len,
		       struct zone zone)
{
	const char *slash = memchr(at, '/', len);
	const char *behind = slash ? slash + 1 : at;
	size_t left = slash ? len - (size_t)(behind - at) : 0;
	bool length = left && (*behind == 'P' || *behind == '+');
	struct moment moment;

	if (!left || !read_moment(at, (size_t)(slash - at), &moment) ||
	    !(length || read_moment(behind, left, &moment))) {
		put_time(out, at, len, &zone, NULL);
		return;
	}
	put_time(out, at, (size_t)(slash - at), &zone, NULL);
	buf_put_text(out, "から");
	zone.quiet = true;
	if (length) {
		card_put_duration(out, behind, left);
	} else {
		put_time(out, behind, left, &zone, NULL);
		buf_put_text(out, "まで");
	}
}

void card_put_times(struct buf *out, const struct card_line *line)
{
	const char *at = line->value, *end = at + line->value_len, *comma;
	struct zone zone = zone_of(line);

	do {
		comma = memchr(at, ',', (size_t)(end - at));
		put_period(out, at, (size_t)((comma ? comma : end) - at), zone);
		if (comma) {
			buf_put_text(out, "、");
			at = comma + 1;
			zone.quiet = true;
		}
	} while (comma);
}

void card_put_duration(struct buf *out, const char *at, size_t len)
{
	static const char letters[] = "WDTHMS";
	static const char *const units[] = { "週間", "日", "",
					     "時間", "分", "秒" };
	size_t from = out->len, digits = 0, next = 0, sign = len && *at == '+';
	const char *letter;
	bool zero;

	for (size_t i = sign + 1; i < len && at[sign] == 'P'; i++) {
		if (ascii_is_digit(at[i])) {
			digits++;
			continue;
		}
		letter = memchr(letters + next, at[i],
				sizeof(letters) - 1 - next);
		if (!letter || !digits != (*letter == 'T'))
			break;
		next = (size_t)(letter - letters) + 1;
		zero = digits == 1 && at[i - 1] == '0';
		if (!zero) {
			buf_put(out, at + i - digits, digits);
			buf_put_text(out, units[next - 1]);
		}
		digits = 0;
		if (i + 1 == len && out->len > from)
			return;
	}
	out->len = from;
	buf_put(out, at, len);
}

bool card_begins_in_utc(const uint8_t *text, size_t len)
{
	static const char name[] = "DTSTART";
	const uint8_t *at = text, *end = text + len, *stop;

	while ((at = memmem(at, (size_t)(end - at), name, sizeof(name) - 1))) {
		stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop : end;
		if (memmem(at, (size_t)(stop - at), "UTC:", 4))
			return true;
		at = stop;
		while (stop[-1] == '\r')
			stop--;
		if (stop[-1] == 'Z')
			return true;
	}
	return false;
}
