/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * when.h -- times as people read them
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum {
	WHEN_TEXT = 48 /* bytes, with the NUL */
};

/* "2027-03-01 09:00:00 +09:00", by a policy's offset: seconds east. Returns
 * buf. */
char *when_text(char buf[static WHEN_TEXT], time_t time, int32_t utc_offset);
/* By the time zone of the process, which is to have been read by a first call
 * before a jail hides its file. */
char *when_local(char buf[static WHEN_TEXT], time_t time);

/* "2027-03-01", a day that there is, as 20270301. False: something else. */
bool when_day(const char *text, uint32_t *out);
