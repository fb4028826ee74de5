/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame.c -- what stands in the kernel for ever: base chains, selectors, guard
 *
 * Each base chain asks its selector map for the tree in force, and where that
 * has none its fallback map: the elements of a generation that nobody confirms
 * lapse, and packets meet the one before. Without either only loopback passes.
 * Every chain ends in an explicit drop, for a chain's drop policy is not
 * switched together with its rules: a table replaced in one transaction leaks
 * packets if the policy alone closes it.
 *
 * The frame is the same for every policy, so that it is loaded once and neither
 * deleted nor replaced while packets flow.
 */
#include "ruleset/frame.h"

#include <string.h>

#include "base/must.h"
#include "ruleset/build.h"

struct frame_row {
	enum hook hook;
	const char *chain, *selector, *fallback;
	int32_t priority;
	enum field selects; /* key of the selector */
	enum field loopback;
	bool has_loopback;
	const char *closed; /* log prefix */
};

enum {
	BEFORE_CONNTRACK = -300, /* and after defragmentation, -400 */
	FILTER = 0,
	AFTER_FILTER = 10,
};

/* Led by interface, so that each zone checks what comes from it and what goes
 * to it; to the gateway itself every packet comes the same way.
 *
 * Prerouting is last: where a table goes with its owner the kernel takes its
 * hooks away one after another, in this order, and while forward still accepts
 * nobody may come in with an address of another zone. */
/* clang-format off */
static const struct frame_row rows[] = {
	{ HOOK_INPUT,      "input",      "select_input",
	  "fallback_input",      FILTER,           FIELD_NFPROTO,
	  FIELD_IIFNAME, true,  "sekisho closed input" },
	{ HOOK_FORWARD,    "forward",    "select_forward",
	  "fallback_forward",    FILTER,           FIELD_OIFNAME,
	  FIELD_OIFNAME, false, "sekisho closed forward" },
	{ HOOK_OUTPUT,     "output",     "select_output",
	  "fallback_output",     FILTER,           FIELD_OIFNAME,
	  FIELD_OIFNAME, true,  "sekisho closed output" },
	{ HOOK_PREROUTING, "prerouting", "select_prerouting",
	  "fallback_prerouting", BEFORE_CONNTRACK, FIELD_IIFNAME,
	  FIELD_IIFNAME, true,  "sekisho closed prerouting" },
};

/* clang-format on */

enum {
	N_ROWS = sizeof(rows) / sizeof(rows[0])
};

/* An unconfirmed generation's elements will lapse from a selector. */
static struct set map(const struct frame_row *row, const char *name,
		      bool lapses)
{
	struct set set = {
		.name = name,
		.kind = SET_VERDICTS,
		.key = KEY(row->selects),
		.timeouts = lapses,
	};

	return set;
}

static void add_base_chain(struct ruleset *out, const struct frame_row *row)
{
	struct build b = build_chain(&out->arena, row->chain, NULL);

	b.chain.hook = row->hook;
	b.chain.priority = row->priority;
	build_rule(&b, NULL);
	build_vmap(&b, KEY(row->selects), row->selector);
	build_rule(&b, NULL);
	build_vmap(&b, KEY(row->selects), row->fallback);
	if (row->has_loopback) {
		build_rule(&b, NULL);
		build_name(&b, row->loopback, "lo");
		build_accept(&b);
	}
	build_refusal(&b, row->closed);
	build_end(&b, &out->frame);
}

static void add_guard(struct ruleset *out)
{
	struct build b = build_chain(&out->arena, "forward", NULL);

	b.chain.hook = HOOK_FORWARD;
	b.chain.priority = AFTER_FILTER;
	build_rule(&b, NULL);
	build_masked(&b, FIELD_MARK, STAMP_MASK, STAMP_VALUE);
	build_accept(&b);
	build_rule(&b, NULL);
	build_counter(&b);
	build_drop(&b);
	build_end(&b, &out->guard);
}

void frame_build(struct ruleset *out)
{
	out->frame.name = TABLE_GATE;
	out->frame.comment =
		"sekisho keeps this table; see: sekisho show ruleset";
	out->tree.name = TABLE_GATE;
	out->guard.name = TABLE_GUARD;
	out->guard.comment = "drops what table sekisho did not pass";
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct set selector =
			map(&rows[i], rows[i].selector, true);

		*vec_add(&out->arena, &out->selectors) = selector;
		*vec_add(&out->arena, &out->frame.sets) = selector;
		*vec_add(&out->arena, &out->frame.sets) =
			map(&rows[i], rows[i].fallback, false);
		add_base_chain(out, &rows[i]);
	}
	add_guard(out);
}

struct set *frame_selector(struct ruleset *ruleset, enum hook hook)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].hook == hook)
			return &ruleset->selectors.at[i];
	}
	must_fail(__FILE__, __LINE__, "a hook with a base chain");
}

struct set frame_fallback(const struct set *selector)
{
	struct set set = *selector;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (strcmp(rows[i].selector, selector->name) != 0)
			continue;
		set.name = rows[i].fallback;
		set.timeouts = false;
		return set;
	}
	must_fail(__FILE__, __LINE__, "a selector of the frame");
}

bool frame_is_fallback(const char *name)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (!strcmp(rows[i].fallback, name))
			return true;
	return false;
}

bool frame_is_map(const char *name)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (!strcmp(rows[i].selector, name))
			return true;
	return frame_is_fallback(name);
}

void ruleset_lockdown(struct ruleset *out)
{
	*out = (struct ruleset){ 0 };
	frame_build(out);
}

void ruleset_finish(struct ruleset *ruleset)
{
	arena_finish(&ruleset->arena);
	*ruleset = (struct ruleset){ 0 };
}
