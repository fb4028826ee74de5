/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window.h -- weekly hours of the gateway's time zone as windows in UTC
 *
 * The kernel's `meta hour` counts UTC, and `meta day` too where the kernel's
 * own time zone is unset (measured; nft_meta.c), so a local window that
 * crosses UTC's midnight becomes two, the weekday shifted.
 */
#pragma once

#include "policy/policy.h"

enum {
	DAY_SECONDS = 24 * 3600,
	ALL_DAYS = 0x7f,
	/* A local window of a day meets at most two days of UTC; each has at
	 * most four runs of days (of Sunday … Saturday). */
	WINDOWS_MAX = 8,
};

/* Every day first_day … last_day (0 Sunday), [from, to) seconds. */
struct window {
	uint8_t first_day, last_day;
	uint32_t from, to;
};

/* How many windows there are; none for hours without a day or a duration. */
size_t windows_of(const struct hours *hours, int32_t utc_offset,
		  struct window out[static WINDOWS_MAX]);
