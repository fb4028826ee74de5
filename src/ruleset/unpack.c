/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unpack.c -- bytes of another process as a ruleset, if they are one
 *
 * Here: is it well-formed and within the bounds? What it would do is asked
 * afterwards, of the whole (sound.h). The first thing wrong sticks; whatever
 * is read after it is zero.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "base/wire.h"
#include "ruleset/frame.h"
#include "ruleset/pack.h"
#include "ruleset/sound.h"

enum {
	/* Bytes of the shortest of each: no count makes us take memory that
	 * the bytes at hand could not fill. */
	LEAST_ENTRY = 4,
	LEAST_SET = 28,
	LEAST_ELEMENT = 17,
	LEAST_CHAIN = 24,
	LEAST_RULE = 17,
	LEAST_STMT = 1,
};

struct unpacker {
	struct wire w;
	struct ruleset *out;
	const char **texts; /* [number - 1] */
	size_t n_texts, texts_cap;
	size_t n_elements, n_rules, n_stmts;
};

static void unpacker_finish(struct unpacker *u)
{
	free(u->texts);
}

static void refuse(struct unpacker *u)
{
	u->w.bad = true;
}

/* A number below n. */
static unsigned get_below(struct unpacker *u, unsigned n)
{
	unsigned value = wire_u8(&u->w);

	if (value < n)
		return value;
	refuse(u);
	return 0;
}

static uint8_t get_flags(struct unpacker *u, uint8_t known)
{
	uint8_t flags = wire_u8(&u->w);

	if (!(flags & (uint8_t)~known))
		return flags;
	refuse(u);
	return 0;
}

/* How many follow, of `least` bytes each at least. */
static size_t get_count(struct unpacker *u, size_t max, size_t least)
{
	size_t n = wire_u32(&u->w);

	if (n <= max && n <= (size_t)(u->w.end - u->w.pos) / least)
		return n;
	refuse(u);
	return 0;
}

/* Exactly so many zeroed things. */
#define MAKE_ROOM(u, vec, count)                                       \
	do {                                                           \
		size_t n_ = (count);                                   \
                                                                       \
		if (n_)                                                \
			(vec)->at = arena_calloc(&(u)->out->arena, n_, \
						 sizeof(*(vec)->at));  \
		(vec)->n = (vec)->cap = n_;                            \
	} while (0)

static const char *get_new_text(struct unpacker *u)
{
	size_t len = wire_u16(&u->w);
	const uint8_t *bytes = wire_bytes(&u->w, len);
	const char *text;

	if (!bytes || len > PACK_TEXT_MAX || u->n_texts == PACK_TEXTS_MAX ||
	    !text_is_utf8((const char *)bytes, len)) {
		refuse(u);
		return NULL;
	}
	text = arena_strndup(&u->out->arena, (const char *)bytes, len);
	if (u->n_texts == u->texts_cap) {
		u->texts_cap = u->texts_cap ? 2 * u->texts_cap : 1024;
		u->texts = xrealloc(u->texts, u->texts_cap, sizeof(*u->texts));
	}
	u->texts[u->n_texts++] = text;
	return text;
}

static const char *get_text_or_none(struct unpacker *u)
{
	size_t number = wire_u32(&u->w);

	if (number == 0)
		return NULL;
	if (number <= u->n_texts)
		return u->texts[number - 1];
	if (number == u->n_texts + 1)
		return get_new_text(u);
	refuse(u);
	return NULL;
}

static const char *get_text(struct unpacker *u)
{
	const char *text = get_text_or_none(u);

	if (text)
		return text;
	refuse(u);
	return "";
}

static struct loc get_place(struct unpacker *u)
{
	struct loc at = { .file = get_text_or_none(u) };

	at.line = wire_u32(&u->w);
	at.col = wire_u32(&u->w);
	return at;
}

static void get_bytes(struct unpacker *u, uint8_t *out, size_t len)
{
	const uint8_t *bytes = wire_bytes(&u->w, len);

	if (bytes)
		memcpy(out, bytes, len);
}

static struct key_spec get_key_spec(struct unpacker *u)
{
	struct key_spec key = { .n = wire_u8(&u->w) };
	size_t len = 0;

	if (key.n < 1 || key.n > KEY_FIELDS) {
		refuse(u);
		key.n = 1;
	}
	for (size_t i = 0; i < key.n; i++) {
		key.fields[i] = (enum field)get_below(u, N_FIELDS);
		len += (field_info(key.fields[i])->len + 3U) & ~3U;
	}
	if (len <= KEY_LEN)
		return key;
	refuse(u);
	key.n = 1;
	return key;
}

static struct verdict get_verdict(struct unpacker *u)
{
	struct verdict verdict = {
		.kind = (enum verdict_kind)get_below(u, VERDICT_RETURN + 1),
	};

	if (verdict.kind == VERDICT_JUMP || verdict.kind == VERDICT_GOTO)
		verdict.chain = get_text(u);
	return verdict;
}

static void get_elements(struct unpacker *u, struct set *set)
{
	size_t len = key_len(&set->key);
	size_t n = get_count(u, ELEMENTS_MAX - u->n_elements, LEAST_ELEMENT);

	u->n_elements += n;
	MAKE_ROOM(u, &set->elements, n);
	vec_each(element, &set->elements) {
		if (u->w.bad)
			return;
		element->at = get_place(u);
		element->comment = get_text_or_none(u);
		get_bytes(u, element->key, len);
		if (set->interval)
			get_bytes(u, element->last, len);
		if (set->timeouts)
			element->timeout_ms = wire_u64(&u->w);
		if (set->kind == SET_MARKS)
			element->mark = wire_u32(&u->w);
		if (set->kind == SET_VERDICTS)
			element->verdict = get_verdict(u);
	}
}

