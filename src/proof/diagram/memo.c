/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memo.c -- what was worked out of which pair of nodes, while there is room
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/diagram/node.h"

enum {
	MOST_MEMO = 1 << 24,
};

static size_t memo_place(const struct diagrams *all, uint32_t op, uint32_t a,
			 uint32_t b)
{
	uint32_t hash =
		hash_mix(((uint64_t)a << 32 | b) + op * 0x9e3779b97f4a7c15U);

	/* Neighbours are asked for one after another. */
	return ((diagram_is_leaf(a) ? b : a) + hash % PLACES_AROUND) &
	       (all->n_memo - 1);
}

/* As many places as there are nodes. Where the limits do not allow it the memo
 * stays as it is: more is worked out again, nothing is lost. */
static void memo_grow(struct diagrams *all)
{
	size_t old = all->n_memo, n = old ? old * 2 : FIRST_TABLE, place;
	size_t more = (n - old) * sizeof(*all->memo);

	if (all->n_nodes < old || old >= MOST_MEMO ||
	    more > (all->limits.bytes - all->bytes) / 2)
		return;
	all->bytes += more;
	all->memo = xrealloc(all->memo, n, sizeof(*all->memo));
	memset(all->memo + old, 0, more);
	all->n_memo = n;
	for (size_t i = 0; i < old; i++) {
		struct memo *one = &all->memo[i];

		place = memo_place(all, one->op, one->a, one->b);
		if (one->op && place != i) {
			all->memo[place] = *one;
			one->op = 0;
		}
	}
}

uint32_t memo_get(const struct diagrams *all, uint32_t op, uint32_t a,
		  uint32_t b)
{
	const struct memo *one;

	if (!all->n_memo)
		return DIAGRAM_OPEN;
	one = &all->memo[memo_place(all, op, a, b)];
	return one->op == op && one->a == a && one->b == b ? one->result
							   : DIAGRAM_OPEN;
}

void memo_put(struct diagrams *all, uint32_t op, uint32_t a, uint32_t b,
	      uint32_t result)
{
	memo_grow(all);
	if (all->n_memo)
		all->memo[memo_place(all, op, a, b)] =
			(struct memo){ op, a, b, result };
}

void memo_forget(struct diagrams *all)
{
	all->bytes -= all->n_memo * sizeof(*all->memo);
	all->n_memo = 0;
	free(all->memo);
	all->memo = NULL;
}
