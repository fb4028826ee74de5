/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dates.h -- from when until when our certificate is good, and who says so
 *
 * One that has expired ends nothing: by the clock alone a machine whose clock
 * is wrong would have no mail, and a peer that knows us by our key looks at no
 * date. It is said until it is renewed.
 */
#pragma once

#include <time.h>

/* Seconds since 1970. */
struct tls_dates {
	time_t from, until;
};

/* Of the first certificate; both 0 where none can be read. */
struct tls_dates tls_dates_of(const char *chain);

enum tls_age {
	TLS_TOO_YOUNG, /* its first day is still to come */
	TLS_GOOD,
	TLS_ENDS, /* within the next 30 days */
	TLS_EXPIRED
};

enum tls_age tls_age(const struct tls_dates *dates, time_t now);
/* Whole ones, until its end or since. */
int tls_days(const struct tls_dates *dates, time_t now);

/* The number of its day, in UTC. */
time_t tls_day(time_t now);

struct tls_watch {
	struct tls_dates dates;
	const char *file;
	time_t day; /* of the last look; 0: none yet */
};

/* Says in the log what there is to say of it: once a day, and at once when the
 * clock was set to another one. */
void tls_watch_look(struct tls_watch *watch, time_t now);
