/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build.c -- writing a chain rule by rule, statement by statement
 */
#include "ruleset/build.h"

#include <string.h>

#include "base/must.h"

struct build build_chain(struct arena *arena, const char *name,
			 const char *comment)
{
	struct build build = { .arena = arena };

	build.chain.name = name;
	build.chain.comment = comment;
	return build;
}

void build_end(struct build *build, struct table *table)
{
	build->chain.at = build->at;
	*vec_add(build->arena, &table->chains) = build->chain;
}

void build_rule(struct build *build, const char *comment)
{
	struct rule *rule = vec_add(build->arena, &build->chain.rules);

	rule->at = build->at;
	rule->comment = comment;
}

static struct stmt *add(struct build *build, enum stmt_kind kind)
{
	struct rule *rule;
	struct stmt *stmt;

	must(build->chain.rules.n > 0);
	rule = &build->chain.rules.at[build->chain.rules.n - 1];
	stmt = vec_add(build->arena, &rule->stmts);
	stmt->kind = kind;
	return stmt;
}

void field_put(enum field field, uint64_t value, uint8_t *out)
{
	const struct field_info *info = field_info(field);
	size_t at;

	must(info->len <= 8);
	must(info->len == 8 || value >> (8 * info->len) == 0);
	for (size_t i = 0; i < info->len; i++) {
		at = info->host_endian &&
				     __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			     ? i
			     : info->len - 1U - i;
		out[at] = (uint8_t)(value >> (8 * i));
	}
}

uint64_t field_get(enum field field, const uint8_t *bytes)
{
	const struct field_info *info = field_info(field);
	uint64_t value = 0;
	size_t at;

	must(info->len <= 8);
	for (size_t i = info->len; i-- > 0;) {
		at = info->host_endian &&
				     __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			     ? i
			     : info->len - 1U - i;
		value = value << 8 | bytes[at];
	}
	return value;
}

static struct stmt *compare(struct build *build, enum stmt_kind kind,
			    enum field field, uint64_t value)
{
	struct stmt *stmt = add(build, kind);

	stmt->field = field;
	field_put(field, value, stmt->value);
	return stmt;
}

void build_match(struct build *build, enum field field, uint64_t value)
{
	compare(build, STMT_MATCH, field, value);
}

void build_not(struct build *build, enum field field, uint64_t value)
{
	compare(build, STMT_MATCH, field, value)->negate = true;
}

void build_masked(struct build *build, enum field field, uint64_t mask,
		  uint64_t value)
{
	struct stmt *stmt = compare(build, STMT_MATCH, field, value);

	stmt->has_mask = true;
	field_put(field, mask, stmt->mask);
}

void build_any_bit(struct build *build, enum field field, uint64_t bits)
{
	struct stmt *stmt = compare(build, STMT_MATCH, field, 0);

	stmt->negate = true;
	stmt->has_mask = true;
	field_put(field, bits, stmt->mask);
}

void build_range(struct build *build, enum field field, uint64_t first,
		 uint64_t last)
{
	struct stmt *stmt = compare(build, STMT_RANGE, field, first);

	must(first <= last);
	field_put(field, last, stmt->last);
}

void build_at_least(struct build *build, enum field field, uint64_t value)
{
	compare(build, STMT_AT_LEAST, field, value);
}

void build_below(struct build *build, enum field field, uint64_t value)
{
	compare(build, STMT_BELOW, field, value);
}

void build_name(struct build *build, enum field field, const char *name)
{
	struct stmt *stmt = add(build, STMT_MATCH);
	size_t len = strlen(name);

	must(len < sizeof(stmt->value) && len > 0);
	stmt->field = field;
	memcpy(stmt->value, name, len);
}

static void put_prefix_mask(uint8_t *mask, int bits)
{
	for (; bits >= 8; bits -= 8)
		*mask++ = 0xff;
	if (bits)
		*mask = (uint8_t)(0xff00U >> bits);
}

void build_address(struct build *build, enum field field,
		   const struct addr_range *range)
{
	size_t len = family_len(range->first.family);
	int prefix = range_prefix_len(range);
	struct stmt *stmt;

	must(len == field_info(field)->len);
	stmt = add(build, prefix < 0 ? STMT_RANGE : STMT_MATCH);
	stmt->field = field;
	memcpy(stmt->value, range->first.bytes, len);
	if (prefix < 0) {
		memcpy(stmt->last, range->last.bytes, len);
	} else if ((size_t)prefix < 8 * len) {
		stmt->has_mask = true;
		put_prefix_mask(stmt->mask, prefix);
	}
}

void build_family(struct build *build, enum family family)
{
	build_match(build, FIELD_NFPROTO,
		    family == FAMILY_IPV4 ? NFPROTO_V4 : NFPROTO_V6);
}

static void look_up(struct build *build, enum stmt_kind kind,
		    struct key_spec key, const char *set)
{
	struct stmt *stmt = add(build, kind);

	stmt->key = key;
	stmt->set = set;
}

void build_lookup(struct build *build, struct key_spec key, const char *set)
{
	look_up(build, STMT_LOOKUP, key, set);
}

void build_vmap(struct build *build, struct key_spec key, const char *set)
{
	look_up(build, STMT_VMAP, key, set);
}

void build_mark_map(struct build *build, struct key_spec key, const char *set)
{
	look_up(build, STMT_CT_MARK_MAP, key, set);
}

void build_ct_mark(struct build *build, uint32_t mark)
{
	add(build, STMT_CT_MARK)->number = mark;
}

void build_stamp(struct build *build)
{
	add(build, STMT_STAMP);
}

void build_limit(struct build *build, uint32_t count, uint32_t seconds,
		 uint32_t burst)
{
	struct stmt *stmt = add(build, STMT_LIMIT);

	stmt->count = count;
	stmt->seconds = seconds;
	stmt->burst = burst;
}

void build_counter(struct build *build)
{
	add(build, STMT_COUNTER);
}

void build_log(struct build *build, const char *prefix)
{
	must(strlen(prefix) <= LOG_PREFIX_MAX);
	add(build, STMT_LOG)->text = prefix;
}

static void decide(struct build *build, enum verdict_kind kind,
		   const char *chain)
{
	struct stmt *stmt = add(build, STMT_VERDICT);

	stmt->verdict.kind = kind;
	stmt->verdict.chain = chain;
}

void build_accept(struct build *build)
{
	decide(build, VERDICT_ACCEPT, NULL);
}

void build_drop(struct build *build)
{
	decide(build, VERDICT_DROP, NULL);
}

void build_jump(struct build *build, const char *chain)
{
	decide(build, VERDICT_JUMP, chain);
}

void build_goto(struct build *build, const char *chain)
{
	decide(build, VERDICT_GOTO, chain);
}

const char *build_comment(struct arena *arena, const char *text)
{
	size_t len = strlen(text);

	if (len > COMMENT_MAX) {
		len = COMMENT_MAX;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	return arena_strndup(arena, text, len);
}

bool build_is_word(const char *text)
{
	for (const char *p = text; *p; p++) {
		if (*p <= ' ' || *p > '~' || *p == '"' || *p == '\\')
			return false;
	}
	return *text;
}

bool build_is_interface(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789-_.@");

	return len > 0 && !text[len] && len < field_info(FIELD_IIFNAME)->len;
}

void build_refusal(struct build *build, const char *prefix)
{
	build_rule(build, NULL);
	build_limit(build, LOG_DROPS, 1, LOG_DROPS_BURST);
	build_log(build, prefix);
	build_rule(build, NULL);
	build_counter(build);
	build_drop(build);
}
