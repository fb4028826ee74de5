/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nf_world.c -- a table with two chains and a set, and a rule that is written
 */
#include "nf_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"

enum {
	EXPRESSIONS = 4,
	ELEM = 1,
	NAME = 1,
	DATA = 2,
};

void world_table(struct world *w, const char *name)
{
	struct message m;

	message_begin(&m, NEW_TABLE);
	message_text(&m, 1, name);
	message_add(&m, &w->snapshot, SNAPSHOT_TABLES);
}

void world_chain(struct world *w, const char *name)
{
	struct message m;

	message_begin(&m, NEW_CHAIN);
	message_text(&m, 1, "t");
	message_text(&m, 3, name);
	message_add(&m, &w->snapshot, SNAPSHOT_CHAINS);
}

void world_set(struct world *w, const char *name, uint32_t flags,
	       uint32_t key_len)
{
	struct message m;

	message_begin(&m, NEW_SET);
	message_text(&m, 1, "t");
	message_text(&m, 2, name);
	message_u32(&m, 3, flags);
	message_u32(&m, 5, key_len);
	message_add(&m, &w->snapshot, SNAPSHOT_SETS);
}

void world_element(struct world *w, const char *set, const char *key,
		   size_t len)
{
	struct message m;
	size_t list, element, nest;

	message_begin(&m, NEW_ELEMENTS);
	message_text(&m, 1, "t");
	message_text(&m, 2, set);
	list = message_nest(&m, 3);
	element = message_nest(&m, 1);
	nest = message_nest(&m, 1);
	message_put(&m, 1, key, len);
	message_end(&m, nest);
	message_end(&m, element);
	message_end(&m, list);
	message_add(&m, &w->snapshot, SNAPSHOT_ELEMENTS);
}

int world_setup(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));

	world_table(w, "t");
	world_chain(w, "c");
	world_chain(w, "other");
	world_set(w, "s", 0, 4);
	*state = w;
	return 0;
}

int world_teardown(void **state)
{
	struct world *w = *state;

	rules_finish(&w->rules);
	snapshot_finish(&w->snapshot);
	free(w);
	return 0;
}

void world_rule(struct world *w)
{
	message_begin(&w->m, NEW_RULE);
	message_text(&w->m, 1, "t");
	message_text(&w->m, 2, "c");
	message_u64(&w->m, 3, 5);
	w->list = message_nest(&w->m, EXPRESSIONS);
}

void world_expr(struct world *w, const char *name)
{
	w->expr = message_nest(&w->m, ELEM);
	message_text(&w->m, NAME, name);
	w->data = message_nest(&w->m, DATA);
}

void world_expr_end(struct world *w)
{
	message_end(&w->m, w->data);
	message_end(&w->m, w->expr);
}

void world_rule_end(struct world *w)
{
	message_end(&w->m, w->list);
	message_add(&w->m, &w->snapshot, SNAPSHOT_RULES);
}

void world_value(struct world *w, uint16_t attr, const char *bytes, size_t len)
{
	size_t nest = message_nest(&w->m, attr);

	message_put(&w->m, 1, bytes, len);
	message_end(&w->m, nest);
}

void world_verdict(struct world *w, int32_t code, const char *chain)
{
	size_t nest = message_nest(&w->m, 2);
	size_t verdict = message_nest(&w->m, 2);

	message_u32(&w->m, 1, (uint32_t)code);
	if (chain)
		message_text(&w->m, 2, chain);
	message_end(&w->m, verdict);
	message_end(&w->m, nest);
}

bool world_decode(struct world *w)
{
	return decode(&w->snapshot, &w->rules, &w->flaw);
}

const struct nf_expr *world_first(const struct world *w)
{
	const struct nf_chain *chain =
		rules_find_chain(&w->rules.tables.at[0], "c");

	assert_int_equal(chain->rules.n, 1);
	return &chain->rules.at[0].exprs.at[0];
}

void world_expect_flaw(struct world *w, const char *what)
{
	char text[256];

	assert_false(world_decode(w));
	assert_non_null(
		strstr(decode_flaw_text(&w->flaw, text, sizeof(text)), what));
	assert_int_equal(w->rules.tables.n, 0);
}

/* payload load of `len` bytes into `reg`. */
void world_payload(struct world *w, uint32_t reg, uint32_t len)
{
	world_expr(w, "payload");
	message_u32(&w->m, 1, reg);
	message_u32(&w->m, 2, 1);
	message_u32(&w->m, 3, 12);
	message_u32(&w->m, 4, len);
	world_expr_end(w);
}
