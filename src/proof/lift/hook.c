/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hook.c -- what becomes of a packet on its way through the hooks
 *
 * From the last chain to the first: so it is known of each what is asked after
 * it, and what it writes besides need not be kept.
 */
#include "proof/lift/hook.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/lift/chain.h"
#include "proof/lift/load.h"
#include "proof/lift/rule.h"
#include "proof/rules/order.h"

enum {
	PRIORITY_CONNTRACK = -200, /* NF_IP_PRI_CONNTRACK */
	ORDERED_CHAINS = 4,        /* of one priority, whose order is open */
};

struct stations {
	struct arena arena;
	VEC(const struct nf_chain *) list;
};

static bool is_seen(const struct lift *lift, const struct nf_table *table)
{
	if (!table->strange && (table->flags & NF_TABLE_DORMANT))
		return false;
	return table->family == NF_FAMILY_INET || table->family == lift->family;
}

static int by_order(const void *a, const void *b)
{
	return order_compare(*(const struct nf_chain *const *)a,
			     *(const struct nf_chain *const *)b);
}

static void find_stations(const struct lift *lift, enum nf_hook hook,
			  struct stations *out)
{
	vec_each(table, &lift->rules->tables) {
		if (!is_seen(lift, table))
			continue;
		vec_each(chain, &table->chains) {
			if (chain->base && chain->base->hook == hook)
				/* NOLINTNEXTLINE(bugprone-sizeof-expression) */
				*vec_add(&out->arena, &out->list) = chain;
		}
	}
	if (out->list.n > 0)
		/* NOLINTNEXTLINE(bugprone-sizeof-expression): pointers */
		qsort(out->list.at, out->list.n, sizeof(*out->list.at),
		      by_order);
}

struct onward {
	struct lift *lift;
	uint32_t then;
	bool writes;
};

static uint32_t go_on(void *state, uint32_t leaf)
{
	struct onward *onward = state;
	struct outcome outcome = outcome_of(leaf);

	onward->writes |= outcome.effect != 0;
	return effect_before(onward->lift, outcome.effect, onward->then);
}

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

static uint32_t drawn(struct lift *lift, const char *text)
{
	return lift_drawn_atom(lift, text);
}

/*
 * Chains of type nat see the first packet of a connection alone; the others are
 * translated as it was (nf_nat_inet_fn, net/netfilter/nf_nat_core.c).
 */
static uint32_t first_packets(struct lift *lift, const struct onward *onward,
			      uint32_t first)
{
	static const enum variable ip4[] = { VAR_IP4_DADDR, VAR_IP4_SADDR,
					     VAR_DPORT, VAR_SPORT };

	static const enum variable ip6[] = { VAR_IP6_DADDR, VAR_IP6_SADDR,
					     VAR_DPORT, VAR_SPORT };

	bool is_ip4 = lift->family == NF_FAMILY_IP;
	uint32_t other = onward->then, is_first;

	if (onward->writes)
		other = diagram_choose(
			lift->all, drawn(lift, "the connection is translated"),
			effect_before(
				lift,
				effect_live(lift,
					    effect_unknown(lift, 0,
							   is_ip4 ? ip4 : ip6,
							   4)),
				onward->then),
			onward->then);
	is_first = lift_in(lift, space_has_connection(lift->space));
	is_first = diagram_minus(
		lift->all, is_first,
		lift_in(lift,
			space_numbers(lift->space, VAR_CT_STATE,
				      STATE_ESTABLISHED, STATE_ESTABLISHED)));
	is_first = diagram_and(lift->all, is_first,
			       drawn(lift, HOOK_FIRST_PACKET));
	return diagram_choose(lift->all, is_first, first, other);
}

static uint32_t pass_chain(struct lift *lift, const struct nf_chain *chain,
			   uint32_t after)
{
	enum nf_hook hook = (enum nf_hook)chain->base->hook;
	struct onward onward = { .lift = lift, .then = after };
	int32_t priority = chain->base->priority;
	uint32_t result, early;

	if (!diagram_support(lift->all, after, lift->live))
		return DIAGRAM_TOO_MUCH;
	/* Where addresses are translated it is asked what was written. */
	lift->then =
		strcmp(chain->base->type, "nat") == 0 ? DIAGRAM_OPEN : after;
	lift->hook = hook;
	lift->early = priority <= PRIORITY_CONNTRACK &&
		      (hook == NF_HOOK_PREROUTING || hook == NF_HOOK_OUTPUT);
	result = chain_lift(lift, chain);
	if (lift->early) {
		early = without_connection(lift, hook, result);
		if (priority == PRIORITY_CONNTRACK)
			early = diagram_choose(
				lift->all, drawn(lift, "conntrack comes first"),
				result, early);
		result = early;
	}
	result = without_interface(lift, hook, result);
	result = outcome_expand(lift, result, OUTCOME_BIT(OUTCOME_ACCEPT),
				go_on, &onward);
	if (strcmp(chain->base->type, "nat") == 0)
		result = first_packets(lift, &onward, result);
	if (chain->strange || chain->table->strange)
		result = diagram_choose(lift->all,
					drawn(lift, "a strange chain runs"),
					result, after);
	return result;
}

