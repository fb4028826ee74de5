/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_rules.c -- one fault in decoded rules: where, and which kind
 */
#include "mutate_rules.h"

#include <stdio.h>
#include <string.h>

#include "base/must.h"

#include "mutate_parts.h"
#include "random_policy.h"

static void visit_chain(struct mutator *m, mutate_want want,
			struct nf_table *table, struct nf_chain *chain)
{
	struct place place = { .table = table, .chain = chain };

	for (size_t r = 0; r < chain->rules.n; r++) {
		place.rule = &chain->rules.at[r];
		place.nth_rule = r;
		for (size_t e = 0; e < place.rule->exprs.n; e++) {
			place.nth_expr = e;
			if (want(&place))
				*vec_add(&m->arena, &m->places) = place;
		}
	}
}

static void visit_set(struct mutator *m, mutate_want want,
		      struct nf_table *table, struct nf_set *set)
{
	struct place place = { .table = table, .set = set };

	for (size_t i = 0; i < set->elements.n; i++) {
		place.nth_element = i;
		if (want(&place))
			*vec_add(&m->arena, &m->places) = place;
	}
}

bool mutate_pick(struct mutator *m, mutate_want want, struct place *out)
{
	vec_each(table, &m->rules->tables) {
		vec_each(chain, &table->chains)
			visit_chain(m, want, table, chain);
		vec_each(set, &table->sets)
			visit_set(m, want, table, set);
	}
	if (m->places.n == 0)
		return false;
	*out = m->places.at[pick((uint32_t)m->places.n)];
	if (out->set)
		snprintf(m->out->where, sizeof(m->out->where),
			 "%s, element %zu", out->set->name, out->nth_element);
	else
		snprintf(m->out->where, sizeof(m->out->where),
			 "%s, rule %zu, %s", out->chain->name, out->nth_rule,
			 out->rule->exprs.at[out->nth_expr].name);
	return true;
}

struct nf_expr *mutate_own_exprs(struct mutator *m, struct nf_rule *rule)
{
	struct nf_expr *own =
		arena_calloc(&m->rules->arena, rule->exprs.n + 1, sizeof(*own));

	memcpy(own, rule->exprs.at, rule->exprs.n * sizeof(*own));
	rule->exprs.at = own;
	return own;
}

uint8_t *mutate_own_bytes(struct mutator *m, const uint8_t *bytes, size_t len)
{
	uint8_t *own = arena_alloc(&m->rules->arena, len);

	memcpy(own, bytes, len);
	return own;
}

static const struct {
	const char *name;
	bool (*make)(struct mutator *m);
} kinds[] = {
	{ "a lost rule", mutate_lose_rule },
	{ "a lost last drop", mutate_lose_last_drop },
	{ "a lost match", mutate_lose_match },
	{ "a lost guard of the family", mutate_lose_family },
	{ "a lost source check", mutate_lose_source },
	{ "a match turned round", mutate_invert },
	{ "a bit in a comparison", mutate_compare },
	{ "a shorter comparison", mutate_shorten },
	{ "another byte of the header", mutate_offset },
	{ "source for destination", mutate_swap_addresses },
	{ "a bit in a mask", mutate_mask },
	{ "another verdict", mutate_verdict },
	{ "an early accept", mutate_accept },
	{ "two rules exchanged", mutate_exchange_rules },
	{ "a lost element", mutate_lose_element },
	{ "a widened element", mutate_widen },
	{ "a bit in a key", mutate_key },
	{ "another pair's chain", mutate_exchange_verdicts },
	{ "another mark", mutate_data },
	{ "an element for all the rest", mutate_catch_all },
	{ "a policy that accepts", mutate_policy },
	{ "another priority", mutate_priority },
	{ "a table asleep", mutate_sleep },
	{ "a foreign table that accepts", mutate_foreign_accept },
	{ "a foreign table that drops", mutate_foreign_drop },
};

size_t mutation_kinds(void)
{
	return sizeof(kinds) / sizeof(kinds[0]);
}

bool mutate_rules(struct rules *rules, size_t kind, struct mutation *out)
{
	struct mutator m = { .rules = rules, .out = out };
	bool made;

	must(kind < mutation_kinds());
	*out = (struct mutation){ .kind = kinds[kind].name };
	made = kinds[kind].make(&m);
	arena_finish(&m.arena);
	return made;
}
