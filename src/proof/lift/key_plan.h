/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key_plan.h -- how the bits of a set's key are read, as ranges of digits
 *
 * Decided once for all elements of a set; only for key.c.
 */
#pragma once

#include "proof/lift/bit.h"

enum {
	KEY_PARTS_MAX = 64,
	KEY_BITS_MAX = NF_REGS * NF_REG_LEN * 8,
};

/* A range of digits that is read from bits start … end - 1 of the key. */
struct key_part {
	size_t start, end;
	uint16_t level, n;
	bool iface; /* a name or an index */
	bool whole; /* no bit of its digits is free */
};

struct key_plan {
	const struct bit *bits; /* where each bit of the key comes from */
	size_t n_bits;
	struct key_part parts[KEY_PARTS_MAX]; /* by level, none over another */
	size_t n;
	bool ignored[KEY_BITS_MAX]; /* padding that nobody compares */
};

/* `exact`: every element is one key, no interval. False: the key cannot be
 * read so (bits in the middle of a digit, conntrack's state, unknown values).
 * `bits` must outlive the plan. */
bool key_plan_make(const struct lift *lift, struct key_plan *plan,
		   const struct bit *bits, const struct nf_set *set,
		   bool exact);

/* At least one: a key that is no concatenation is one field. */
size_t key_n_fields(const struct nf_set *set);
/* The bits start … end - 1 of a field. */
void key_field(const struct nf_set *set, size_t field, size_t *start,
	       size_t *end);
