/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_parts.h -- the kinds of faults; for mutate_*.c alone
 */
#pragma once

#include "mutate_rules.h"

/* An expression of a rule, or an element of a set. */
struct place {
	struct nf_table *table;
	struct nf_chain *chain; /* or NULL */
	struct nf_rule *rule;
	size_t nth_rule, nth_expr;
	struct nf_set *set; /* or NULL */
	size_t nth_element;
};

struct mutator {
	struct rules *rules;
	struct mutation *out;
	struct arena arena;
	VEC(struct place) places;
};

typedef bool (*mutate_want)(const struct place *place);

/* One of all such places. */
bool mutate_pick(struct mutator *m, mutate_want want, struct place *out);
/* Copies that may be written to; exprs with room for one more. */
struct nf_expr *mutate_own_exprs(struct mutator *m, struct nf_rule *rule);
uint8_t *mutate_own_bytes(struct mutator *m, const uint8_t *bytes, size_t len);

static inline const struct nf_expr *place_expr(const struct place *place)
{
	return place->rule ? &place->rule->exprs.at[place->nth_expr] : NULL;
}

static inline struct nf_element *place_element(const struct place *place)
{
	return &place->set->elements.at[place->nth_element];
}

/* mutate_rule.c */
bool mutate_lose_rule(struct mutator *m);
bool mutate_lose_last_drop(struct mutator *m);
bool mutate_lose_match(struct mutator *m);
bool mutate_lose_family(struct mutator *m);
bool mutate_lose_source(struct mutator *m);
bool mutate_invert(struct mutator *m);
bool mutate_compare(struct mutator *m);
bool mutate_shorten(struct mutator *m);
bool mutate_offset(struct mutator *m);
bool mutate_swap_addresses(struct mutator *m);
bool mutate_mask(struct mutator *m);
bool mutate_verdict(struct mutator *m);
bool mutate_accept(struct mutator *m);
bool mutate_exchange_rules(struct mutator *m);

/* mutate_set.c: elements, chains, tables. */
bool mutate_lose_element(struct mutator *m);
bool mutate_widen(struct mutator *m);
bool mutate_key(struct mutator *m);
bool mutate_exchange_verdicts(struct mutator *m);
bool mutate_data(struct mutator *m);
bool mutate_catch_all(struct mutator *m);
bool mutate_policy(struct mutator *m);
bool mutate_priority(struct mutator *m);
bool mutate_sleep(struct mutator *m);
bool mutate_foreign_accept(struct mutator *m);
bool mutate_foreign_drop(struct mutator *m);
