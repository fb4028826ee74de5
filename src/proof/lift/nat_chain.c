/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nat_chain.c -- chains of type nat: whom they translate, and where to
 */
#include "proof/lift/nat_chain.h"

#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"
#include "proof/lift/load.h"
#include "proof/rules/nat.h"

enum {
	PROTO_ICMP = 1,
	PROTO_ICMPV6 = 58,
	CONFIRMED = 1 << 3, /* IPS_CONFIRMED */
};

/* ------ what a translation changes ------ */

/* Besides addresses and ports: checksums, the numbers of an echo, what an ICMP
 * error quotes, and what conntrack has noted so far. */
static const enum variable destination4[] = {
	VAR_IP4_DADDR,   VAR_DPORT,        VAR_CT_STATUS, VAR_IP4_CHECKSUM,
	VAR_TRANSPORT_4, VAR_TRANSPORT_14, VAR_OIF,       VAR_OIFTYPE,
};

static const enum variable destination6[] = {
	VAR_IP6_DADDR,    VAR_DPORT, VAR_CT_STATUS, VAR_TRANSPORT_4,
	VAR_TRANSPORT_14, VAR_OIF,   VAR_OIFTYPE,
};

static const enum variable source4[] = {
	VAR_IP4_SADDR,   VAR_SPORT,        VAR_DPORT,        VAR_CT_STATUS,
	VAR_TRANSPORT_4, VAR_TRANSPORT_14, VAR_IP4_CHECKSUM,
};

static const enum variable source6[] = {
	VAR_IP6_SADDR, VAR_SPORT,       VAR_DPORT,
	VAR_CT_STATUS, VAR_TRANSPORT_4, VAR_TRANSPORT_14,
};

struct veil place_veil(const struct place *place)
{
#define VEIL(array)                                         \
	{                                                   \
		(array), sizeof(array) / sizeof((array)[0]) \
	}
	const struct veil veils[2][2] = {
		{ VEIL(source4), VEIL(source6) },
		{ VEIL(destination4), VEIL(destination6) },
	};

#undef VEIL
	return veils[nat_is_of_destination(place->hook)]
		    [place->lift->family == NF_FAMILY_IP6];
}

bool place_translates_level(const struct place *place, unsigned level)
{
	const struct lift *lift = place->lift;
	const struct veil veil = place_veil(place);

	for (size_t i = 0; i < 2; i++) {
		unsigned first = lift->space->levels[veil.at[i]];

		if (level >= first &&
		    level < first + variable_info(veil.at[i])->digits)
			return true;
	}
	return false;
}

bool place_translates(const struct place *place, uint32_t effect)
{
	struct lift_effect all = place->lift->effects.at[effect];

	for (size_t i = 0; i < all.n; i++)
		if (place_translates_level(place, all.at[i].level))
			return true;
	return false;
}

/* ------ chains of type nat ------ */

struct next {
	struct place *place;
	uint32_t then;
};

/* Who is not translated yet meets the next chain. */
static uint32_t next_chain(void *state, uint32_t leaf)
{
	const struct next *next = state;
	uint32_t effect = outcome_of(leaf).effect;

	if (place_translates(next->place, effect))
		return DIAGRAM_OPEN;
	return effect_before_outcomes(next->place->lift, effect, next->then);
}

static uint32_t ask_chain(struct place *place, const struct nf_chain *chain,
			  uint32_t after)
{
	struct lift *lift = place->lift;
	struct next next = { place, after };
	uint32_t result;

	if (!diagram_support(lift->all, after, lift->live))
		return DIAGRAM_TOO_MUCH;
	for (unsigned level = 0; level < lift->space->first_atom; level++)
		lift->live[level] |= place->is_asked[level] ||
				     place_translates_level(place, level);
	lift->then = DIAGRAM_OPEN; /* it is asked what was written */
	result = station_lift(lift, chain);
	result = outcome_expand(lift, result, OUTCOME_BIT(OUTCOME_ACCEPT),
				next_chain, &next);
	if (chain->strange || chain->table->strange)
		result = diagram_choose(
			lift->all,
			lift_drawn_atom(lift, "a strange chain runs"), result,
			after);
	return result;
}

static uint32_t ask_chains(void *state, const struct nf_chain *const *chains,
			   size_t n, uint32_t then)
{
	for (size_t i = n; i-- > 0;)
		then = ask_chain(state, chains[i], then);
	return then;
}

