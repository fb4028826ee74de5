/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inquiry.c -- a policy, a kernel's rules, or both, ready to be asked
 */
#include "proof/inquiry.h"

#include <stdio.h>
#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"
#include "proof/space/care.h"
#include "ruleset/snapshot.h"

enum {
	NANOSECONDS = 1000000000,
	DAY_SECONDS = 24 * 3600,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
	HARD_NODES = 1 << 19,
	HARD_NODES_EACH = 256, /* for each rule and element */
	HARD_MS = 2000,
	HARD_EACH_MS = 20, /* rules and elements in one more */
};

static const enum way ways[N_REGISTER_HOOKS] = {
	[REGISTER_FORWARD] = WAY_FORWARD,
	[REGISTER_INPUT] = WAY_INPUT,
	[REGISTER_OUTPUT] = WAY_OUTPUT,
};

/* Levels that are not asked need no look for them in the whole diagram. */
static void fix(struct inquiry *inquiry, uint32_t *diagram, const bool *asked,
		enum variable variable, uint64_t number)
{
	size_t n = variable_info(variable)->digits;
	unsigned level;

	for (size_t i = 0; i < n; i++) {
		level = inquiry->space.levels[variable] + (unsigned)i;
		if (!asked[level])
			continue;
		*diagram = diagram_assign(
			&inquiry->all, *diagram, level,
			(uint16_t)(number >> 16 * (n - 1 - i) & DIGIT_MAX));
	}
}

/* What is asked of time becomes what it is then. */
uint32_t inquiry_at_the_time(struct inquiry *inquiry, uint32_t diagram)
{
	const struct register_options *how = &inquiry->options.how;
	uint64_t now = (uint64_t)how->now;
	bool asked[DIAGRAM_LEVELS];

	if (how->time == REGISTER_EVER)
		return diagram;
	if (!diagram_support(&inquiry->all, diagram, asked))
		return DIAGRAM_TOO_MUCH;
	fix(inquiry, &diagram, asked, VAR_TIME, now * NANOSECONDS);
	if (how->time == REGISTER_AT) {
		fix(inquiry, &diagram, asked, VAR_DAY,
		    (now / DAY_SECONDS + EPOCH_DAY) % 7);
		fix(inquiry, &diagram, asked, VAR_HOUR, now % DAY_SECONDS);
	}
	return diagram;
}

static struct lift_options lift_options(struct inquiry *inquiry)
{
	const struct snapshot *snapshot = inquiry->options.snapshot;
	struct lift_options options = {
		.ever = inquiry->options.how.time == REGISTER_EVER,
	};
	struct lift_link *links;

	if (!snapshot || !snapshot->has_around)
		return options;
	links = arena_calloc(&inquiry->space.arena, snapshot->links.n + 1,
			     sizeof(*links));
	for (size_t i = 0; i < snapshot->links.n; i++)
		links[i] = (struct lift_link){ snapshot->links.at[i].index,
					       snapshot->links.at[i].name };
	options.links = links;
	options.n_links = snapshot->links.n;
	options.has_links = true;
	return options;
}

static void build_allowed(struct inquiry *inquiry)
{
	struct register_diagrams allowed;

	register_build(&inquiry->all, &inquiry->space, inquiry->options.policy,
		       &inquiry->options.how, &allowed);
	for (int i = 0; i < N_REGISTER_HOOKS; i++)
		inquiry->allowed[i] =
			inquiry_at_the_time(inquiry, allowed.hooks[i]);
}

static void build_accepted(struct inquiry *inquiry,
			   const struct lift_options *options)
{
	struct lift *lift = &inquiry->lift;

	lift_init(lift, &inquiry->all, &inquiry->space, inquiry->options.rules,
		  options);
	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		inquiry->accepted[i] =
			inquiry_at_the_time(inquiry, hook_way(lift, ways[i]));
		inquiry->may[i] = hook_may(lift, inquiry->accepted[i]);
		inquiry->must[i] = hook_must(
			lift, hook_whole_errors(lift, inquiry->accepted[i]));
	}
}

static bool is_whole(const struct inquiry *inquiry)
{
	bool whole = !inquiry->all.passed && inquiry->care != DIAGRAM_TOO_MUCH;

	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		if (inquiry->options.policy)
			whole = whole &&
				inquiry->allowed[i] != DIAGRAM_TOO_MUCH;
		if (inquiry->options.rules)
			whole = whole && inquiry->may[i] != DIAGRAM_TOO_MUCH &&
				inquiry->must[i] != DIAGRAM_TOO_MUCH;
	}
	return whole;
}

static bool build_in_order(struct inquiry *inquiry, enum space_order order)
{
	struct lift_options lift_how;
	bool fit = true;

	diagrams_init(&inquiry->all, inquiry->options.limits);
	space_init(&inquiry->space, order);
	lift_how = lift_options(inquiry);
	for (int i = 0; i < N_REGISTER_HOOKS; i++)
		inquiry->allowed[i] = inquiry->accepted[i] = inquiry->may[i] =
			inquiry->must[i] = DIAGRAM_TOO_MUCH;
	if (inquiry->options.policy)
		fit = register_names(inquiry->options.policy, &inquiry->space);
	if (inquiry->options.rules)
		fit = fit && lift_tell_names(inquiry->options.rules, &lift_how,
					     &inquiry->space);
	space_freeze(&inquiry->space);
	if (!fit)
		return false;
	inquiry->care = inquiry_at_the_time(
		inquiry, space_care(&inquiry->all, &inquiry->space));
	if (inquiry->options.policy)
		build_allowed(inquiry);
	if (inquiry->options.rules)
		build_accepted(inquiry, &lift_how);
	return is_whole(inquiry);
}

