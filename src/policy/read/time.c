/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time.c -- the time zone, days, windows of the week, rates
 *
 * The kernel knows no summer time, so a zone is an offset that never changes.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "policy/limits.h"
#include "policy/read/read.h"

enum {
	MINUTE = 60,
	HOUR = 3600,
	DAY = 86400,
};

/* Two digits below `max`, or -1. */
static int two_digits(const char *p, int max)
{
	int n;

	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	n = 10 * (p[0] - '0') + p[1] - '0';
	return n < max ? n : -1;
}

/* "08:30" to "24:00" in seconds, or -1. */
static int32_t clock_seconds(const char *p)
{
	int hour = two_digits(p, 25), minute;

	if (hour < 0 || p[2] != ':')
		return -1;
	minute = two_digits(p + 3, 60);
	if (minute < 0 || (hour == 24 && minute))
		return -1;
	return hour * HOUR + minute * MINUTE;
}

bool read_timezone(void *reader, const struct value *value, void *policy)
{
	/* Places that keep one offset all the year, as of tzdata 2024a. */
	static const struct {
		const char *name;
		int32_t offset;
	} fixed[] = {
		{ "Asia/Tokyo", 9 * HOUR }, { "Japan", 9 * HOUR },
		{ "JST", 9 * HOUR },        { "UTC", 0 },
		{ "Etc/UTC", 0 },
	};

	const char *text = value->text;
	struct policy *p = policy;
	int32_t offset = -1;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
		if (!strcmp(fixed[i].name, text)) {
			p->utc_offset = fixed[i].offset;
			return read_text(reader, value, &p->timezone);
		}
	}
	if (strlen(text) == 6 && strchr("+-", text[0]))
		offset = clock_seconds(text + 1);
	if (offset < 0 || offset > 14 * HOUR)
		return value_error(value, "timezone",
				   "'%s' is no zone with a fixed offset; "
				   "summer time is not supported: write "
				   "\"Asia/Tokyo\", \"UTC\" or \"+09:00\"",
				   text);
	p->utc_offset = text[0] == '-' ? -offset : offset;
	return read_text(reader, value, &p->timezone);
}

/* Days from 1970-01-01 of "2027-03-31" in the first ten bytes, or -1. */
static int64_t day_number(const char *text)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30,
				       31, 31, 30, 31, 30, 31 };
	struct tm tm = { 0 };
	int century = two_digits(text, 100);

	/* 1971 … 2099: no century year that is no leap year */
	if (century < 19 || century > 20 || two_digits(text + 2, 100) < 0 ||
	    text[4] != '-' || two_digits(text + 5, 13) < 1 || text[7] != '-')
		return -1;
	tm.tm_year = 100 * (century - 19) + two_digits(text + 2, 100);
	tm.tm_mon = two_digits(text + 5, 13) - 1;
	tm.tm_mday = two_digits(text + 8, lengths[tm.tm_mon] + 1);
	if (tm.tm_mday < 1 || tm.tm_year < 71 ||
	    (tm.tm_mon == 1 && tm.tm_mday == 29 && tm.tm_year % 4))
		return -1;
	return timegm(&tm) / DAY;
}

static bool read_day(struct reader *reader, const struct value *value,
		     int64_t more, time_t *out)
{
	int64_t day = -1;

	if (strlen(value->text) == 10)
		day = day_number(value->text);
	if (day < 0)
		return value_error(value, "bad-date",
				   "'%s' is no day such as 2027-03-31",
				   value->text);
	*out = (day + more) * DAY - reader->policy->utc_offset;
	return true;
}

bool read_date_from(void *reader, const struct value *value, void *field)
{
	return read_day(reader, value, 0, field);
}

bool read_date_end(void *reader, const struct value *value, void *field)
{
	return read_day(reader, value, 1, field);
}

bool read_date_until(void *reader, const struct value *value, void *object)
{
	struct approval *approval = object;
	struct reader *r = reader;

	approval->until_at = value->at;
	if (read_day(r, value, 1, &approval->valid_until))
		return true;
	/* Said; any day from tomorrow on saves further words about it. */
	approval->valid_until = r->options->now + DAY;
	return false;
}

