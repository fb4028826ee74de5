/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_reach.c -- what begins between zones, as rows
 */
#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/question/ask.h"
#include "proof/question/ask_row.h"

enum {
	V4 = 2,
	V6 = 10,
	RAW_ROWS = 8 * ASK_ROWS, /* of one pair, before they are merged */
	MOST_STRIPES = 1024      /* ranges that one box of addresses may be */
};

struct reach {
	const struct asked *asked;
	const struct ask_scope *scope;
	uint32_t condition; /* of the scope's addresses and service */
	struct arena *arena;
	struct ask_rows *out;
	struct ask_row pair; /* what all rows of the pair have */
	size_t first;        /* its first row */
	bool v6;
};

static void fix(struct diagram_box *box, unsigned level, uint16_t low,
		uint16_t high)
{
	box->low[level] = low;
	box->high[level] = high;
}

/* The digits of one variable in a box. */
struct digits {
	const uint16_t *low, *high;
	size_t n;
};

static struct digits digits_in(const struct reach *r,
			       const struct diagram_box *box,
			       enum variable variable)
{
	unsigned level = r->asked->space->levels[variable];

	return (struct digits){ box->low + level, box->high + level,
				variable_info(variable)->digits };
}

static struct addr addr_of(const struct digits *digits, const uint16_t *from,
			   size_t n, bool high)
{
	struct addr addr = {
		.family = digits->n == 2 ? FAMILY_IPV4 : FAMILY_IPV6,
	};
	uint16_t digit;

	for (size_t i = 0; i < digits->n; i++) {
		digit = high ? digits->high[i] : digits->low[i];
		if (i < n)
			digit = from[i];
		addr.bytes[2 * i] = (uint8_t)(digit >> 8);
		addr.bytes[2 * i + 1] = (uint8_t)digit;
	}
	return addr;
}

/* The next of all combinations of the first n digits; false at the end. */
static bool count_up(const struct digits *digits, uint16_t *at, size_t n)
{
	while (n-- > 0) {
		if (at[n] < digits->high[n]) {
			at[n]++;
			return true;
		}
		at[n] = digits->low[n];
	}
	return false;
}

/* A box of digits is a range only where all behind the first open one are
 * full; else it is several. False: too many. */
static bool ranges_in(struct arena *arena, const struct digits *digits,
		      struct ranges *out)
{
	uint16_t at[RANGE_DIGITS];
	size_t n = digits->n;

	while (n > 0 && digits->low[n - 1] == 0 &&
	       digits->high[n - 1] == DIGIT_MAX)
		n--;
	if (n > 0)
		n--; /* the last that is not full is a range itself */
	memcpy(at, digits->low, n * sizeof(*at));
	do {
		if (out->n == MOST_STRIPES)
			return false;
		*vec_add(arena, out) = (struct addr_range){
			addr_of(digits, at, n, false),
			addr_of(digits, at, n, true),
		};
	} while (count_up(digits, at, n));
	out->n = ranges_merge(out->at, out->n);
	return true;
}

static void add_rows(struct reach *r, const struct diagram_box *box,
		     const struct ranges *sources,
		     const struct ranges *destinations)
{
	const uint16_t *levels = r->asked->space->levels;
	struct ask_row row = r->pair;

	row.first_proto = box->low[levels[VAR_L4PROTO]];
	row.last_proto = box->high[levels[VAR_L4PROTO]];
	row.first_port = box->low[levels[VAR_DPORT]];
	row.last_port = box->high[levels[VAR_DPORT]];
	row.first_sport = box->low[levels[VAR_SPORT]];
	row.last_sport = box->high[levels[VAR_SPORT]];
	vec_each(source, sources) {
		vec_each(destination, destinations) {
			row.source = *source;
			row.destination = *destination;
			*vec_add(r->arena, &r->out->rows) = row;
		}
	}
}

