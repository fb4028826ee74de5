/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register.c -- what the register permits, over the whole packet space
 *
 * Pairs of ends first, then states and directions, then what is said of an
 * arriving or leaving side, interfaces last: as levels grow, from behind.
 */
#include "proof/register/register.h"

#include "proof/diagram/apply.h"
#include "proof/register/entry.h"

static const char loopback[] = "lo";

bool register_names(const struct policy *policy, struct space *space)
{
	bool fit = space_add_name(space, loopback);

	vec_each(zone, &policy->zones)
		vec_each(name, &zone->interfaces)
			fit = fit && space_add_name(space, *name);
	return fit;
}

/* What each zone is asked for at each of the hooks, by zone. */
struct sides {
	uint32_t *arriving; /* rule 1 at most: the gateway's own,
			    * addresses of a link and none with them */
	uint32_t *sources;  /* rule 1 */
	uint32_t *errors;   /* rule 3, sources included */
	uint32_t *spaces;   /* the destination is in the zone */
};

struct joining {
	struct meaning *m;
	struct pairs pairs;
	struct sides sides;
	uint32_t let_in;
};

static uint32_t leaf_of(const struct meaning *m, uint32_t value)
{
	return m->options.rule ? diagram_leaf(value) : DIAGRAM_TRUE;
}

/* `then` where `condition` holds, before what `rest` says. */
static uint32_t first_if(const struct meaning *m, uint32_t condition,
			 uint32_t value, uint32_t rest)
{
	return diagram_override(
		m->all, diagram_mask(m->all, condition, leaf_of(m, value)),
		rest);
}

static void find_sides(struct joining *j)
{
	struct meaning *m = j->m;
	size_t n = m->policy->zones.n;
	uint32_t others = diagram_not(m->all, meaning_own_source(m));
	uint32_t stamped = meaning_stamped(m);
	struct sides *sides = &j->sides;
	uint32_t errors;

	sides->arriving = arena_calloc(&m->arena, n, sizeof(uint32_t));
	sides->sources = arena_calloc(&m->arena, n, sizeof(uint32_t));
	sides->errors = arena_calloc(&m->arena, n, sizeof(uint32_t));
	sides->spaces = arena_calloc(&m->arena, n, sizeof(uint32_t));
	for (size_t i = 0; i < n; i++) {
		const struct zone *zone = &m->policy->zones.at[i];

		sides->arriving[i] = diagram_or(m->all, meaning_source(m, zone),
						meaning_on_link(m));
		sides->sources[i] =
			diagram_and(m->all, meaning_source(m, zone), others);
		errors = diagram_and(m->all, meaning_errors(m, zone), stamped);
		sides->errors[i] =
			diagram_and(m->all, errors, sides->sources[i]);
		sides->spaces[i] = meaning_addresses(m, false, &zone->space);
	}
}

/* Rule 2 of the packets from one end to another. */
static uint32_t judged(const struct joining *j, uint32_t from, uint32_t to)
{
	struct meaning *m = j->m;
	size_t n = m->n_ends;
	struct diagram_range range =
		space_numbers(m->space, VAR_CT_DIRECTION, 1, 1);
	uint32_t reply = diagram_range(
		m->all, &range, j->pairs.at[1][to * n + from], DIAGRAM_NOMATCH);
	uint32_t original;

	range = space_numbers(m->space, VAR_CT_DIRECTION, 0, 0);
	original = diagram_range(m->all, &range, j->pairs.at[0][from * n + to],
				 DIAGRAM_NOMATCH);
	range = space_has_connection(m->space);
	return diagram_range(m->all, &range,
			     diagram_override(m->all, original, reply),
			     DIAGRAM_NOMATCH);
}

/* `inside` on each of the zone's interfaces. */
static uint32_t on_interfaces(const struct joining *j, enum variable variable,
			      const struct zone *zone, uint32_t inside)
{
	struct diagrams *all = j->m->all;
	uint32_t result = DIAGRAM_NOMATCH;
	struct diagram_range range;

	vec_each(name, &zone->interfaces) {
		range = space_iface(j->m->space, variable, *name);
		result = diagram_override(
			all, result,
			diagram_range(all, &range, inside, DIAGRAM_NOMATCH));
	}
	return result;
}

static uint32_t on_loopback(const struct joining *j, enum variable variable)
{
	struct diagram_range range =
		space_iface(j->m->space, variable, loopback);

	return diagram_range(j->m->all, &range,
			     leaf_of(j->m, REGISTER_LOOPBACK), DIAGRAM_NOMATCH);
}

/* Packets whose connection's stamp is believed; NULL: the gateway. */
static uint32_t let_in(const struct joining *j, const struct zone *from,
		       const struct zone *to)
{
	uint32_t in = j->let_in;

	if (from)
		in = diagram_and(j->m->all, in, j->sides.arriving[from->index]);
	if (to)
		in = diagram_and(j->m->all, in, j->sides.spaces[to->index]);
	return in;
}