static void get_set(struct unpacker *u, struct set *set)
{
	uint8_t flags;

	set->at = get_place(u);
	set->name = get_text(u);
	set->comment = get_text_or_none(u);
	set->kind = (enum set_kind)get_below(u, SET_VERDICTS + 1);
	set->key = get_key_spec(u);
	flags = get_flags(u, PACK_INTERVAL | PACK_TIMEOUTS | PACK_COUNTERS);
	set->interval = flags & PACK_INTERVAL;
	set->timeouts = flags & PACK_TIMEOUTS;
	set->counters = flags & PACK_COUNTERS;
	get_elements(u, set);
}

static void get_match(struct unpacker *u, struct stmt *stmt)
{
	uint8_t flags = 0;
	size_t len;

	stmt->field = (enum field)get_below(u, N_FIELDS);
	len = field_info(stmt->field)->len;
	if (stmt->kind == STMT_MATCH)
		flags = get_flags(u, PACK_NEGATE | PACK_MASK);
	stmt->negate = flags & PACK_NEGATE;
	stmt->has_mask = flags & PACK_MASK;
	get_bytes(u, stmt->value, len);
	if (stmt->has_mask)
		get_bytes(u, stmt->mask, len);
	if (stmt->kind == STMT_RANGE)
		get_bytes(u, stmt->last, len);
}

static void get_lookup(struct unpacker *u, struct stmt *stmt)
{
	stmt->key = get_key_spec(u);
	stmt->set = get_text(u);
	if (stmt->kind == STMT_LOOKUP)
		stmt->negate = get_flags(u, PACK_NEGATE);
}

static void get_stmt(struct unpacker *u, struct stmt *stmt)
{
	stmt->kind = (enum stmt_kind)get_below(u, STMT_VERDICT + 1);
	switch (stmt->kind) {
	case STMT_MATCH:
	case STMT_RANGE:
	case STMT_AT_LEAST:
	case STMT_BELOW:
		get_match(u, stmt);
		break;
	case STMT_LOOKUP:
	case STMT_VMAP:
	case STMT_CT_MARK_MAP:
		get_lookup(u, stmt);
		break;
	case STMT_CT_MARK:
		stmt->number = wire_u32(&u->w);
		break;
	case STMT_LIMIT:
		stmt->count = wire_u32(&u->w);
		stmt->seconds = wire_u32(&u->w);
		stmt->burst = wire_u32(&u->w);
		break;
	case STMT_LOG:
		stmt->text = get_text(u);
		break;
	case STMT_VERDICT:
		stmt->verdict = get_verdict(u);
		break;
	case STMT_STAMP:
	case STMT_COUNTER:
		break;
	}
}

static void get_rule(struct unpacker *u, struct rule *rule)
{
	size_t n;

	rule->at = get_place(u);
	rule->comment = get_text_or_none(u);
	n = get_below(u, PACK_RULE_STMTS_MAX + 1);
	u->n_stmts += n;
	if (u->n_stmts > PACK_STMTS_MAX ||
	    n * LEAST_STMT > (size_t)(u->w.end - u->w.pos)) {
		refuse(u);
		return;
	}
	MAKE_ROOM(u, &rule->stmts, n);
	vec_each(stmt, &rule->stmts)
		get_stmt(u, stmt);
}

static void get_chain(struct unpacker *u, struct chain *chain)
{
	size_t n;

	chain->at = get_place(u);
	chain->name = get_text(u);
	chain->comment = get_text_or_none(u);
	n = get_count(u, PACK_RULES_MAX - u->n_rules, LEAST_RULE);
	u->n_rules += n;
	MAKE_ROOM(u, &chain->rules, n);
	vec_each(rule, &chain->rules) {
		if (u->w.bad)
			return;
		get_rule(u, rule);
	}
}

/* Ours, in our order; of the sender only what they lead to. */
static void get_selectors(struct unpacker *u)
{
	if (wire_u32(&u->w) != u->out->selectors.n) {
		refuse(u);
		return;
	}
	vec_each(selector, &u->out->selectors) {
		if (strcmp(get_text(u), selector->name) != 0)
			refuse(u);
		if (u->w.bad)
			return;
		get_elements(u, selector);
	}
}

static void get_ruleset(struct unpacker *u)
{
	struct ruleset *out = u->out;

	if (wire_u32(&u->w) != PACK_MAGIC)
		refuse(u);
	out->generation = wire_u32(&u->w);
	MAKE_ROOM(u, &out->entries, get_count(u, ENTRY_MAX, LEAST_ENTRY));
	vec_each(id, &out->entries)
		*id = get_text(u);
	MAKE_ROOM(u, &out->tree.sets, get_count(u, PACK_SETS_MAX, LEAST_SET));
	vec_each(set, &out->tree.sets) {
		if (u->w.bad)
			return;
		get_set(u, set);
	}
	MAKE_ROOM(u, &out->tree.chains,
		  get_count(u, PACK_CHAINS_MAX, LEAST_CHAIN));
	vec_each(chain, &out->tree.chains) {
		if (u->w.bad)
			return;
		get_chain(u, chain);
	}
	get_selectors(u);
}

bool ruleset_unpack(const uint8_t *bytes, size_t len, struct ruleset *out)
{
	struct ruleset made = { 0 };
	_cleanup_(unpacker_finish) struct unpacker u = {
		.w = { .pos = bytes, .end = bytes + len },
		.out = &made,
	};

	if (len > PACK_BYTES_MAX)
		return false;
	frame_build(&made);
	get_ruleset(&u);
	if (!wire_done(&u.w) || ruleset_flaw(&made)) {
		ruleset_finish(&made);
		return false;
	}
	*out = made;
	return true;
}
