/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_space.c -- how rules ask whether an address is one of a zone's
 *
 * Of sources at arrival, of destinations when leaving, of the ends of a
 * connection that an error speaks of.
 */
#include <string.h>

#include "base/must.h"
#include "ruleset/compiler.h"

enum {
	/* So many rules cost less than a lookup in an interval set: some 15 ns
	 * each where they do not match, 130 ns (docs/performance.md). */
	FEW = 4,
};

const enum family compile_families[N_FAMILIES] = {
	[V4] = FAMILY_IPV4,
	[V6] = FAMILY_IPV6,
};

static void put_range(struct compiler *c, struct set *set, struct loc at,
		      const struct addr_range *range)
{
	size_t len = family_len(range->first.family);
	struct element *element = compile_element(c, set, at);

	memcpy(element->key, range->first.bytes, len);
	memcpy(element->last, range->last.bytes, len);
}

/* Sorted ranges: those of a family stand together. */
static void find_space(struct compiler *c, const struct zone *zone, int family)
{
	struct space *space = &c->spaces[zone->index][family];
	struct set set = {
		.at = compile_loc(c, zone->at),
		.name = compile_name(c, "%s_space%s", c->words[zone->index],
				     family == V4 ? "4" : "6"),
		.key = KEY(family == V4 ? FIELD_IP_SADDR : FIELD_IP6_SADDR),
		.interval = true,
	};

	vec_each(range, &zone->space) {
		if (range->first.family != compile_families[family])
			continue;
		if (!space->n_rules)
			space->range = range;
		must(range == space->range + space->n_rules);
		space->n_rules++;
	}
	if (space->n_rules <= FEW)
		return;
	for (size_t i = 0; i < space->n_rules; i++)
		put_range(c, &set, zone->at, &space->range[i]);
	compile_set(c, &set);
	*space = (struct space){ .n_rules = 1, .set = set.name };
}

void compile_spaces(struct compiler *c)
{
	c->spaces = arena_calloc(&c->scratch, c->policy->zones.n,
				 sizeof(*c->spaces));
	vec_each(zone, &c->policy->zones) {
		find_space(c, zone, V4);
		find_space(c, zone, V6);
	}
}

void compile_ask_space(struct build *b, const struct space *space, size_t i,
		       enum field field)
{
	must(i < space->n_rules);
	if (space->set)
		build_lookup(b, KEY(field), space->set);
	else
		build_address(b, field, &space->range[i]);
}
