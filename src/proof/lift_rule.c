/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_rule.c -- one rule as a diagram
 *
 * A rule is run along paths: what its registers hold, and for which packets. A
 * map divides a path; an expression that breaks ends it for the packets that
 * do not match, and what was written before stays written.
 */
#include "proof/lift_rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/lift_load.h"
#include "proof/lift_match.h"
#include "proof/lift_set.h"
#include "proof/rules_register.h"

struct path {
	uint32_t when;
	uint32_t effect;
	struct regs regs;
};

struct run {
	struct lift *lift;
	const struct nf_rule *rule;
	const struct lift_calls *calls;
	VEC(struct path *) paths; /* that are still on their way */
	struct arena arena;
	struct diagram_pile pile;
	size_t end; /* nothing from here on matters */
};

static uint32_t leaf(struct run *run, enum outcome_kind kind, uint32_t effect)
{
	if (kind == OUTCOME_ACCEPT)
		effect = effect_live(run->lift, effect);
	return outcome_leaf(run->lift, (struct outcome){ kind, effect, 0 });
}

static void ends(struct run *run, uint32_t when, uint32_t outcome)
{
	if (when == DIAGRAM_FALSE)
		return;
	diagram_pile_add(run->lift->all, &run->pile,
			 diagram_mask(run->lift->all, when, outcome));
}

/* The rule does not match where the condition is not TRUE. */
static void require(struct run *run, struct path *path, uint32_t condition)
{
	struct diagrams *all = run->lift->all;

	if (path->effect)
		ends(run, diagram_minus(all, path->when, condition),
		     leaf(run, OUTCOME_NEXT, path->effect));
	path->when = diagram_and(all, path->when, condition);
}

static void require_drawn(struct run *run, struct path *path,
			  const struct nf_expr *expr)
{
	require(run, path,
		lift_drawn_atom(run->lift, lift_text(run->lift, expr)));
}

static void finish(struct run *run, struct path *path, uint32_t outcome)
{
	ends(run, path->when, outcome);
	path->when = DIAGRAM_FALSE;
}

static void follow(struct run *run, struct path *path,
		   const struct nf_verdict *verdict)
{
	struct lift *lift = run->lift;
	struct outcome jump = { OUTCOME_GOTO, path->effect, 0 };

	switch (verdict->kind) {
	case NF_VERDICT_DROP:
		finish(run, path, leaf(run, OUTCOME_DROP, 0));
		break;
	case NF_VERDICT_ACCEPT:
		finish(run, path, leaf(run, OUTCOME_ACCEPT, path->effect));
		break;
	case NF_VERDICT_QUEUE:
		finish(run, path, outcome_of_queue(lift, path->effect));
		break;
	case NF_VERDICT_CONTINUE:
		break;
	case NF_VERDICT_BREAK:
		finish(run, path, leaf(run, OUTCOME_NEXT, path->effect));
		break;
	case NF_VERDICT_RETURN:
		finish(run, path, leaf(run, OUTCOME_RETURN, path->effect));
		break;
	case NF_VERDICT_JUMP:
		finish(run, path,
		       effect_before_outcomes(
			       lift, path->effect,
			       run->calls->jump(run->calls->state,
						verdict->chain)));
		break;
	case NF_VERDICT_GOTO:
		jump.chain =
			run->calls->number(run->calls->state, verdict->chain);
		finish(run, path, outcome_leaf(lift, jump));
		break;
	case NF_VERDICT_STRANGE:
		finish(run, path, outcome_anything(lift, path->effect));
		break;
	}
}

static struct path *fork_path(struct run *run, const struct path *path,
			      uint32_t when)
{
	struct path *fork = arena_alloc(&run->arena, sizeof(*fork));

	*fork = *path;
	fork->when = when;
	*vec_add(&run->arena, &run->paths) = fork;
	return fork;
}

static void vmap(struct run *run, struct path *path, const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	struct path before = *path, *fork;
	uint32_t when = DIAGRAM_FALSE;
	struct lift_hits hits;

	lift_lookup(lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, true, &hits);
	vec_each(hit, &hits.list)
		when = diagram_or(lift->all, when, hit->when);
	require(run, path, when);
	path->when = DIAGRAM_FALSE;
	vec_each(hit, &hits.list) {
		fork = fork_path(
			run, &before,
			diagram_and(lift->all, before.when, hit->when));
		if (hit->element && hit->element->verdict)
			follow(run, fork, hit->element->verdict);
		else
			finish(run, fork, outcome_anything(lift, fork->effect));
	}
}

