/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_maker.h -- the parts that random rules are made from
 *
 * Only for random_rules.c, random_expr.c and random_set.c.
 */
#pragma once

#include "proof/rules/rules.h"

enum {
	RANDOM_SETS_MAX = 64, /* of a table */
};

struct random_maker {
	struct rules *rules;
	struct nf_table *table;
	size_t chain;          /* that is being filled */
	struct nf_expr *exprs; /* of the rule, with room */
	size_t n;
};

/* What a register holds. */
struct random_field {
	uint8_t reg;
	size_t len;
	bool name, index; /* of an interface */
};

/* random_expr.c: each adds to the rule. */
struct nf_expr *random_expr(struct random_maker *maker, enum nf_expr_kind kind);
void random_load(struct random_maker *maker, struct random_field *field,
		 uint8_t reg);
void random_load_mark(struct random_maker *maker, uint8_t reg);
void random_change(struct random_maker *maker,
		   const struct random_field *field);
void random_compare(struct random_maker *maker,
		    const struct random_field *field);
void random_between(struct random_maker *maker,
		    const struct random_field *field);
void random_write(struct random_maker *maker);
/* In the rules' arena. */
uint8_t *random_bytes(struct random_maker *maker, size_t len);
/* The same, such as the field may hold. */
uint8_t *random_value(struct random_maker *maker,
		      const struct random_field *field);

/* random_set.c: in a new set of the table, whose key is the fields one behind
 * another. False: no room. `verdicts` becomes true where it is a verdict map. */
bool random_lookup(struct random_maker *maker,
		   const struct random_field *fields, size_t n, bool *verdicts);

/* random_rules.c: jumps go to chains behind the one that is being filled. */
struct nf_verdict random_verdict(struct random_maker *maker);
