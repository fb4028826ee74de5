/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.c -- who can begin a service with whom, of rules without zones
 *
 * Destinations are asked before sources, and diagrams are canonical: two
 * destinations have the same sources if and only if they lead to one node.
 */
#include "proof/question/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "proof/diagram/ask.h"
#include "proof/diagram/node.h"

enum {
	SYN = 0x02,
	WHOLE = 60, /* bytes of a header; the longest of TCP */
	PROTO_TCP = 6,
	DIGITS_MAX = 8, /* of an address */
};

static void fix(struct diagram_box *box, const struct lift *lift,
		enum variable variable, uint16_t digit)
{
	unsigned level = lift->space->levels[variable];

	box->low[level] = box->high[level] = digit;
}

/* It is its connection's first. */
static void fix_first(struct diagram_box *box, const struct space *space)
{
	for (size_t i = 0; i < space->atoms.n; i++)
		if (!strcmp(space->atoms.at[i].text, HOOK_FIRST_PACKET))
			box->low[space->first_atom + i] =
				box->high[space->first_atom + i] = 1;
}

/* The packet that begins it, but for its addresses and interfaces. */
static uint32_t first_packet(struct lift *lift, uint32_t forward,
			     const struct matrix_question *question)
{
	bool ip6 = question->family == FAMILY_IPV6;
	struct diagram_box box;

	diagram_box_all(&box);
	fix(&box, lift, VAR_NFPROTO, ip6 ? NF_FAMILY_IP6 : NF_FAMILY_IP);
	fix(&box, lift, VAR_L4PROTO, question->proto);
	fix(&box, lift, VAR_DPORT, question->port);
	fix(&box, lift, VAR_CT_STATE, STATE_NEW);
	fix(&box, lift, VAR_CT_DIRECTION, 0);
	fix(&box, lift, VAR_TRANSPORT_LEN, WHOLE);
	fix(&box, lift, VAR_IP4_FRAGMENT, 0);
	if (question->proto == PROTO_TCP)
		fix(&box, lift, VAR_TCP_FLAGS, SYN);
	fix_first(&box, lift->space);
	return diagram_restrict(lift->all, forward, &box);
}

/* Where the digits of a variable are. */
struct place_of {
	unsigned first, n;
};

static struct place_of place_of(const struct lift *lift, enum variable variable)
{
	return (struct place_of){ lift->space->levels[variable],
				  variable_info(variable)->digits };
}

static bool is_within(const struct place_of *place, unsigned level)
{
	return level >= place->first && level < place->first + place->n;
}

/* Some value of everything but the two addresses; interfaces there are. */
static uint32_t keep_two(struct lift *lift, uint32_t id,
			 const struct place_of *to, const struct place_of *from)
{
	const uint16_t *levels = lift->space->levels;
	bool asked[DIAGRAM_LEVELS];

	if (!diagram_support(lift->all, id, asked))
		return DIAGRAM_TOO_MUCH;
	for (unsigned level = DIAGRAM_LEVELS; level-- > 0;) {
		if (!asked[level] || is_within(to, level) ||
		    is_within(from, level))
			continue;
		if (level == levels[VAR_IIF] || level == levels[VAR_OIF])
			id = diagram_fold(lift->all, &diagram_or_op, id, level,
					  1, DIGIT_MAX);
		else
			id = diagram_exists(lift->all, id, level);
	}
	return id;
}

/* A way through the digits of one address. */
struct digit_path {
	uint16_t low[DIGITS_MAX], high[DIGITS_MAX];
};

/* An address range, and where it leads. */
struct led {
	uint32_t id;
	struct addr_range range;
};

struct leads {
	VEC(struct led) list;
};

static struct addr addr_of(const uint16_t *digits, unsigned n)
{
	struct addr addr = { .family = n == 2 ? FAMILY_IPV4 : FAMILY_IPV6 };

	for (unsigned i = 0; i < n; i++) {
		addr.bytes[2UL * i] = (uint8_t)(digits[i] >> 8);
		addr.bytes[2 * i + 1] = (uint8_t)digits[i];
	}
	return addr;
}

/* The next of all combinations of the first n digits; false at the end. */
static bool count_up(const struct digit_path *path, uint16_t *at, unsigned n)
{
	while (n-- > 0) {
		if (at[n] < path->high[n]) {
			at[n]++;
			return true;
		}
		at[n] = path->low[n];
	}
	return false;
}

/* Digits are one range only where all behind the first open one are full; else
 * they are several. */
