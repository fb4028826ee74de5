/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarding.h -- the switches around the rules: forwarding, the time zone
 */
#pragma once

#include <stdbool.h>

#include "base/diag.h"
#include "ruleset/ruleset.h"

struct forwarding {
	bool ipv4, ipv6;
	bool has_ipv6; /* the kernel has IPv6 at all */
};

/* Of the network namespace we are in; 0 or -errno. */
int forwarding_read(struct forwarding *out);
/* Switches on what is off. */
int forwarding_on(void);

/*
 * The kernel tells `meta day` in a time zone of its own, set once at boot;
 * rules that ask for the day are compiled for UTC. False, with an error at the
 * policy line, where the ruleset has such a rule and the zone is not UTC.
 */
bool timezone_check(const struct ruleset *ruleset, struct diags *diags);
/* The same with the kernel's answer given: minutes west of Greenwich. */
bool timezone_fits(const struct ruleset *ruleset, int minutes_west,
		   struct diags *diags);
