/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path.c -- the paths of packets through one rule
 */
#include "proof/lift/path.h"

#include "proof/lift/load.h"

uint32_t run_leaf(struct lift_run *run, enum outcome_kind kind, uint32_t effect)
{
	return outcome_leaf(run->lift, (struct outcome){ kind, effect, 0 });
}

void run_ends(struct lift_run *run, uint32_t condition, uint32_t outcome)
{
	if (condition == DIAGRAM_FALSE)
		return;
	diagram_pile_add(run->lift->all, &run->pile,
			 diagram_mask(run->lift->all, condition, outcome));
}

void path_require(struct lift_run *run, struct lift_path *path,
		  uint32_t condition)
{
	struct diagrams *all = run->lift->all;

	if (path->effect)
		run_ends(run, diagram_minus(all, path->when, condition),
			 run_leaf(run, OUTCOME_NEXT, path->effect));
	path->when = diagram_and(all, path->when, condition);
}

void path_require_drawn(struct lift_run *run, struct lift_path *path,
			const struct nf_expr *expr)
{
	path_require(run, path,
		     lift_drawn_atom(run->lift, lift_text(run->lift, expr)));
}

void path_may_drop(struct lift_run *run, struct lift_path *path,
		   const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	uint32_t drops = lift_drawn_atom(
		lift, arena_printf(&lift->arena, "%s drops at hook %u",
				   expr->name, lift->hook));

	run_ends(run, diagram_and(lift->all, path->when, drops),
		 run_leaf(run, OUTCOME_DROP, 0));
	path->when = diagram_minus(lift->all, path->when, drops);
}

bool path_counts_connections(const struct nf_exprs *exprs)
{
	for (size_t i = 0; i < exprs->n; i++)
		if (exprs->at[i].strange || exprs->at[i].kind == EXPR_CONNLIMIT)
			return true;
	return false;
}

void path_finish(struct lift_run *run, struct lift_path *path, uint32_t outcome)
{
	run_ends(run, path->when, outcome);
	path->when = DIAGRAM_FALSE;
}

void path_follow(struct lift_run *run, struct lift_path *path,
		 const struct nf_verdict *verdict)
{
	struct lift *lift = run->lift;
	struct outcome jump = { OUTCOME_GOTO, path->effect, 0 };

	switch (verdict->kind) {
	case NF_VERDICT_DROP:
		path_finish(run, path, run_leaf(run, OUTCOME_DROP, 0));
		break;
	case NF_VERDICT_ACCEPT:
		path_finish(run, path,
			    run_leaf(run, OUTCOME_ACCEPT, path->effect));
		break;
	case NF_VERDICT_QUEUE:
		path_finish(run, path, outcome_of_queue(lift, path->effect));
		break;
	case NF_VERDICT_CONTINUE:
		break;
	case NF_VERDICT_BREAK:
		path_finish(run, path,
			    run_leaf(run, OUTCOME_NEXT, path->effect));
		break;
	case NF_VERDICT_RETURN:
		path_finish(run, path,
			    run_leaf(run, OUTCOME_RETURN, path->effect));
		break;
	case NF_VERDICT_JUMP:
		path_finish(run, path,
			    effect_before_outcomes(
				    lift, path->effect,
				    run->calls->jump(run->calls->state,
						     verdict->chain)));
		break;
	case NF_VERDICT_GOTO:
		jump.chain =
			run->calls->number(run->calls->state, verdict->chain);
		path_finish(run, path, outcome_leaf(lift, jump));
		break;
	case NF_VERDICT_STRANGE:
		path_finish(run, path, outcome_anything(lift, path->effect));
		break;
	}
}

struct lift_path *path_fork(struct lift_run *run, const struct lift_path *path,
			    uint32_t when)
{
	struct lift_path *fork = arena_alloc(&run->arena, sizeof(*fork));

	*fork = *path;
	fork->when = when;
	vec_add(&run->arena, &run->paths)->path = fork;
	return fork;
}