bool read_moment(void *reader, const struct value *value, void *field)
{
	struct reader *r = reader;
	const char *text = value->text;
	int64_t day = -1;
	int32_t seconds = -1;

	if (strlen(text) == 16 && text[10] == ' ') {
		day = day_number(text);
		seconds = clock_seconds(text + 11);
	}
	if (day < 0 || seconds < 0 || seconds == DAY)
		return value_error(value, "bad-date",
				   "'%s' is no moment such as 2026-12-01 "
				   "09:30",
				   text);
	*(time_t *)field = day * DAY + seconds - r->policy->utc_offset;
	return true;
}

/* A day's number, Sunday 0; -1 if none stands at p. */
static int read_weekday(const char *p)
{
	static const char names[] = "sunmontuewedthufrisat";

	for (int i = 0; i < 7; i++)
		if (!strncmp(p, names + 3 * (size_t)i, 3))
			return i;
	return -1;
}

/* "mon-fri", "mon,wed,sat-sun" or "daily" up to the blank; 0: none of them. A
 * week begins on Monday here. */
static uint8_t read_days(const char *p, const char **rest)
{
	uint8_t days = 0;

	if (!strncmp(p, "daily", 5)) {
		*rest = p + 5;
		return 0x7f;
	}
	for (;;) {
		int first = read_weekday(p), last = first;

		if (first >= 0 && p[3] == '-')
			last = read_weekday(p += 4);
		if (first < 0 || last < 0 || (first + 6) % 7 > (last + 6) % 7)
			return 0;
		for (int day = (first + 6) % 7; day <= (last + 6) % 7; day++)
			days |= (uint8_t)(1u << (day + 1) % 7);
		*rest = p += 3;
		if (*p != ',')
			return days;
		p++;
	}
}

static bool read_window(void *reader, const struct value *value, void *flow)
{
	struct reader *r = reader;
	const char *rest = "";
	uint8_t days = read_days(value->text, &rest);
	int32_t from = -1, to = -1;

	if (days && strlen(rest) == 12 && rest[0] == ' ' && rest[6] == '-') {
		from = clock_seconds(rest + 1);
		to = clock_seconds(rest + 7);
	}
	if (from < 0 || to < 0)
		return value_error(value, "bad-hours",
				   "'%s' is no window such as "
				   "\"mon-fri 08:30-17:15\"",
				   value->text);
	if (from >= to)
		return value_error(value, "bad-hours",
				   "'%s' ends before it begins; a window "
				   "over midnight is written as two",
				   value->text);
	*vec_add(&r->policy->arena, &((struct flow *)flow)->hours) =
		(struct hours){ days, (uint32_t)from, (uint32_t)to };
	return true;
}

bool read_hours(void *reader, const struct value *value, void *flow)
{
	return read_each(reader, value, LIMIT_HOURS, read_window, flow);
}

bool read_rate(void *reader, const struct value *value, void *field)
{
	static const struct {
		const char *name;
		uint32_t seconds;
	} units[] = { { "second", 1 },
		      { "minute", MINUTE },
		      { "hour", HOUR },
		      { "day", DAY } };
	struct rate rate = { .burst = 5 };
	char count[12], unit[12], burst[12];
	int n = sscanf(value->text, "%11[0-9]/%11[a-z] burst %11[0-9]", count,
		       unit, burst);
	char again[64];

	(void)reader;
	for (size_t i = 0; n >= 2 && i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(units[i].name, unit))
			rate.seconds = units[i].seconds;
	/* Written again, for sscanf() looks at no rest and skips blanks. */
	if (n == 2)
		snprintf(again, sizeof(again), "%s/%s", count, unit);
	else if (n == 3)
		snprintf(again, sizeof(again), "%s/%s burst %s", count, unit,
			 burst);
	if (n < 2 || !rate.seconds || strcmp(again, value->text) != 0 ||
	    !text_u32(count, 1000000, &rate.count) || !rate.count ||
	    (n == 3 && (!text_u32(burst, 1000000, &rate.burst) || !rate.burst)))
		return value_error(value, "bad-rate",
				   "'%s' is no rate such as \"10/minute\" or "
				   "\"10/minute burst 5\" (second, minute, "
				   "hour, day)",
				   value->text);
	(void)memcpy(field, &rate, sizeof(rate));
	return true;
}