static bool tell(void *state, const struct diagram_box *box, uint32_t leaf)
{
	struct reach *r = state;
	struct digits source =
		digits_in(r, box, r->v6 ? VAR_IP6_SADDR : VAR_IP4_SADDR);
	struct digits destination =
		digits_in(r, box, r->v6 ? VAR_IP6_DADDR : VAR_IP4_DADDR);
	struct ranges sources = { 0 }, destinations = { 0 };
	struct arena arena = { 0 };
	bool good = ranges_in(&arena, &source, &sources) &&
		    ranges_in(&arena, &destination, &destinations) &&
		    r->out->rows.n - r->first + sources.n * destinations.n <=
			    RAW_ROWS;

	(void)leaf;
	if (good)
		add_rows(r, box, &sources, &destinations);
	else
		r->out->more = true;
	arena_finish(&arena);
	return good;
}

/* Everything that no row speaks of: is there some such packet? */
static uint32_t fold_rest(const struct asked *asked, uint32_t id)
{
	static const enum variable spoken[] = {
		VAR_NFPROTO,   VAR_L4PROTO,   VAR_IP4_DADDR, VAR_IP4_SADDR,
		VAR_IP6_DADDR, VAR_IP6_SADDR, VAR_DPORT,     VAR_SPORT,
	};

	bool asks[DIAGRAM_LEVELS];
	const struct variable_info *info;

	if (!diagram_support(asked->all, id, asks))
		return DIAGRAM_TOO_MUCH;
	for (size_t i = 0; i < sizeof(spoken) / sizeof(spoken[0]); i++) {
		info = variable_info(spoken[i]);
		for (unsigned digit = 0; digit < info->digits; digit++)
			asks[asked->space->levels[spoken[i]] + digit] = false;
	}
	for (unsigned level = DIAGRAM_LEVELS; level-- > 0;)
		if (asks[level])
			id = diagram_exists(asked->all, id, level);
	return id;
}

static bool speaks(const struct addr_range *range, bool v6)
{
	return range->first.family == FAMILY_NONE ||
	       (range->first.family == FAMILY_IPV6) == v6;
}

static bool ask_family(struct reach *r, uint32_t id, bool v6)
{
	const struct space *space = r->asked->space;
	struct diagram_box box;
	struct diagram_search search = { .within = &box };

	r->v6 = v6;
	if (!speaks(&r->scope->source, v6) ||
	    !speaks(&r->scope->destination, v6))
		return true;
	diagram_box_all(&box);
	fix(&box, space->levels[VAR_NFPROTO], v6 ? V6 : V4, v6 ? V6 : V4);
	/* Digits of eight bits, and protocols: nothing else is there. */
	fix(&box, space->levels[VAR_L4PROTO], 0, v6 ? L4PROTO_NONE : 255);
	return diagram_boxes_of(r->asked->all, id, &search, tell, r) !=
	       DIAGRAM_UNKNOWN;
}

