/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c -- sets as sorted intervals
 */
#include <stdlib.h>
#include <string.h>

#include "checkproof/run.h"

static int by_key(const void *a, const void *b, void *len)
{
	const struct element *x = a, *y = b;
	int order = memcmp(x->lo, y->lo, *(const size_t *)len);

	return order ? order : x->begins - y->begins;
}

/* Ends become intervals: one reaches to before the next end of whichever kind;
 * where one ends and one begins on the same key, it begins (nft_set_rbtree.c). */
static void join(struct dump *dump, struct set *set)
{
	const uint8_t *next = NULL;
	size_t n = set->n;
	struct element *at;

	for (size_t i = set->n; i-- > 0;) {
		at = &set->at[i];
		at->open = true;
		at->hi = next;
		if (next && !memcmp(next, at->lo, set->key_len)) {
			if (at->begins)
				dump->flaw = "two ends on one key";
			continue;
		}
		next = at->lo;
		if (at->begins)
			set->at[--n] = *at;
	}
	set->at += n;
	set->n -= n;
}

void set_prepare(struct dump *dump, struct set *set)
{
	const struct element *at, *farthest = NULL;

	set->at = dump->elements + set->first;
	qsort_r(set->at, set->n, sizeof(*set->at), by_key, &set->key_len);
	if (set->joins)
		join(dump, set);
	/* A list of pointers. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	set->reach = calloc(set->n, sizeof(*set->reach));
	if (!set->reach)
		abort();
	for (size_t i = 0; i < set->n; i++) {
		at = &set->at[i];
		if (!farthest || !at->hi ||
		    (farthest->hi &&
		     memcmp(at->hi, farthest->hi, set->shape.parts[0]) >= 0))
			farthest = at;
		set->reach[i] = farthest;
	}
}

/* The first element that does not end before the key; or, `past`, the first
 * that begins behind it. */
size_t set_search(const struct run *run, const struct set *set, size_t at,
		  bool past)
{
	const uint8_t *key = (past ? run->regs.hi : run->regs.lo) + at, *hi;
	size_t low = 0, high = set->n, n = set->shape.parts[0], middle;
	bool before;

	while (low < high) {
		middle = (low + high) / 2;
		hi = set->reach[middle]->hi;
		before = past ? memcmp(set->at[middle].lo, key, n) <= 0
			      : hi && memcmp(hi, key, n) < 0;
		low = before ? middle + 1 : low;
		high = before ? high : middle;
	}
	return low;
}
