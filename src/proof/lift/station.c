/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * station.c -- the base chains of a hook, one after another
 */
#include "proof/lift/station.h"

#include <stdlib.h>

#include "proof/diagram/ask.h"
#include "proof/lift/chain.h"
#include "proof/lift/effect.h"
#include "proof/lift/load.h"
#include "proof/rules/nat.h"
#include "proof/rules/order.h"

enum {
	PRIORITY_DEFRAG = -400,    /* NF_IP_PRI_CONNTRACK_DEFRAG */
	PRIORITY_CONNTRACK = -200, /* NF_IP_PRI_CONNTRACK */
	ORDERED_CHAINS = 4,        /* of one priority, whose order is open */
};

static int by_order(const void *a, const void *b)
{
	return order_compare(*(const struct nf_chain *const *)a,
			     *(const struct nf_chain *const *)b);
}

void stations_find(const struct lift *lift, enum nf_hook hook, bool nat,
		   struct stations *out)
{
	vec_each(table, &lift->rules->tables) {
		if (!nat_table_is_met(table, lift->family))
			continue;
		vec_each(chain, &table->chains) {
			if (chain->base && chain->base->hook == hook &&
			    nat_is_chain(chain) == nat)
				/* NOLINTNEXTLINE(bugprone-sizeof-expression) */
				*vec_add(&out->arena, &out->list) = chain;
		}
	}
	if (out->list.n > 0)
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		qsort(out->list.at, out->list.n, sizeof(*out->list.at),
		      by_order);
}

/* ------ one chain ------ */

/* Before conntrack a packet has no connection, and is none of those without;
 * what comes back over the loopback has the one that it left with. */
static uint32_t without_connection(struct lift *lift, enum nf_hook hook,
				   uint32_t diagram)
{
	unsigned level = lift->space->levels[VAR_CT_STATE];
	uint32_t none =
		diagram_assign(lift->all, diagram, level, STATE_INVALID);
	uint32_t loop;

	if (hook != NF_HOOK_PREROUTING)
		return none;
	loop = lift_in(lift, space_iface(lift->space, VAR_IIF, "lo"));
	return diagram_choose(lift->all, loop, diagram, none);
}

/* Interfaces that are not known at the hook. */
static uint32_t without_interface(struct lift *lift, enum nf_hook hook,
				  uint32_t diagram)
{
	enum variable variable = VAR_OIF;

	if (hook == NF_HOOK_FORWARD || hook == NF_HOOK_POSTROUTING)
		return diagram;
	if (hook == NF_HOOK_OUTPUT)
		variable = VAR_IIF;
	return diagram_assign(lift->all, diagram, lift->space->levels[variable],
			      0);
}

bool station_sees_pieces(const struct nf_base *base)
{
	return nat_is_of_destination(base->hook) &&
	       base->priority <= PRIORITY_DEFRAG;
}

/* It sees pieces of what comes whole behind it. Where nobody tracks, an IPv4
 * packet to the gateway itself comes whole before its input hook
 * (ip_local_deliver), of IPv6 behind it. */
static bool sees_pieces(const struct lift *lift, const struct nf_chain *chain)
{
	bool is_ip4 = lift->family == NF_FAMILY_IP;

	if (is_ip4 ? lift->tracks_ip4 : lift->tracks_ip6)
		return station_sees_pieces(chain->base);
	return is_ip4 && lift->to_itself &&
	       chain->base->hook == NF_HOOK_PREROUTING;
}

uint32_t station_lift(struct lift *lift, const struct nf_chain *chain)
{
	enum nf_hook hook = (enum nf_hook)chain->base->hook;
	int32_t priority = chain->base->priority;
	uint32_t result, early;

	lift->in_pieces = station_sees_pieces(chain->base);
	lift->hook = hook;
	lift->nat = nat_is_chain(chain) && hook != NF_HOOK_FORWARD;
	lift->early =
		priority <= PRIORITY_CONNTRACK && nat_is_of_destination(hook);
	result = chain_lift(lift, chain);
	if (lift->early) {
		early = without_connection(lift, hook, result);
		if (priority == PRIORITY_CONNTRACK)
			early = diagram_choose(
				lift->all,
				lift_drawn_atom(lift, "conntrack comes first"),
				result, early);
		result = early;
	}
	return without_interface(lift, hook, result);
}

