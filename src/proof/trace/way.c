/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * way.c -- one run of a packet through all base chains of its way
 */
#include <string.h>

#include "proof/rules/nat.h"
#include "proof/rules/order.h"
#include "proof/trace/run.h"

enum {
	PRIORITY_CONNTRACK = -200, /* NF_IP_PRI_CONNTRACK */
	ORDERED_CHAINS = 16,       /* of one priority */
};

static struct trace_step *note(struct running *r, enum trace_kind kind,
			       const struct nf_chain *chain, unsigned depth)
{
	struct trace_step *step;

	if (r->run->steps.n == TRACE_STEPS) {
		r->run->lost = true;
		return NULL;
	}
	step = vec_add(&r->run->arena, &r->run->steps);
	*step = (struct trace_step){ .kind = kind,
				     .depth = depth,
				     .chain = chain };
	step->verdict.kind = NF_VERDICT_CONTINUE;
	return step;
}

static struct nf_verdict try_rule(struct running *r, unsigned depth,
				  const struct nf_rule *rule)
{
	bool matched = false;
	struct nf_verdict verdict = run_rule(r, rule, &matched);
	struct trace_step *step;

	if (!matched)
		return (struct nf_verdict){ .kind = NF_VERDICT_CONTINUE };
	step = note(r, TRACE_RULE, r->chain, depth);
	if (step) {
		step->rule = rule;
		step->verdict = verdict;
		step->hits = r->hits.at;
		step->n_hits = r->hits.n;
	}
	return verdict;
}

struct place {
	const struct nf_chain *chain;
	size_t rule;
};

/* False: the packet is dropped. */
static bool run_base(struct running *r, const struct nf_chain *base)
{
	struct place stack[TRACE_DEPTH + 1] = { { base, 0 } };
	struct nf_verdict verdict;
	struct trace_step *step;
	unsigned depth = 0;

	note(r, TRACE_BASE, base, 0);
	while (!r->run->lost) {
		struct place *at = &stack[depth];

		r->chain = at->chain;
		verdict.kind = NF_VERDICT_RETURN;
		if (at->rule < at->chain->rules.n)
			verdict = try_rule(r, depth,
					   &at->chain->rules.at[at->rule++]);
		if (verdict.kind == NF_VERDICT_ACCEPT ||
		    verdict.kind == NF_VERDICT_DROP)
			return verdict.kind == NF_VERDICT_ACCEPT;
		if (verdict.kind == NF_VERDICT_RETURN) {
			if (depth == 0)
				break;
			depth--;
		} else if (verdict.kind == NF_VERDICT_GOTO) {
			*at = (struct place){ verdict.chain, 0 };
		} else if (verdict.kind == NF_VERDICT_JUMP) {
			if (++depth > TRACE_DEPTH)
				r->run->lost = true;
			else
				stack[depth] =
					(struct place){ verdict.chain, 0 };
		}
	}
	r->rule = NULL;
	step = note(r, TRACE_POLICY, base, 0);
	if (step)
		step->verdict.kind = base->base->accepts ? NF_VERDICT_ACCEPT
							 : NF_VERDICT_DROP;
	return base->base->accepts;
}

/* Before conntrack a packet has no connection; but what comes back over the
 * loopback has the one that it left with. */
static bool comes_early(struct running *r, const struct nf_chain *base)
{
	int32_t priority = base->base->priority;
	unsigned level = r->space->levels[VAR_IIF];

	if (priority > PRIORITY_CONNTRACK ||
	    (r->hook != NF_HOOK_PREROUTING && r->hook != NF_HOOK_OUTPUT))
		return false;
	if (r->hook == NF_HOOK_PREROUTING &&
	    r->digits[level] == space_iface_digit(r->space, "lo"))
		return false;
	return priority < PRIORITY_CONNTRACK ||
	       !run_holds(r, "conntrack comes first", true);
}

static bool pass_chain(struct running *r, const struct nf_chain *base)
{
	r->hook = (enum nf_hook)base->base->hook;
	r->nat = nat_is_chain(base) && r->hook != NF_HOOK_FORWARD;
	r->no_oif =
		r->hook != NF_HOOK_FORWARD && r->hook != NF_HOOK_POSTROUTING;
	if (r->hook == NF_HOOK_OUTPUT)
		r->no_oif = false;
	r->no_iif = r->hook == NF_HOOK_OUTPUT;
	r->chain = base;
	r->rule = NULL;
	r->early = false;
	if ((base->strange || base->table->strange) &&
	    !run_holds(r, "a strange chain runs", true))
		return true;
	r->early = comes_early(r, base);
	return run_base(r, base);
}

