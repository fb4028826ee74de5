/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain.c -- a base chain, with all that it can come to, as one diagram
 */
#include "proof/lift/chain.h"

#include <stdlib.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/lift/rule.h"

struct known {
	VEC(uint32_t) to; /* chains that it names */
	uint32_t n_from;  /* times that it is named by one not in order */
	uint32_t rank;    /* longer than that of whoever names it */
	bool reached;
	uint32_t open;   /* its diagram, gotos as leaves */
	uint32_t closed; /* gotos put in; DIAGRAM_OPEN: not asked yet */
};

struct chains {
	struct lift *lift;
	const struct nf_table *table;
	struct arena arena;
	struct known *at;    /* as in the table */
	VEC(uint32_t) order; /* callers first */
};

static uint32_t number_of(void *state, const struct nf_chain *chain)
{
	const struct chains *chains = state;

	must(chain >= chains->table->chains.at &&
	     chain < chains->table->chains.at + chains->table->chains.n);
	return (uint32_t)(chain - chains->table->chains.at);
}

static void reach(struct chains *chains, uint32_t number)
{
	if (chains->at[number].reached)
		return;
	chains->at[number].reached = true;
	*vec_add(&chains->arena, &chains->order) = number;
}

static void note_verdict(struct chains *chains, uint32_t from,
			 const struct nf_verdict *verdict)
{
	uint32_t to;

	if (verdict->kind != NF_VERDICT_JUMP &&
	    verdict->kind != NF_VERDICT_GOTO)
		return;
	to = number_of(chains, verdict->chain);
	*vec_add(&chains->arena, &chains->at[from].to) = to;
	chains->at[to].n_from++;
	reach(chains, to);
}

static void note_expr(struct chains *chains, uint32_t from,
		      const struct nf_expr *expr)
{
	if (expr->kind == EXPR_VERDICT)
		note_verdict(chains, from, &expr->verdict);
	if (expr->kind != EXPR_LOOKUP || expr->lookup.dreg != NF_REG_VERDICT)
		return;
	vec_each(element, &expr->lookup.set->elements) {
		if (element->verdict)
			note_verdict(chains, from, element->verdict);
	}
}

static void find_reached(struct chains *chains, uint32_t base)
{
	reach(chains, base);
	for (size_t i = 0; i < chains->order.n; i++) {
		const struct nf_chain *chain =
			&chains->table->chains.at[chains->order.at[i]];

		vec_each(rule, &chain->rules) {
			for (size_t e = 0; e < rule->exprs.n; e++)
				note_expr(chains, chains->order.at[i],
					  &rule->exprs.at[e]);
		}
	}
}

/* False: a circle. */
static bool put_in_order(struct chains *chains, uint32_t base)
{
	size_t n = chains->order.n;
	struct known *from, *to;

	chains->order.n = 0;
	if (chains->at[base].n_from > 0)
		return false;
	*vec_add(&chains->arena, &chains->order) = base;
	for (size_t i = 0; i < chains->order.n; i++) {
		from = &chains->at[chains->order.at[i]];
		vec_each(number, &from->to) {
			to = &chains->at[*number];
			if (to->rank <= from->rank)
				to->rank = from->rank + 1;
			if (--to->n_from == 0)
				*vec_add(&chains->arena, &chains->order) =
					*number;
		}
	}
	return chains->order.n == n;
}

static bool any_drawn(const struct space *space)
{
	vec_each(atom, &space->atoms)
		if (atom->drawn)
			return true;
	return false;
}

/* What is drawn anew at each evaluation gets atoms of its own where a path may
 * have met it before. */
static uint32_t drawn_anew(struct lift *lift, uint32_t diagram)
{
	bool asked[DIAGRAM_LEVELS];
	const struct space *space = lift->space;
	size_t n = space->atoms.n;
	const char *text;
	unsigned level;

	if (!any_drawn(space))
		return diagram;
	if (!diagram_support(lift->all, diagram, asked))
		return DIAGRAM_TOO_MUCH;
	for (size_t i = 0; i < n; i++) {
		level = space->first_atom + (unsigned)i;
		if (!space->atoms.at[i].drawn || !asked[level])
			continue;
		text = space->atoms.at[i].text;
		if (lift->used[level])
			diagram = effect_move(lift, diagram, level,
					      lift_any_level(lift, text));
		lift->used[level] = true;
	}
	return diagram;
}

struct closing {
	struct chains *chains;
	uint32_t rank; /* chains of this rank are put in */
};

static void note_rank(void *state, uint32_t leaf)
{
	struct closing *closing = state;
	struct outcome outcome = outcome_of(leaf);
	uint32_t rank;

	rank = closing->chains->at[outcome.chain].rank;
	if (rank < closing->rank)
		closing->rank = rank;
}

