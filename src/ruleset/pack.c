/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pack.c -- a ruleset as bytes for another process
 *
 * Texts repeat (an entry's id stands at each of its elements): each is written
 * once and then called by its number.
 */
#include "ruleset/pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "base/wire.h"

enum {
	BUFFER = 16384,
	RECENT = 256, /* texts found again by their pointer alone */
};

struct known {
	const char *text;
	uint32_t number;
};

struct packer {
	FILE *out;
	struct pack p;
	bool bad; /* a text that cannot travel */
	/* Open addressing, at most half full. */
	struct known *known;
	size_t n_known, n_slots;
	struct known recent[RECENT];
	uint8_t buffer[BUFFER];
};

static void packer_finish(struct packer *packer)
{
	free(packer->known);
}

static void flush(struct packer *packer)
{
	fwrite(packer->buffer, 1, (size_t)(packer->p.pos - packer->buffer),
	       packer->out);
	packer->p.pos = packer->buffer;
}

/* Where to write the next `len` bytes. */
static struct pack *room(struct packer *packer, size_t len)
{
	must(len <= BUFFER);
	if ((size_t)(packer->p.end - packer->p.pos) < len)
		flush(packer);
	return &packer->p;
}

static void put_u8(struct packer *packer, uint8_t value)
{
	pack_u8(room(packer, 1), value);
}

static void put_u32(struct packer *packer, size_t value)
{
	must(value <= UINT32_MAX);
	pack_u32(room(packer, 4), (uint32_t)value);
}

static void put_bytes(struct packer *packer, const void *bytes, size_t len)
{
	pack_bytes(room(packer, len), bytes, len);
}

static struct known *slot_of(struct packer *packer, const char *text)
{
	size_t hash = 14695981039346656037ULL; /* FNV-1a */

	for (const char *p = text; *p; p++)
		hash = (hash ^ (uint8_t)*p) * 1099511628211ULL;
	for (size_t i = hash;; i++) {
		struct known *slot = &packer->known[i & (packer->n_slots - 1)];

		if (!slot->text || strcmp(slot->text, text) == 0)
			return slot;
	}
}

static void grow(struct packer *packer)
{
	_cleanup_(freep) struct known *old = packer->known;
	size_t n = packer->n_slots;

	packer->n_slots = n ? 2 * n : 1024;
	packer->known = xcalloc(packer->n_slots, sizeof(*packer->known));
	for (size_t i = 0; i < n; i++) {
		if (old[i].text)
			*slot_of(packer, old[i].text) = old[i];
	}
}

static void put_new_text(struct packer *packer, const char *text)
{
	size_t len = strlen(text);

	if (len > PACK_TEXT_MAX || !text_is_utf8(text, len)) {
		packer->bad = true;
		return;
	}
	pack_u16(room(packer, 2), (uint16_t)len);
	put_bytes(packer, text, len);
}

static void put_text(struct packer *packer, const char *text)
{
	struct known *recent = &packer->recent[(uintptr_t)text / 8 % RECENT];
	struct known *slot;

	if (!text || recent->text == text) {
		put_u32(packer, text ? recent->number : 0);
		return;
	}
	if (2 * packer->n_known >= packer->n_slots)
		grow(packer);
	slot = slot_of(packer, text);
	*recent = (struct known){ text, slot->number };
	if (slot->text) {
		put_u32(packer, slot->number);
		return;
	}
	recent->number = (uint32_t)++packer->n_known;
	*slot = *recent;
	put_u32(packer, slot->number);
	put_new_text(packer, text);
}

static void put_place(struct packer *packer, const struct loc *at)
{
	put_text(packer, at->file);
	put_u32(packer, at->line);
	put_u32(packer, at->col);
}

static void put_key_spec(struct packer *packer, const struct key_spec *key)
{
	put_u8(packer, key->n);
	for (size_t i = 0; i < key->n; i++)
		put_u8(packer, (uint8_t)key->fields[i]);
}

static void put_verdict(struct packer *packer, const struct verdict *verdict)
{
	put_u8(packer, (uint8_t)verdict->kind);
	if (verdict->kind == VERDICT_JUMP || verdict->kind == VERDICT_GOTO)
		put_text(packer, verdict->chain);
}

static void put_elements(struct packer *packer, const struct set *set)
{
	size_t len = key_len(&set->key);

	put_u32(packer, set->elements.n);
	vec_each(element, &set->elements) {
		put_place(packer, &element->at);
		put_text(packer, element->comment);
		put_bytes(packer, element->key, len);
		if (set->interval)
			put_bytes(packer, element->last, len);
		if (set->timeouts)
			pack_u64(room(packer, 8), element->timeout_ms);
		if (set->kind == SET_MARKS)
			put_u32(packer, element->mark);
		if (set->kind == SET_VERDICTS)
			put_verdict(packer, &element->verdict);
	}
}

static void put_set(struct packer *packer, const struct set *set)
{
	put_place(packer, &set->at);
	put_text(packer, set->name);
	put_text(packer, set->comment);
	put_u8(packer, (uint8_t)set->kind);
	put_key_spec(packer, &set->key);
	put_u8(packer, (uint8_t)((set->interval ? PACK_INTERVAL : 0) |
				 (set->timeouts ? PACK_TIMEOUTS : 0) |
				 (set->counters ? PACK_COUNTERS : 0)));
	put_elements(packer, set);
}

static void put_match(struct packer *packer, const struct stmt *stmt)
{
	size_t len = field_info(stmt->field)->len;

	put_u8(packer, (uint8_t)stmt->field);
	if (stmt->kind == STMT_MATCH)
		put_u8(packer, (uint8_t)((stmt->negate ? PACK_NEGATE : 0) |
					 (stmt->has_mask ? PACK_MASK : 0)));
	put_bytes(packer, stmt->value, len);
	if (stmt->kind == STMT_MATCH && stmt->has_mask)
		put_bytes(packer, stmt->mask, len);
	if (stmt->kind == STMT_RANGE)
		put_bytes(packer, stmt->last, len);
}

static void put_lookup(struct packer *packer, const struct stmt *stmt)
{
	put_key_spec(packer, &stmt->key);
	put_text(packer, stmt->set);
	if (stmt->kind == STMT_LOOKUP)
		put_u8(packer, stmt->negate ? PACK_NEGATE : 0);
}

static void put_stmt(struct packer *packer, const struct stmt *stmt)
{
	put_u8(packer, (uint8_t)stmt->kind);
	switch (stmt->kind) {
	case STMT_MATCH:
	case STMT_RANGE:
	case STMT_AT_LEAST:
	case STMT_BELOW:
		put_match(packer, stmt);
		break;
	case STMT_LOOKUP:
	case STMT_VMAP:
	case STMT_CT_MARK_MAP:
		put_lookup(packer, stmt);
		break;
	case STMT_CT_MARK:
		put_u32(packer, stmt->number);
		break;
	case STMT_LIMIT:
		put_u32(packer, stmt->count);
		put_u32(packer, stmt->seconds);
		put_u32(packer, stmt->burst);
		break;
	case STMT_LOG:
		put_text(packer, stmt->text);
		break;
	case STMT_VERDICT:
		put_verdict(packer, &stmt->verdict);
		break;
	case STMT_STAMP:
	case STMT_COUNTER:
		break;
	}
}

static void put_chain(struct packer *packer, const struct chain *chain)
{
	must(chain->hook == HOOK_NONE);
	put_place(packer, &chain->at);
	put_text(packer, chain->name);
	put_text(packer, chain->comment);
	put_u32(packer, chain->rules.n);
	vec_each(rule, &chain->rules) {
		put_place(packer, &rule->at);
		put_text(packer, rule->comment);
		must(rule->stmts.n <= PACK_RULE_STMTS_MAX);
		put_u8(packer, (uint8_t)rule->stmts.n);
		vec_each(stmt, &rule->stmts)
			put_stmt(packer, stmt);
	}
}

int ruleset_pack(const struct ruleset *ruleset, FILE *out)
{
	_cleanup_(packer_finish) struct packer packer = { .out = out };

	packer.p =
		(struct pack){ packer.buffer, packer.buffer + BUFFER, false };
	errno = 0;
	put_u32(&packer, PACK_MAGIC);
	put_u32(&packer, ruleset->generation);
	put_u32(&packer, ruleset->entries.n);
	vec_each(id, &ruleset->entries)
		put_text(&packer, *id);
	put_u32(&packer, ruleset->tree.sets.n);
	vec_each(set, &ruleset->tree.sets)
		put_set(&packer, set);
	put_u32(&packer, ruleset->tree.chains.n);
	vec_each(chain, &ruleset->tree.chains)
		put_chain(&packer, chain);
	put_u32(&packer, ruleset->selectors.n);
	vec_each(selector, &ruleset->selectors) {
		put_text(&packer, selector->name);
		put_elements(&packer, selector);
	}
	flush(&packer);
	if (packer.bad)
		return -EINVAL;
	if (fflush(out) != 0 || ferror(out))
		return errno ? -errno : -EIO;
	return 0;
}
