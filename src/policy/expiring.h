/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expiring.h -- which entries of the register end soon, and when to look again
 *
 * Days are the policy's own, of 24 hours: its time zone has no summer time. An
 * entry ends at the midnight that closes its last day, so that "7 days" are
 * reached at the midnight six days before that day begins.
 */
#pragma once

#include "policy/policy.h"

/* The last step is the entry's last day: the rules are to be made anew on it
 * (CLOCK_HORIZON, ruleset.h). */
enum {
	EXPIRING_MONTH = 30,
	EXPIRING_WEEK = 7,
	EXPIRING_DAY = 1,
};

struct expiring {
	const char *id; /* the policy's */
	uint32_t number;
	time_t end;        /* the first second in which it holds no longer */
	char last_day[16]; /* "2027-03-31" */
	unsigned step;     /* the least of the steps that it has reached */
};

struct expiring_list {
	struct expiring *at;
	size_t n, cap;
};

/* Those that have not ended and have reached a step, by their ends, then by
 * their numbers. Memory is the arena's. */
void policy_expiring(const struct policy *policy, time_t now,
		     struct arena *arena, struct expiring_list *out);
/*
 * The first second after `now` in which an entry begins, reaches a step or
 * ends; 0: none ever.
 */
time_t policy_next_step(const struct policy *policy, time_t now);
