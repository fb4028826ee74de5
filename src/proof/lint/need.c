/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * need.c -- entries without which nothing would change
 *
 * Where an entry is asked at all (nobody without a rate is before it), those
 * behind it must let the same packets pass, surely (somebody without a rate)
 * and up to that one with the same log. All that is shadowed or found here can
 * be struck together: each is judged without those found before.
 */
#include "proof/lint/pair.h"

enum {
	MOST_TESTS = 20 * 1000 * 1000, /* of two entries of one pair */
};

bool item_is_there(const struct pair_item *item)
{
	return item->involved && !item->shadowed && !item->redundant;
}

static bool is_there_unrated(const struct lint_pair *p,
			     const struct pair_item *item)
{
	(void)p;
	return item_is_there(item) && !item->rated;
}

/* May it decide in the item's place, or change what is written of it? */
static bool matters(const struct pair_item *item, const struct pair_item *other,
		    bool before)
{
	if (!item_is_there(other) || item == other)
		return false;
	return !other->rated || (!before && other->log != item->log);
}

static bool ranges_meet(const struct ranges *a, const struct ranges *b)
{
	size_t i = 0, j = 0;

	while (i < a->n && j < b->n) {
		if (a->at[i].first.family == b->at[j].first.family &&
		    range_overlaps(&a->at[i], &b->at[j]))
			return true;
		if (addr_cmp(&a->at[i].last, &b->at[j].last) < 0)
			i++;
		else
			j++;
	}
	return false;
}

/* Who decides without the item: nobody's leaf is behind that of the first one
 * without a rate before it. TOO_MUCH: too many entries to look at. */
static uint32_t decided_without(struct lint_pair *p, uint32_t item)
{
	const struct entry *entry = p->at[item].entry, *other;
	uint32_t result = DIAGRAM_NOMATCH;

	for (uint32_t i = 0; i < p->n; i++) {
		if (!matters(&p->at[item], &p->at[i], i < item))
			continue;
		if (p->tests++ >= MOST_TESTS)
			return DIAGRAM_TOO_MUCH;
		other = p->at[i].entry;
		if (ranges_meet(entry->sources, other->sources) &&
		    ranges_meet(entry->destinations, other->destinations))
			result = diagram_apply(&p->all, &diagram_first_op,
					       result, p->at[i].diagram);
	}
	return result;
}

/* The same of few others, of which all are known to have the item's log. */
static uint32_t decided_by(struct lint_pair *p, uint32_t item, struct met *met)
{
	size_t n = 0;

	for (size_t i = 0; i < met->n; i++)
		if (matters(&p->at[item], &p->at[met->place[i]],
			    met->place[i] < item))
			met->place[n++] = met->place[i];
	met->n = met->n_all = n;
	return pair_build_met(p, met);
}

struct needing {
	const struct lint_pair *p;
	uint32_t item;
	bool needed;
};

static bool find_needed(void *state, uint32_t a, uint32_t b,
			const uint16_t *digits)
{
	struct needing *n = state;
	uint32_t place = leaf_value(b) - 1;

	(void)a;
	(void)digits;
	n->needed = b == DIAGRAM_NOMATCH ||
		    (place > n->item &&
		     n->p->at[place].log != n->p->at[n->item].log);
	return !n->needed;
}

static bool is_needed(struct lint_pair *p, uint32_t item, uint32_t without)
{
	struct needing needing = { p, item, false };

	return !diagram_meet(&p->all, &p->meeting, p->at[item].diagram, without,
			     find_needed, &needing) ||
	       needing.needed;
}

static bool find_alone(void *state, uint32_t a, uint32_t b,
		       const uint16_t *digits)
{
	bool *alone = state;

	(void)digits;
	*alone = b == a || b == DIAGRAM_NOMATCH;
	return !*alone;
}

/* Some packet of it has no other entry without a rate. */
static bool is_alone(struct lint_pair *p, uint32_t item, uint32_t id)
{
	bool alone = false;

	return !diagram_meet(&p->all, &p->meeting, p->at[item].diagram, id,
			     find_alone, &alone) ||
	       alone;
}

static void say_redundant(struct lint_pair *p, uint32_t item, uint32_t without)
{
	struct lint_finding *finding;
	struct met met = { 0 };
	const char *names;

	pair_meet(p, item, without, NULL, &met);
	pair_lessen(p, item, &met);
	p->at[item].redundant = true;
	finding = pair_add(p, LINT_REDUNDANT, item, &met, &names);
	lint_en(p->l, finding,
		"without %s nothing would change: %s permit%s the same, at all "
		"times",
		finding->subject, names, finding->n_others == 1 ? "s" : "");
	lint_ja(p->l, finding,
		"%s がなくても何も変わらない: %s が同じ通信を常に許可する",
		finding->subject, names);
}

static void say_unknown(struct lint_pair *p, uint32_t item)
{
	const struct entry *entry = p->at[item].entry;
	struct lint_finding *finding =
		lint_add(p->l, LINT_UNEXAMINED, lint_loc(p->l, entry),
			 lint_id(p->l, entry));

	lint_en(p->l, finding,
		"UNKNOWN: whether %s is needed; too many entries overlap",
		finding->subject);
	lint_ja(p->l, finding,
		"不明: 重なる登録が多すぎ、%s が必要か判定できない",
		finding->subject);
}

enum pair_need pair_need(struct lint_pair *p, uint32_t item,
			 const struct pair_ends *ends, uint32_t *without)
{
	struct met met = { 0 };

	if (is_alone(p, item, ends->alone))
		return PAIR_NEEDED;
	if (!ends->mixed) {
		pair_meet(p, item, ends->first, NULL, &met);
		pair_meet(p, item, ends->last, NULL, &met);
		*without = decided_by(p, item, &met);
		if (!is_needed(p, item, *without))
			return PAIR_IDLE;
	}
	*without = decided_without(p, item);
	if (*without == DIAGRAM_TOO_MUCH && !p->all.passed)
		return PAIR_UNKNOWN;
	return is_needed(p, item, *without) ? PAIR_NEEDED : PAIR_IDLE;
}

static void judge_need(struct lint_pair *p, uint32_t item,
		       const struct pair_ends *ends)
{
	uint32_t without;

	switch (pair_need(p, item, ends, &without)) {
	case PAIR_NEEDED:
		break;
	case PAIR_IDLE:
		say_redundant(p, item, without);
		break;
	case PAIR_UNKNOWN:
		say_unknown(p, item);
		break;
	}
}

static bool is_mixed(const struct lint_pair *p)
{
	bool any[2] = { false, false };

	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].involved)
			any[p->at[i].log] = true;
	return any[0] && any[1];
}

void lint_needs(struct lint_pair *p)
{
	struct pair_ends ends = { .mixed = is_mixed(p) };

	ends.first = pair_build(p, is_there_unrated, &diagram_first_op);
	ends.last = pair_build(p, is_there_unrated, &diagram_last_op);
	ends.alone = diagram_apply(&p->all, &p->alone, ends.first, ends.last);
	for (uint32_t i = 0; i < p->n; i++)
		if (item_is_there(&p->at[i]) && !p->at[i].relay)
			judge_need(p, i, &ends);
	lint_parts(p, &ends);
}
