/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pair.c -- what the entries from one end to another say together
 *
 * First all of them are put together, and those of which some packet is
 * another's as well are found: mostly few. Everything else is asked of these.
 */
#include "proof/lint/pair.h"

#include <stdlib.h>

#include "base/must.h"

enum {
	RULED_BOXES = 1024, /* ruleset/compiler.h: BOXES_MAX */
};

/* Of the first and the last: the entry that is both, else leaf 0. */
static uint32_t alone_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	if (a == b)
		return a;
	if (diagram_is_leaf(a) && diagram_is_leaf(b))
		return diagram_leaf(0);
	return DIAGRAM_OPEN;
}

static size_t count_family(const struct ranges *ranges, enum family family)
{
	size_t n = 0;

	vec_each(range, ranges)
		n += range->first.family == family;
	return n;
}

/* Boxes of the larger family and shape, as the compiler counts them. */
static size_t count_boxes(const struct entry *entry)
{
	static const enum family families[] = { FAMILY_IPV4, FAMILY_IPV6 };

	size_t most = 0, n, ports[2] = { 0, 0 };

	vec_each(port, entry->ports)
		ports[port->proto == PROTO_ICMP ||
		      port->proto == PROTO_ICMPV6]++;
	if (ports[1])
		ports[1] = 1; /* of one family's ICMP */
	for (size_t f = 0; f < 2; f++) {
		for (size_t shape = 0; shape < 2; shape++) {
			n = count_family(entry->sources, families[f]) *
			    count_family(entry->destinations, families[f]) *
			    ports[shape];
			if (n > most)
				most = n;
		}
	}
	return most;
}

static bool is_ruled(const struct linter *l, const struct entry *entry)
{
	const struct flow *flow = entry->flow;

	return (flow && (flow->hours.n || flow->rate.count || flow->log)) ||
	       entry->approval->valid_from > l->options.now ||
	       count_boxes(entry) > RULED_BOXES;
}

static bool is_relay(const struct linter *l, const struct entry *entry)
{
	vec_each(relay, &l->policy->relays)
		if (relay->number_in == entry->number ||
		    relay->number_out == entry->number)
			return true;
	return false;
}

bool item_is_unrated(const struct lint_pair *p, const struct pair_item *item)
{
	(void)p;
	return !item->rated;
}

/* ids[0 … n - 1] as one, by halves. */
static uint32_t reduce(struct lint_pair *p, size_t n,
		       const struct diagram_op *op)
{
	size_t half;

	if (!n)
		return DIAGRAM_NOMATCH;
	for (; n > 1; n = half) {
		half = (n + 1) / 2;
		for (size_t i = 0; i < n / 2; i++)
			p->ids[i] = diagram_apply(&p->all, op, p->ids[2 * i],
						  p->ids[2 * i + 1]);
		if (n % 2)
			p->ids[n / 2] = p->ids[n - 1];
	}
	return p->ids[0];
}

uint32_t pair_build(struct lint_pair *p, item_filter filter,
		    const struct diagram_op *op)
{
	const struct pair_item *item;
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		item = &p->at[p->sorted[i]];
		if (item->involved && (!filter || filter(p, item)))
			p->ids[n++] = item->diagram;
	}
	return reduce(p, n, op);
}

uint32_t pair_build_all(struct lint_pair *p, const struct diagram_op *op)
{
	for (size_t i = 0; i < p->n; i++)
		p->ids[i] = p->at[p->sorted[i]].diagram;
	return reduce(p, p->n, op);
}

uint32_t pair_build_met(struct lint_pair *p, const struct met *met)
{
	for (size_t i = 0; i < met->n; i++)
		p->ids[i] = p->at[met->place[i]].diagram;
	return reduce(p, met->n, &diagram_first_op);
}

static int compare_ranges(const struct ranges *a, const struct ranges *b)
{
	if (!a->n || !b->n)
		return (a->n > b->n) - (a->n < b->n);
	return range_cmp(&a->at[0], &b->at[0]);
}

/* By what they permit, so that neighbours are put together first. */
static int by_content(const void *a, const void *b, void *state)
{
	const struct lint_pair *p = state;
	const uint32_t *at_a = a, *at_b = b;
	const struct entry *x = p->at[*at_a].entry, *y = p->at[*at_b].entry;
	int order = compare_ranges(x->destinations, y->destinations);

	if (!order)
		order = compare_ranges(x->sources, y->sources);
	if (!order && x->ports->n && y->ports->n)
		order = (x->ports->at[0].first > y->ports->at[0].first) -
			(x->ports->at[0].first < y->ports->at[0].first);
	return order ? order : (*at_a > *at_b) - (*at_a < *at_b);
}

static bool note_involved(void *state, uint32_t a, uint32_t b,
			  const uint16_t *digits)
{
	struct lint_pair *p = state;

	(void)digits;
	if (a != b) {
		p->at[leaf_value(a) - 1].involved = true;
		p->at[leaf_value(b) - 1].involved = true;
	}
	return true;
}

/* True where there are any. */
static bool find_involved(struct lint_pair *p)
{
	uint32_t everything = pair_build_all(p, &diagram_first_op);
	bool any = false;

	for (size_t i = 0; i < p->n; i++)
		diagram_meet(&p->all, &p->meeting, p->at[i].diagram, everything,
			     note_involved, p);
	for (size_t i = 0; i < p->n; i++)
		any |= p->at[i].involved;
	return any;
}

