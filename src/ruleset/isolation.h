/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolation.h -- what is cut off at once, whatever the register says
 *
 * Zones by their interfaces, hosts by their addresses, entries by the marks of
 * their connections. Chains of their own, behind the gate's and before the
 * guard's, that only ever drop: their policy is accept, so nothing is wider
 * with an isolation than without.
 */
#pragma once

#include <stdio.h>

#include "base/address.h"
#include "ruleset/ruleset.h"

enum isolated_kind {
	ISOLATED_ZONE,
	ISOLATED_HOST,
	ISOLATED_ENTRY,
};

/* An entry as one tree knows it. The same id has another number in each: in
 * the tree that is pending, in the one in force, in its two sides if it is a
 * relay. */
struct isolated_entry {
	uint32_t generation, number;
};

/* One kind's list is filled, with at least one; the others are empty. */
struct isolated {
	enum isolated_kind kind;
	const char *name;                   /* what people call it */
	VEC(const char *) interfaces;       /* of a zone */
	VEC(struct addr_range) ranges;      /* of a host, in any order */
	VEC(struct isolated_entry) entries; /* of an entry */
};

struct isolation {
	struct arena arena;
	VEC(struct isolated) list; /* empty: nothing is isolated */
};

enum {
	ISOLATED_MAX = 256,
	ISOLATED_NAME_MAX = 256, /* bytes */
	ISOLATED_INTERFACES_MAX = 64,
	ISOLATED_RANGES_MAX = 4096,
	ISOLATED_ENTRIES_MAX = 64,
	ISOLATION_BYTES_MAX = 8 << 20,
	ISOLATION_PRIORITY = 5,
};

/*
 * Chains isolate_forward, isolate_input and isolate_output, one isolate_I for
 * each thing of the list (counter, and a log line "sekisho isolated NAME", NAME
 * being "#I" where it is no ASCII word), and sets where one has many addresses
 * or interfaces. Nothing at all where nothing is isolated. The same isolation,
 * the same bytes. Texts are copied to the arena.
 */
void isolation_build(const struct isolation *isolation, struct arena *arena,
		     struct table *out);

/* As ruleset_pack() and ruleset_unpack(); -EINVAL, or false, where a bound
 * above is passed or a name, range or number is none. */
int isolation_pack(const struct isolation *isolation, FILE *out);
bool isolation_unpack(const uint8_t *bytes, size_t len, struct isolation *out);
void isolation_finish(struct isolation *isolation);
