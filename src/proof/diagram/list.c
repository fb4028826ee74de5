/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * list.c -- lists in which the first match wins, by halves
 *
 * override is associative, so a list may be put together in any bracketing. In
 * a balanced one each rule takes part in log n overrides, most of them of
 * small diagrams; rule by rule it would be n overrides of a large one. The same
 * goes for "any of these".
 */
#include <stdlib.h>

#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/diagram/build.h"
#include "proof/diagram/node.h"

void diagram_pile_add(struct diagrams *all, struct diagram_pile *pile,
		      uint32_t rule)
{
	size_t rest = pile->n++;

	/* Piles of 2^k rules, as the bits of n: a new rule carries. */
	for (; rest & 1; rest >>= 1)
		rule = diagram_override(all, pile->at[--pile->depth], rule);
	must(pile->depth < sizeof(pile->at) / sizeof(pile->at[0]));
	pile->at[pile->depth++] = rule;
}

uint32_t diagram_pile_end(struct diagrams *all, struct diagram_pile *pile)
{
	uint32_t result = DIAGRAM_NOMATCH;

	while (pile->depth)
		result = diagram_override(all, pile->at[--pile->depth], result);
	pile->n = 0;
	return result;
}

uint32_t diagram_first_match(struct diagrams *all, const uint32_t *rules,
			     size_t n)
{
	struct diagram_pile pile = { 0 };

	for (size_t i = 0; i < n; i++)
		diagram_pile_add(all, &pile, rules[i]);
	return diagram_pile_end(all, &pile);
}

uint32_t diagram_any(struct diagrams *all, const uint32_t *conditions, size_t n)
{
	uint32_t *left = xcalloc(n + 1, sizeof(*left)), result;

	left[0] = DIAGRAM_FALSE;
	for (size_t i = 0; i < n; i++)
		left[i] = conditions[i];
	for (; n > 1; n = (n + 1) / 2) {
		for (size_t i = 0; i < n / 2; i++)
			left[i] = diagram_or(all, left[2 * i], left[2 * i + 1]);
		if (n % 2)
			left[n / 2] = left[n - 1];
	}
	result = left[0];
	free(left);
	return result;
}