/* ------ veils ------ */

static bool is_veiled(const struct lift *lift, const struct veil *veil,
		      unsigned level)
{
	for (size_t i = 0; i < veil->n; i++) {
		unsigned first = lift->space->levels[veil->at[i]];

		if (level >= first &&
		    level < first + variable_info(veil->at[i])->digits)
			return true;
	}
	return false;
}

/* What is written into a veiled level does not matter. */
static void veil_live(struct lift *lift, const struct veil *veil)
{
	for (unsigned level = 0; level < lift->space->first_atom; level++)
		if (is_veiled(lift, veil, level))
			lift->live[level] = false;
}

/* Anything instead of what is asked. */
static uint32_t veil_asked(struct lift *lift, const struct veil *veil,
			   uint32_t diagram)
{
	bool asked[DIAGRAM_LEVELS];

	if (!diagram_support(lift->all, diagram, asked))
		return DIAGRAM_TOO_MUCH;
	for (unsigned level = 0; level < lift->space->first_atom; level++)
		if (asked[level] && is_veiled(lift, veil, level))
			diagram = effect_move(
				lift, diagram, level,
				lift_any_level(lift, "before translation"));
	return diagram;
}

/* What was copied from a veiled level is anything. */
static uint32_t veil_copied(struct lift *lift, const struct veil *veil,
			    uint32_t effect)
{
	struct lift_effect all = lift->effects.at[effect];
	struct effect_entry *entries;
	struct arena arena = { 0 };

	if (all.n == 0)
		return effect;
	entries = arena_calloc(&arena, all.n, sizeof(*entries));
	for (size_t i = 0; i < all.n; i++) {
		entries[i] = all.at[i];
		if (entries[i].from != DIAGRAM_LEVELS &&
		    is_veiled(lift, veil, entries[i].from))
			entries[i].from = (uint16_t)lift_any_level(
				lift, "before translation");
	}
	effect = effect_of(lift, entries, all.n);
	arena_finish(&arena);
	return effect;
}

/* ------ all of them ------ */

/* Of the pieces of a packet that comes whole later each may say something else;
 * its addresses they have in common, and of IPv4 the protocol. */
static const enum variable of_pieces[] = {
	VAR_IIF,         VAR_L4PROTO,      VAR_TRANSPORT_LEN, VAR_DPORT,
	VAR_SPORT,       VAR_PKTTYPE,      VAR_IIFTYPE,       VAR_LENGTH,
	VAR_IP4_VERSION, VAR_IP4_TOS,      VAR_IP4_LENGTH,    VAR_IP4_FRAGMENT,
	VAR_IP4_TTL,     VAR_IP4_CHECKSUM, VAR_IP6_VERSION,   VAR_IP6_CLASS,
	VAR_IP6_FLOW,    VAR_IP6_LENGTH,   VAR_IP6_NEXTHDR,   VAR_IP6_HOPLIMIT,
	VAR_TRANSPORT_4, VAR_TRANSPORT_12, VAR_TCP_FLAGS,     VAR_TRANSPORT_14,
	VAR_LINK_LEN,    VAR_ETHER_DADDR,  VAR_ETHER_SADDR,   VAR_ETHER_TYPE,
};

static const struct veil pieces = { of_pieces,
				    sizeof(of_pieces) / sizeof(*of_pieces) };

struct onward {
	struct lift *lift;
	uint32_t then;
	const struct veil *veil;
	bool in_pieces;
};