/* Whether what a map yields is looked at: where it is only written into marks
 * that nobody asks for afterwards, one path will do for all elements. */
static bool data_matter(const struct run *run, const struct nf_expr *map)
{
	const struct lift *lift = run->lift;
	unsigned level = lift->space->levels[VAR_CT_MARK];
	const struct nf_expr *expr;
	bool terminal = false;

	for (expr = map + 1; expr < run->rule->exprs.at + run->end; expr++) {
		if (expr->strange)
			return true;
		if (expr->kind == EXPR_VERDICT)
			terminal = expr->verdict.kind == NF_VERDICT_ACCEPT ||
				   expr->verdict.kind == NF_VERDICT_DROP;
		else if (expr->kind != EXPR_CT_SET &&
			 expr->kind != EXPR_COUNTER &&
			 expr->kind != EXPR_META_SET &&
			 expr->kind != EXPR_META &&
			 expr->kind != EXPR_BITWISE && expr->kind != EXPR_LOG)
			return true;
		/* What may break would leave the mark written. */
		if (expr->kind == EXPR_META && expr->meta.key != NF_META_MARK)
			return true;
		if (expr->kind == EXPR_META_SET &&
		    expr->meta.reg == map->lookup.dreg)
			return true;
		if (expr->kind == EXPR_BITWISE &&
		    expr->bitwise.sreg == map->lookup.dreg)
			return true;
		if (expr->kind == EXPR_META &&
		    expr->meta.reg == map->lookup.dreg)
			break; /* it is gone */
	}
	return !terminal || lift->live[level] || lift->live[level + 1];
}

static void put_data(struct run *run, struct path *path,
		     const struct nf_expr *expr,
		     const struct nf_element *element)
{
	const struct nf_set *set = expr->lookup.set;

	if (element && element->data.len)
		regs_put_bytes(&path->regs, expr->lookup.dreg, element->data.at,
			       element->data.len);
	else
		regs_put_source(&path->regs, expr->lookup.dreg,
				lift_drawn_source(run->lift, set->name),
				set->data_len);
}

static void lookup(struct run *run, struct path *path,
		   const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	static const uint8_t nothing[NF_REGS * NF_REG_LEN];
	bool plain = expr->lookup.dreg == NF_REG_NONE;
	bool apart = !plain && data_matter(run, expr);
	struct lift_hits hits;
	struct path before;
	uint32_t when = DIAGRAM_FALSE;

	if (expr->lookup.dreg == NF_REG_VERDICT) {
		vmap(run, path, expr);
		return;
	}
	lift_lookup(lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, apart, &hits);
	vec_each(hit, &hits.list)
		when = diagram_or(lift->all, when, hit->when);
	if (expr->lookup.inverted)
		when = diagram_not(lift->all, hits.any);
	before = *path;
	require(run, path, when);
	if (plain)
		return;
	if (!apart) { /* whatever it is, nobody will ask */
		regs_put_bytes(&path->regs, expr->lookup.dreg, nothing,
			       expr->lookup.set->data_len);
		return;
	}
	path->when = DIAGRAM_FALSE;
	vec_each(hit, &hits.list)
		put_data(run,
			 fork_path(run, &before,
				   diagram_and(lift->all, before.when,
					       hit->when)),
			 expr, hit->element);
}

static void load(struct run *run, struct path *path, const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	uint32_t needs = lift_load(lift, &path->regs, expr);
	uint8_t reg;
	size_t len;

	if (path->effect) {
		needs = effect_before(lift, path->effect, needs);
		if (rules_written(expr, lift->family, &reg, &len))
			effect_on_bits(lift, path->effect,
				       regs_at(&path->regs, reg), 8 * len);
	}
	require(run, path, needs);
}

/* Where there is no connection, there will be none. */
static void notrack(struct run *run, struct path *path)
{
	struct lift *lift = run->lift;
	uint16_t level = lift->space->levels[VAR_CT_STATE];
	uint32_t has = lift_in(lift, space_has_connection(lift->space));
	struct path *fork;

	if (lift->early)
		has = DIAGRAM_FALSE;
	has = effect_before(lift, path->effect, has);
	fork = fork_path(run, path, diagram_minus(lift->all, path->when, has));
	fork->effect = effect_set(lift, path->effect,
				  (struct effect_entry){
					  .level = level,
					  .flip = STATE_UNTRACKED,
					  .from = DIAGRAM_LEVELS,
				  });
	path->when = diagram_and(lift->all, path->when, has);
}

