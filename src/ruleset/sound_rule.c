/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sound_rule.c -- is a rule from another process one that we would make?
 */
#include <string.h>

#include "ruleset/build.h"
#include "ruleset/pack.h"
#include "ruleset/sound.h"

enum {
	CT_STATES = CT_STATE_INVALID | CT_STATE_ESTABLISHED | CT_STATE_RELATED |
		    CT_STATE_NEW | CT_STATE_UNTRACKED,
};

#define NANOSECONDS 1000000000ULL

static bool is_name(enum field field)
{
	return field == FIELD_IIFNAME || field == FIELD_OIFNAME;
}

static bool is_address(enum field field)
{
	const struct field_info *info = field_info(field);

	return (info->len == 4 || info->len == 16) && !info->host_endian &&
	       !is_name(field);
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

/* Ended and filled up with NULs. */
static bool is_interface(const uint8_t *value, size_t len)
{
	size_t n = strnlen((const char *)value, len);

	return n < len && is_zero(value + n, len - n) &&
	       build_is_interface((const char *)value);
}

static bool is_value(enum field field, const uint8_t *value)
{
	if (is_name(field))
		return is_interface(value, field_info(field)->len);
	return field != FIELD_TIME ||
	       field_get(field, value) % NANOSECONDS == 0;
}

/* Headers are read where they would stand: what a rule must have asked before
 * it may look at a field. */
static const struct guard {
	enum field field, before;
	uint8_t value;
} guards[] = {
	{ FIELD_ETHER_SADDR, FIELD_IIFTYPE, IIFTYPE_ETHER },
	{ FIELD_IP_SADDR, FIELD_NFPROTO, NFPROTO_V4 },
	{ FIELD_IP_DADDR, FIELD_NFPROTO, NFPROTO_V4 },
	{ FIELD_CT_IP_SADDR, FIELD_NFPROTO, NFPROTO_V4 },
	{ FIELD_CT_IP_DADDR, FIELD_NFPROTO, NFPROTO_V4 },
	{ FIELD_ICMP_TYPE, FIELD_NFPROTO, NFPROTO_V4 },
	{ FIELD_ICMP_TYPE, FIELD_L4PROTO, 1 },
	{ FIELD_IP6_SADDR, FIELD_NFPROTO, NFPROTO_V6 },
	{ FIELD_IP6_DADDR, FIELD_NFPROTO, NFPROTO_V6 },
	{ FIELD_CT_IP6_SADDR, FIELD_NFPROTO, NFPROTO_V6 },
	{ FIELD_CT_IP6_DADDR, FIELD_NFPROTO, NFPROTO_V6 },
	{ FIELD_IP6_HOPLIMIT, FIELD_NFPROTO, NFPROTO_V6 },
	{ FIELD_ICMPV6_TYPE, FIELD_NFPROTO, NFPROTO_V6 },
	{ FIELD_ICMPV6_TYPE, FIELD_L4PROTO, 58 },
};

static bool has_asked(const struct rule *rule, const struct stmt *until,
		      const struct guard *guard)
{
	for (const struct stmt *stmt = rule->stmts.at; stmt < until; stmt++)
		if (stmt->kind == STMT_MATCH && stmt->field == guard->before &&
		    !stmt->negate && !stmt->has_mask &&
		    field_get(stmt->field, stmt->value) == guard->value)
			return true;
	return false;
}

static bool is_guarded(const struct rule *rule, const struct stmt *stmt,
		       enum field field)
{
	for (size_t i = 0; i < sizeof(guards) / sizeof(guards[0]); i++)
		if (guards[i].field == field &&
		    !has_asked(rule, stmt, &guards[i]))
			return false;
	return true;
}

static const char *mask_flaw(const struct stmt *stmt)
{
	size_t len = field_info(stmt->field)->len;
	bool ended = false, one;

	if (!is_address(stmt->field))
		return "a mask of what is no address";
	for (size_t bit = 0; bit < 8 * len; bit++) {
		one = stmt->mask[bit / 8] >> (7 - bit % 8) & 1;
		if ((one && ended) ||
		    (!one && stmt->value[bit / 8] >> (7 - bit % 8) & 1))
			return "a mask that is no prefix";
		ended |= !one;
	}
	return NULL;
}

static const char *ct_mark_flaw(const struct ruleset *ruleset,
				const struct stmt *stmt)
{
	uint64_t value = field_get(FIELD_CT_MARK, stmt->value);
	uint64_t mask = field_get(FIELD_CT_MARK, stmt->mask);
	bool was_let_in = stmt->negate && !stmt->has_mask && value == 0;
	bool is_live = !stmt->negate && stmt->has_mask && mask == LIVE_MASK &&
		       value == ruleset->generation << GENERATION_SHIFT;

	return was_let_in || is_live ? NULL : "a foreign mark is asked for";
}

static const char *ct_state_flaw(const struct stmt *stmt)
{
	uint64_t bits = field_get(FIELD_CT_STATE, stmt->mask);

	if (!stmt->negate || !stmt->has_mask || !bits ||
	    bits & ~(uint64_t)CT_STATES || !is_zero(stmt->value, 4))
		return "states that are not a list of bits";
	return NULL;
}

static const char *match_flaw(const struct ruleset *ruleset,
			      const struct stmt *stmt)
{
	if (stmt->field == FIELD_CT_MARK)
		return ct_mark_flaw(ruleset, stmt);
	if (stmt->field == FIELD_CT_STATE)
		return ct_state_flaw(stmt);
	if (stmt->negate && stmt->field != FIELD_PKTTYPE)
		return "something is asked by what it is not";
	return stmt->has_mask ? mask_flaw(stmt) : NULL;
}

static bool is_ordered(const struct stmt *stmt)
{
	const struct field_info *info = field_info(stmt->field);

	if (info->len > 8 || !info->host_endian)
		return memcmp(stmt->value, stmt->last, info->len) <= 0;
	return field_get(stmt->field, stmt->value) <=
	       field_get(stmt->field, stmt->last);
}

static const char *compare_flaw(const struct ruleset *ruleset,
				const struct rule *rule,
				const struct stmt *stmt)
{
	enum field field = stmt->field;

	if (field == FIELD_MARK)
		return "the packet's mark is asked for";
	if (!is_guarded(rule, stmt, field))
		return "a header is read that need not be there";
	if (!is_value(field, stmt->value))
		return "a value that its field cannot have";
	if (stmt->kind == STMT_MATCH)
		return match_flaw(ruleset, stmt);
	if (is_name(field) || field == FIELD_CT_MARK || field == FIELD_CT_STATE)
		return "an order of what has none";
	if (stmt->kind == STMT_RANGE &&
	    (!is_ordered(stmt) || !is_value(field, stmt->last)))
		return "a range whose end is before its beginning";
	return NULL;
}

static const char *lookup_flaw(const struct rule *rule, const struct stmt *stmt)
{
	for (size_t i = 0; i < stmt->key.n; i++)
		if (!is_guarded(rule, stmt, stmt->key.fields[i]))
			return "a header is read that need not be there";
	return stmt->negate ? "something is asked by what it is not" : NULL;
}

bool mark_is_ours(const struct ruleset *ruleset, uint32_t mark)
{
	uint32_t number = mark & ENTRY_MAX;

	return mark >> GENERATION_SHIFT == ruleset->generation && number &&
	       number <= ruleset->entries.n;
}

static const char *limit_flaw(const struct stmt *stmt)
{
	bool unit = stmt->seconds == 1 || stmt->seconds == 60 ||
		    stmt->seconds == 3600 || stmt->seconds == 86400;

	return unit && stmt->count && stmt->burst ? NULL
						  : "a limit that is none";
}

static const char *log_flaw(const char *prefix)
{
	size_t len = strlen(prefix);

	if (!len || len > LOG_PREFIX_MAX)
		return "a log prefix that is too long";
	for (const char *p = prefix; *p; p++)
		if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\')
			return "a log prefix that cannot be quoted";
	return NULL;
}

static const char *stmt_flaw(const struct ruleset *ruleset,
			     const struct rule *rule, const struct stmt *stmt)
{
	switch (stmt->kind) {
	case STMT_MATCH:
	case STMT_RANGE:
	case STMT_AT_LEAST:
	case STMT_BELOW:
		return compare_flaw(ruleset, rule, stmt);
	case STMT_LOOKUP:
	case STMT_VMAP:
	case STMT_CT_MARK_MAP:
		return lookup_flaw(rule, stmt);
	case STMT_CT_MARK:
		return mark_is_ours(ruleset, stmt->number)
			       ? NULL
			       : "a mark that names no entry of this generation";
	case STMT_LIMIT:
		return limit_flaw(stmt);
	case STMT_LOG:
		return log_flaw(stmt->text);
	case STMT_VERDICT:
		if (stmt->verdict.kind == VERDICT_NONE ||
		    stmt->verdict.kind == VERDICT_RETURN)
			return "a verdict that is none";
		return NULL;
	case STMT_STAMP:
	case STMT_COUNTER:
		return NULL;
	}
	return "a statement of no kind";
}

/* The rest of the rule is not reached where it does not hold. */
static bool may_fail(const struct stmt *stmt)
{
	return stmt->kind <= STMT_LOOKUP || stmt->kind == STMT_VMAP ||
	       stmt->kind == STMT_CT_MARK_MAP || stmt->kind == STMT_LIMIT;
}

static bool ends(const struct stmt *stmt)
{
	return stmt->kind == STMT_VERDICT || stmt->kind == STMT_VMAP;
}

/* A connection that bears a mark counts as let in at its next packet. */
static bool marks(const struct stmt *stmt)
{
	return stmt->kind == STMT_CT_MARK || stmt->kind == STMT_CT_MARK_MAP ||
	       stmt->kind == STMT_STAMP;
}

static const char *order_flaw(const struct rule *rule)
{
	const struct stmt *last = &rule->stmts.at[rule->stmts.n - 1];
	bool marked = false;

	vec_each(stmt, &rule->stmts) {
		if (ends(stmt) && stmt != last)
			return "a verdict that is not the last word";
		if (marked && may_fail(stmt))
			return "a mark is set before all is asked";
		marked |= marks(stmt);
	}
	if (marked && (last->kind != STMT_VERDICT ||
		       last->verdict.kind != VERDICT_ACCEPT))
		return "a mark is set on what is not let in";
	return NULL;
}

const char *rule_flaw(const struct ruleset *ruleset, const struct rule *rule)
{
	const char *flaw;

	if (!rule->stmts.n || rule->stmts.n > PACK_RULE_STMTS_MAX)
		return "a rule of no statement, or of too many";
	vec_each(stmt, &rule->stmts) {
		flaw = stmt_flaw(ruleset, rule, stmt);
		if (flaw)
			return flaw;
	}
	return order_flaw(rule);
}

static unsigned tells(enum field field)
{
	if (field == FIELD_CT_MARK)
		return ASKED_ENOUGH;
	if (field == FIELD_IP_SADDR || field == FIELD_IP6_SADDR ||
	    field == FIELD_CT_IP_SADDR || field == FIELD_CT_IP6_SADDR)
		return ASKED_SOURCE;
	return is_address(field) ? ASKED_DESTINATION : 0;
}

/* Loopback; what stays on its link; what is related to a connection. */
static bool is_special(const struct stmt *stmt)
{
	if (stmt->kind != STMT_MATCH)
		return false;
	if (stmt->field == FIELD_CT_STATE)
		return field_get(FIELD_CT_STATE, stmt->mask) ==
		       CT_STATE_RELATED;
	return stmt->field == FIELD_IP6_HOPLIMIT ||
	       stmt->field == FIELD_IIFNAME;
}

unsigned rule_asks(const struct rule *rule)
{
	unsigned asked = 0;

	vec_each(stmt, &rule->stmts) {
		if (is_special(stmt))
			asked = ASKED_ENOUGH;
		if (stmt->kind <= STMT_BELOW && !stmt->negate)
			asked |= tells(stmt->field);
		for (size_t i = 0; i < stmt->key.n; i++)
			asked |= tells(stmt->key.fields[i]);
	}
	return asked;
}

bool rule_closes(const struct rule *rule)
{
	const struct stmt *last = &rule->stmts.at[rule->stmts.n - 1];

	vec_each(stmt, &rule->stmts)
		if (may_fail(stmt))
			return false;
	return last->kind == STMT_VERDICT &&
	       (last->verdict.kind == VERDICT_DROP ||
		last->verdict.kind == VERDICT_GOTO);
}

static bool is_box(const struct set *set, const struct element *element,
		   size_t i)
{
	const struct field_info *info = field_info(set->key.fields[i]);
	size_t at = key_offset(&set->key, i);
	size_t padded = (info->len + 3U) & ~3U;

	return !is_name(set->key.fields[i]) &&
	       (!info->host_endian || info->len == 1) &&
	       memcmp(element->key + at, element->last + at, info->len) <= 0 &&
	       is_zero(element->last + at + info->len, padded - info->len);
}

const char *key_flaw(const struct set *set, const struct element *element)
{
	for (size_t i = 0; i < set->key.n; i++) {
		enum field field = set->key.fields[i];
		size_t at = key_offset(&set->key, i),
		       len = field_info(field)->len;

		if (!is_value(field, element->key + at) ||
		    !is_zero(element->key + at + len, ((len + 3) & ~3UL) - len))
			return "a key that its fields cannot have";
		if (set->interval && !is_box(set, element, i))
			return "an interval that is none";
	}
	return NULL;
}
