/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * small.c -- small dumps, rule by rule, and what the checker says of a box
 */
#include "small.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"
#include "proof/rules/dump_file.h"

enum {
	NEW_TABLE = 0,
	NEW_CHAIN = 3,
	NEW_RULE = 6,
	NEW_SET = 9,
	NEW_ELEMENTS = 12,
};

int small_setup(void **state)
{
	struct small *s = xcalloc(1, sizeof(*s));

	s->snapshot.has_around = true;
	s->reg = 8;
	small_table(s, "t", 0);
	*state = s;
	return 0;
}

int small_teardown(void **state)
{
	struct small *s = *state;

	snapshot_finish(&s->snapshot);
	dump_free(&s->dump);
	free(s->bytes);
	free(s);
	return 0;
}

void small_table(struct small *s, const char *name, uint32_t flags)
{
	struct message m;

	message_begin(&m, NEW_TABLE);
	message_text(&m, 1, name);
	message_u32(&m, 2, flags);
	message_add(&m, &s->snapshot, SNAPSHOT_TABLES);
}

static void add_base(struct small *s, uint8_t family, const char *table,
		     const char *name, const char *type, uint32_t hook,
		     int32_t priority, bool accepts)
{
	struct message m;
	size_t nest;

	message_begin(&m, NEW_CHAIN);
	message_family(&m, family);
	message_text(&m, 1, table);
	message_text(&m, 3, name);
	nest = message_nest(&m, 4);
	message_u32(&m, 1, hook);
	message_u32(&m, 2, (uint32_t)priority);
	message_end(&m, nest);
	message_u32(&m, 5, accepts);
	message_text(&m, 7, type);
	message_add(&m, &s->snapshot, SNAPSHOT_CHAINS);
}

void small_base(struct small *s, const char *name, uint32_t hook,
		int32_t priority, bool accepts)
{
	add_base(s, SMALL_INET, "t", name, "filter", hook, priority, accepts);
}

void small_base_of(struct small *s, uint8_t family, const char *table,
		   const char *type, uint32_t hook, bool accepts)
{
	add_base(s, family, table, "base", type, hook, 0, accepts);
}

void small_chain(struct small *s, const char *name)
{
	struct message m;

	message_begin(&m, NEW_CHAIN);
	message_text(&m, 1, "t");
	message_text(&m, 3, name);
	message_add(&m, &s->snapshot, SNAPSHOT_CHAINS);
}

void small_set(struct small *s, const char *name, uint32_t flags,
	       uint32_t key_len)
{
	struct message m;

	message_begin(&m, NEW_SET);
	message_text(&m, 1, "t");
	message_text(&m, 2, name);
	message_u32(&m, 3, flags);
	message_u32(&m, 5, key_len);
	message_add(&m, &s->snapshot, SNAPSHOT_SETS);
}

static void put_verdict(struct message *m, int32_t code, const char *chain)
{
	size_t nest = message_nest(m, 2), verdict = message_nest(m, 2);

	message_u32(m, 1, (uint32_t)code);
	if (chain)
		message_text(m, 2, chain);
	message_end(m, verdict);
	message_end(m, nest);
}

static void add_element(struct small *s, const char *set, const char *key,
			size_t len, uint32_t flags, const char *to, bool timed)
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
	if (to)
		put_verdict(&m, SMALL_GOTO, to);
	if (flags)
		message_u32(&m, 3, flags);
	if (timed)
		message_u64(&m, 5, 1000);
	message_end(&m, element);
	message_end(&m, list);
	message_add(&m, &s->snapshot, SNAPSHOT_ELEMENTS);
}

void small_element(struct small *s, const char *set, const char *key,
		   size_t len, uint32_t flags, const char *to)
{
	add_element(s, set, key, len, flags, to, false);
}

void small_timed(struct small *s, const char *set, const char *key, size_t len)
{
	add_element(s, set, key, len, 0, NULL, true);
}

void small_rule_of(struct small *s, const char *table, const char *chain)
{
	message_begin(&s->m, NEW_RULE);
	message_text(&s->m, 1, table);
	message_text(&s->m, 2, chain);
	message_u64(&s->m, 3, ++s->handle);
	s->list = message_nest(&s->m, 4);
}

void small_rule(struct small *s, const char *chain)
{
	small_rule_of(s, "t", chain);
}

void small_end(struct small *s)
{
	message_end(&s->m, s->list);
	message_add(&s->m, &s->snapshot, SNAPSHOT_RULES);
	s->reg = 8;
}

void small_reg(struct small *s, uint32_t reg)
{
	s->reg = reg;
}

