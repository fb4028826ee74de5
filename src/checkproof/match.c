/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * match.c -- is what registers hold within an interval?
 */
#include <stdlib.h>
#include <string.h>

#include "checkproof/check.h"

unsigned not_that(unsigned what)
{
	return (what & MORE ? ON : 0) | (what & ON ? MORE : 0);
}

static bool is_past(const uint8_t *key, const struct element *e, size_t at,
		    size_t len)
{
	return memcmp(key + at, e->hi + at, len) > (e->open ? -1 : 0);
}

unsigned key_within(const struct run *run, const struct key *key,
		    const struct shape *shape, const struct element *e,
		    bool tell)
{
	const uint8_t *part = shape->parts;
	unsigned what = MORE;

	for (size_t at = 0, len; at < shape->len;
	     at += (len + shape->align - 1) / shape->align * shape->align) {
		len = *part++;
		if (memcmp(key->hi + at, e->lo + at, len) < 0 ||
		    is_past(key->lo, e, at, len))
			return ON;
		if (memcmp(key->lo + at, e->lo + at, len) < 0 ||
		    is_past(key->hi, e, at, len))
			what |= ON;
	}
	if ((what & ON) && tell && run->dump->tell && !run->settled)
		run->dump->tell(run->dump->teller, key, shape, e);
	return what;
}

/* EQ NEQ LT LTE GT GTE; what is less than c is not in c … the greatest. */
unsigned do_cmp(struct run *run, const struct bytes *e)
{
	static const uint8_t least[KEY];
	struct bytes data = value(e[3]);
	uint64_t op = number(e[2]);
	bool below = op == 3 || op == 4, above = op == 2 || op == 5;
	struct element range = { .lo = below ? least : data.at,
				 .hi = above ? run->dump->greatest : data.at };
	struct shape shape = { .len = data.len, .align = 1 };
	struct key key;
	unsigned what;

	if (!data.len || op > 5 || !key_of(run, e[1], data.len, &key))
		return ANYTHING;
	memset(shape.parts, op < 2 ? 1 : (int)data.len, KEY);
	what = key_within(run, &key, &shape, &range, true);
	return op == 1 || op == 2 || op == 4 ? not_that(what) : what;
}

static int by_key(const void *a, const void *b, void *len)
{
	const struct element *x = a, *y = b;
	int order = memcmp(x->lo, y->lo, *(const size_t *)len);

	return order ? order : y->ends - x->ends;
}

/* Ends reach to before the next end of whichever kind; where one ends and one
 * begins on the same key, it begins (nft_set_rbtree.c). */
static void sort(const struct dump *dump, struct object *set)
{
	struct element *at = set->elements, *end = at + set->n;

	qsort_r(at, set->n, sizeof(*at), by_key, &set->shape.len);
	for (; at < end; at++) {
		at->open = set->joins && at + 1 < end;
		if (set->joins)
			at->hi = at->open ? at[1].lo : dump->greatest;
		at->far = at->hi;
		if (at > set->elements &&
		    memcmp(at[-1].far, at->hi, set->search) > 0)
			at->far = at[-1].far;
	}
}

/* How many elements end before the key, or, `past`, do not begin behind it. */
static size_t bound(const struct object *set, const uint8_t *key, bool past)
{
	size_t low = 0, high = set->n, middle;
	const struct element *at;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		at = &set->elements[middle];
		order = memcmp(past ? at->lo : at->far, key, set->search);
		if (order < past)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t set_find(const struct dump *dump, struct object *set,
		const struct key *key, size_t *first)
{
	if (set->n && !set->elements->far)
		sort(dump, set);
	*first = bound(set, key->lo, false);
	return bound(set, key->hi, true) - *first;
}