static uint32_t pass_chains(struct lift *lift,
			    const struct nf_chain *const *chains, size_t n,
			    uint32_t then)
{
	for (size_t i = n; i-- > 0;)
		then = pass_chain(lift, chains[i], then);
	return then;
}

/* Where nobody knows what comes first, each order may be the one. */
static uint32_t pass_in_some_order(struct lift *lift,
				   const struct nf_chain *const *chains,
				   size_t n, uint32_t then)
{
	const struct nf_chain *order[ORDERED_CHAINS];
	uint32_t result, then_too;

	if (n > ORDERED_CHAINS) {
		lift->lost = true;
		return DIAGRAM_TOO_MUCH;
	}
	for (size_t i = 0; i < n; i++)
		order[i] = chains[i];
	result = pass_chains(lift, order, n, then);
	for (unsigned i = 1; order_next(chains, order, n); i++) {
		then_too = pass_chains(lift, order, n, then);
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

static uint32_t pass_hook(struct lift *lift, enum nf_hook hook, uint32_t then)
{
	struct stations stations = { 0 };
	const struct nf_chain *const *first;
	size_t end, n;

	find_stations(lift, hook, &stations);
	for (end = stations.list.n; end > 0; end -= n) {
		n = order_group(stations.list.at, end);
		first = stations.list.at + end - n;
		then = order_is_open(first, n)
			       ? pass_in_some_order(lift, first, n, then)
			       : pass_chains(lift, first, n, then);
	}
	arena_finish(&stations.arena);
	return then;
}

/* What a router itself does to a packet: it counts a hop (ip_forward,
 * ip6_forward, before their hook), and corrects the checksum. */
static uint32_t count_hop(struct lift *lift, uint32_t then)
{
	static const enum variable checksum[] = { VAR_IP4_CHECKSUM };

	bool is_ip4 = lift->family == NF_FAMILY_IP;
	enum variable hops = is_ip4 ? VAR_IP4_TTL : VAR_IP6_HOPLIMIT;

	then = diagram_one_less(lift->all, then, lift->space->levels[hops]);
	if (!is_ip4 || !diagram_support(lift->all, then, lift->live) ||
	    !lift->live[lift->space->levels[VAR_IP4_CHECKSUM]])
		return then;
	return effect_before(lift, effect_unknown(lift, 0, checksum, 1), then);
}

static uint32_t pass_hooks(struct lift *lift, const enum nf_hook *hooks,
			   size_t n, uint32_t then)
{
	static const uint32_t families[] = { NF_FAMILY_IP, NF_FAMILY_IP6 };
	uint32_t result = DIAGRAM_FALSE, one;

	for (size_t f = 0; f < 2; f++) {
		lift->family = families[f];
		one = then;
		for (size_t i = n; i-- > 0;) {
			one = pass_hook(lift, hooks[i], one);
			if (hooks[i] == NF_HOOK_FORWARD && n > 1)
				one = count_hop(lift, one);
		}
		one = diagram_and(
			lift->all, one,
			lift_in(lift, space_numbers(lift->space, VAR_NFPROTO,
						    families[f], families[f])));
		result = diagram_or(lift->all, result, one);
	}
	return lift->lost ? DIAGRAM_TOO_MUCH : result;
}

uint32_t hook_way(struct lift *lift, enum way way)
{
	return hook_way_then(lift, way, DIAGRAM_TRUE);
}

uint32_t hook_way_then(struct lift *lift, enum way way, uint32_t then)
{
	static const enum nf_hook forward[] = { NF_HOOK_PREROUTING,
						NF_HOOK_FORWARD,
						NF_HOOK_POSTROUTING };

	static const enum nf_hook input[] = { NF_HOOK_PREROUTING,
					      NF_HOOK_INPUT };

	static const enum nf_hook output[] = { NF_HOOK_OUTPUT,
					       NF_HOOK_POSTROUTING };

	switch (way) {
	case WAY_FORWARD:
		return pass_hooks(lift, forward, 3, then);
	case WAY_INPUT:
		return pass_hooks(lift, input, 2, then);
	case WAY_OUTPUT:
		return pass_hooks(lift, output, 2, then);
	}
	must(false);
	return DIAGRAM_TOO_MUCH;
}

uint32_t hook_alone(struct lift *lift, enum nf_hook hook)
{
	return pass_hooks(lift, &hook, 1, DIAGRAM_TRUE);
}

static uint32_t quantify(struct lift *lift, uint32_t diagram,
			 uint32_t (*by)(struct diagrams *all, uint32_t a,
					unsigned level))
{
	bool asked[DIAGRAM_LEVELS];

	if (!diagram_support(lift->all, diagram, asked))
		return DIAGRAM_TOO_MUCH;
	for (unsigned level = DIAGRAM_LEVELS;
	     level-- > lift->space->first_atom;)
		if (asked[level])
			diagram = by(lift->all, diagram, level);
	return diagram;
}

uint32_t hook_may(struct lift *lift, uint32_t diagram)
{
	return quantify(lift, diagram, diagram_exists);
}

uint32_t hook_must(struct lift *lift, uint32_t diagram)
{
	return quantify(lift, diagram, diagram_forall);
}
