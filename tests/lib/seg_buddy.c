/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seg_buddy.c -- the rules of seg_list.h by BuDDy, a library of binary diagrams
 */
#include "seg_buddy.h"

#include "base/must.h"

/* What some rules accept, and what they say anything about. */
struct said {
	BDD accepted, known;
	size_t rules;
};

void seg_buddy_begin(size_t rules)
{
	int bits = 0;

	for (size_t field = 0; field < N_SEG_FIELDS; field++)
		bits += seg_bits[field];
	must(bdd_init((int)(100000 + rules * 40), (int)(20000 + rules * 20)) >=
	     0);
	bdd_setmaxincrease(4000000);
	bdd_setcacheratio(4);
	bdd_setvarnum(bits);
	bdd_gbc_hook(NULL);
}

/* `result` in the place of `old`. */
static void put(BDD *old, BDD result)
{
	bdd_addref(result);
	bdd_delref(*old);
	*old = result;
}

/* From the lowest bit up. */
BDD seg_buddy_range(int first, unsigned bits, uint32_t low, uint32_t high)
{
	BDD at_least = bddtrue, at_most = bddtrue;

	for (unsigned bit = 0; bit < bits; bit++) {
		int at = first + (int)(bits - 1 - bit);

		put(&at_least, low >> bit & 1
				       ? bdd_and(bdd_ithvar(at), at_least)
				       : bdd_or(bdd_ithvar(at), at_least));
		put(&at_most, high >> bit & 1
				      ? bdd_or(bdd_nithvar(at), at_most)
				      : bdd_and(bdd_nithvar(at), at_most));
	}
	put(&at_least, bdd_and(at_least, at_most));
	bdd_delref(at_most);
	return at_least;
}

BDD seg_buddy_box(const uint32_t low[static N_SEG_FIELDS],
		  const uint32_t high[static N_SEG_FIELDS])
{
	BDD box = bddtrue, range;
	int first = 0;

	for (size_t field = 0; field < N_SEG_FIELDS; field++)
		first += seg_bits[field];
	for (size_t field = N_SEG_FIELDS; field-- > 0;) {
		first -= seg_bits[field];
		range = seg_buddy_range(first, seg_bits[field], low[field],
					high[field]);
		put(&box, bdd_and(range, box));
		bdd_delref(range);
	}
	return box;
}

static struct said say(const struct seg_rule *rule)
{
	struct said said = { .rules = 1 };

	said.known = seg_buddy_box(rule->low, rule->high);
	said.accepted = rule->accept ? bdd_addref(said.known) : bddfalse;
	return said;
}

/* a += b, behind it. */
static void append(struct said *a, struct said *b)
{
	put(&b->accepted, bdd_apply(b->accepted, a->known, bddop_diff));
	put(&a->accepted, bdd_or(a->accepted, b->accepted));
	put(&a->known, bdd_or(a->known, b->known));
	bdd_delref(b->accepted);
	bdd_delref(b->known);
	a->rules += b->rules;
}

BDD seg_buddy_accepted(const struct seg_rule *rules, size_t n)
{
	struct said pile[64] = { 0 };
	size_t depth = 0;

	for (size_t i = 0; i < n; i++) {
		pile[depth++] = say(&rules[i]);
		for (; depth > 1 &&
		       pile[depth - 2].rules == pile[depth - 1].rules;
		     depth--)
			append(&pile[depth - 2], &pile[depth - 1]);
	}
	for (; depth > 1; depth--)
		append(&pile[depth - 2], &pile[depth - 1]);
	bdd_delref(pile[0].known);
	return pile[0].accepted;
}
