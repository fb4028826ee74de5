/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * as_if.c -- rules as they will be, or as they would be without something
 *
 * Lists are shortened where they are; what goes was in the arena.
 */
#include "proof/rules/as_if.h"

#include <string.h>

#include "proof/rules/others.h"
#include "ruleset/frame.h"

static struct nf_table *find_gate(struct rules *rules)
{
	vec_each(table, &rules->tables)
		if (table->family == NF_FAMILY_INET &&
		    !strcmp(table->name, TABLE_GATE))
			return table;
	return NULL;
}

static struct nf_set *find_set(struct nf_table *table, const char *name)
{
	vec_each(set, &table->sets)
		if (!strcmp(set->name, name))
			return set;
	return NULL;
}

static bool put_element(struct rules *rules, const struct nf_table *gate,
			struct nf_set *set, const struct element *from)
{
	struct nf_verdict *verdict =
		arena_alloc(&rules->arena, sizeof(*verdict));
	uint8_t *key = arena_calloc(&rules->arena, set->key_len, 1);

	*verdict = (struct nf_verdict){
		.kind = NF_VERDICT_GOTO,
		.chain = rules_find_chain(gate, from->verdict.chain),
	};
	if (from->verdict.kind != VERDICT_GOTO || !verdict->chain)
		return false;
	memcpy(key, from->key, set->key_len);
	*vec_add(&rules->arena, &set->elements) = (struct nf_element){
		.key = key,
		.verdict = verdict,
	};
	return true;
}

/* A selector asks one field; in a set of one field it is not padded. */
static size_t one_len(const struct key_spec *key)
{
	return key->n == 1 ? field_info(key->fields[0])->len : 0;
}

static bool put_selector(struct rules *rules, struct nf_table *gate,
			 const struct set *selector)
{
	struct nf_set *set = find_set(gate, selector->name);

	if (!set || !set->verdicts || set->key_len != one_len(&selector->key))
		return false;
	rules->n_elements -= set->elements.n;
	set->elements.n = 0;
	vec_each(element, &selector->elements)
		if (!put_element(rules, gate, set, element))
			return false;
	rules->n_elements += set->elements.n;
	return true;
}

bool as_if_switched(struct rules *rules, const struct ruleset *ruleset)
{
	struct nf_table *gate = find_gate(rules);

	if (!gate)
		return false;
	vec_each(selector, &ruleset->selectors)
		if (!put_selector(rules, gate, selector))
			return false;
	vec_each(set, &gate->sets) {
		if (!frame_is_fallback(set->name))
			continue;
		rules->n_elements -= set->elements.n;
		set->elements.n = 0;
	}
	return true;
}

static bool is_isolating(const struct nf_chain *chain)
{
	return chain->base && !strncmp(chain->name, "isolate_", 8);
}

void as_if_not_isolated(struct rules *rules)
{
	struct nf_table *gate = find_gate(rules);

	if (!gate)
		return;
	/* Others point to chains, so they stay where they are. */
	vec_each(chain, &gate->chains)
		if (is_isolating(chain))
			chain->base = NULL;
}

void as_if_alone(struct rules *rules)
{
	vec_each(table, &rules->tables) {
		if (others_is_own(table))
			continue;
		vec_each(chain, &table->chains)
			chain->base = NULL;
	}
}
