/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stone.c -- ways through a host from one tier to another
 *
 * Whoever takes a host that one tier reaches may begin from it whatever it may.
 * So an address that one tier reaches and that reaches another joins the two,
 * and so does a server of updates that two tiers reach. The management tier is
 * left out on both sides: it reaches everything, and what it reaches is a log
 * or a clock.
 */
#include <string.h>

#include "policy/space.h"
#include "proof/lint/linter.h"
#include "proof/lint/port.h"

enum {
	MOST_STONES = 50, /* of one zone and pair of tiers */
};

/* By zone and tier: addresses of the zone. */
struct stones {
	struct linter *l;
	struct ranges *reached; /* by that tier */
	struct ranges *updates; /* by that tier, at a port of updates */
	struct ranges *begin;   /* that begin to that tier */
};

static size_t place(const struct zone *zone, enum tier tier)
{
	return (size_t)zone->index * N_TIERS + tier;
}

static void add_ranges(struct linter *l, struct ranges *to,
		       const struct ranges *from)
{
	vec_each(range, from)
		*vec_add(&l->scratch, to) = *range;
}

static void gather(struct stones *s)
{
	struct linter *l = s->l;

	vec_each(entry, &l->meaning.entries) {
		const struct zone *from = lint_from(l, entry);
		const struct zone *to = lint_to(l, entry);

		if (!from || !to || !lint_is_alive(l, entry))
			continue;
		add_ranges(l, &s->reached[place(to, from->tier)],
			   entry->destinations);
		add_ranges(l, &s->begin[place(from, to->tier)], entry->sources);
		if (lint_port_in(entry->ports, LINT_PORT_UPDATE))
			add_ranges(l, &s->updates[place(to, from->tier)],
				   entry->destinations);
	}
}

static void merge(struct stones *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		s->reached[i].n =
			ranges_merge(s->reached[i].at, s->reached[i].n);
		s->updates[i].n =
			ranges_merge(s->updates[i].at, s->updates[i].n);
		s->begin[i].n = ranges_merge(s->begin[i].at, s->begin[i].n);
	}
}

/* Both are sorted and merged. */
static void intersect(struct arena *arena, const struct ranges *a,
		      const struct ranges *b, struct ranges *out)
{
	size_t i = 0, j = 0;

	while (i < a->n && j < b->n) {
		const struct addr_range *x = &a->at[i], *y = &b->at[j];

		if (range_overlaps(x, y))
			*vec_add(arena, out) = (struct addr_range){
				addr_cmp(&x->first, &y->first) > 0 ? x->first
								   : y->first,
				addr_cmp(&x->last, &y->last) < 0 ? x->last
								 : y->last,
			};
		if (addr_cmp(&x->last, &y->last) < 0)
			i++;
		else
			j++;
	}
}

static const struct host *host_at(const struct linter *l,
				  const struct addr_range *range)
{
	vec_each(host, &l->policy->hosts)
		vec_each(addr, &host->addresses)
			if (range_has(range, addr))
				return host;
	return NULL;
}

/* Which entry reaches, or begins at, the address. */
static const struct entry *entry_at(const struct linter *l,
				    const struct zone *zone, enum tier tier,
				    const struct addr *addr, bool begins)
{
	const struct ranges *ranges;

	vec_each(entry, &l->meaning.entries) {
		const struct zone *here =
			begins ? lint_from(l, entry) : lint_to(l, entry);
		const struct zone *there =
			begins ? lint_to(l, entry) : lint_from(l, entry);

		if (here != zone || !there || there->tier != tier ||
		    !lint_is_alive(l, entry))
			continue;
		ranges = begins ? entry->sources : entry->destinations;
		vec_each(range, ranges)
			if (range_has(range, addr))
				return entry;
	}
	return NULL;
}

/* What joins two tiers, at its host's place if it has a name. */
struct stone {
	const struct zone *zone;
	enum tier from, to;
	bool updates; /* it serves them */
	bool fetches; /* and begins to the other tier */
};

static void say_updates(struct linter *l, struct lint_finding *finding,
			const struct stone *stone, const char *text)
{
	lint_en(l, finding,
		"'%s' (%s) serves updates to %s and %s %s: it joins the two",
		finding->subject, text, tier_name(stone->from),
		stone->fetches ? "fetches from" : "to", tier_name(stone->to));
	lint_ja(l, finding,
		"'%s'（%s）は %s に更新を配り、%s %s: 両者をつないでいる",
		finding->subject, text, tier_label(stone->from),
		tier_label(stone->to),
		stone->fetches ? "へも到達できる" : "にも配っている");
}

