/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * range.c -- the intervals that a set of one field stands for
 */
#include "proof/rules/range.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

struct end {
	const struct nf_element *element;
	size_t key_len;
};

static bool begins(const struct nf_element *element)
{
	return !(element->flags & NF_ELEMENT_INTERVAL_END);
}

/* What begins on a key comes after what ends there. */
static int by_key(const void *a, const void *b)
{
	const struct end *x = a, *y = b;
	int order = memcmp(x->element->key, y->element->key, x->key_len);

	if (order != 0)
		return order;
	return begins(x->element) - begins(y->element);
}

bool rules_has_ranges(const struct nf_set *set)
{
	return (set->flags & NF_SET_INTERVAL) && set->n_fields <= 1;
}

static size_t list_ends(const struct nf_set *set, struct end *ends)
{
	size_t n = 0;

	vec_each(element, &set->elements)
		if (element->key)
			ends[n++] = (struct end){ element, set->key_len };
	if (n > 0)
		qsort(ends, n, sizeof(*ends), by_key);
	return n;
}

static const uint8_t *key_before(struct arena *arena, const uint8_t *key,
				 size_t len)
{
	uint8_t *before = arena_alloc(arena, len);

	memcpy(before, key, len);
	for (size_t i = len; i-- > 0;)
		if (before[i]-- != 0)
			break;
	return before;
}

static const uint8_t *greatest_key(struct arena *arena, size_t len)
{
	uint8_t *key = arena_alloc(arena, len);

	memset(key, 0xff, len);
	return key;
}

static const uint8_t *last_key(const struct nf_set *set, struct arena *arena,
			       const struct end *next)
{
	return next ? key_before(arena, next->element->key, set->key_len)
		    : greatest_key(arena, set->key_len);
}

/* An end before the first beginning ends nothing. */
static bool is_doubled(const struct end *end, const struct end *next)
{
	return next && begins(end->element) == begins(next->element) &&
	       by_key(end, next) == 0;
}

bool rules_ranges(const struct nf_set *set, struct arena *arena,
		  struct nf_ranges *out)
{
	struct end *ends = xcalloc(set->elements.n + 1, sizeof(*ends));
	size_t n = list_ends(set, ends);
	bool fine = true;

	for (size_t i = 0; fine && i < n; i++) {
		const struct end *next = i + 1 < n ? &ends[i + 1] : NULL;
		struct nf_range *range;

		fine = !is_doubled(&ends[i], next);
		if (!begins(ends[i].element))
			continue;
		range = vec_add(arena, &out->list);
		range->first = ends[i].element->key;
		range->last = last_key(set, arena, next);
		range->element = ends[i].element;
	}
	free(ends);
	return fine;
}
