/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_buddy_test.c -- another library of diagrams says the same, everywhere
 *
 * The boxes that our diagram accepts, put together by BuDDy, are what BuDDy
 * makes of the rules: every assignment counts, not only those tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proof/diagram/find.h"

#include "seg_buddy.h"
#include "seg_diagram.h"

struct gathered {
	const struct space *space;
	BDD accepted;
	size_t boxes;
};

/* A box of the diagram has a range for each digit, not for the number. */
static BDD address(const struct diagram_box *box, unsigned level, int first)
{
	BDD upper, lower, both;

	upper = seg_buddy_range(first, 16, box->low[level], box->high[level]);
	lower = seg_buddy_range(first + 16, 16, box->low[level + 1],
				box->high[level + 1]);
	both = bdd_addref(bdd_and(upper, lower));
	bdd_delref(upper);
	bdd_delref(lower);
	return both;
}

static bool gather(void *state, const struct diagram_box *box, uint32_t leaf)
{
	static const enum variable variables[N_SEG_FIELDS] = {
		VAR_IIF,     VAR_OIF,   VAR_IP4_DADDR, VAR_IP4_SADDR,
		VAR_L4PROTO, VAR_DPORT, VAR_SPORT,     VAR_CT_STATE,
	};
	struct gathered *gathered = state;
	BDD all = bddtrue, one, sum;
	uint32_t low, high;
	unsigned level;
	size_t field;
	int first = 0;

	(void)leaf;
	for (field = 0; field < N_SEG_FIELDS; field++) {
		level = gathered->space->levels[variables[field]];
		if (seg_bits[field] == 32) {
			one = address(box, level, first);
		} else {
			low = box->low[level];
			high = box->high[level];
			if (low > UINT32_MAX >> (32 - seg_bits[field]))
				break; /* no such zone, protocol or state */
			if (high > UINT32_MAX >> (32 - seg_bits[field]))
				high = UINT32_MAX >> (32 - seg_bits[field]);
			one = seg_buddy_range(first, seg_bits[field], low,
					      high);
		}
		sum = bdd_addref(bdd_and(all, one));
		bdd_delref(one);
		bdd_delref(all);
		all = sum;
		first += seg_bits[field];
	}
	if (field < N_SEG_FIELDS) {
		bdd_delref(all);
		return true;
	}
	sum = bdd_addref(bdd_or(gathered->accepted, all));
	bdd_delref(gathered->accepted);
	bdd_delref(all);
	gathered->accepted = sum;
	gathered->boxes++;
	return true;
}

static void what_we_accept_is_what_buddy_accepts(void **state)
{
	struct diagram_box box;
	struct diagram_search search = { .within = &box };

	(void)state;
	diagram_box_all(&box);
	for (unsigned seed = 1; seed <= 6; seed++) {
		size_t n = 50 * seed;
		struct seg_rule *rules = seg_list(n, seed);
		struct gathered gathered = { .accepted = bddfalse };
		struct diagrams all;
		struct space space;
		uint32_t root;

		space_init(&space, (enum space_order)(seed % N_SPACE_ORDERS));
		diagrams_init(&all, (struct diagram_limits){ 0 });
		root = seg_diagram(&all, &space, rules, n, false);
		gathered.space = &space;
		diagram_boxes_of(&all, root, &search, gather, &gathered);
		assert_true(gathered.boxes >= n / 2);
		assert_int_equal(gathered.accepted,
				 seg_buddy_accepted(rules, n));
		diagrams_finish(&all);
		space_finish(&space);
		free(rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_we_accept_is_what_buddy_accepts),
	};

	seg_buddy_begin(1000);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
