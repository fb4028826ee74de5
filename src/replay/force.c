/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * force.c -- when is an entry in force? by its number
 */
#include "replay/force.h"

#include <stdlib.h>

#include "base/must.h"
#include "policy/judge.h"

enum {
	CLOCK_HORIZON = 24 * 3600, /* before an end: as the compiler has it */
};

static void put(struct force *force, uint32_t number,
		const struct approval *approval, const struct flow *flow)
{
	if (number && number <= force->policy->n_entries)
		force->at[number] = (struct force_entry){ approval, flow };
}

void force_init(struct force *force, const struct policy *policy)
{
	*force = (struct force){ .policy = policy };
	force->at = xcalloc((size_t)policy->n_entries + 1, sizeof(*force->at));
	vec_each(flow, &policy->flows)
		put(force, flow->number, &flow->approval, flow);
	vec_each(relay, &policy->relays) {
		put(force, relay->number_in, &relay->approval, NULL);
		put(force, relay->number_out, &relay->approval, NULL);
	}
	vec_each(entry, &policy->management)
		put(force, entry->number, &entry->approval, NULL);
	vec_each(service, &policy->gateway)
		put(force, service->number, &service->approval, NULL);
}

void force_finish(struct force *force)
{
	free(force->at);
}

static const struct force_entry *entry_of(const struct force *force,
					  uint32_t entry)
{
	if (!entry || entry > force->policy->n_entries ||
	    !force->at[entry].approval)
		return NULL;
	return &force->at[entry];
}

enum reason force_at(const struct force *force, uint32_t entry, time_t now)
{
	const struct force_entry *found = entry_of(force, entry);

	if (!found)
		return REASON_NO_ENTRY;
	if (found->approval->valid_until && now >= found->approval->valid_until)
		return REASON_EXPIRED;
	if (now < found->approval->valid_from)
		return REASON_NOT_YET;
	if (found->flow && !hours_hold(force->policy, found->flow, now))
		return REASON_HOURS;
	return REASON_NONE;
}

bool force_by_clock(const struct force *force, uint32_t entry, time_t compiled)
{
	const struct force_entry *found = entry_of(force, entry);
	time_t until;

	if (!found)
		return false;
	until = found->approval->valid_until;
	return (found->flow && found->flow->hours.n) ||
	       (until && until - compiled <= CLOCK_HORIZON);
}
