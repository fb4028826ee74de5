/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ahead.c -- a process whose clocks the test sets while it runs
 */
#include "ahead.h"

#include <sys/mman.h>
#include <time.h>

atomic_int *ahead;

int __real_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);

int __wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
	const int r = __real_clock_gettime(clock, out);

	out->tv_sec += ahead ? *ahead : 0;
	return r;
}

int ahead_begin(void **state)
{
	(void)state;
	ahead = mmap(NULL, sizeof(*ahead), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return ahead == MAP_FAILED ? -1 : 0;
}
