/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expiring.c -- which entries of the register end soon, and when to look again
 */
#include "policy/expiring.h"

#include <stdlib.h>

enum {
	DAY = 86400,
};

static const unsigned steps[] = { EXPIRING_DAY, EXPIRING_WEEK, EXPIRING_MONTH };

enum {
	N_STEPS = sizeof(steps) / sizeof(steps[0])
};

typedef void (*visit_fn)(void *state, uint32_t number,
			 const struct approval *approval);

static void visit_entries(const struct policy *policy, visit_fn visit,
			  void *state)
{
	vec_each(flow, &policy->flows)
		visit(state, flow->number, &flow->approval);
	vec_each(relay, &policy->relays) {
		visit(state, relay->number_in, &relay->approval);
		visit(state, relay->number_out, &relay->approval);
	}
	vec_each(entry, &policy->management)
		visit(state, entry->number, &entry->approval);
	vec_each(entry, &policy->gateway)
		visit(state, entry->number, &entry->approval);
}

/* 0: none yet. */
static unsigned step_of(time_t end, time_t now)
{
	for (size_t i = 0; i < N_STEPS; i++)
		if (now >= end - (time_t)steps[i] * DAY)
			return steps[i];
	return 0;
}

struct search {
	const struct policy *policy;
	time_t now;
	struct arena *arena;
	struct expiring_list *out;
};

static void add(void *state, uint32_t number, const struct approval *approval)
{
	struct search *search = state;
	time_t end = approval->valid_until, last;
	unsigned step = step_of(end, search->now);
	struct expiring *expiring;
	struct tm tm;

	if (end <= search->now || !step)
		return;
	expiring = vec_add(search->arena, search->out);
	expiring->id = policy_entry_id(search->policy, number);
	expiring->number = number;
	expiring->end = end;
	expiring->step = step;
	last = end - 1 + search->policy->utc_offset;
	gmtime_r(&last, &tm);
	strftime(expiring->last_day, sizeof(expiring->last_day), "%Y-%m-%d",
		 &tm);
}

static int compare(const void *a, const void *b)
{
	const struct expiring *x = a, *y = b;

	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

void policy_expiring(const struct policy *policy, time_t now,
		     struct arena *arena, struct expiring_list *out)
{
	struct search search = { policy, now, arena, out };

	*out = (struct expiring_list){ 0 };
	visit_entries(policy, add, &search);
	if (out->n)
		qsort(out->at, out->n, sizeof(*out->at), compare);
}

struct next {
	time_t now, first;
};

static void consider(struct next *next, time_t at)
{
	if (at > next->now && (!next->first || at < next->first))
		next->first = at;
}

static void find_next(void *state, uint32_t number,
		      const struct approval *approval)
{
	struct next *next = state;

	(void)number;
	consider(next, approval->valid_from);
	consider(next, approval->valid_until);
	if (!approval->valid_until)
		return;
	for (size_t i = 0; i < N_STEPS; i++)
		consider(next, approval->valid_until - (time_t)steps[i] * DAY);
}

time_t policy_next_step(const struct policy *policy, time_t now)
{
	struct next next = { .now = now };

	visit_entries(policy, find_next, &next);
	return next.first;
}
