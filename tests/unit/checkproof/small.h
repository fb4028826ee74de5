/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * small.h -- small dumps, rule by rule, and what the checker says of a box
 *
 *	small_base(s, "forward", 2, 0, false);
 *	small_rule(s, "forward");
 *	small_load(s, "meta", NF_META_IIFNAME);
 *	small_cmp(s, NF_CMP_EQ, "eth", 3);
 *	small_verdict(s, NF_ACCEPT, NULL);
 *	small_end(s);
 *	assert_true(small_drops(s, &box));
 *
 * All is in the table "t" (inet) and in its order; rules have handles from 1.
 * Loads go to register 8 (the first four bytes) unless small_reg() says else.
 */
#pragma once

#include "checkproof/claim.h"

#include "nf_message.h"

enum {
	SMALL_DROP = 0,
	SMALL_ACCEPT = 1,
	SMALL_JUMP = -3,
	SMALL_GOTO = -4,
	SMALL_RETURN = -5,
};

/* The kernel's numbers of families and states. */
enum {
	SMALL_INET = 1,
	SMALL_IP4 = 2,
	SMALL_IP6 = 10,
	SMALL_NEW = 8,
};

struct small {
	struct snapshot snapshot;
	struct message m;
	size_t list, expr, data;
	uint32_t reg;
	uint64_t handle;
	uint8_t *bytes; /* of the dump, once it is asked */
	size_t len;
	struct dump dump;
};

int small_setup(void **state);
int small_teardown(void **state);
void small_table(struct small *s, const char *name, uint32_t flags);
void small_base(struct small *s, const char *name, uint32_t hook,
		int32_t priority, bool accepts);
/* In another table, of another type or family. */
void small_base_of(struct small *s, uint8_t family, const char *table,
		   const char *type, uint32_t hook, bool accepts);
void small_chain(struct small *s, const char *name);
void small_set(struct small *s, const char *name, uint32_t flags,
	       uint32_t key_len);
/* `to` NULL: of a set; else a verdict map's chain, which is gone to. */
void small_element(struct small *s, const char *set, const char *key,
		   size_t len, uint32_t flags, const char *to);
void small_timed(struct small *s, const char *set, const char *key, size_t len);

void small_rule(struct small *s, const char *chain);
void small_rule_of(struct small *s, const char *table, const char *chain);
void small_reg(struct small *s, uint32_t reg);
/* "meta" or "ct", a key. */
void small_load(struct small *s, const char *name, uint32_t key);
void small_payload(struct small *s, uint32_t base, uint32_t off, uint32_t len);
void small_cmp(struct small *s, uint32_t op, const void *data, size_t len);
void small_mask(struct small *s, const void *mask, size_t len);
/* `verdicts`: of a verdict map. */
void small_lookup(struct small *s, const char *set, bool verdicts,
		  bool inverted);
void small_set_mark(struct small *s, uint32_t mark);
void small_verdict(struct small *s, int32_t code, const char *chain);
/* One that has no attributes. */
void small_expr(struct small *s, const char *name);
void small_end(struct small *s);

/* The dump's bytes, and how the checker reads them. */
bool small_dump(struct small *s);
/* A new IPv4 packet from eth0 to eth1, otherwise anything. */
struct box small_box(void);
void small_fix(struct box *box, size_t at, const void *bytes, size_t len);
/* Of the way, the state or the family. */
void small_be(struct box *box, size_t at, uint8_t value);
/* What may become of the box's packets: box_run(). */
unsigned small_run(struct small *s, const struct box *box, struct run *out);
/* Surely nothing of the box passes. */
bool small_drops(struct small *s, const struct box *box);
/* Something acts that is not understood, or the dump has a flaw. */
bool small_rejects(struct small *s);
