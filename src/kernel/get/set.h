/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.h -- a set and its elements from a dump as plain data
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "kernel/held/held.h"
#include "ruleset/ruleset.h"

struct nlmsghdr;

/*
 * Everything is copied into `arena`. The kernel knows types of keys, not which
 * end of a packet they are of: of two addresses or names the first is taken for
 * the source's, of a port that it is the destination's. False where it is
 * nothing that put_set() makes.
 */
bool get_set(const struct held_set *held, struct arena *arena, struct set *out);

/* For element messages of one dump; a sock_each whose ctx it is. Ranges on a
 * line are put together when the dump has ended. */
struct range_end {
	uint8_t last[KEY_LEN];
};

struct element_reader {
	struct arena *arena;
	struct set *set;
	VEC(struct range_end) ends;
	bool bad; /* something that put_elements() does not write */
};

int get_elements(const struct nlmsghdr *msg, void *ctx);
/* After the dump. */
void get_elements_end(struct element_reader *reader);
