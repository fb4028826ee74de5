/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.h -- what the parts of the interpreter share
 */
#pragma once

#include "checkproof/check.h"

enum answer {
	NO,
	MAYBE,
	YES
};

/* Bytes in registers: what each is at least and at most, and if it is one of
 * the box's, which, and what mask was laid on it. */
struct regs {
	uint8_t lo[KEY], hi[KEY], of[KEY], mask[KEY];
};

struct run {
	struct dump *dump;
	const struct box *box;
	struct verdict out;
	const struct chain *base;
	bool written; /* the mark is not what it was */
	bool settled; /* where to split is known */
	unsigned rules;
	struct regs regs;
};

/* Something acts that nobody understands; MAYBE. */
enum answer run_strange(struct run *run);
enum answer not_that(enum answer answer);

/* Where a register's bytes are; strange and 0 where there are not so many. */
size_t reg_at(struct run *run, uint64_t reg, uint64_t len);
/* Of one value nothing is known, nor of what comes behind it. */
void forget(struct run *run, uint64_t reg);
void put(struct run *run, uint64_t reg, const void *bytes, size_t len);

/* Expressions by their attributes: NO and MAYBE break a rule. */
enum answer load_payload(struct run *run, struct bytes e);
enum answer load_meta(struct run *run, struct bytes e);
enum answer load_ct(struct run *run, struct bytes e);
enum answer do_bitwise(struct run *run, struct bytes e);
enum answer do_cmp(struct run *run, struct bytes e);
enum answer do_range(struct run *run, struct bytes e);

/* Are all parts of what lies at `at` within the element's? If it is undecided
 * `tell` notes where it would be. */
enum answer within(struct run *run, size_t at, const struct shape *shape,
		   const struct element *e, bool tell);
/* The first element that does not end before the key; or, `past`, the first
 * that begins behind it. */
size_t set_search(const struct run *run, const struct set *set, size_t at,
		  bool past);
