/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace.c -- one packet under every way of answering what is not modelled
 *
 * The ways are a path of answers: the next run changes the last answer that has
 * another left, and asks anew what comes behind it.
 */
#include "proof/trace/trace.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/rules/nat.h"
#include "proof/rules/order.h"
#include "proof/rules/xt.h"
#include "proof/trace/run.h"

unsigned run_choose(struct running *r, const char *text, bool drawn, unsigned n)
{
	struct trace_atom *atom;
	size_t at = r->at;

	vec_each(known, &r->run->atoms)
		if (!drawn && !known->drawn && known->n == n &&
		    strcmp(known->text, text) == 0)
			return known->answer;
	if (at == TRACE_ATOMS) {
		r->run->lost = true;
		return 0;
	}
	if (at == r->ways->len) {
		r->ways->answer[at] = 0;
		r->ways->n[at] = n;
		r->ways->len++;
	}
	must(r->ways->n[at] == n); /* the same run up to here */
	r->ways->text[at] = text;
	atom = vec_add(&r->run->arena, &r->run->atoms);
	*atom = (struct trace_atom){
		.text = text,
		.drawn = drawn,
		.answer = r->ways->answer[at],
		.n = n,
		.chain = r->chain,
		.rule = r->rule,
	};
	r->at++;
	return atom->answer;
}

bool run_holds(struct running *r, const char *text, bool drawn)
{
	return run_choose(r, text, drawn, 2) == 0;
}

char *run_printf(struct running *r, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(&r->run->arena, fmt, ap);
	va_end(ap);
	return text;
}

/* Drawn sources have a number, so that no two have one text. */
uint16_t run_source(struct running *r, const char *text, bool drawn)
{
	if (!drawn)
		vec_each(source, &r->sources)
			if (strcmp(source->text, text) == 0)
				return (uint16_t)(source - r->sources.at);
	if (r->sources.n > UINT16_MAX) {
		r->run->lost = true;
		return 1;
	}
	if (drawn)
		text = run_printf(r, "%s #%zu", text, r->sources.n);
	vec_add(&r->run->arena, &r->sources)->text = text;
	return (uint16_t)(r->sources.n - 1);
}

bool run_number(const struct running *r, enum variable variable,
		uint64_t *number)
{
	unsigned level = r->space->levels[variable];

	for (unsigned i = 0; i < variable_info(variable)->digits; i++)
		if (r->from[level + i])
			return false;
	*number = space_number(r->space, r->digits, variable);
	return true;
}

bool run_has_connection(struct running *r)
{
	uint64_t state;

	if (r->early)
		return false;
	if (!run_number(r, VAR_CT_STATE, &state))
		return run_holds(r, "the packet has a connection", false);
	return state <= STATE_RELATED;
}

void run_forget(struct running *r, const enum variable *variables, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (unsigned d = 0; d < variable_info(variables[i])->digits;
		     d++)
			r->from[r->space->levels[variables[i]] + d] =
				run_source(r, variable_info(variables[i])->name,
					   true);
}

void run_forget_all(struct running *r)
{
	static const enum variable all[] = {
		VAR_MARK,      VAR_CT_MARK,      VAR_CT_STATE, VAR_TCP_FLAGS,
		VAR_PKTTYPE,   VAR_IP4_TOS,      VAR_IP4_TTL,  VAR_IP6_VERSION,
		VAR_IP6_CLASS, VAR_IP6_HOPLIMIT, VAR_DPORT,    VAR_SPORT,
	};

	static const enum variable ip4[] = { VAR_IP4_DADDR, VAR_IP4_SADDR };

	static const enum variable ip6[] = { VAR_IP6_DADDR, VAR_IP6_SADDR };

	run_forget(r, all, sizeof(all) / sizeof(all[0]));
	run_forget(r, r->family == NF_FAMILY_IP ? ip4 : ip6, 2);
}

static void note_all(struct tracer *tracer)
{
	tracer->metas_written = tracer->cts_written = UINT64_MAX;
	tracer->payload_written = tracer->exthdr_written = true;
}

/* Keys that some rule writes. */
static void note_write(struct tracer *tracer, const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_META_SET:
		if (expr->meta.key < 64)
			tracer->metas_written |= UINT64_C(1) << expr->meta.key;
		break;
	case EXPR_CT_SET:
		if (expr->ct.key < 64)
			tracer->cts_written |= UINT64_C(1) << expr->ct.key;
		break;
	case EXPR_PAYLOAD_SET:
		tracer->payload_written = true;
		break;
	case EXPR_EXTHDR_SET:
		tracer->exthdr_written = true;
		break;
	case EXPR_UNKNOWN:
		note_all(tracer);
		break;
	default:
		break;
	}
}

/* Of xtables; one that adds to an ipset changes what its match says. */
static void note_target(struct tracer *tracer, const struct nf_expr *expr)
{
	static const uint32_t families[] = { NF_FAMILY_IP, NF_FAMILY_IP6 };
	struct rules_xt xt;

	for (size_t f = 0; f < 2; f++) {
		if (!rules_xt_target(expr, families[f], &xt))
			note_all(tracer);
		for (size_t i = 0; i < xt.n_exprs; i++)
			note_write(tracer, &xt.exprs[i]);
	}
	if (strcmp(expr->xt.name, "SET") == 0)
		tracer->payload_written = true;
}

/* And sets that some rule fills. */
static void note_expr(struct tracer *tracer, struct trace_table *table,
		      const struct nf_table *of, const struct nf_expr *expr)
{
	if (expr->kind == EXPR_TARGET && !expr->strange)
		note_target(tracer, expr);
	else
		note_write(tracer, expr);
	if (expr->kind == EXPR_DYNSET && !expr->strange)
		table->sets[expr->dynset.set - of->sets.at].is_dynamic = true;
}