static void begin(struct lint_pair *p, enum space_order order)
{
	p->meeting = (struct diagram_meeting){ .nice = p->nice };
	diagrams_init(&p->all, p->l->options.limits);
	space_init(&p->space, order);
	space_freeze(&p->space);
	diagram_op_init(&p->all, &p->alone, alone_step, NULL);
	p->time = (struct lint_time){ .policy = p->l->policy,
				      .arena = &p->arena };
}

static void end(struct lint_pair *p)
{
	diagram_meet_finish(&p->meeting);
	diagrams_finish(&p->all);
	space_finish(&p->space);
	arena_finish(&p->arena);
}

/* Entries as items with their diagrams. False: more moments than fit. */
static bool take(struct lint_pair *p, const uint32_t *list, size_t n)
{
	const struct entry *entries = p->l->meaning.entries.at, *entry;

	p->n = n;
	p->at = arena_calloc(&p->arena, n, sizeof(*p->at));
	p->ids = arena_calloc(&p->arena, n + MOST_MET, sizeof(*p->ids));
	p->sorted = arena_calloc(&p->arena, n, sizeof(*p->sorted));
	lint_time_begin(&p->time, &p->space, p->l->options.now);
	for (size_t i = 0; i < n; i++)
		lint_time_add(&p->time, &entries[list[i]]);
	if (!lint_time_end(&p->time))
		return false;
	space_nice(&p->space, p->nice);
	lint_time_now(&p->time, &p->nice[p->time.stretch_level],
		      &p->nice[p->time.slot_level]);
	for (size_t i = 0; i < n; i++) {
		entry = &entries[list[i]];
		p->at[i] = (struct pair_item){
			.entry = entry,
			.diagram = lint_box(p, entry, (uint32_t)i),
			.log = entry->flow && entry->flow->log,
			.rated = entry->flow && entry->flow->rate.count,
			.relay = is_relay(p->l, entry),
		};
		p->sorted[i] = (uint32_t)i;
	}
	qsort_r(p->sorted, n, sizeof(*p->sorted), by_content, p);
	return true;
}

/* One order of levels; false: past the limits, and nothing was said. */
static bool examine(struct lint_pair *p, const uint32_t *list, size_t n)
{
	static void (*const parts[])(struct lint_pair *) = {
		lint_shadows,       lint_needs,    lint_log_bypasses,
		lint_rate_bypasses, lint_overlaps,
	};
	size_t before = p->l->out->findings.n;
	uint32_t n_nodes;

	if (!take(p, list, n))
		return false;
	n_nodes = p->all.n_nodes;
	if (!find_involved(p))
		return !p->all.passed;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		diagrams_forget(&p->all, n_nodes); /* all but the items */
		parts[i](p);
	}
	if (p->all.passed)
		p->l->out->findings.n = before;
	return !p->all.passed;
}

static void say_unexamined(struct linter *l, const struct lint_pair *p,
			   const struct entry *first, size_t n)
{
	const char *from = lint_zone_name(p->from);
	const char *to = lint_zone_name(p->to);
	const char *pair = arena_printf(&l->out->arena, "%s -> %s", from, to);
	struct lint_finding *finding =
		lint_add(l, LINT_UNEXAMINED, lint_loc(l, first), pair);

	lint_en(l, finding,
		"UNKNOWN: %zu entries from %s to %s were not compared with "
		"each other, for that passes the limits",
		n, from, to);
	lint_ja(l, finding,
		"不明: %s から %s への %zu 件は、上限を超えるため互いに比較"
		"していない",
		from, to, n);
}

static void examine_pair(struct linter *l, const uint32_t *list, size_t n)
{
	const struct entry *first = &l->meaning.entries.at[list[0]];
	struct lint_pair *p = xcalloc(1, sizeof(*p));
	bool done = n < 2;

	for (int order = 0; order < N_SPACE_ORDERS && !done; order++) {
		*p = (struct lint_pair){
			.l = l,
			.from = lint_from(l, first),
			.to = lint_to(l, first),
		};
		begin(p, (enum space_order)order);
		done = examine(p, list, n);
		end(p);
	}
	if (!done)
		say_unexamined(l, p, first, n);
	free(p);
}

static int by_order(const void *a, const void *b, void *state)
{
	const struct linter *l = state;
	const struct entry *entries = l->meaning.entries.at;
	const struct entry *x = &entries[*(const uint32_t *)a];
	const struct entry *y = &entries[*(const uint32_t *)b];
	bool ruled_x, ruled_y;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	ruled_x = is_ruled(l, x);
	ruled_y = is_ruled(l, y);
	if (ruled_x != ruled_y)
		return ruled_x ? 1 : -1;
	return (x->number > y->number) - (x->number < y->number);
}

static bool is_same_pair(const struct linter *l, uint32_t a, uint32_t b)
{
	const struct entry *x = &l->meaning.entries.at[a];
	const struct entry *y = &l->meaning.entries.at[b];

	return x->from == y->from && x->to == y->to;
}

void lint_pairs(struct linter *l)
{
	size_t n = l->meaning.entries.n, end;
	uint32_t *list = arena_calloc(&l->scratch, n + 1, sizeof(*list));

	for (size_t i = 0; i < n; i++)
		list[i] = (uint32_t)i;
	qsort_r(list, n, sizeof(*list), by_order, l);
	for (size_t first = 0; first < n; first = end) {
		for (end = first + 1; end < n; end++)
			if (!is_same_pair(l, list[first], list[end]))
				break;
		examine_pair(l, list + first, end - first);
	}
}
