/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window.c -- weekly hours of the gateway's time zone as windows in UTC
 */
#include "ruleset/window.h"

#include "base/must.h"

/* Days, each `by` later. */
static uint8_t shift_days(uint8_t days, int by)
{
	by = (by + 7) % 7;
	return (uint8_t)((days << by | days >> (7 - by)) & ALL_DAYS);
}

/* A window for each run of days. */
static size_t put_runs(uint8_t days, uint32_t from, uint32_t to,
		       struct window *out)
{
	size_t n = 0;
	uint8_t last;

	for (uint8_t day = 0; day < 7; day = (uint8_t)(last + 1)) {
		last = day;
		if (!(days >> day & 1))
			continue;
		while (last < 6 && days >> (last + 1) & 1)
			last++;
		out[n++] = (struct window){ day, last, from, to };
	}
	return n;
}

size_t windows_of(const struct hours *hours, int32_t utc_offset,
		  struct window out[static WINDOWS_MAX])
{
	int32_t from = (int32_t)hours->from - utc_offset;
	int32_t to = (int32_t)hours->to - utc_offset;
	int32_t begin, end;
	size_t n = 0;

	must(utc_offset > -DAY_SECONDS && utc_offset < DAY_SECONDS);
	must(hours->from <= hours->to && hours->to <= DAY_SECONDS);
	for (int day = -1; day <= 1; day++) {
		begin = from - day * DAY_SECONDS;
		end = to - day * DAY_SECONDS;
		if (begin < 0)
			begin = 0;
		if (end > DAY_SECONDS)
			end = DAY_SECONDS;
		if (begin < end)
			n += put_runs(shift_days(hours->days, day),
				      (uint32_t)begin, (uint32_t)end, out + n);
	}
	must(n <= WINDOWS_MAX);
	return n;
}
