/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_when.c -- a judge's diagrams, of the entries in force at a moment
 */
#include "proof/diagram/ask.h"
#include "replay/digits.h"
#include "replay/judge_part.h"

enum {
	/* A capture that jumps between days gets no more diagrams. */
	MOST_BUILDS = 100,
};

/* The seconds around `now` in which no entry begins nor ends. */
static void narrow(struct judge *judge, const struct approval *approval,
		   uint64_t now)
{
	const time_t at[] = { approval->valid_from, approval->valid_until };

	for (size_t i = 0; i < 2; i++) {
		uint64_t moment = at[i] > 0 ? (uint64_t)at[i] : 0;

		if (moment <= now && moment > judge->since)
			judge->since = moment;
		if (moment > now && moment < judge->until)
			judge->until = moment;
	}
}

static void find_window(struct judge *judge, uint64_t now)
{
	const struct policy *policy = judge->options.policy;

	judge->since = 0;
	judge->until = UINT64_MAX;
	if (judge->fixed)
		return;
	vec_each(flow, &policy->flows)
		narrow(judge, &flow->approval, now);
	vec_each(relay, &policy->relays)
		narrow(judge, &relay->approval, now);
	vec_each(entry, &policy->management)
		narrow(judge, &entry->approval, now);
	vec_each(service, &policy->gateway)
		narrow(judge, &service->approval, now);
}

static void look_at(struct judge *judge, uint32_t diagram)
{
	bool asked[DIAGRAM_LEVELS] = { 0 };
	enum variable variable;
	unsigned digit;

	if (!diagram_support(&judge->inquiry.all, diagram, asked)) {
		judge->asks_hours = judge->asks_anything = true;
		return;
	}
	for (unsigned i = 0; i < DIAGRAM_LEVELS; i++) {
		if (!asked[i] || !space_variable(&judge->inquiry.space, i,
						 &variable, &digit))
			continue;
		judge->asks_hours |=
			variable == VAR_DAY || variable == VAR_HOUR;
		judge->asks_anything |= digits_is_rare(variable);
	}
}

static void build(struct judge *judge, uint64_t now)
{
	if (judge->built)
		inquiry_finish(&judge->inquiry);
	if (!judge->fixed)
		judge->options.how.now = (time_t)now;
	find_window(judge, now);
	judge->whole = inquiry_build(&judge->inquiry, &judge->options) &&
		       judge->epoch < MOST_BUILDS;
	judge->built = true;
	judge->epoch++;
	judge->asks_hours = judge->asks_anything = false;
	if (!judge->whole)
		return;
	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		look_at(judge, judge->inquiry.allowed[i]);
		if (!judge->options.rules)
			continue;
		look_at(judge, judge->inquiry.may[i]);
		look_at(judge, judge->inquiry.must[i]);
	}
}

void judge_for(struct judge *judge, uint64_t now)
{
	bool fits = now >= judge->since && now < judge->until;

	if (!judge->built || (judge->epoch <= MOST_BUILDS && !fits))
		build(judge, now);
}
