/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intent.c -- all that should be in force, at one moment
 */
#include "kernel/intent.h"

#include <time.h>

uint64_t intent_age_ms(double counted_from)
{
	struct timespec t;
	double age;

	if (counted_from == 0)
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &t);
	age = (double)t.tv_sec + (double)t.tv_nsec / 1e9 - counted_from;
	return age > 0 ? (uint64_t)(age * 1000) : 0;
}
