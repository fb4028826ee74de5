/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heal.c -- what others changed in our tables is put right
 *
 * A table that stood open to packets, gone or asleep, is not put in force as it
 * was: a packet that has passed where the source is judged while nothing judged
 * it would meet the next hook of a live tree, and go on as one of a connection
 * that is let in. It is made closed first, all packets on their way are waited
 * for, and then the trees come in force.
 *
 * Within a transaction what is in the way goes first: rules that may refer to
 * foreign things, elements that may lead to them; then the foreign things; then
 * everything that is missing is written.
 */
#include "kernel/heal.h"

#include <errno.h>
#include <string.h>

#include <linux/netfilter/nf_tables.h>

#include "base/cleanup.h"
#include "kernel/maps.h"
#include "kernel/own.h"
#include "kernel/put/rule.h"
#include "kernel/put/set.h"
#include "kernel/put/table.h"
#include "kernel/put_frame.h"
#include "kernel/put_tree.h"
#include "kernel/work.h"
#include "ruleset/frame.h"

struct healing {
	const struct heal *heal;
	struct work *work;
	struct batch *batch;
	const struct held *held;
	const struct findings *damage;
	struct maps maps;
};

/* --- what is damaged --- */

static bool is_gate(const struct finding *finding)
{
	return finding->at.table && !strcmp(finding->at.table, TABLE_GATE);
}

static bool is_of_tree(const struct finding *finding, uint32_t generation)
{
	return is_gate(finding) && finding->at.name &&
	       generation_of_name(finding->at.name) == generation;
}

/* Chains or sets themselves: the tree is written anew whole. */
static bool tree_is_broken(const struct findings *damage, uint32_t generation)
{
	vec_each(finding, &damage->list)
		if (generation && is_of_tree(finding, generation) &&
		    (finding->at.part == PART_CHAIN ||
		     finding->at.part == PART_SET))
			return true;
	return false;
}

/* Or the overlay; not what the frame's maps lead to. */
static bool frame_is_damaged(const struct findings *damage)
{
	vec_each(finding, &damage->list)
		if (is_of_tree(finding, 0) &&
		    (finding->at.part != PART_ELEMENTS ||
		     !frame_is_map(finding->at.name)))
			return true;
	return false;
}

static bool maps_are_damaged(const struct findings *damage)
{
	vec_each(finding, &damage->list)
		if (is_of_tree(finding, 0) && finding->at.part == PART_ELEMENTS)
			return true;
	return false;
}

static bool guard_is_damaged(const struct findings *damage)
{
	vec_each(finding, &damage->list)
		if (finding->at.table &&
		    !strcmp(finding->at.table, TABLE_GUARD))
			return true;
	return false;
}

/* --- trees --- */

static void put_whole_tree(struct healing *h, const struct ruleset *ruleset,
			   double counted_from, const struct facts *facts)
{
	struct tree_cursor cursor = { 0 };

	if (!ruleset || !ruleset->generation)
		return;
	h->batch->age_ms = intent_age_ms(counted_from);
	if (facts)
		facts_put(h->batch, &h->maps.arena, ruleset->generation, facts);
	put_tree(h->batch, ruleset, SIZE_MAX, &cursor);
	h->batch->age_ms = 0;
}

/* Rules and elements that are not as they should be. */
static void clear_tree(struct healing *h, const struct ruleset *ruleset)
{
	if (!ruleset || !ruleset->generation)
		return;
	if (tree_is_broken(h->damage, ruleset->generation)) {
		put_tree_gone(h->batch, h->held, ruleset->generation);
		return;
	}
	vec_each(finding, &h->damage->list) {
		const struct subject *at = &finding->at;

		if (!is_of_tree(finding, ruleset->generation))
			continue;
		if (at->part == PART_RULES)
			put_rules_gone(h->batch, at->table, at->name);
		else if (at->part == PART_ELEMENTS)
			put_elements_gone(h->batch, at->table, at->name);
	}
}

static bool has_damage(const struct healing *h, enum finding_part part,
		       const char *name)
{
	vec_each(finding, &h->damage->list)
		if (is_gate(finding) && finding->at.part == part &&
		    !strcmp(finding->at.name, name))
			return true;
	return false;
}

static void mend_tree(struct healing *h, const struct ruleset *ruleset,
		      double counted_from, const struct facts *facts)
{
	if (!ruleset || !ruleset->generation)
		return;
	if (tree_is_broken(h->damage, ruleset->generation)) {
		put_whole_tree(h, ruleset, counted_from, facts);
		return;
	}
	h->batch->age_ms = intent_age_ms(counted_from);
	vec_each(set, &ruleset->tree.sets)
		if (has_damage(h, PART_ELEMENTS, set->name))
			for (size_t i = 0; i < set->elements.n;)
				i = put_elements(h->batch, TABLE_GATE, set, i);
	h->batch->age_ms = 0;
	vec_each(chain, &ruleset->tree.chains)
		if (has_damage(h, PART_RULES, chain->name))
			vec_each(rule, &chain->rules)
				put_rule(h->batch, TABLE_GATE, chain->name,
					 rule);
}

/* --- the gate --- */

/* Nothing passes: no tree, no selector. */
static void put_closed_gate(struct healing *h)
{
	const struct intent *intent = h->heal->intent;
	const struct held_table none = { 0 };

	if (h->held->gate.present)
		put_table_gone(h->batch, TABLE_GATE);
	put_frame(h->batch, &none, &intent->current->frame, intent->overlay);
}

static void put_maps_gone(struct healing *h)
{
	vec_each(set, &h->heal->intent->current->frame.sets)
		if (held_find_set(&h->held->gate, set->name))
			put_elements_gone(h->batch, TABLE_GATE, set->name);
}

