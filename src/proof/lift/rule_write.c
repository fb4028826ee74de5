/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_write.c -- what a rule writes, and where it cannot
 */
#include "proof/lift/rule_write.h"

#include "proof/lift/load.h"

void path_notrack(struct lift_run *run, struct lift_path *path,
		  const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	uint16_t level = lift->space->levels[VAR_CT_STATE];
	uint32_t has = lift_in(lift, space_has_connection(lift->space));
	struct lift_path *fork;

	(void)expr;
	has = effect_before(lift, path->effect, has);
	fork = path_fork(run, path, diagram_minus(lift->all, path->when, has));
	fork->effect = effect_set(lift, path->effect,
				  (struct effect_entry){
					  .level = level,
					  .flip = STATE_UNTRACKED,
					  .from = DIAGRAM_LEVELS,
				  });
	path->when = diagram_and(lift->all, path->when, has);
}

/*
 * What has no connection is given one that stands for all of its zone, and looks
 * like a new one (nft_ct_set_zone_eval). Before connections are looked up
 * that is as it should be.
 */
static void write_zone(struct lift_run *run, struct lift_path *path)
{
	struct lift *lift = run->lift;
	uint32_t has = lift_in(lift, space_has_connection(lift->space));
	struct lift_path *fork;

	if (lift->early)
		return;
	has = effect_before(lift, path->effect, has);
	fork = path_fork(run, path, diagram_minus(lift->all, path->when, has));
	fork->effect = effect_set(
		lift, path->effect,
		(struct effect_entry){
			.level = lift->space->levels[VAR_CT_STATE],
			.from = (uint16_t)lift_any_level(lift, "a zone's own"),
		});
	path->when = diagram_and(lift->all, path->when, has);
}

void path_write_header(struct lift_run *run, struct lift_path *path,
		       const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	struct nf_expr read = *expr;
	struct regs unused;
	uint32_t lacks;

	read.kind = EXPR_PAYLOAD;
	read.payload.reg = 0;
	regs_init(&unused);
	path_require(run, path,
		     effect_before(lift, path->effect,
				   lift_load(lift, &unused, &read)));
	lacks = effect_before(lift, path->effect,
			      write_lacks_checksum(lift, expr));
	path->effect = effect_of_checksums(lift, path->effect, expr);
	if (lacks != DIAGRAM_FALSE)
		path_require(
			run, path,
			diagram_or(
				lift->all, diagram_not(lift->all, lacks),
				lift_drawn_atom(lift, lift_text(lift, expr))));
	path->effect = effect_of_write(lift, path->effect, &path->regs, expr);
}

void path_write(struct lift_run *run, struct lift_path *path,
		const struct nf_expr *expr)
{
	if (expr->kind == EXPR_CT_SET && expr->ct.key == NF_CT_ZONE)
		write_zone(run, path);
	if (expr->kind == EXPR_EXTHDR_SET) /* where there is such a header */
		path_require_drawn(run, path, expr);
	path->effect =
		effect_of_write(run->lift, path->effect, &path->regs, expr);
}