static void clear(struct inquiry *inquiry)
{
	if (inquiry->lift.all)
		lift_finish(&inquiry->lift);
	memset(&inquiry->lift, 0, sizeof(inquiry->lift));
	diagrams_finish(&inquiry->all);
	space_finish(&inquiry->space);
}

/* What the gate's rules alone take, many times over: whoever waits for it has
 * more to do. */
static void limit_by_size(struct inquiry *inquiry)
{
	const struct rules *rules = inquiry->options.rules;
	struct diagram_limits *limits = &inquiry->options.limits;
	uint64_t nodes, milliseconds, n;

	if (!rules || !others_hardest(rules, &inquiry->hardest))
		return;
	inquiry->has_hardest = true;
	n = rules->n_elements + rules->n_rules;
	nodes = HARD_NODES + n * HARD_NODES_EACH;
	milliseconds = HARD_MS + n / HARD_EACH_MS;
	if (!limits->milliseconds || limits->milliseconds > milliseconds)
		limits->milliseconds = (uint32_t)milliseconds;
	if (!limits->nodes || limits->nodes > nodes)
		limits->nodes = (uint32_t)nodes;
}

bool inquiry_build(struct inquiry *inquiry,
		   const struct inquiry_options *options)
{
	*inquiry = (struct inquiry){ .options = *options };
	if (!options->limits.nodes && !options->limits.bytes)
		inquiry->options.limits = (struct diagram_limits){
			INQUIRY_NODES,
			INQUIRY_BYTES,
			INQUIRY_MS,
		};
	limit_by_size(inquiry);
	for (int order = 0; order < N_SPACE_ORDERS; order++) {
		if (order)
			clear(inquiry);
		if (build_in_order(inquiry, (enum space_order)order))
			return true;
		if (!inquiry->all.passed || inquiry->has_hardest)
			return false; /* another order would not help */
	}
	return false;
}

void inquiry_finish(struct inquiry *inquiry)
{
	clear(inquiry);
}

const char *inquiry_why(struct inquiry *inquiry)
{
	char rule[200];
	size_t n = 0;

	if (inquiry->lift.lost)
		n = (size_t)snprintf(inquiry->why, sizeof(inquiry->why),
				     "the rules leave too much open");
	else
		n = (size_t)snprintf(
			inquiry->why, sizeof(inquiry->why),
			"the proof takes more than its limit of %s",
			diagram_limit_text(inquiry->all.passed));
	if (inquiry->has_hardest)
		snprintf(
			inquiry->why + n, sizeof(inquiry->why) - n,
			": behind %s a packet may be any other; take that rule away",
			others_text(&inquiry->hardest, rule, sizeof(rule)));
	return inquiry->why;
}

struct asked inquiry_asked(struct inquiry *inquiry)
{
	return (struct asked){
		.all = &inquiry->all,
		.space = &inquiry->space,
		.policy = inquiry->options.policy,
		.care = inquiry->care,
	};
}

static uint32_t has_interface(struct inquiry *inquiry, enum variable variable)
{
	struct diagram_range none = space_iface(&inquiry->space, variable, "");

	return diagram_range(&inquiry->all, &none, DIAGRAM_FALSE, DIAGRAM_TRUE);
}

uint32_t inquiry_passing(struct inquiry *inquiry, enum register_hook hook)
{
	uint32_t seen = inquiry->care;

	if (hook != REGISTER_OUTPUT)
		seen = diagram_and(&inquiry->all, seen,
				   has_interface(inquiry, VAR_IIF));
	if (hook != REGISTER_INPUT)
		seen = diagram_and(&inquiry->all, seen,
				   has_interface(inquiry, VAR_OIF));
	return seen;
}

uint32_t inquiry_may_leave(struct inquiry *inquiry, enum register_hook hook,
			   uint32_t then)
{
	uint32_t leaves = hook_way_then(&inquiry->lift, ways[hook], then);

	return hook_may(&inquiry->lift, inquiry_at_the_time(inquiry, leaves));
}

uint32_t inquiry_real_hours(struct inquiry *inquiry)
{
	struct diagram_range day =
		space_numbers(&inquiry->space, VAR_DAY, 0, 6);
	struct diagram_range hour =
		space_numbers(&inquiry->space, VAR_HOUR, 0, DAY_SECONDS - 1);

	return diagram_and(
		&inquiry->all,
		diagram_range(&inquiry->all, &day, DIAGRAM_TRUE, DIAGRAM_FALSE),
		diagram_range(&inquiry->all, &hour, DIAGRAM_TRUE,
			      DIAGRAM_FALSE));
}