static uint32_t go_on(void *state, uint32_t leaf)
{
	struct onward *onward = state;
	uint32_t effect = outcome_of(leaf).effect;

	if (onward->veil)
		effect = veil_copied(onward->lift, onward->veil, effect);
	if (onward->in_pieces)
		effect = veil_copied(onward->lift, &pieces, effect);
	return effect_before(onward->lift, effect, onward->then);
}

static uint32_t ask_chain(struct lift *lift, const struct nf_chain *chain,
			  uint32_t after, const struct veil *veil,
			  bool in_pieces)
{
	struct onward onward = { lift, after, veil, in_pieces };
	uint32_t result;

	if (!diagram_support(lift->all, after, lift->live))
		return DIAGRAM_TOO_MUCH;
	lift->then = veil || in_pieces ? DIAGRAM_OPEN : after;
	if (veil)
		veil_live(lift, veil);
	result = station_lift(lift, chain);
	if (veil)
		result = veil_asked(lift, veil, result);
	if (in_pieces)
		result = veil_asked(lift, &pieces, result);
	result = outcome_expand(lift, result, OUTCOME_BIT(OUTCOME_ACCEPT),
				go_on, &onward);
	if (chain->strange || chain->table->strange)
		result = diagram_choose(
			lift->all,
			lift_drawn_atom(lift, "a strange chain runs"), result,
			after);
	return result;
}

static uint32_t pass_chain(struct lift *lift, const struct nf_chain *chain,
			   uint32_t after, const struct veil *veil)
{
	uint32_t result = ask_chain(lift, chain, after, veil, false), cut;

	if (!sees_pieces(lift, chain))
		return result;
	cut = ask_chain(lift, chain, after, veil, true);
	if (cut == result)
		return result;
	return diagram_choose(lift->all,
			      lift_drawn_atom(lift, "it comes in fragments"),
			      cut, result);
}

struct passing {
	struct lift *lift;
	const struct veil *veil;
};

static uint32_t pass_chains(void *state, const struct nf_chain *const *chains,
			    size_t n, uint32_t then)
{
	struct passing *passing = state;

	for (size_t i = n; i-- > 0;)
		then = pass_chain(passing->lift, chains[i], then,
				  passing->veil);
	return then;
}

static uint32_t in_some_order(struct lift *lift,
			      const struct nf_chain *const *chains, size_t n,
			      uint32_t then, stations_run run, void *state)
{
	const struct nf_chain *order[ORDERED_CHAINS];
	uint32_t result, then_too;

	if (n > ORDERED_CHAINS) {
		lift->lost = true;
		return DIAGRAM_TOO_MUCH;
	}
	for (size_t i = 0; i < n; i++)
		order[i] = chains[i];
	result = run(state, order, n, then);
	for (unsigned i = 1; order_next(chains, order, n); i++) {
		then_too = run(state, order, n, then);
		if (then_too == result)
			continue;
		result = diagram_choose(
			lift->all,
			lift_atom(lift,
				  arena_printf(&lift->arena,
					       "chains of hook %u and priority "
					       "%d run in order %u",
					       (*chains)->base->hook,
					       (*chains)->base->priority, i)),
			then_too, result);
	}
	return result;
}

uint32_t stations_by_order(struct lift *lift,
			   const struct nf_chain *const *chains, size_t n,
			   uint32_t then, stations_run run, void *state)
{
	const struct nf_chain *const *first;
	size_t group;

	for (size_t end = n; end > 0; end -= group) {
		group = order_group(chains, end);
		first = chains + end - group;
		then = order_is_open(first, group)
			       ? in_some_order(lift, first, group, then, run,
					       state)
			       : run(state, first, group, then);
	}
	return then;
}

uint32_t stations_pass(struct lift *lift, const struct nf_chain *const *chains,
		       size_t n, uint32_t then, const struct veil *veil)
{
	struct passing passing = { lift, veil };

	return stations_by_order(lift, chains, n, then, pass_chains, &passing);
}