static void write(struct run *run, struct path *path,
		  const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	struct regs unused;
	struct nf_expr read = *expr;

	if (expr->kind == EXPR_EXTHDR_SET) /* where there is such a header */
		require_drawn(run, path, expr);
	if (expr->kind == EXPR_PAYLOAD_SET) { /* as far as it can be read */
		read.kind = EXPR_PAYLOAD;
		read.payload.reg = 0;
		regs_init(&unused);
		require(run, path,
			effect_before(lift, path->effect,
				      lift_load(lift, &unused, &read)));
	}
	path->effect = effect_of_write(lift, path->effect, &path->regs, expr);
}

static void use_object(struct run *run, struct path *path,
		       const struct nf_expr *expr, uint32_t type)
{
	switch (type) {
	case NF_OBJECT_COUNTER:
	case NF_OBJECT_CT_HELPER:
	case NF_OBJECT_CT_TIMEOUT:
	case NF_OBJECT_CT_EXPECT:
	case NF_OBJECT_SECMARK:
	case NF_OBJECT_TUNNEL:
		break;
	case NF_OBJECT_QUOTA:
	case NF_OBJECT_LIMIT:
	case NF_OBJECT_CONNLIMIT:
		require_drawn(run, path, expr);
		break;
	default:
		finish(run, path, outcome_anything(run->lift, path->effect));
		break;
	}
}

static void use_object_map(struct run *run, struct path *path,
			   const struct nf_expr *expr)
{
	struct lift_hits hits;

	lift_lookup(run->lift, regs_at(&path->regs, expr->objref_map.sreg),
		    expr->objref_map.set, false, &hits);
	require(run, path, hits.any);
	use_object(run, path, expr, expr->objref_map.set->object_type);
}

/* Any verdict, or none and any register. */
static void do_anything(struct run *run, struct path *path,
			const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	const char *text = lift_text(lift, expr);
	uint32_t goes_on = lift_drawn_atom(lift, text);

	ends(run, diagram_minus(lift->all, path->when, goes_on),
	     outcome_anything(lift, path->effect));
	path->when = diagram_and(lift->all, path->when, goes_on);
	path->effect = effect_anything(lift, path->effect);
	regs_forget(lift, &path->regs, text);
}

/* Matches of xtables that ask the packet alone, the same way every time. */
static bool is_steady(const struct lift *lift, const struct nf_expr *expr)
{
	static const char *const steady[] = {
		"tcp",     "udp",      "multiport", "icmp", "icmp6",
		"iprange", "addrtype", "mac",       "tos",  "dscp",
		"ttl",     "length",   "comment",   "esp",  "ah",
	};

	for (size_t i = 0; i < sizeof(steady) / sizeof(steady[0]); i++)
		if (strcmp(expr->xt.name, steady[i]) == 0)
			return !lift->payload_written;
	return false;
}

