/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nf_world.h -- a table with two chains and a set, and a rule that is written
 *
 * Table "t" (inet), chains "c" and "other", set "s" of four bytes; rules go to
 * the chain "c".
 *
 *	world_rule(w);
 *	world_expr(w, "meta");
 *	message_u32(&w->m, 1, 8);
 *	world_expr_end(w);
 *	world_rule_end(w);
 *	assert_true(world_decode(w));
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/decode.h"

#include "nf_message.h"

enum {
	NEW_TABLE = 0,
	NEW_CHAIN = 3,
	NEW_RULE = 6,
	NEW_SET = 9,
	NEW_ELEMENTS = 12,
};

struct world {
	struct snapshot snapshot;
	struct message m; /* a rule that is being written */
	size_t list, expr, data;
	struct rules rules;
	struct decode_flaw flaw;
};

void world_table(struct world *w, const char *name);
void world_chain(struct world *w, const char *name);
void world_set(struct world *w, const char *name, uint32_t flags,
	       uint32_t key_len);
void world_element(struct world *w, const char *set, const char *key,
		   size_t len);
int world_setup(void **state);
int world_teardown(void **state);
void world_rule(struct world *w);
void world_expr(struct world *w, const char *name);
void world_expr_end(struct world *w);
void world_rule_end(struct world *w);
void world_value(struct world *w, uint16_t attr, const char *bytes, size_t len);
void world_verdict(struct world *w, int32_t code, const char *chain);
bool world_decode(struct world *w);
const struct nf_expr *world_first(const struct world *w);
void world_expect_flaw(struct world *w, const char *what);
void world_payload(struct world *w, uint32_t reg, uint32_t len);