static uint32_t scope_condition(const struct asked *asked,
				const struct ask_scope *scope)
{
	const struct space *space = asked->space;
	uint32_t condition = DIAGRAM_TRUE, part;
	struct diagram_range range;

	for (int source = 0; source < 2; source++) {
		const struct addr_range *addresses =
			source ? &scope->source : &scope->destination;

		if (addresses->first.family == FAMILY_NONE)
			continue;
		range = space_addresses(space, source, addresses);
		part = diagram_range(asked->all, &range, DIAGRAM_TRUE,
				     DIAGRAM_FALSE);
		condition = diagram_and(asked->all, condition, part);
	}
	if (!scope->has_service)
		return condition;
	range = space_numbers(space, VAR_L4PROTO, scope->service.proto,
			      scope->service.proto);
	part = diagram_range(asked->all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
	condition = diagram_and(asked->all, condition, part);
	if (scope->service.proto == PROTO_ICMP ||
	    scope->service.proto == PROTO_ICMPV6)
		return condition;
	range = space_numbers(space, VAR_DPORT, scope->service.first,
			      scope->service.last);
	part = diagram_range(asked->all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
	return diagram_and(asked->all, condition, part);
}

/* What begins from one interface to another. */
static uint32_t between(const struct asked *asked, uint32_t id, const char *iif,
			const char *oif)
{
	const struct space *space = asked->space;
	uint16_t in = space_iface_digit(space, iif);
	uint16_t out = space_iface_digit(space, oif);
	struct diagram_box box;

	diagram_box_all(&box);
	fix(&box, space->levels[VAR_IIF], in, in);
	fix(&box, space->levels[VAR_OIF], out, out);
	fix(&box, space->levels[VAR_CT_STATE], STATE_NEW, STATE_NEW);
	fix(&box, space->levels[VAR_CT_DIRECTION], 0, 0);
	return diagram_restrict(asked->all, id, &box);
}

static bool add_pair(struct reach *r, uint32_t id)
{
	struct diagrams *all = r->asked->all;
	struct ask_rows *out = r->out;

	if (id == DIAGRAM_FALSE)
		return true;
	id = diagram_and(all, r->condition, id);
	id = fold_rest(r->asked, diagram_and(all, r->asked->care, id));
	r->first = out->rows.n;
	if (!ask_family(r, id, false) || !ask_family(r, id, true))
		return false;
	if (out->rows.n == r->first)
		return true;
	out->rows.n = r->first + ask_rows_merge(out->rows.at + r->first,
						out->rows.n - r->first);
	if (out->rows.n > ASK_ROWS) {
		out->rows.n = ASK_ROWS;
		out->more = true;
	}
	return true;
}

/* A zone's interfaces, or the gateway's: none. */
struct end {
	const struct zone *zone;
	const char *const *names;
	size_t n;
};

static struct end end_of(const struct zone *zone)
{
	static const char *const none[] = { NULL };

	if (!zone)
		return (struct end){ NULL, none, 1 };
	return (struct end){ zone, zone->interfaces.at, zone->interfaces.n };
}

/* Do all pairs of their interfaces say the same? */
static bool is_alike(const struct asked *asked, uint32_t id,
		     const struct end *from, const struct end *to,
		     uint32_t first)
{
	for (size_t i = 0; i < from->n; i++)
		for (size_t j = 0; j < to->n; j++)
			if (between(asked, id, from->names[i], to->names[j]) !=
			    first)
				return false;
	return true;
}

static bool add_ends(struct reach *r, uint32_t id, const struct end *from,
		     const struct end *to)
{
	uint32_t first = between(r->asked, id, from->names[0], to->names[0]);

	r->pair = (struct ask_row){ .from = from->zone, .to = to->zone };
	if (is_alike(r->asked, id, from, to, first))
		return add_pair(r, first);
	for (size_t i = 0; i < from->n; i++) {
		for (size_t j = 0; j < to->n; j++) {
			r->pair.iif = from->names[i];
			r->pair.oif = to->names[j];
			if (!add_pair(r, between(r->asked, id, from->names[i],
						 to->names[j])))
				return false;
		}
	}
	return true;
}

/* The zones that an end may be, or the gateway alone. */
static size_t n_ends(const struct asked *asked, bool gateway)
{
	return gateway ? 1 : asked->policy->zones.n;
}

static bool add_from(struct reach *r, uint32_t id, const struct end *from)
{
	bool gateway = r->scope->hook == REGISTER_INPUT;
	const struct zone *zone;
	struct end to;

	for (size_t i = 0; i < n_ends(r->asked, gateway); i++) {
		zone = gateway ? NULL : &r->asked->policy->zones.at[i];
		if (r->scope->to && zone != r->scope->to)
			continue;
		to = end_of(zone);
		if (!r->out->more && !add_ends(r, id, from, &to))
			return false;
	}
	return true;
}

bool ask_reach(const struct asked *asked, uint32_t id,
	       const struct ask_scope *scope, struct arena *arena,
	       struct ask_rows *out)
{
	struct reach r = {
		.asked = asked,
		.scope = scope,
		.condition = scope_condition(asked, scope),
		.arena = arena,
		.out = out,
	};
	bool gateway = scope->hook == REGISTER_OUTPUT;
	const struct zone *zone;
	struct end from;

	*out = (struct ask_rows){ 0 };
	for (size_t i = 0; i < n_ends(asked, gateway); i++) {
		zone = gateway ? NULL : &asked->policy->zones.at[i];
		if (scope->from && zone != scope->from)
			continue;
		from = end_of(zone);
		if (!add_from(&r, id, &from))
			return false;
	}
	return !asked->all->passed;
}