static void say_step(struct linter *l, struct lint_finding *finding,
		     const struct stone *stone, const char *text)
{
	lint_en(l, finding,
		"'%s' (%s) can be reached from %s and reaches %s: who takes it "
		"joins the two",
		finding->subject, text, tier_name(stone->from),
		tier_name(stone->to));
	lint_ja(l, finding,
		"'%s'（%s）は %s から到達でき、%s へ到達できる: 乗っ取られると"
		"踏み台になる",
		finding->subject, text, tier_label(stone->from),
		tier_label(stone->to));
}

static void say_stone(struct linter *l, struct stone *stone,
		      const struct addr_range *range)
{
	const struct entry *in =
		entry_at(l, stone->zone, stone->from, &range->first, false);
	const struct entry *out =
		entry_at(l, stone->zone, stone->to, &range->first, true);
	const struct host *host = host_at(l, range);
	struct loc at = host ? host->at
			: in ? lint_loc(l, in)
			     : stone->zone->at;
	struct lint_finding *finding;
	char text[RANGE_TEXT];

	range_text(text, range);
	stone->fetches = out;
	if (!out)
		out = entry_at(l, stone->zone, stone->to, &range->first, false);
	finding = lint_add(
		l, stone->updates ? LINT_UPDATE_BRIDGE : LINT_STEPPING_STONE,
		at, arena_strdup(&l->out->arena, host ? host->name : text));
	if (stone->updates)
		say_updates(l, finding, stone, text);
	else
		say_step(l, finding, stone, text);
	if (in)
		lint_add_other(l, finding, in);
	if (out)
		lint_add_other(l, finding, out);
}

static void say_more(struct linter *l, const struct stone *stone, size_t n)
{
	struct lint_finding *finding = lint_add(
		l, stone->updates ? LINT_UPDATE_BRIDGE : LINT_STEPPING_STONE,
		stone->zone->at, stone->zone->name);

	lint_en(l, finding,
		"%zu more ranges of %s join %s and %s in the same way", n,
		stone->zone->name, tier_name(stone->from),
		tier_name(stone->to));
	lint_ja(l, finding, "%s のほか %zu 件も同様に %s と %s をつないでいる",
		stone->zone->name, n, tier_label(stone->from),
		tier_label(stone->to));
}

/* One host under several addresses is said once. */
static bool is_said(const struct linter *l, size_t first,
		    const struct host *host)
{
	for (size_t i = first; host && i < l->out->findings.n; i++)
		if (!strcmp(l->out->findings.at[i].subject, host->name))
			return true;
	return false;
}

static void say_all(struct linter *l, struct stone *stone,
		    const struct ranges *ranges)
{
	size_t first = l->out->findings.n, n = 0;

	vec_each(range, ranges) {
		if (n < MOST_STONES && is_said(l, first, host_at(l, range)))
			continue;
		if (n++ < MOST_STONES)
			say_stone(l, stone, range);
	}
	if (n > MOST_STONES)
		say_more(l, stone, n - MOST_STONES);
}

/* What is served by it, and where it fetches from, or whom it serves too. */
static void find_updates(struct stones *s, const struct stone *stone,
			 struct ranges *out)
{
	struct arena *arena = &s->l->scratch;
	const struct ranges *served =
		&s->updates[place(stone->zone, stone->from)];

	intersect(arena, served, &s->begin[place(stone->zone, stone->to)], out);
	if (stone->from < stone->to)
		intersect(arena, served,
			  &s->updates[place(stone->zone, stone->to)], out);
	out->n = ranges_merge(out->at, out->n);
}

/* Who is of a tier itself begins there anyway: all three differ. */
static void find_in(struct stones *s, const struct zone *zone, enum tier from,
		    enum tier to)
{
	struct stone stone = { zone, from, to, true, false };
	struct ranges through = { 0 }, updates = { 0 }, rest = { 0 };

	if (from == to || from == TIER_MANAGEMENT || to == TIER_MANAGEMENT ||
	    from == zone->tier || to == zone->tier)
		return;
	find_updates(s, &stone, &updates);
	say_all(s->l, &stone, &updates);
	stone.updates = false;
	intersect(&s->l->scratch, &s->reached[place(zone, from)],
		  &s->begin[place(zone, to)], &through);
	ranges_subtract(&s->l->scratch, &through, &updates, &rest);
	say_all(s->l, &stone, &rest);
}

void lint_stones(struct linter *l)
{
	size_t n = l->policy->zones.n * N_TIERS;
	struct stones s = {
		.l = l,
		.reached = arena_calloc(&l->scratch, n + 1, sizeof(*s.reached)),
		.updates = arena_calloc(&l->scratch, n + 1, sizeof(*s.updates)),
		.begin = arena_calloc(&l->scratch, n + 1, sizeof(*s.begin)),
	};

	gather(&s);
	merge(&s, n);
	vec_each(zone, &l->policy->zones)
		for (int from = 0; from < N_TIERS; from++)
			for (int to = 0; to < N_TIERS; to++)
				find_in(&s, zone, (enum tier)from,
					(enum tier)to);
}
