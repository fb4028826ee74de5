/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seg_diagram.c -- the rules of seg_list.h as a diagram of the packet space
 */
#include "seg_diagram.h"

#include <stdlib.h>

#include "base/must.h"

static const enum variable variables[N_SEG_FIELDS] = {
	[SEG_IIF] = VAR_IIF,         [SEG_OIF] = VAR_OIF,
	[SEG_DADDR] = VAR_IP4_DADDR, [SEG_SADDR] = VAR_IP4_SADDR,
	[SEG_PROTO] = VAR_L4PROTO,   [SEG_DPORT] = VAR_DPORT,
	[SEG_SPORT] = VAR_SPORT,     [SEG_STATE] = VAR_CT_STATE,
};

static int by_level(const void *a, const void *b)
{
	const struct diagram_range *x = a, *y = b;

	return (int)x->level - (int)y->level;
}

uint32_t seg_rule_diagram(struct diagrams *all, const struct space *space,
			  const struct seg_rule *rule, uint32_t leaf)
{
	struct diagram_range ranges[N_SEG_FIELDS];
	size_t n = 0;

	for (size_t field = 0; field < N_SEG_FIELDS; field++) {
		if (rule->high[field] - rule->low[field] ==
		    UINT32_MAX >> (32 - seg_bits[field]))
			continue;
		ranges[n++] =
			space_numbers(space, variables[field], rule->low[field],
				      rule->high[field]);
	}
	if (n)
		qsort(ranges, n, sizeof(*ranges), by_level);
	return diagram_box_of(all, ranges, n, leaf);
}

uint32_t seg_diagram(struct diagrams *all, const struct space *space,
		     const struct seg_rule *rules, size_t n, bool by_rule)
{
	struct diagram_pile pile = { 0 };

	for (size_t i = 0; i < n; i++)
		diagram_pile_add(
			all, &pile,
			seg_rule_diagram(
				all, space, &rules[i],
				by_rule ? diagram_leaf((uint32_t)i)
					: diagram_of_bool(rules[i].accept)));
	return diagram_pile_end(all, &pile);
}

void seg_assign(const struct space *space, const struct seg_packet *packet,
		uint16_t digits[static DIAGRAM_LEVELS])
{
	for (size_t field = 0; field < N_SEG_FIELDS; field++)
		space_put_number(space, digits, variables[field],
				 packet->at[field]);
}

void seg_question(const struct space *space, unsigned from, unsigned to,
		  struct diagram_box *box)
{
	diagram_box_all(box);
	box->low[space->levels[VAR_IIF]] = (uint16_t)from;
	box->high[space->levels[VAR_IIF]] = (uint16_t)from;
	box->low[space->levels[VAR_OIF]] = (uint16_t)to;
	box->high[space->levels[VAR_OIF]] = (uint16_t)to;
	box->high[space->levels[VAR_CT_STATE]] = STATE_NEW;
}