/* Elements of the maps and rules of the frame may lead to what is to go. */
static void put_damaged_gate(struct healing *h)
{
	const struct intent *intent = h->heal->intent;
	const bool frame = frame_is_damaged(h->damage);
	const bool maps =
		frame || maps_are_damaged(h->damage) ||
		tree_is_broken(h->damage, intent->current->generation) ||
		(intent->pending &&
		 tree_is_broken(h->damage, intent->pending->generation));

	if (maps) {
		put_maps_gone(h);
		put_foreign_rules_gone(h->batch, h->held, intent);
	}
	clear_tree(h, intent->current);
	clear_tree(h, intent->pending);
	if (frame)
		put_frame(h->batch, &h->held->gate, &intent->current->frame,
			  intent->overlay);
	put_others_gone(h->batch, h->held, intent);
	mend_tree(h, intent->current, intent->current_from, h->heal->current);
	mend_tree(h, intent->pending, intent->pending_from, h->heal->pending);
	if (maps)
		put_maps(h->batch, &h->maps);
}

/* A table that cannot be given its owner back is made anew. */
static bool is_unowned(const struct sock *sock, const struct held_table *gate)
{
	return gate->present && (sock->gate_flags & NFT_TABLE_F_OWNER) &&
	       !gate->owner;
}

/* It is closed now; the next look brings the trees. */
static int commit_closed(struct healing *h)
{
	int r = work_commit(h->work);

	if (r < 0)
		return r;
	h->work->closed = true;
	work_wait_for_packets();
	return -ERESTART;
}

static int heal_gate(struct healing *h)
{
	const struct held_table *gate = &h->held->gate;

	work_begin(h->work);
	if (!gate->present || is_unowned(h->heal->sock, gate)) {
		put_closed_gate(h);
		return commit_closed(h);
	}
	put_damaged_gate(h);
	return work_commit(h->work);
}

static int touch_guard(struct healing *h)
{
	if (!(h->held->guard.flags & NFT_TABLE_F_DORMANT))
		return 0;
	work_begin(h->work);
	put_table(h->batch, &h->heal->intent->current->guard);
	return work_commit(h->work);
}

/* What is asleep, or has lost its owner but may be adopted; it is looked at
 * again then (-ERESTART). */
static int touch_gate(struct healing *h)
{
	const struct held_table *gate = &h->held->gate;
	const bool asleep = gate->flags & NFT_TABLE_F_DORMANT;
	int r;

	if (!asleep &&
	    !(is_unowned(h->heal->sock, gate) && (gate->flags & TABLE_PERSIST)))
		return 0;
	work_begin(h->work);
	put_table(h->batch, &h->heal->intent->current->frame);
	if (asleep) {
		put_maps_gone(h);
		return commit_closed(h);
	}
	r = work_commit(h->work);
	return r < 0 ? r : -ERESTART;
}

static int heal_guard(struct healing *h)
{
	const struct table *guard = &h->heal->intent->current->guard;

	if (!guard_is_damaged(h->damage))
		return 0;
	work_begin(h->work);
	put_frame(h->batch, &h->held->guard, guard, NULL);
	return work_commit(h->work);
}

static void copy_findings(const struct heal *heal,
			  const struct findings *damage)
{
	vec_each(finding, &damage->list)
		findings_copy(finding, heal->found);
}

static int put_right(struct healing *h)
{
	int r = touch_guard(h);

	if (r == 0)
		r = touch_gate(h);
	if (r < 0)
		return r;
	maps_init_intent(&h->maps, h->heal->intent);
	r = heal_guard(h);
	if (r == 0)
		r = heal_gate(h);
	maps_finish(&h->maps);
	return r < 0 ? r : 1;
}

static int try_heal(struct work *work, const struct heal *heal)
{
	_cleanup_(findings_finish) struct findings damage = { 0 };
	_cleanup_(held_finish) struct held held = { 0 };
	struct healing h = { .heal = heal,
			     .work = work,
			     .batch = &work->batch,
			     .held = &held,
			     .damage = &damage };
	int r = held_read(work->sock, &held);

	if (r < 0)
		return r;
	work->genid = held.genid;
	if (held.gate.owner && held.gate.owner != work->sock->port)
		return -EPERM;
	r = verify_intent(work->sock, &held, heal->intent, heal->trees,
			  &damage);
	if (r < 0)
		return r;
	/* After an answer that was lost, or a table that was woken. */
	if (r == 1)
		return work->switching;
	/* What is missing in what we have just closed is no news. */
	if (!work->closed)
		copy_findings(heal, &damage);
	work->switching = true;
	return put_right(&h);
}

static int try_isolate(struct work *work, const struct heal *heal)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = held_read(work->sock, &held);

	if (r < 0)
		return r;
	work->genid = held.genid;
	work_begin(work);
	put_overlay_gone(&work->batch, &held.gate, heal->intent->overlay);
	if (heal->intent->overlay)
		put_overlay(&work->batch, &held.gate, heal->intent->overlay);
	return work_commit(work);
}

static int run(const struct heal *heal,
	       int (*attempt)(struct work *, const struct heal *))
{
	_cleanup_(work_finish) struct work work = { .sock = heal->sock,
						    .diags = heal->diags };
	int r = -ERESTART;

	for (int i = 0; i < WORK_ATTEMPTS && r == -ERESTART; i++)
		r = attempt(&work, heal);
	return r;
}

int kernel_heal(const struct heal *heal)
{
	return run(heal, try_heal);
}

int kernel_isolate(const struct heal *heal)
{
	return run(heal, try_isolate);
}