static void note_chain(struct tracer *tracer, struct trace_table *table,
		       const struct nf_chain *chain)
{
	if (chain->base)
		vec_add(&tracer->arena, &tracer->bases)->chain = chain;
	vec_each(rule, &chain->rules)
		for (size_t i = 0; i < rule->exprs.n; i++)
			note_expr(tracer, table, chain->table,
				  &rule->exprs.at[i]);
}

static int by_order(const void *a, const void *b)
{
	const struct trace_base *x = a, *y = b;
	const struct nf_base *p = x->chain->base, *q = y->chain->base;

	if (p->hook != q->hook)
		return p->hook < q->hook ? -1 : 1;
	return order_compare(x->chain, y->chain);
}

void tracer_init(struct tracer *tracer, const struct space *space,
		 const struct rules *rules, const struct trace_options *options)
{
	*tracer = (struct tracer){ .space = space,
				   .rules = rules,
				   .options = *options };
	tracer->tables = arena_calloc(&tracer->arena, rules->tables.n + 1,
				      sizeof(*tracer->tables));
	for (size_t i = 0; i < rules->tables.n; i++) {
		const struct nf_table *table = &rules->tables.at[i];
		struct trace_table *known = &tracer->tables[i];

		known->sets = arena_calloc(&tracer->arena, table->sets.n + 1,
					   sizeof(*known->sets));
		for (size_t k = 0; k < table->sets.n; k++)
			known->sets[k].is_dynamic =
				table->sets.at[k].flags & NF_SET_EVAL;
		vec_each(chain, &table->chains)
			note_chain(tracer, known, chain);
	}
	/* What is asked before and behind a translation need not be the same,
	 * nor what is asked of the connection's other direction. */
	if (nat_is_on(rules, NF_FAMILY_IP) || nat_is_on(rules, NF_FAMILY_IP6)) {
		tracer->payload_written = true;
		tracer->cts_written |= ~(UINT64_C(1) << NF_CT_ZONE);
	}
	if (tracer->bases.n > 0)
		qsort(tracer->bases.at, tracer->bases.n,
		      sizeof(*tracer->bases.at), by_order);
}

void tracer_finish(struct tracer *tracer)
{
	arena_finish(&tracer->arena);
	*tracer = (struct tracer){ 0 };
}

static void run_once(struct tracer *tracer, enum way way,
		     const uint16_t *digits, struct running *r)
{
	uint64_t mark = 0;

	memcpy(r->digits, digits, tracer->space->first_atom * sizeof(*digits));
	r->family = space_number(tracer->space, digits, VAR_NFPROTO) ==
				    NF_FAMILY_IP6
			    ? NF_FAMILY_IP6
			    : NF_FAMILY_IP;
	vec_add(&r->run->arena, &r->sources)->text = "";
	r->run->accepted = run_way(r, way);
	r->run->has_mark = run_number(r, VAR_CT_MARK, &mark);
	r->run->mark = (uint32_t)mark;
}

/* False: there is no other way to answer. */
static bool next_way(struct trace_ways *ways)
{
	while (ways->len > 0 &&
	       ways->answer[ways->len - 1] + 1 == ways->n[ways->len - 1])
		ways->len--;
	if (ways->len == 0)
		return false;
	ways->answer[ways->len - 1]++;
	ways->changed = ways->len - 1;
	return true;
}

static void keep(struct trace *trace, struct trace_run *run)
{
	struct trace_run *old = run->accepted ? &trace->accept : &trace->drop;
	bool *has = run->accepted ? &trace->has_accept : &trace->has_drop;

	if (*has)
		arena_finish(&old->arena);
	*old = *run;
	*has = true;
}

/* False: it was lost, and is no run. */
static bool try_way(struct tracer *tracer, enum way way, const uint16_t *digits,
		    struct trace_ways *ways, size_t *exprs_left,
		    struct trace *out)
{
	struct trace_run run = { 0 };
	struct running *r = arena_alloc(&run.arena, sizeof(*r));

	r->tracer = tracer;
	r->space = tracer->space;
	r->run = &run;
	r->ways = ways;
	r->exprs_left = exprs_left;
	run_once(tracer, way, digits, r);
	ways->len = r->at;
	if (run.lost)
		arena_finish(&run.arena);
	else
		keep(out, &run);
	return !run.lost;
}

/* Ends with the first two neighbours that differ: they show on what it rests.
 */
void trace_packet(struct tracer *tracer, enum way way,
		  const uint16_t digits[static DIAGRAM_LEVELS],
		  struct trace *out)
{
	size_t exprs_left = TRACE_EXPRS, n = 0;
	struct trace_ways ways = { 0 };
	bool left = true;

	*out = (struct trace){ .whole = true };
	while (left && n++ < TRACE_RUNS &&
	       !(out->has_accept && out->has_drop)) {
		if (!try_way(tracer, way, digits, &ways, &exprs_left, out))
			out->whole = false;
		if (out->has_accept && out->has_drop)
			out->decisive = ways.text[ways.changed];
		else
			left = exprs_left > 0 && next_way(&ways);
	}
	out->whole = out->whole && exprs_left > 0 &&
		     (!left || out->decisive != NULL);
	if (!out->whole || out->decisive)
		out->verdict = TRACE_CONDITIONAL;
	else
		out->verdict = out->has_accept ? TRACE_ACCEPT : TRACE_DROP;
}

void trace_finish(struct trace *trace)
{
	arena_finish(&trace->accept.arena);
	arena_finish(&trace->drop.arena);
	*trace = (struct trace){ 0 };
}

const struct trace_step *trace_deciding(const struct trace_run *run)
{
	return run->steps.n > 0 ? &run->steps.at[run->steps.n - 1] : NULL;
}