static void step(struct run *run, struct path *path, const struct nf_expr *expr)
{
	struct lift *lift = run->lift;

	if (expr->strange) {
		do_anything(run, path, expr);
		return;
	}
	switch (expr->kind) {
	case EXPR_COUNTER:
	case EXPR_LOG:
	case EXPR_LAST:
	case EXPR_DUP:
		break;
	case EXPR_IMMEDIATE:
		regs_put_bytes(&path->regs, expr->immediate.dreg,
			       expr->immediate.data.at,
			       expr->immediate.data.len);
		break;
	case EXPR_VERDICT:
		follow(run, path, &expr->verdict);
		break;
	case EXPR_CMP:
		require(run, path, lift_compare(lift, &path->regs, expr));
		break;
	case EXPR_RANGE: {
		uint32_t in = lift_between(
			lift, regs_at(&path->regs, expr->range.sreg),
			expr->range.from.at, expr->range.to.at,
			expr->range.from.len);

		require(run, path,
			expr->range.inverted ? diagram_not(lift->all, in) : in);
		break;
	}
	case EXPR_BITWISE:
		regs_bitwise(lift, &path->regs, expr);
		break;
	case EXPR_BYTEORDER:
		regs_byteorder(&path->regs, expr, lift->rules->little_endian);
		break;
	case EXPR_LOOKUP:
		lookup(run, path, expr);
		break;
	case EXPR_PAYLOAD:
	case EXPR_META:
	case EXPR_CT:
	case EXPR_EXTHDR:
	case EXPR_FIB:
	case EXPR_RT:
	case EXPR_SOCKET:
	case EXPR_OSF:
	case EXPR_TUNNEL:
	case EXPR_XFRM:
	case EXPR_NUMGEN:
	case EXPR_HASH:
		load(run, path, expr);
		break;
	case EXPR_META_SET:
	case EXPR_CT_SET:
	case EXPR_PAYLOAD_SET:
	case EXPR_EXTHDR_SET:
		write(run, path, expr);
		break;
	case EXPR_LIMIT:
	case EXPR_QUOTA:
	case EXPR_CONNLIMIT:
	case EXPR_DYNSET:
	case EXPR_TPROXY:
	case EXPR_FLOW_OFFLOAD:
		require_drawn(run, path, expr);
		break;
	case EXPR_MATCH:
		require(run, path,
			is_steady(lift, expr)
				? lift_atom(lift, lift_text(lift, expr))
				: lift_drawn_atom(lift, lift_text(lift, expr)));
		break;
	case EXPR_INNER:
		require_drawn(run, path, expr);
		regs_forget(lift, &path->regs, expr->name);
		break;
	case EXPR_NOTRACK:
		notrack(run, path);
		break;
	case EXPR_REJECT:
		finish(run, path, leaf(run, OUTCOME_DROP, 0));
		break;
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
		finish(run, path, outcome_of_nat(lift, path->effect));
		break;
	case EXPR_QUEUE:
		finish(run, path, outcome_of_queue(lift, path->effect));
		break;
	case EXPR_OBJREF:
		use_object(run, path, expr,
			   expr->objref.object->strange
				   ? 0
				   : expr->objref.object->type);
		break;
	case EXPR_OBJREF_MAP:
		use_object_map(run, path, expr);
		break;
	case EXPR_UNKNOWN:
	case EXPR_SYNPROXY:
	case EXPR_FWD:
	case EXPR_TARGET:
	case N_NF_EXPRS:
		do_anything(run, path, expr);
		break;
	}
}

/* Whether it can do more than let the rule end. */
static bool does_something(const struct nf_expr *expr)
{
	if (expr->strange)
		return true;
	switch ((int)expr->kind) {
	case EXPR_VERDICT:
		return expr->verdict.kind != NF_VERDICT_CONTINUE &&
		       expr->verdict.kind != NF_VERDICT_BREAK;
	case EXPR_LOOKUP:
		return expr->lookup.dreg == NF_REG_VERDICT;
	case EXPR_META_SET:
		return expr->meta.key == NF_META_MARK ||
		       expr->meta.key == NF_META_PKTTYPE;
	case EXPR_CT_SET:
		return expr->ct.key == NF_CT_MARK;
	case EXPR_OBJREF:
		return expr->objref.object->strange ||
		       expr->objref.object->type > NF_OBJECT_CT_EXPECT;
	case EXPR_OBJREF_MAP:
		return expr->objref_map.set->object_type > NF_OBJECT_CT_EXPECT;
	case EXPR_PAYLOAD_SET:
	case EXPR_EXTHDR_SET:
	case EXPR_REJECT:
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
	case EXPR_NOTRACK:
	case EXPR_QUEUE:
	case EXPR_UNKNOWN:
	case EXPR_SYNPROXY:
	case EXPR_FWD:
	case EXPR_TARGET:
	case EXPR_TPROXY:
		return true;
	default:
		return false;
	}
}

uint32_t lift_rule(struct lift *lift, const struct nf_rule *rule,
		   const struct lift_calls *calls)
{
	struct run run = { .lift = lift, .rule = rule, .calls = calls };
	struct path *path;
	uint32_t result;
	size_t n;

	for (size_t i = 0; i < rule->exprs.n; i++)
		if (does_something(&rule->exprs.at[i]))
			run.end = i + 1;
	if (rule->strange)
		return outcome_anything(lift, 0);
	path = arena_alloc(&run.arena, sizeof(*path));
	path->when = DIAGRAM_TRUE;
	regs_init(&path->regs);
	*vec_add(&run.arena, &run.paths) = path;
	for (size_t i = 0; i < run.end; i++) {
		n = run.paths.n;
		for (size_t k = 0; k < n; k++)
			if (run.paths.at[k]->when != DIAGRAM_FALSE)
				step(&run, run.paths.at[k], &rule->exprs.at[i]);
	}
	vec_each(one, &run.paths) {
		if ((*one)->effect)
			finish(&run, *one,
			       leaf(&run, OUTCOME_NEXT, (*one)->effect));
	}
	result = diagram_pile_end(lift->all, &run.pile);
	arena_finish(&run.arena);
	return lift->lost ? DIAGRAM_TOO_MUCH : result;
}