static uint32_t put_goto(void *state, uint32_t leaf)
{
	struct closing *closing = state;
	struct outcome outcome = outcome_of(leaf);
	const struct known *known = &closing->chains->at[outcome.chain];

	if (known->rank != closing->rank)
		return DIAGRAM_OPEN;
	return effect_before_outcomes(
		closing->chains->lift, outcome.effect,
		drawn_anew(closing->chains->lift, known->open));
}

/* No chain of the least rank is named by another that is still to be put in,
 * so each is put in once. */
static uint32_t close_gotos(struct chains *chains, uint32_t diagram)
{
	struct closing closing = { chains, UINT32_MAX };

	while (diagram_leaves_of(chains->lift->all, diagram,
				 OUTCOME_BIT(OUTCOME_GOTO), note_rank,
				 &closing) &&
	       closing.rank != UINT32_MAX) {
		diagram = outcome_expand(chains->lift, diagram,
					 OUTCOME_BIT(OUTCOME_GOTO), put_goto,
					 &closing);
		closing.rank = UINT32_MAX;
	}
	return diagram;
}

static uint32_t return_is_next(void *state, uint32_t leaf)
{
	struct outcome outcome = outcome_of(leaf);

	outcome.kind = OUTCOME_NEXT;
	return outcome_leaf(state, outcome);
}

static uint32_t jump(void *state, const struct nf_chain *chain)
{
	struct chains *chains = state;
	struct known *known = &chains->at[number_of(chains, chain)];

	if (known->closed == DIAGRAM_OPEN)
		known->closed = outcome_expand(chains->lift,
					       close_gotos(chains, known->open),
					       OUTCOME_BIT(OUTCOME_RETURN),
					       return_is_next, chains->lift);
	return drawn_anew(chains->lift, known->closed);
}

struct going_on {
	struct lift *lift;
	uint32_t rest;
};

static uint32_t go_on(void *state, uint32_t leaf)
{
	struct going_on *on = state;

	return effect_before_outcomes(on->lift, outcome_of(leaf).effect,
				      on->rest);
}

/* From the last rule to the first; those that write nothing and go on are put
 * together by halves. */
static uint32_t lift_rules(struct chains *chains, const struct nf_chain *chain)
{
	struct lift *lift = chains->lift;
	const struct lift_calls calls = { chains, jump, number_of };
	uint32_t *rules = xcalloc(chain->rules.n + 1, sizeof(*rules));
	struct going_on on = {
		.lift = lift,
		.rest = outcome_leaf(lift, (struct outcome){ OUTCOME_RETURN }),
	};
	size_t end = chain->rules.n;

	for (size_t i = 0; i < end; i++)
		rules[i] = lift_rule(lift, &chain->rules.at[i], &calls);
	for (size_t i = end; i-- > 0;) {
		if (!(diagram_kinds(lift->all, rules[i]) &
		      OUTCOME_BIT(OUTCOME_NEXT)))
			continue;
		on.rest = diagram_override(lift->all,
					   diagram_first_match(lift->all,
							       rules + i + 1,
							       end - i - 1),
					   on.rest);
		on.rest = outcome_expand(lift, rules[i], OUTCOMES_NEXT, go_on,
					 &on);
		end = i;
	}
	on.rest = diagram_override(
		lift->all, diagram_first_match(lift->all, rules, end), on.rest);
	free(rules);
	return on.rest;
}

struct policy {
	struct lift *lift;
	bool accepts;
};

static uint32_t by_policy(void *state, uint32_t leaf)
{
	const struct policy *policy = state;
	struct outcome outcome = outcome_of(leaf);

	outcome.kind = policy->accepts ? OUTCOME_ACCEPT : OUTCOME_DROP;
	if (!policy->accepts)
		outcome.effect = 0;
	return outcome_leaf(policy->lift, outcome);
}

static uint32_t lift_all(struct chains *chains, const struct nf_chain *base)
{
	struct policy policy = { chains->lift, base->base->accepts };
	uint32_t number = number_of(chains, base), result;

	find_reached(chains, number);
	if (!put_in_order(chains, number))
		return DIAGRAM_TOO_MUCH;
	for (size_t i = chains->order.n; i-- > 0;) {
		uint32_t at = chains->order.at[i];

		chains->at[at].closed = DIAGRAM_OPEN;
		chains->at[at].open =
			lift_rules(chains, &chains->table->chains.at[at]);
		if (chains->at[at].open == DIAGRAM_TOO_MUCH)
			return DIAGRAM_TOO_MUCH;
	}
	result = close_gotos(chains, chains->at[number].open);
	return outcome_expand(chains->lift, result, OUTCOME_BIT(OUTCOME_RETURN),
			      by_policy, &policy);
}

uint32_t chain_lift(struct lift *lift, const struct nf_chain *base)
{
	struct chains chains = { .lift = lift, .table = base->table };
	uint32_t result;

	chains.at = xcalloc(base->table->chains.n, sizeof(*chains.at));
	result = lift_all(&chains, base);
	free(chains.at);
	arena_finish(&chains.arena);
	return lift->lost ? DIAGRAM_TOO_MUCH : result;
}
