/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_way.c -- one run of a packet through all base chains of its way
 */
#include <string.h>

#include "base/must.h"
#include "proof/trace_run.h"

enum {
	PRIORITY_CONNTRACK = -200, /* NF_IP_PRI_CONNTRACK */
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

/*
 * Chains of type nat see the first packet of a connection alone; the others are
 * translated as it was (nf_nat_inet_fn, net/netfilter/nf_nat_core.c).
 */
static bool sees_first(struct running *r, const struct nf_chain *base)
{
	size_t table = (size_t)(base->table - r->tracer->rules->tables.at);
	uint64_t state = STATE_NEW;

	if (run_has_connection(r) &&
	    (!run_number(r, VAR_CT_STATE, &state) ||
	     state != STATE_ESTABLISHED) &&
	    run_holds(r, "it is the connection's first packet", true))
		return true;
	if (r->tracer->tables[table].translates &&
	    run_holds(r, "the connection is translated", true))
		run_forget_addresses(r);
	return false;
}

static bool pass_chain(struct running *r, const struct nf_chain *base)
{
	r->hook = (enum nf_hook)base->base->hook;
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
	if (base->base->type && strcmp(base->base->type, "nat") == 0 &&
	    !sees_first(r, base))
		return true;
	return run_base(r, base);
}

static bool is_seen(const struct running *r, const struct nf_table *table)
{
	if (!table->strange && (table->flags & NF_TABLE_DORMANT))
		return false;
	return table->family == NF_FAMILY_INET || table->family == r->family;
}

static bool pass_hook(struct running *r, enum nf_hook hook)
{
	vec_each(base, &r->tracer->bases) {
		if (base->chain->base->hook != (uint32_t)hook ||
		    !is_seen(r, base->chain->table))
			continue;
		if (!pass_chain(r, base->chain) || r->run->lost)
			return false;
	}
	return true;
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

	for (size_t i = 0; i < n; i++)
		if (!pass_hook(r, hooks[way][i]))
			return false;
	return true;
}