static bool add_ranges(struct arena *arena, struct leads *leads,
		       const struct digit_path *path, unsigned n, uint32_t id)
{
	uint16_t low[DIGITS_MAX], high[DIGITS_MAX];
	unsigned open = n;

	while (open > 0 && path->low[open - 1] == 0 &&
	       path->high[open - 1] == DIGIT_MAX)
		open--;
	if (open > 0)
		open--;
	memcpy(low, path->low, sizeof(low));
	do {
		if (leads->list.n == MATRIX_RANGES)
			return false;
		memcpy(high, path->high, sizeof(high));
		memcpy(high, low, open * sizeof(*high));
		*vec_add(arena, &leads->list) =
			(struct led){ id,
				      { addr_of(low, n), addr_of(high, n) } };
	} while (count_up(path, low, open));
	return true;
}

struct step {
	uint32_t id, edge;
};

/* All ways from `id` through the digits of `place`. */
static bool walk_digits(const struct diagrams *all, uint32_t id,
			const struct place_of *place, struct arena *arena,
			struct leads *out)
{
	struct step steps[DIGITS_MAX + 1] = { { id, 0 } };
	struct digit_path path = { .low = { 0 } };
	unsigned depth = 0, digit;
	const struct step *step;
	uint32_t child;

	memset(path.high, 0xff, sizeof(path.high));
	if (!is_within(place, diagram_level(all, id)))
		return add_ranges(arena, out, &path, place->n, id);
	for (;;) {
		step = &steps[depth];
		digit = diagram_level(all, step->id) - place->first;
		if (step->edge > all->nodes[step->id].last) {
			path.low[digit] = 0;
			path.high[digit] = DIGIT_MAX;
			if (depth-- == 0)
				return true;
			continue;
		}
		path.low[digit] =
			step->edge
				? (uint16_t)(node_highs(
						     all,
						     step->id)[step->edge - 1] +
					     1)
				: 0;
		path.high[digit] = node_highs(all, step->id)[step->edge];
		child = node_child(all, step->id, step->edge);
		steps[depth].edge++;
		if (is_within(place, diagram_level(all, child)))
			steps[++depth] = (struct step){ child, 0 };
		else if (!add_ranges(arena, out, &path, place->n, child))
			return false;
	}
}

static int by_node(const void *a, const void *b)
{
	const struct led *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return range_cmp(&x->range, &y->range);
}

static int by_destination(const void *a, const void *b)
{
	const struct matrix_row *x = a, *y = b;

	return range_cmp(x->to.list.at, y->to.list.at);
}

static void merge(struct matrix_ranges *ranges)
{
	ranges->list.n = ranges_merge(ranges->list.at, ranges->list.n);
}

static bool add_sources(const struct diagrams *all, uint32_t id,
			const struct place_of *from, struct arena *arena,
			struct matrix_ranges *out)
{
	struct leads leads = { .list = { 0 } };

	if (!walk_digits(all, id, from, arena, &leads))
		return false;
	vec_each(led, &leads.list) {
		if (led->id == DIAGRAM_TRUE)
			*vec_add(arena, &out->list) = led->range;
	}
	merge(out);
	return true;
}

static bool add_rows(const struct diagrams *all, struct leads *leads,
		     const struct place_of *from, struct arena *arena,
		     struct matrix *out)
{
	struct matrix_row *row = NULL;
	uint32_t before = DIAGRAM_FALSE;

	qsort(leads->list.at, leads->list.n, sizeof(*leads->list.at), by_node);
	vec_each(led, &leads->list) {
		if (led->id == DIAGRAM_FALSE)
			continue;
		if (!row || led->id != before) {
			row = vec_add(arena, &out->rows);
			if (!add_sources(all, led->id, from, arena, &row->from))
				return false;
			before = led->id;
		}
		*vec_add(arena, &row->to.list) = led->range;
	}
	vec_each(one, &out->rows)
		merge(&one->to);
	if (out->rows.n > 0)
		qsort(out->rows.at, out->rows.n, sizeof(*out->rows.at),
		      by_destination);
	return true;
}

bool matrix_of(struct lift *lift, uint32_t forward,
	       const struct matrix_question *question, struct arena *arena,
	       struct matrix *out)
{
	bool ip6 = question->family == FAMILY_IPV6;
	struct place_of to =
		place_of(lift, ip6 ? VAR_IP6_DADDR : VAR_IP4_DADDR);
	struct place_of from =
		place_of(lift, ip6 ? VAR_IP6_SADDR : VAR_IP4_SADDR);
	struct leads leads = { .list = { 0 } };
	uint32_t id = first_packet(lift, forward, question);

	id = keep_two(lift, id, &to, &from);
	return id != DIAGRAM_TOO_MUCH &&
	       walk_digits(lift->all, id, &to, arena, &leads) &&
	       add_rows(lift->all, &leads, &from, arena, out);
}
