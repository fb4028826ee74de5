/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.h -- entries sorted by pair, family and protocol
 *
 * For group.c and pair.c alone.
 */
#pragma once

#include "proof/diagram/apply.h"
#include "proof/register/entry.h"

enum {
	N_FAMILIES = 2,
	N_PROTOS = 5,
	N_PARTS = 3,
	MOST_DIGITS = 17, /* two IPv6 addresses, a port */
	MOST_TUPLES = 256 /* of an entry that is sorted; more are nested */
};

/* Of groups' numbers: number % N_PROTOS, number / N_PROTOS % N_FAMILIES. */
extern const enum proto group_protos[N_PROTOS];
extern const enum family group_families[N_FAMILIES];

/* What an entry says about a packet, part by part. */
enum part {
	PART_SOURCE,
	PART_DESTINATION,
	PART_PORT,
};

/* One family's parts, in the order of their levels. */
struct layout {
	enum part parts[N_PARTS];
	enum variable variables[N_PARTS];
};

struct tuple {
	uint32_t group;
	uint32_t place; /* of its entry */
	uint16_t key[MOST_DIGITS];
};

/* One direction of all pairs. A group is a pair's packets of one family and
 * protocol. */
struct direction {
	struct meaning *m;
	bool reply;
	struct layout layouts[N_FAMILIES];
	const uint32_t *thens; /* of each entry: where it is in force */
	struct diagram_op first;
	uint32_t *groups;
	struct diagram_pile *piles;
	struct tuple *tuples;
	size_t n_tuples;
	uint16_t *keys; /* of the group being built, at most n_tuples */
	uint32_t *values;
};

/* ICMP: of which entries permit nothing but echo. */
bool proto_is_echo(enum proto proto);
struct layout layout_of(const struct meaning *m, enum family family,
			bool reply);
/* Fills tuples and piles, and allocates keys and values as large as the largest
 * group may be. The caller frees them. */
void direction_take(struct direction *d);
