/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * when.c -- times as the policy's people read them
 */
#include "daemon/engine/when.h"

#include <stdio.h>
#include <stdlib.h>

char *when_text(char buf[static WHEN_TEXT], time_t time, int32_t utc_offset)
{
	time_t local = time + utc_offset;
	int minutes = abs(utc_offset / 60);
	struct tm tm;
	size_t len;

	buf[0] = '\0';
	if (!gmtime_r(&local, &tm))
		return buf;
	len = strftime(buf, WHEN_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(buf + len, WHEN_TEXT - len, " %c%02d:%02d",
		 utc_offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return buf;
}
