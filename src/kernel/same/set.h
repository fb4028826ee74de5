/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.h -- does the kernel hold the very elements that were compiled?
 *
 * The dump is not kept: what is wanted is indexed once, and each element that
 * arrives is looked up in it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/held/held.h"
#include "ruleset/ruleset.h"

struct nlmsghdr;

enum {
	/* A permission that ends later than it should by more than this is a
	 * difference; one that ends earlier, which an apply that took its time
	 * or a clock set back a little can make, only by more than that. */
	LATE_MS = 5 * 1000,
	EARLY_MS = 600 * 1000,
	/* What was to end within this may have ended between two looks. */
	GONE_MS = 60 * 1000,
};

/* Name aside: kind, key, flags, counters. */
bool set_is_same(const struct held_set *held, const struct set *wanted);

struct element_check {
	const struct set *set;
	uint64_t age_ms; /* taken off the set's timeouts; may be set any time
			  * before the dump */
	uint32_t *slots; /* open addressing: 1 + number of a part; NULL: they
			  * come in order */
	size_t next;     /* then: the part that comes next */
	bool *seen;      /* by part */
	size_t n_slots, n_parts;
	/* The result: in the kernel but not wanted; wanted but with another
	 * mark, verdict, timeout or comment. */
	size_t n_foreign, n_different;
};

/* Keeps `set`; ended by element_check_finish(). */
void element_check_init(struct element_check *check, const struct set *set);
/* For answers that come in the order of the set's elements; not for ranges on
 * a line. */
void element_check_init_ordered(struct element_check *check,
				const struct set *set);
/* A message of a dump of the set's elements: a sock_each whose ctx is the
 * check. */
int element_check_read(const struct nlmsghdr *msg, void *ctx);
/* After the dump: how many wanted elements did not come. */
size_t element_check_missing(const struct element_check *check);
/* Every wanted element came. */
bool element_check_all(const struct element_check *check);
void element_check_finish(struct element_check *check);