static void begin(struct small *s, const char *name)
{
	s->expr = message_nest(&s->m, 1);
	message_text(&s->m, 1, name);
	s->data = message_nest(&s->m, 2);
}

static void end(struct small *s)
{
	message_end(&s->m, s->data);
	message_end(&s->m, s->expr);
}

static void put_value(struct small *s, uint16_t attr, const void *data,
		      size_t len)
{
	size_t nest = message_nest(&s->m, attr);

	message_put(&s->m, 1, data, len);
	message_end(&s->m, nest);
}

void small_expr(struct small *s, const char *name)
{
	begin(s, name);
	end(s);
}

void small_load(struct small *s, const char *name, uint32_t key)
{
	begin(s, name);
	message_u32(&s->m, 1, s->reg);
	message_u32(&s->m, 2, key);
	end(s);
}

void small_payload(struct small *s, uint32_t base, uint32_t off, uint32_t len)
{
	begin(s, "payload");
	message_u32(&s->m, 1, s->reg);
	message_u32(&s->m, 2, base);
	message_u32(&s->m, 3, off);
	message_u32(&s->m, 4, len);
	end(s);
}

void small_cmp(struct small *s, uint32_t op, const void *data, size_t len)
{
	begin(s, "cmp");
	message_u32(&s->m, 1, s->reg);
	message_u32(&s->m, 2, op);
	put_value(s, 3, data, len);
	end(s);
}

void small_mask(struct small *s, const void *mask, size_t len)
{
	static const uint8_t zero[KEY];

	begin(s, "bitwise");
	message_u32(&s->m, 1, s->reg);
	message_u32(&s->m, 2, s->reg);
	message_u32(&s->m, 3, (uint32_t)len);
	put_value(s, 4, mask, len);
	put_value(s, 5, zero, len);
	end(s);
}

void small_lookup(struct small *s, const char *set, bool verdicts,
		  bool inverted)
{
	begin(s, "lookup");
	message_text(&s->m, 1, set);
	message_u32(&s->m, 2, s->reg);
	if (verdicts)
		message_u32(&s->m, 3, 0);
	message_u32(&s->m, 5, inverted);
	end(s);
}

void small_set_mark(struct small *s, uint32_t mark)
{
	begin(s, "immediate");
	message_u32(&s->m, 1, s->reg);
	put_value(s, 2, &mark, sizeof(mark));
	end(s);
	begin(s, "ct");
	message_u32(&s->m, 2, 3);
	message_u32(&s->m, 4, s->reg);
	end(s);
}

void small_verdict(struct small *s, int32_t code, const char *chain)
{
	begin(s, "immediate");
	message_u32(&s->m, 1, 0);
	put_verdict(&s->m, code, chain);
	end(s);
}

bool small_dump(struct small *s)
{
	uint8_t digest[DIGEST_LEN];

	dump_free(&s->dump);
	free(s->bytes);
	s->len = dump_file_len(&s->snapshot);
	s->bytes = xcalloc(s->len, 1);
	dump_file_write(&s->snapshot, s->bytes, digest);
	return dump_load(&s->dump, (struct bytes){ s->bytes, s->len });
}

void small_fix(struct box *box, size_t at, const void *bytes, size_t len)
{
	memcpy(box->lo + at, bytes, len);
	memcpy(box->hi + at, bytes, len);
}

void small_be(struct box *box, size_t at, uint8_t value)
{
	box->lo[at] = box->hi[at] = value;
}

struct box small_box(void)
{
	struct box box = { 0 };

	memset(box.hi, 255, sizeof(box.hi));
	small_be(&box, WAY, FORWARD);
	small_be(&box, STATE, NEW);
	small_be(&box, FAMILY, IP4);
	small_fix(&box, IIF, "eth0\0\0\0\0\0\0\0\0\0\0\0", 16);
	small_fix(&box, OIF, "eth1\0\0\0\0\0\0\0\0\0\0\0", 16);
	return box;
}

unsigned small_run(struct small *s, const struct box *box, struct run *out)
{
	*out = (struct run){ .dump = &s->dump, .box = box };
	return box_run(out);
}

bool small_drops(struct small *s, const struct box *box)
{
	struct run run;

	assert_true(small_dump(s));
	return !(small_run(s, box, &run) & PASS);
}

bool small_rejects(struct small *s)
{
	struct box box = small_box();
	struct run run;

	/* No mark is looked for: only what may be anything may be one. */
	return !small_dump(s) || (small_run(s, &box, &run) & STAMP);
}
