/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof.c -- does the kernel accept what the register permits, and no more?
 */
#include "proof/proof.h"

#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"
#include "ruleset/ruleset.h"

struct proving {
	struct inquiry *inquiry;
	struct arena *arena;
	struct proof *out;
	uint32_t let_in; /* bears a stamp that says all */
};

static bool has_rates(const struct policy *policy)
{
	vec_each(flow, &policy->flows)
		if (flow->rate.count)
			return true;
	return false;
}

static void put_register(struct proving *proving, bool stamps, bool unlimited,
			 struct register_diagrams *out)
{
	struct inquiry *inquiry = proving->inquiry;
	struct register_options how = inquiry->options.how;

	how.rule = false;
	how.original_only = false;
	how.stamps = stamps;
	how.unlimited = unlimited;
	register_build(&inquiry->all, &inquiry->space, inquiry->options.policy,
		       &how, out);
	for (int i = 0; i < N_REGISTER_HOOKS; i++)
		out->hooks[i] = inquiry_at_the_time(inquiry, out->hooks[i]);
}

static uint32_t is_let_in(struct inquiry *inquiry)
{
	uint64_t base = (uint64_t)inquiry->options.how.generation
			<< GENERATION_SHIFT;
	struct diagram_range marks = space_numbers(
		&inquiry->space, VAR_CT_MARK, base, base | (MARK_CLOCK - 1));

	return diagram_range(&inquiry->all, &marks, DIAGRAM_TRUE,
			     DIAGRAM_FALSE);
}

/* At every day and hour. */
static uint32_t at_all_hours(struct inquiry *inquiry, uint32_t allowed)
{
	static const enum variable when[] = { VAR_DAY, VAR_HOUR };
	struct diagrams *all = &inquiry->all;
	bool asked[DIAGRAM_LEVELS], hours = false;
	unsigned level;

	if (!diagram_support(all, allowed, asked))
		return DIAGRAM_TOO_MUCH;
	for (size_t i = 0; i < sizeof(when) / sizeof(when[0]); i++)
		for (unsigned d = 0; d < variable_info(when[i])->digits; d++)
			hours |= asked[inquiry->space.levels[when[i]] + d];
	if (!hours)
		return allowed;
	/* Out of range it is permitted, which says nothing. */
	allowed = diagram_or(all, allowed,
			     diagram_not(all, inquiry_real_hours(inquiry)));
	for (size_t i = 0; i < sizeof(when) / sizeof(when[0]); i++) {
		level = inquiry->space.levels[when[i]];
		for (unsigned d = variable_info(when[i])->digits; d-- > 0;)
			allowed = diagram_forall(all, allowed, level + d);
	}
	return allowed;
}

static void compare(struct proving *proving, int hook,
		    const struct register_diagrams *most,
		    const struct register_diagrams *least,
		    const struct register_diagrams *sure)
{
	struct inquiry *inquiry = proving->inquiry;
	struct diagrams *all = &inquiry->all;
	uint32_t seen = inquiry_passing(inquiry, (enum register_hook)hook);
	uint32_t begins, stamps;
	uint32_t(*found)[N_REGISTER_HOOKS] = proving->out->all;

	found[PROOF_WIDER][hook] =
		diagram_minus(all, inquiry->may[hook], most->hooks[hook]);
	begins = hook_begins(&inquiry->lift, inquiry->accepted[hook]);
	begins = begins == inquiry->accepted[hook]
			 ? inquiry->may[hook]
			 : hook_may(&inquiry->lift, begins);
	found[PROOF_NARROWER][hook] =
		diagram_minus(all, least->hooks[hook], begins);
	found[PROOF_UNSURE][hook] = diagram_minus(
		all, diagram_minus(all, sure->hooks[hook], inquiry->must[hook]),
		found[PROOF_NARROWER][hook]);
	stamps = inquiry_may_leave(inquiry, (enum register_hook)hook,
				   proving->let_in);
	stamps = diagram_minus(all, stamps, proving->let_in);
	stamps = diagram_minus(all, stamps, found[PROOF_WIDER][hook]);
	found[PROOF_LASTING][hook] = diagram_minus(
		all, stamps, at_all_hours(inquiry, most->hooks[hook]));
	for (int kind = 0; kind < N_PROOF_KINDS; kind++)
		found[kind][hook] = diagram_and(all, found[kind][hook], seen);
}