static uint32_t forward_from(const struct joining *j, const struct zone *from)
{
	struct meaning *m = j->m;
	uint32_t result = DIAGRAM_NOMATCH, pair, errors;

	vec_each(to, &m->policy->zones) {
		pair = diagram_mask(m->all, j->sides.sources[from->index],
				    judged(j, from->index, to->index));
		errors = diagram_and(m->all, j->sides.errors[from->index],
				     j->sides.spaces[to->index]);
		pair = first_if(m, errors, REGISTER_ERROR, pair);
		pair = first_if(m, let_in(j, from, to), REGISTER_STAMPED, pair);
		result = diagram_override(m->all, result,
					  on_interfaces(j, VAR_OIF, to, pair));
	}
	return result;
}

/* From the gateway's own loopback only what a believed stamp lets through. */
static uint32_t forward_from_loopback(const struct joining *j)
{
	struct meaning *m = j->m;
	struct diagram_range loop = space_iface(m->space, VAR_IIF, loopback);
	uint32_t result = DIAGRAM_NOMATCH, stamped;

	vec_each(to, &m->policy->zones) {
		stamped = first_if(m, let_in(j, NULL, to), REGISTER_STAMPED,
				   DIAGRAM_NOMATCH);
		result = diagram_override(
			m->all, result, on_interfaces(j, VAR_OIF, to, stamped));
	}
	return diagram_range(m->all, &loop, result, DIAGRAM_NOMATCH);
}

static uint32_t input_from(const struct joining *j, const struct zone *from)
{
	struct meaning *m = j->m;
	uint32_t entries = diagram_mask(m->all, j->sides.sources[from->index],
					judged(j, from->index, m->gateway));

	entries = first_if(m, j->sides.errors[from->index], REGISTER_ERROR,
			   entries);
	entries = first_if(m, let_in(j, from, NULL), REGISTER_STAMPED, entries);
	return first_if(m, meaning_neighbours(m, from, true),
			REGISTER_NEIGHBOUR, entries);
}

static uint32_t output_to(const struct joining *j, const struct zone *to)
{
	struct meaning *m = j->m;
	uint32_t errors = diagram_and(m->all, meaning_errors(m, NULL),
				      j->sides.spaces[to->index]);
	uint32_t result = first_if(m, errors, REGISTER_ERROR,
				   judged(j, m->gateway, to->index));

	result = first_if(m, let_in(j, NULL, to), REGISTER_STAMPED, result);
	return first_if(m, meaning_neighbours(m, to, false), REGISTER_NEIGHBOUR,
			result);
}

static void join(const struct joining *j, struct register_diagrams *out)
{
	struct diagrams *all = j->m->all;
	uint32_t forward = forward_from_loopback(j);
	uint32_t input = on_loopback(j, VAR_IIF);
	uint32_t output = on_loopback(j, VAR_OIF);

	vec_each(zone, &j->m->policy->zones) {
		forward = diagram_override(
			all, forward,
			on_interfaces(j, VAR_IIF, zone, forward_from(j, zone)));
		input = diagram_override(
			all, input,
			on_interfaces(j, VAR_IIF, zone, input_from(j, zone)));
		output = diagram_override(
			all, output,
			on_interfaces(j, VAR_OIF, zone, output_to(j, zone)));
	}
	out->hooks[REGISTER_FORWARD] = forward;
	out->hooks[REGISTER_INPUT] = input;
	out->hooks[REGISTER_OUTPUT] = output;
}

/* Place in `entries` plus one -> the entry's number. */
static uint32_t number_of(const void *state, uint32_t leaf)
{
	const struct meaning *m = state;
	uint32_t place = leaf_value(leaf);

	return place && place < REGISTER_LOOPBACK
		       ? diagram_leaf(m->entries.at[place - 1].number)
		       : leaf;
}

static bool is_numbered(const struct meaning *m)
{
	for (size_t i = 0; i < m->entries.n; i++)
		if (m->entries.at[i].number != i + 1)
			return false;
	return true;
}

bool register_build(struct diagrams *all, const struct space *space,
		    const struct policy *policy,
		    const struct register_options *options,
		    struct register_diagrams *out)
{
	struct meaning m = {
		.all = all,
		.space = space,
		.policy = policy,
		.options = *options,
		.gateway = (uint32_t)policy->zones.n,
		.n_ends = (uint32_t)policy->zones.n + 1,
	};
	struct joining j = { .m = &m };
	uint32_t *hook;

	meaning_entries(&m);
	pairs_build(&m, &j.pairs);
	find_sides(&j);
	j.let_in = meaning_let_in(&m);
	join(&j, out);
	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		hook = &out->hooks[i];
		*hook = diagram_override(all, *hook, DIAGRAM_FALSE);
		if (options->rule && !is_numbered(&m))
			*hook = diagram_map(all, *hook, number_of, &m);
	}
	arena_finish(&m.arena);
	if (all->passed)
		*out = (struct register_diagrams){
			{ DIAGRAM_TOO_MUCH, DIAGRAM_TOO_MUCH, DIAGRAM_TOO_MUCH }
		};
	return !all->passed;
}
