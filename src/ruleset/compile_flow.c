/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_flow.c -- flows as entries, and every entry put to its pair
 */
#include "base/must.h"
#include "ruleset/compiler.h"

/* The ranges of one family: sorted means IPv4 first (addr_cmp()). */
static struct spans of_family(struct spans all, enum family family)
{
	struct spans part = { .at = all.at };

	for (size_t i = 0; i < all.n; i++) {
		if (all.at[i].first.family != family)
			continue;
		if (!part.n)
			part.at = &all.at[i];
		must(&part.at[part.n] == &all.at[i]);
		part.n++;
	}
	return part;
}

/*
 * What the clock says: false if the entry has ended. An entry that ends within
 * the horizon is judged at every packet, so that its live connections end with
 * it even if nobody applies again in time.
 */
static bool set_clock(struct entry *entry, const struct approval *approval,
		      time_t now)
{
	bool clock = entry->n_hours > 0;

	if (approval->valid_until && approval->valid_until <= now)
		return false;
	if (approval->valid_from > now)
		entry->valid_from = approval->valid_from;
	if (approval->valid_until) {
		entry->valid_until = approval->valid_until;
		entry->timeout_ms =
			(uint64_t)(approval->valid_until - now) * 1000;
		if (approval->valid_until - now <= CLOCK_HORIZON)
			clock = true;
	}
	if (clock)
		entry->mark |= MARK_CLOCK;
	return true;
}

static bool matches_nothing(const struct entry *entry)
{
	for (int f = 0; f < N_FAMILIES; f++) {
		if (entry->sources[f].n && entry->destinations[f].n)
			return entry->n_ports == 0;
	}
	return true;
}

static void remember_end(struct compiler *c, const struct entry *entry)
{
	if (entry->valid_until &&
	    (!c->fast_until || entry->valid_until < c->fast_until))
		c->fast_until = entry->valid_until;
}

static void remember_clock(struct compiler *c, const struct entry *entry)
{
	struct element *element;

	if (!(entry->mark & MARK_CLOCK)) {
		remember_end(c, entry);
		return;
	}
	element = compile_element(c, &c->clock, entry->at);
	field_put(FIELD_CT_MARK, entry->mark, element->key);
	element->comment = entry->id;
	element->verdict.kind = VERDICT_GOTO;
	if (entry->ruled) {
		element->verdict.chain = compile_flow_name(c, entry->number);
	} else {
		element->verdict.chain = c->pass;
		element->timeout_ms = entry->timeout_ms;
		c->clock.timeouts = true;
	}
}

void compile_entry(struct compiler *c, struct entry draft,
		   const struct approval *approval, struct spans sources,
		   struct spans destinations)
{
	struct pair *pair;

	must(draft.number > 0 && draft.number <= ENTRY_MAX);
	draft.mark = c->options.generation << GENERATION_SHIFT | draft.number;
	draft.sources[V4] = of_family(sources, FAMILY_IPV4);
	draft.sources[V6] = of_family(sources, FAMILY_IPV6);
	draft.destinations[V4] = of_family(destinations, FAMILY_IPV4);
	draft.destinations[V6] = of_family(destinations, FAMILY_IPV6);
	if (!set_clock(&draft, approval, c->options.now) ||
	    matches_nothing(&draft))
		return;
	draft.ruled = draft.n_hours || draft.rate.count || draft.log ||
		      draft.valid_from ||
		      compile_count_boxes(&draft) > BOXES_MAX;
	draft.id = c->out->entries.at[draft.number - 1];
	remember_clock(c, &draft);
	pair = compile_pair_of(c, draft.from, draft.to);
	if (!draft.ruled) {
		compile_tuples(c, pair, &draft);
		return;
	}
	*vec_add(&c->scratch, &pair->ruled) = draft;
}

void compile_flows(struct compiler *c)
{
	vec_each(flow, &c->policy->flows) {
		struct entry draft = {
			.at = flow->at,
			.number = flow->number,
			.from = flow->from->index,
			.to = flow->to->index,
			.ports = flow->ports.at,
			.n_ports = flow->ports.n,
			.hours = flow->hours.at,
			.n_hours = flow->hours.n,
			.rate = flow->rate,
			.log = flow->log,
		};

		compile_entry(
			c, draft, &flow->approval,
			(struct spans){ flow->sources.at, flow->sources.n },
			(struct spans){ flow->destinations.at,
					flow->destinations.n });
	}
}