/* Packets like this one: what is told once. */
static uint32_t alike(struct inquiry *inquiry, const uint16_t *digits)
{
	static const enum variable same[] = { VAR_IIF, VAR_OIF, VAR_NFPROTO };

	uint32_t result = DIAGRAM_TRUE;
	unsigned level;

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		level = inquiry->space.levels[same[i]];
		result = diagram_and(
			&inquiry->all, result,
			diagram_interval(&inquiry->all, level, digits[level],
					 digits[level], DIAGRAM_TRUE,
					 DIAGRAM_FALSE));
	}
	return result;
}

static bool tell(struct proving *proving, enum proof_kind kind,
		 enum register_hook hook, const uint16_t *digits)
{
	const size_t len = DIAGRAM_LEVELS * sizeof(*digits);
	uint16_t *kept;

	if (proving->out->list.n == PROOF_DIFFERENCES) {
		proving->out->more = true;
		return false;
	}
	kept = arena_alloc(proving->arena, len);
	memcpy(kept, digits, len);
	*vec_add(proving->arena, &proving->out->list) =
		(struct proof_difference){
			.kind = kind,
			.hook = hook,
			.digits = kept,
		};
	return true;
}

static void tell_all(struct proving *proving, enum proof_kind kind,
		     enum register_hook hook)
{
	struct inquiry *inquiry = proving->inquiry;
	struct asked asked = inquiry_asked(inquiry);
	uint32_t left = proving->out->all[kind][hook];
	uint16_t digits[DIAGRAM_LEVELS];

	asked.care = inquiry_passing(inquiry, hook);
	while (ask_witness(&asked, left, digits) == DIAGRAM_YES) {
		if (!tell(proving, kind, hook, digits))
			return;
		left = diagram_minus(&inquiry->all, left,
				     alike(inquiry, digits));
	}
}

/* Which entries permit what is told. */
static void name_entries(struct proving *proving)
{
	struct inquiry *inquiry = proving->inquiry;
	struct register_options how = inquiry->options.how;
	struct register_diagrams rule;
	uint32_t leaf;

	how.rule = true;
	how.stamps = false;
	if (!register_build(&inquiry->all, &inquiry->space,
			    inquiry->options.policy, &how, &rule))
		return;
	vec_each(difference, &proving->out->list) {
		leaf = inquiry_at_the_time(inquiry,
					   rule.hooks[difference->hook]);
		leaf = diagram_evaluate(&inquiry->all, leaf,
					difference->digits);
		difference->entry = leaf_value(leaf);
	}
}

static enum proof_result conclude(const struct proving *proving)
{
	bool is[N_PROOF_KINDS] = { false };

	for (int kind = 0; kind < N_PROOF_KINDS; kind++) {
		for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
			uint32_t id = proving->out->all[kind][hook];

			if (id == DIAGRAM_TOO_MUCH)
				return PROOF_UNKNOWN;
			is[kind] |= id != DIAGRAM_FALSE;
		}
	}
	if (is[PROOF_WIDER] || is[PROOF_NARROWER] || is[PROOF_LASTING])
		return PROOF_REFUTED;
	return is[PROOF_UNSURE] ? PROOF_CONDITIONAL : PROOF_PROVED;
}

void proof_make(struct inquiry *inquiry, struct arena *arena, struct proof *out)
{
	struct proving proving = { inquiry, arena, out, DIAGRAM_FALSE };
	struct register_diagrams most, least, sure;

	*out = (struct proof){ 0 };
	put_register(&proving, true, false, &most);
	put_register(&proving, false, false, &least);
	sure = least;
	if (has_rates(inquiry->options.policy))
		put_register(&proving, false, true, &sure);
	proving.let_in = is_let_in(inquiry);
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++)
		compare(&proving, hook, &most, &least, &sure);
	out->result = conclude(&proving);
	if (out->result == PROOF_PROVED || out->result == PROOF_UNKNOWN)
		return;
	for (int kind = 0; kind < N_PROOF_KINDS; kind++)
		for (int hook = 0; hook < N_REGISTER_HOOKS; hook++)
			tell_all(&proving, (enum proof_kind)kind,
				 (enum register_hook)hook);
	name_entries(&proving);
}

const char *proof_result_text(enum proof_result result)
{
	static const char *const texts[] = {
		[PROOF_PROVED] = "proved",
		[PROOF_CONDITIONAL] = "conditional",
		[PROOF_REFUTED] = "refuted",
		[PROOF_UNKNOWN] = "unknown",
	};

	return texts[result];
}

const char *proof_kind_text(enum proof_kind kind)
{
	static const char *const texts[N_PROOF_KINDS] = {
		[PROOF_WIDER] = "wider",
		[PROOF_NARROWER] = "narrower",
		[PROOF_LASTING] = "lasting",
		[PROOF_UNSURE] = "unsure",
	};

	return texts[kind];
}
