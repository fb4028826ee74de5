/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print_rule.c -- a rule, statement by statement, as nft(8) text
 */
#include <inttypes.h>

#include "base/address.h"
#include "base/must.h"
#include "ruleset/build.h"
#include "ruleset/print.h"
#include "ruleset/print_value.h"

static void key_print(const struct key_spec *key, FILE *out)
{
	for (size_t i = 0; i < key->n; i++)
		fprintf(out, "%s%s", i ? " . " : "",
			field_info(key->fields[i])->name);
}

/* The prefix length if the mask is one, and its field an address; else -1. */
static int mask_prefix(const struct stmt *stmt)
{
	size_t len = field_info(stmt->field)->len;
	struct addr_range range = { 0 };

	if (len != 4 && len != 16)
		return -1;
	if (field_info(stmt->field)->host_endian)
		return -1;
	range.first.family = len == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
	range.last.family = range.first.family;
	for (size_t i = 0; i < len; i++) {
		range.first.bytes[i] = stmt->value[i];
		range.last.bytes[i] =
			(uint8_t)(stmt->value[i] | (uint8_t)~stmt->mask[i]);
	}
	return range_prefix_len(&range);
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i])
			return false;
	}
	return true;
}

/* nft(8) writes "one of these bits" as the list of their names. */
static void any_bit_print(const struct stmt *stmt, FILE *out)
{
	must(stmt->field == FIELD_CT_STATE && stmt->negate);
	must(is_zero(stmt->value, sizeof(stmt->value)));
	fputs("ct state ", out);
	state_print(field_get(stmt->field, stmt->mask), out);
}

static void match_print(const struct stmt *stmt, FILE *out)
{
	const struct field_info *info = field_info(stmt->field);
	int prefix = stmt->has_mask ? mask_prefix(stmt) : -1;

	if (stmt->has_mask && stmt->field == FIELD_CT_STATE) {
		any_bit_print(stmt, out);
		return;
	}
	fprintf(out, "%s ", info->name);
	if (stmt->has_mask && prefix < 0) {
		fputs("& ", out);
		value_print(stmt->field, stmt->mask, out);
		fputs(stmt->negate ? " != " : " == ", out);
	} else if (stmt->negate) {
		fputs("!= ", out);
	}
	value_print(stmt->field, stmt->value, out);
	if (prefix >= 0)
		fprintf(out, "/%d", prefix);
}

static const char *unit_name(uint32_t seconds)
{
	switch (seconds) {
	case 1:
		return "second";
	case 60:
		return "minute";
	case 3600:
		return "hour";
	case 86400:
		return "day";
	default:
		must_fail(__FILE__, __LINE__, "a unit of nft's limit");
	}
}

static void limit_print(const struct stmt *stmt, FILE *out)
{
	fprintf(out, "limit rate %" PRIu32 "/%s burst %" PRIu32 " packets",
		stmt->count, unit_name(stmt->seconds), stmt->burst);
}

static void log_print(const struct stmt *stmt, FILE *out)
{
	fputs("log prefix ", out);
	quoted_print(stmt->text, out);
	fprintf(out, " group %d", NFLOG_GROUP);
}

void verdict_print(const struct verdict *verdict, FILE *out)
{
	switch (verdict->kind) {
	case VERDICT_NONE:
		must_fail(__FILE__, __LINE__, "a verdict");
	case VERDICT_ACCEPT:
		fputs("accept", out);
		break;
	case VERDICT_DROP:
		fputs("drop", out);
		break;
	case VERDICT_RETURN:
		fputs("return", out);
		break;
	case VERDICT_JUMP:
		fprintf(out, "jump %s", verdict->chain);
		break;
	case VERDICT_GOTO:
		fprintf(out, "goto %s", verdict->chain);
		break;
	}
}

static void stmt_print(const struct stmt *stmt, FILE *out)
{
	switch (stmt->kind) {
	case STMT_MATCH:
		match_print(stmt, out);
		break;
	case STMT_RANGE:
		fprintf(out, "%s ", field_info(stmt->field)->name);
		value_range_print(stmt->field, stmt->value, stmt->last, out);
		break;
	case STMT_AT_LEAST:
		fprintf(out, "%s >= ", field_info(stmt->field)->name);
		value_print(stmt->field, stmt->value, out);
		break;
	case STMT_BELOW:
		fprintf(out, "%s < ", field_info(stmt->field)->name);
		value_print(stmt->field, stmt->value, out);
		break;
	case STMT_LOOKUP:
		key_print(&stmt->key, out);
		fprintf(out, " %s@%s", stmt->negate ? "!= " : "", stmt->set);
		break;
	case STMT_VMAP:
		key_print(&stmt->key, out);
		fprintf(out, " vmap @%s", stmt->set);
		break;
	case STMT_CT_MARK_MAP:
		fputs("ct mark set ", out);
		key_print(&stmt->key, out);
		fprintf(out, " map @%s", stmt->set);
		break;
	case STMT_CT_MARK:
		fprintf(out, "ct mark set 0x%08" PRIx32, stmt->number);
		break;
	case STMT_STAMP:
		fprintf(out, "meta mark set meta mark & 0x%08x | 0x%08x",
			~STAMP_MASK, STAMP_VALUE);
		break;
	case STMT_LIMIT:
		limit_print(stmt, out);
		break;
	case STMT_COUNTER:
		fputs("counter", out);
		break;
	case STMT_LOG:
		log_print(stmt, out);
		break;
	case STMT_VERDICT:
		verdict_print(&stmt->verdict, out);
		break;
	}
}

void rule_print(const struct rule *rule, FILE *out)
{
	vec_each(stmt, &rule->stmts) {
		if (stmt != rule->stmts.at)
			fputc(' ', out);
		stmt_print(stmt, out);
	}
}
