/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_plan.h -- a random policy while it is being written
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "random.h"

enum {
	MAX_ZONES = 5,
	MAX_HOSTS = 3, /* of one zone */
	MAX_GROUPS = 4,
	MAX_SERVICES = 3,
	MAX_FLOWS = 14,
	MAX_OWN = 3, /* entries about the gateway, each way */
	HOUR = 3600,
	DAY = 86400,
};

enum extent {
	EXTENT_ALL,  /* the whole /16 */
	EXTENT_PART, /* a /24 */
	EXTENT_ODD,  /* a range that is no prefix */
};

/* What the words of an entry may stand for; bits. */
enum reach {
	IPV4 = 1,
	IPV6 = 2,
	NARROW = 4, /* no more than 16 addresses or ports a word */
};

struct plan_zone {
	unsigned int wires[2], n_wires;
	enum extent extent;
	bool v6, upstream;
	unsigned int n_hosts;
	unsigned int host_v6;  /* bit h: host h has an IPv6 address too */
	unsigned int n_groups; /* groups of this zone alone */
};

struct plan {
	struct random random;
	FILE *out;
	time_t now;  /* … and where the policy's clock stands then: */
	int offset;  /* hours east of UTC */
	int hour;    /* local, 4 … 20 */
	int weekday; /* local */
	unsigned int n_zones, n_services;
	uint32_t without;   /* bit i: leave out entry i … */
	unsigned int entry; /* … of those written so far */
	struct plan_zone zones[MAX_ZONES];
};

static inline bool chance(struct plan *plan, unsigned int percent)
{
	return random_chance(&plan->random, percent);
}

static inline unsigned int below(struct plan *plan, unsigned int n)
{
	return random_below(&plan->random, n);
}

/* Addresses of that zone, in quotes; of a family in `reach`. */
void write_range(struct plan *plan, unsigned int z, enum reach reach);
/* "tcp/443" and the like, in quotes; ICMP only of a family in `reach`. */
void write_port(struct plan *plan, enum reach reach);
/* flows, management and gateway, but for the entries in plan->without. */
void write_entries(struct plan *plan);