static uint32_t untouched(void)
{
	return diagram_leaf(OUTCOME_ACCEPT);
}

void place_ask(struct place *place)
{
	stations_find(place->lift, place->hook, true, &place->translators);
	place->first = stations_by_order(
		place->lift, place->translators.list.at,
		place->translators.list.n, untouched(), ask_chains, place);
}

struct found {
	const struct place *place;
	bool any;
};

static void note_translation(void *state, uint32_t leaf)
{
	struct found *found = state;

	found->any |= place_translates(found->place, outcome_of(leaf).effect);
}

/* What they only drop, or mark, they do not translate. */
bool place_may_translate(struct lift *lift, enum nf_hook hook)
{
	struct place place = { .lift = lift, .hook = hook };
	struct found found = { .place = &place };
	bool known;

	place_ask(&place);
	known = diagram_leaves_of(lift->all, place.first,
				  OUTCOME_BIT(OUTCOME_ACCEPT), note_translation,
				  &found);
	arena_finish(&place.translators.arena);
	return found.any || !known;
}

uint32_t lift_is(struct lift *lift, enum variable variable, uint64_t number)
{
	return lift_in(lift,
		       space_numbers(lift->space, variable, number, number));
}

uint32_t place_comes_back(const struct place *place)
{
	struct lift *lift = place->lift;

	if (place->hook != NF_HOOK_PREROUTING && place->hook != NF_HOOK_INPUT)
		return DIAGRAM_FALSE;
	return lift_in(lift, space_iface(lift->space, VAR_IIF, "lo"));
}

static uint32_t is_icmp(struct lift *lift)
{
	return lift_is(lift, VAR_L4PROTO,
		       lift->family == NF_FAMILY_IP ? PROTO_ICMP
						    : PROTO_ICMPV6);
}

uint32_t place_error_fits(const struct place *place)
{
	struct lift *lift = place->lift;
	uint32_t other = diagram_not(
		lift->all,
		diagram_and(lift->all,
			    lift_is(lift, VAR_CT_STATE, STATE_RELATED),
			    is_icmp(lift)));

	return diagram_or(lift->all, other,
			  lift_drawn_atom(lift, HOOK_ERROR_FITS));
}

/*
 * Of what is related ICMP errors are translated
 * as the connection that they are about (nf_nat_ipv4_fn, nf_nat_ipv6_fn); of
 * the rest, which goes in its own direction, some were expected with their
 * addresses.
 */
static uint32_t unanswered(const struct place *place)
{
	struct lift *lift = place->lift;
	struct diagrams *all = lift->all;
	uint32_t expected;

	expected = diagram_minus(
		all, lift_is(lift, VAR_CT_STATE, STATE_RELATED), is_icmp(lift));
	expected =
		diagram_and(all, expected, lift_is(lift, VAR_CT_DIRECTION, 0));
	expected = diagram_and(
		all, expected,
		lift_drawn_atom(lift, "what is expected has its addresses"));
	return diagram_or(all, lift_is(lift, VAR_CT_STATE, STATE_NEW),
			  expected);
}

uint32_t place_first_packets(const struct place *place)
{
	struct lift *lift = place->lift;
	uint32_t result = diagram_and(lift->all, unanswered(place),
				      lift_drawn_atom(lift, HOOK_FIRST_PACKET));

	return diagram_minus(lift->all, result, place_comes_back(place));
}

static uint32_t is_confirmed(struct lift *lift)
{
	unsigned level = lift->space->levels[VAR_CT_STATUS] + 1;

	return diagram_bitwise(lift->all,
			       diagram_interval(lift->all, level, CONFIRMED,
						CONFIRMED, DIAGRAM_TRUE,
						DIAGRAM_FALSE),
			       level, CONFIRMED, 0);
}

uint32_t place_later_packets(struct place *place, uint32_t settled,
			     uint32_t then)
{
	struct lift *lift = place->lift;
	uint32_t asked =
		diagram_and(lift->all, unanswered(place), is_confirmed(lift));

	asked = diagram_and(lift->all, asked,
			    lift_drawn_atom(lift, HOOK_BEGAN_BEFORE));
	lift->settled = true;
	then = stations_pass(lift, place->translators.list.at,
			     place->translators.list.n, then, NULL);
	lift->settled = false;
	return diagram_choose(lift->all, asked, then, settled);
}
