/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.c -- which entries of the register a row of packets stands for
 */
#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/diagram/build.h"
#include "proof/question/question.h"

enum {
	V4 = 2,
	V6 = 10,
};

uint32_t grounds_but_neighbours(struct grounds *grounds,
				enum register_hook hook, uint32_t id)
{
	static const uint32_t leaves[] = { REGISTER_NEIGHBOUR,
					   REGISTER_LOOPBACK };
	struct diagrams *all = &grounds->inquiry->all;
	uint32_t entries = grounds_entries(grounds)->hooks[hook];

	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++)
		id = diagram_minus(
			all, id,
			diagram_equals(all, entries, diagram_leaf(leaves[i])));
	return id;
}

/* `then` where the variable is in the range. */
static uint32_t where(struct inquiry *inquiry, enum variable variable,
		      uint64_t low, uint64_t high, uint32_t then)
{
	struct diagram_range range =
		space_numbers(&inquiry->space, variable, low, high);

	return diagram_range(&inquiry->all, &range, then, DIAGRAM_FALSE);
}

static uint32_t in_addresses(struct inquiry *inquiry, bool source,
			     const struct addr_range *addresses, uint32_t then)
{
	struct diagram_range range =
		space_addresses(&inquiry->space, source, addresses);
	uint32_t is = diagram_range(&inquiry->all, &range, DIAGRAM_TRUE,
				    DIAGRAM_FALSE);

	return diagram_and(&inquiry->all, is, then);
}

/* On any interface of an end that is a zone; of the row's, where it has one. */
static uint32_t on_interfaces(struct inquiry *inquiry, enum variable variable,
			      const struct zone *zone, const char *name,
			      uint32_t then)
{
	struct diagrams *all = &inquiry->all;
	uint32_t any = DIAGRAM_FALSE;
	struct diagram_range range;

	if (!zone)
		return then;
	vec_each(one, &zone->interfaces) {
		if (name && strcmp(name, *one) != 0)
			continue;
		range = space_iface(&inquiry->space, variable, *one);
		any = diagram_or(all, any,
				 diagram_range(all, &range, DIAGRAM_TRUE,
					       DIAGRAM_FALSE));
	}
	return diagram_and(all, any, then);
}

static uint32_t packets_of(struct inquiry *inquiry, const struct ask_row *row)
{
	unsigned family = row->source.first.family == FAMILY_IPV6 ? V6 : V4;
	uint32_t id = DIAGRAM_TRUE;

	id = where(inquiry, VAR_SPORT, row->first_sport, row->last_sport, id);
	id = where(inquiry, VAR_DPORT, row->first_port, row->last_port, id);
	id = diagram_and(&inquiry->all, id,
			 where(inquiry, VAR_L4PROTO, row->first_proto,
			       row->last_proto, DIAGRAM_TRUE));
	id = in_addresses(inquiry, true, &row->source, id);
	id = in_addresses(inquiry, false, &row->destination, id);
	id = diagram_and(
		&inquiry->all, id,
		where(inquiry, VAR_NFPROTO, family, family, DIAGRAM_TRUE));
	id = diagram_and(&inquiry->all, id,
			 where(inquiry, VAR_CT_STATE, STATE_NEW, STATE_NEW,
			       DIAGRAM_TRUE));
	/* What begins nothing is an answer, by the entry of the other way. */
	id = diagram_and(&inquiry->all, id,
			 where(inquiry, VAR_CT_DIRECTION, 0, 0, DIAGRAM_TRUE));
	id = on_interfaces(inquiry, VAR_OIF, row->to, row->oif, id);
	return on_interfaces(inquiry, VAR_IIF, row->from, row->iif, id);
}

struct telling {
	uint32_t *entries; /* sorted; the lowest ones */
	size_t n;          /* told, at most ROW_ENTRIES */
	size_t more;       /* that found no room */
};

static void tell(void *state, uint32_t leaf)
{
	struct telling *telling = state;
	uint32_t entry = leaf_value(leaf);
	size_t i = telling->n;

	if (leaf == DIAGRAM_FALSE || leaf == DIAGRAM_NOMATCH)
		return;
	for (size_t j = 0; j < telling->n; j++)
		if (telling->entries[j] == entry)
			return;
	if (telling->n == ROW_ENTRIES) {
		telling->more++;
		return;
	}
	for (; i > 0 && telling->entries[i - 1] > entry; i--)
		telling->entries[i] = telling->entries[i - 1];
	telling->entries[i] = entry;
	telling->n++;
}

size_t grounds_row_entries(struct grounds *grounds, enum register_hook hook,
			   const struct ask_row *row,
			   uint32_t entries[static ROW_ENTRIES])
{
	struct diagrams *all = &grounds->inquiry->all;
	struct telling telling = { .entries = entries };
	uint32_t of_row = diagram_choose(all, packets_of(grounds->inquiry, row),
					 grounds_entries(grounds)->hooks[hook],
					 DIAGRAM_FALSE);

	memset(entries, 0, ROW_ENTRIES * sizeof(*entries));
	diagram_leaves(all, of_row, tell, &telling);
	return telling.n + telling.more;
}
