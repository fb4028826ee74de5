/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * when.c -- times as people read them
 *
 * Not by strftime(3), which looks for the time zone's file each time: a process
 * in a jail has none, and is in UTC from then on, or dead.
 */
#include "base/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *when_text(char buf[static WHEN_TEXT], time_t time, int32_t utc_offset)
{
	time_t local = time + utc_offset;
	int minutes = abs(utc_offset / 60);
	struct tm tm;

	buf[0] = '\0';
	if (!gmtime_r(&local, &tm))
		return buf;
	snprintf(buf, WHEN_TEXT, "%04d-%02d-%02d %02d:%02d:%02d %c%02d:%02d",
		 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		 tm.tm_min, tm.tm_sec, utc_offset < 0 ? '-' : '+', minutes / 60,
		 minutes % 60);
	return buf;
}

char *when_local(char buf[static WHEN_TEXT], time_t time)
{
	struct tm tm;

	return when_text(buf, time,
			 localtime_r(&time, &tm) ? (int32_t)tm.tm_gmtoff : 0);
}

bool when_day(const char *text, uint32_t *out)
{
	char again[WHEN_TEXT];
	struct tm tm = { 0 };
	const char *rest = strptime(text, "%Y-%m-%d", &tm);

	if (!rest || *rest || tm.tm_year < 0)
		return false;
	/* timegm() makes a day of February out of none. */
	timegm(&tm);
	*out = (uint32_t)(tm.tm_year + 1900) * 10000 +
	       (uint32_t)(tm.tm_mon + 1) * 100 + (uint32_t)tm.tm_mday;
	snprintf(again, sizeof(again), "%04u-%02u-%02u", *out / 10000,
		 *out / 100 % 100, *out % 100);
	return strcmp(again, text) == 0;
}