struct group {
	const struct nf_chain *at[ORDERED_CHAINS], *order[ORDERED_CHAINS];
	size_t n;
};

/* In one of the orders that they may run in. */
static void take_order(struct running *r, struct group *group)
{
	unsigned n = 1, which;

	memcpy(group->order, group->at, sizeof(group->order));
	while (order_next(group->at, group->order, group->n))
		n++;
	r->chain = group->at[0];
	r->rule = NULL;
	which = run_choose(
		r,
		run_printf(r, "which chain of priority %d at hook %u is first",
			   group->at[0]->base->priority,
			   group->at[0]->base->hook),
		false, n);
	memcpy(group->order, group->at, sizeof(group->order));
	while (which-- > 0)
		order_next(group->at, group->order, group->n);
	memcpy(group->at, group->order, sizeof(group->at));
}

/* False: dropped, or lost. Of chains that translate the first that does is the
 * last. */
static bool pass_group(struct running *r, struct group *group)
{
	if (group->n > 1 && order_is_open(group->at, group->n))
		take_order(r, group);
	for (size_t i = 0; i < group->n && !r->translated; i++)
		if (!pass_chain(r, group->at[i]) || r->run->lost)
			return false;
	group->n = 0;
	return true;
}

static bool is_in(const struct running *r, const struct nf_chain *chain,
		  enum nf_hook hook, bool nat)
{
	return chain->base->hook == (uint32_t)hook &&
	       nat_is_chain(chain) == nat &&
	       nat_table_is_met(chain->table, r->family);
}

bool run_chains(struct running *r, enum nf_hook hook,
		const struct run_which *which)
{
	struct group group = { .n = 0 };

	vec_each(base, &r->tracer->bases) {
		const struct nf_chain *chain = base->chain;
		int32_t priority = chain->base->priority;

		if (!is_in(r, chain, hook, which->nat) ||
		    priority < which->from || priority > which->to)
			continue;
		if (group.n > 0 && group.at[0]->base->priority != priority &&
		    !pass_group(r, &group))
			return false;
		if (group.n == ORDERED_CHAINS) {
			r->run->lost = true;
			return false;
		}
		group.at[group.n++] = chain;
	}
	return pass_group(r, &group);
}

static bool pass_hook(struct running *r, enum nf_hook hook)
{
	const struct run_which all = { false, INT32_MIN, INT32_MAX };

	r->translated = false;
	if (hook != NF_HOOK_FORWARD && nat_is_on(r->tracer->rules, r->family))
		return run_translated(r, hook);
	return run_chains(r, hook, &all);
}

/* A router counts a hop before the forward hook (ip_forward, ip6_forward), and
 * corrects the checksum. */
static void count_hop(struct running *r)
{
	static const enum variable checksum[] = { VAR_IP4_CHECKSUM };

	bool is_ip4 = r->family == NF_FAMILY_IP;
	unsigned level =
		r->space->levels[is_ip4 ? VAR_IP4_TTL : VAR_IP6_HOPLIMIT];

	if (r->digits[level] > 0)
		r->digits[level]--;
	if (is_ip4)
		run_forget(r, checksum, 1);
}

bool run_way(struct running *r, enum way way)
{
	static const enum nf_hook hooks[][3] = {
		[WAY_FORWARD] = { NF_HOOK_PREROUTING, NF_HOOK_FORWARD,
				  NF_HOOK_POSTROUTING },
		[WAY_INPUT] = { NF_HOOK_PREROUTING, NF_HOOK_INPUT },
		[WAY_OUTPUT] = { NF_HOOK_OUTPUT, NF_HOOK_POSTROUTING },
	};

	size_t n = way == WAY_FORWARD ? 3 : 2;

	for (size_t i = 0; i < n; i++) {
		if (hooks[way][i] == NF_HOOK_FORWARD)
			count_hop(r);
		if (!pass_hook(r, hooks[way][i]))
			return false;
	}
	return true;
}
