/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bypass.c -- conditions that another entry's packets do not meet
 *
 * An entry without a condition is a map, and asked before all entries that have
 * some: a broad one hides the log of a narrow one wherever it stands. A rate is
 * void wherever somebody lets the same pass without one: what is over the rate
 * goes on to the next entry.
 */
#include <string.h>

#include "proof/lint/pair.h"

static bool is_unlogged(const struct lint_pair *p, const struct pair_item *item)
{
	(void)p;
	return !item->log;
}

/* Those that are asked behind the item do not take its log away. */
static bool is_before(const struct lint_pair *p, uint32_t item, uint32_t place)
{
	(void)p;
	return place < item;
}

static void say_log(struct lint_pair *p, uint32_t item, struct met *met)
{
	const char *names;
	struct lint_finding *finding =
		pair_add(p, LINT_LOG_BYPASSED, item, met, &names);

	lint_en(p->l, finding,
		"%s is logged, but %s, asked before it, let%s packets of it "
		"pass without a log",
		finding->subject, names, finding->n_others == 1 ? "s" : "");
	lint_ja(p->l, finding,
		"%s は記録を取るが、先に判定される %s が同じ通信を記録なしで通す",
		finding->subject, names);
}

static void say_rate(struct lint_pair *p, uint32_t item, struct met *met)
{
	const char *names;
	struct lint_finding *finding =
		pair_add(p, LINT_RATE_BYPASSED, item, met, &names);

	lint_en(p->l, finding,
		"the rate of %s does not bind: %s let%s packets of it pass "
		"without one",
		finding->subject, names, finding->n_others == 1 ? "s" : "");
	lint_ja(p->l, finding,
		"%s の流量制限は効かない: %s が同じ通信を制限なしで通す",
		finding->subject, names);
}

void lint_log_bypasses(struct lint_pair *p)
{
	uint32_t unlogged = pair_build(p, is_unlogged, &diagram_first_op);
	struct met met;

	for (uint32_t i = 0; i < p->n; i++) {
		if (!p->at[i].involved || !p->at[i].log)
			continue;
		met = (struct met){ 0 };
		pair_meet(p, i, unlogged, is_before, &met);
		if (met.n)
			say_log(p, i, &met);
	}
}

void lint_rate_bypasses(struct lint_pair *p)
{
	uint32_t unrated = pair_build(p, item_is_unrated, &diagram_first_op);
	struct met met;

	for (uint32_t i = 0; i < p->n; i++) {
		if (!p->at[i].involved || !p->at[i].rated)
			continue;
		met = (struct met){ 0 };
		pair_meet(p, i, unrated, NULL, &met);
		if (met.n)
			say_rate(p, i, &met);
	}
}

/* In which conditions two entries are not the same. */
enum {
	BY_LOG = 1,
	BY_RATE = 2,
	BY_HOURS = 4,
	BY_DAYS = 8,
	BY_APPROVER = 16,
	N_CONDITIONS = 5,
};

static bool same_hours(const struct flow *a, const struct flow *b)
{
	size_t n = a ? a->hours.n : 0;

	if (n != (b ? b->hours.n : 0))
		return false;
	for (size_t i = 0; i < n; i++)
		if (a->hours.at[i].days != b->hours.at[i].days ||
		    a->hours.at[i].from != b->hours.at[i].from ||
		    a->hours.at[i].to != b->hours.at[i].to)
			return false;
	return true;
}

static bool same_rate(const struct flow *a, const struct flow *b)
{
	static const struct rate none = { 0 };
	const struct rate *x = a ? &a->rate : &none;
	const struct rate *y = b ? &b->rate : &none;

	return x->count == y->count && x->seconds == y->seconds &&
	       x->burst == y->burst;
}

/* What is said above of two entries is not said again: that a log is hidden by
 * one that is asked before it, or a rate by one that has none. */
static unsigned differ(const struct pair_item *a, const struct pair_item *b)
{
	const struct approval *x = a->entry->approval, *y = b->entry->approval;
	unsigned result = 0;

	if (a->log != b->log && (a->log ? a < b : b < a))
		result |= BY_LOG;
	if (a->rated && b->rated && !same_rate(a->entry->flow, b->entry->flow))
		result |= BY_RATE;
	if (!same_hours(a->entry->flow, b->entry->flow))
		result |= BY_HOURS;
	if (x->valid_from != y->valid_from || x->valid_until != y->valid_until)
		result |= BY_DAYS;
	if (strcmp(x->approved_by, y->approved_by) != 0)
		result |= BY_APPROVER;
	return result;
}

static const char *words(struct lint_pair *p, unsigned conditions, bool ja)
{
	static const char *const en[] = { "log", "rate", "hours", "days",
					  "approver" };
	static const char *const japanese[] = { "記録", "流量", "時間帯",
						"有効期間", "承認者" };
	const char *list = "";

	for (unsigned i = 0; i < N_CONDITIONS; i++)
		if (conditions >> i & 1)
			list = arena_printf(&p->l->scratch, "%s%s%s", list,
					    !*list ? ""
					    : ja   ? "・"
						   : ", ",
					    ja ? japanese[i] : en[i]);
	return list;
}

static void say_overlap(struct lint_pair *p, uint32_t item, struct met *met,
			unsigned conditions)
{
	const char *names;
	struct lint_finding *finding =
		pair_add(p, LINT_OVERLAPPING, item, met, &names);

	lint_en(p->l, finding,
		"%s and %s permit some of the same packets under other "
		"conditions: %s",
		finding->subject, names, words(p, conditions, false));
	lint_ja(p->l, finding,
		"%s と %s は一部の同じ通信を異なる条件で許可する: %s",
		finding->subject, names, words(p, conditions, true));
}

static bool is_kept(const struct lint_pair *p, const struct pair_item *item)
{
	(void)p;
	return !item->shadowed && !item->redundant;
}

static bool is_different(const struct lint_pair *p, uint32_t item,
			 uint32_t place)
{
	return differ(&p->at[item], &p->at[place]);
}

/* The first entry at each packet is enough: of any two that differ, one
 * differs from the first. */
void lint_overlaps(struct lint_pair *p)
{
	uint32_t first = pair_build(p, is_kept, &diagram_first_op);
	unsigned conditions;
	struct met met;

	for (uint32_t i = 0; i < p->n; i++) {
		if (!p->at[i].involved || !is_kept(p, &p->at[i]))
			continue;
		met = (struct met){ 0 };
		pair_meet(p, i, first, is_different, &met);
		conditions = 0;
		for (size_t j = 0; j < met.n; j++)
			conditions |= differ(&p->at[i], &p->at[met.place[j]]);
		if (met.n)
			say_overlap(p, i, &met, conditions);
	}
}
