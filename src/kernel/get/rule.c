/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.c -- a rule of a dump as plain data: the way back of put/rule.h
 *
 * A statement is a few instructions: loads, then what uses them. Loads are
 * noted by register until the instruction comes that says which statement it
 * is.
 */
#include "kernel/get/rule.h"

#include <netinet/in.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <libnftnl/udata.h>

#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"
#include "kernel/netlink/code.h"
#include "kernel/netlink/expr.h"
#include "kernel/netlink/udata.h"

/* A value in flight: where put_rule() lets one instruction meet the next. */
enum pending {
	PENDING_NONE,
	PENDING_MASK,   /* the field's value was masked */
	PENDING_STAMP,  /* … with the stamp's mask and value */
	PENDING_MAPPED, /* register 0 holds what a map gave */
	PENDING_NUMBER, /* register 0 holds a number */
};

struct reader {
	struct arena *arena;
	struct rule *rule;
	struct count *count;
	struct key_spec loaded;
	enum pending pending;
	uint8_t mask[16];
	uint32_t number;
	const char *map;
	struct key_spec map_key;
};

static struct stmt *add(struct reader *reader, enum stmt_kind kind)
{
	struct stmt *stmt = vec_add(reader->arena, &reader->rule->stmts);

	stmt->kind = kind;
	return stmt;
}

static void forget(struct reader *reader)
{
	reader->loaded.n = 0;
	reader->pending = PENDING_NONE;
}

static const uint8_t *value_of(const struct nlattr *nest, size_t *len)
{
	struct attrs data;

	if (!attrs_of_nest(nest, &data) || !data.at[NFTA_DATA_VALUE])
		return NULL;
	*len = mnl_attr_get_payload_len(data.at[NFTA_DATA_VALUE]);
	return mnl_attr_get_payload(data.at[NFTA_DATA_VALUE]);
}

/* A match on the protocol came before. */
static bool is_icmpv6(const struct reader *reader)
{
	vec_each(stmt, &reader->rule->stmts)
		if (stmt->kind == STMT_MATCH && stmt->field == FIELD_L4PROTO)
			return stmt->value[0] == IPPROTO_ICMPV6;
	return false;
}

static bool load(struct reader *reader, const struct field_source *source,
		 uint32_t len, const struct nlattr *dreg)
{
	struct key_spec *key = &reader->loaded;
	int reg = expr_reg_index(attr_be32(dreg, 0));
	enum field field;

	/* A load into register 0 begins a new statement. */
	if (reg == 0)
		forget(reader);
	if (reg < 0 || key->n == KEY_FIELDS || reader->pending ||
	    (size_t)reg * 4 != key_offset(key, key->n) ||
	    !code_field(source, len, &field))
		return false;
	if (field == FIELD_ICMP_TYPE && is_icmpv6(reader))
		field = FIELD_ICMPV6_TYPE;
	key->fields[key->n++] = field;
	return true;
}

static bool read_meta(struct reader *reader, const struct attrs *attrs)
{
	const struct field_source source = {
		SOURCE_META, attr_be32(attrs->at[NFTA_META_KEY], 0), 0
	};

	if (attrs->at[NFTA_META_DREG])
		return load(reader, &source, 0, attrs->at[NFTA_META_DREG]);
	if (source.key != NFT_META_MARK || reader->pending != PENDING_STAMP)
		return false;
	add(reader, STMT_STAMP);
	forget(reader);
	return true;
}

static bool read_ct_set(struct reader *reader)
{
	struct stmt *stmt;

	if (reader->pending == PENDING_MAPPED) {
		stmt = add(reader, STMT_CT_MARK_MAP);
		stmt->set = reader->map;
		stmt->key = reader->map_key;
	} else if (reader->pending == PENDING_NUMBER) {
		stmt = add(reader, STMT_CT_MARK);
		stmt->number = reader->number;
	} else {
		return false;
	}
	forget(reader);
	return true;
}

static bool read_ct(struct reader *reader, const struct attrs *attrs)
{
	const struct field_source source = {
		attrs->at[NFTA_CT_DIRECTION] ? SOURCE_CT_ORIGINAL : SOURCE_CT,
		attr_be32(attrs->at[NFTA_CT_KEY], 0), 0
	};

	if (attrs->at[NFTA_CT_DREG])
		return load(reader, &source, 0, attrs->at[NFTA_CT_DREG]);
	return source.key == NFT_CT_MARK && read_ct_set(reader);
}

static bool read_payload(struct reader *reader, const struct attrs *attrs)
{
	const struct field_source source = {
		SOURCE_PAYLOAD, attr_be32(attrs->at[NFTA_PAYLOAD_BASE], 0),
		attr_be32(attrs->at[NFTA_PAYLOAD_OFFSET], 0)
	};

	return attrs->at[NFTA_PAYLOAD_DREG] &&
	       load(reader, &source, attr_be32(attrs->at[NFTA_PAYLOAD_LEN], 0),
		    attrs->at[NFTA_PAYLOAD_DREG]);
}

static bool read_bitwise(struct reader *reader, const struct attrs *attrs)
{
	static const uint8_t zero[16];
	const uint32_t stamp_mask = ~STAMP_MASK, stamp = STAMP_VALUE;
	size_t len = 0, flip_len = 0;
	const uint8_t *mask = value_of(attrs->at[NFTA_BITWISE_MASK], &len);
	const uint8_t *flip = value_of(attrs->at[NFTA_BITWISE_XOR], &flip_len);

	if (reader->loaded.n != 1 || reader->pending || !mask || !flip ||
	    len > sizeof(reader->mask) || flip_len != len ||
	    attr_be32(attrs->at[NFTA_BITWISE_OP], 0) != NFT_BITWISE_BOOL)
		return false;
	memcpy(reader->mask, mask, len);
	if (!memcmp(flip, zero, len)) {
		reader->pending = PENDING_MASK;
		return true;
	}
	reader->pending = PENDING_STAMP;
	return reader->loaded.fields[0] == FIELD_MARK && len == sizeof(stamp) &&
	       !memcmp(mask, &stamp_mask, len) && !memcmp(flip, &stamp, len);
}

/* Turned back when the comparison comes. */
static bool read_byteorder(struct reader *reader)
{
	return reader->loaded.n == 1 && !reader->pending;
}

static struct stmt *last_stmt(struct reader *reader)
{
	return &reader->rule->stmts.at[reader->rule->stmts.n - 1];
}

static bool read_match(struct reader *reader, const uint8_t *value, size_t len,
		       bool negate)
{
	struct stmt *stmt = add(reader, STMT_MATCH);

	stmt->field = reader->loaded.fields[0];
	stmt->negate = negate;
	memcpy(stmt->value, value, len);
	if (reader->pending == PENDING_MASK) {
		stmt->has_mask = true;
		memcpy(stmt->mask, reader->mask, len);
	}
	forget(reader);
	return true;
}

/* value <= field may be followed by field <= last on the same load. */
static bool read_bound(struct reader *reader, uint32_t op, const uint8_t *value,
		       size_t len)
{
	uint8_t wire[16] = { 0 }, ours[16];
	struct stmt *stmt;

	memcpy(wire, value, len);
	code_ordered(reader->loaded.fields[0], ours, wire);
	if (op == NFT_CMP_LTE) {
		stmt = reader->rule->stmts.n ? last_stmt(reader) : NULL;
		if (!stmt || stmt->kind != STMT_AT_LEAST ||
		    stmt->field != reader->loaded.fields[0])
			return false;
		stmt->kind = STMT_RANGE;
		memcpy(stmt->last, ours, sizeof(stmt->last));
		forget(reader);
		return true;
	}
	stmt = add(reader, op == NFT_CMP_GTE ? STMT_AT_LEAST : STMT_BELOW);
	stmt->field = reader->loaded.fields[0];
	memcpy(stmt->value, ours, sizeof(stmt->value));
	return true;
}

static bool read_cmp(struct reader *reader, const struct attrs *attrs)
{
	uint32_t op = attr_be32(attrs->at[NFTA_CMP_OP], UINT32_MAX);
	size_t len = 0;
	const uint8_t *value = value_of(attrs->at[NFTA_CMP_DATA], &len);

	if (reader->loaded.n != 1 || reader->pending > PENDING_MASK || !value ||
	    len != field_info(reader->loaded.fields[0])->len)
		return false;
	switch (op) {
	case NFT_CMP_EQ:
	case NFT_CMP_NEQ:
		return read_match(reader, value, len, op == NFT_CMP_NEQ);
	case NFT_CMP_GTE:
	case NFT_CMP_LTE:
	case NFT_CMP_LT:
		return !reader->pending && read_bound(reader, op, value, len);
	default:
		return false;
	}
}

static bool read_lookup(struct reader *reader, const struct attrs *attrs)
{
	const char *set = arena_strdup(reader->arena,
				       attr_text(attrs->at[NFTA_LOOKUP_SET]));
	const bool invert =
		attr_be32(attrs->at[NFTA_LOOKUP_FLAGS], 0) & NFT_LOOKUP_F_INV;
	struct stmt *stmt;

	if (reader->loaded.n == 0 || reader->pending ||
	    expr_reg_index(attr_be32(attrs->at[NFTA_LOOKUP_SREG], 0)) != 0)
		return false;
	if (attrs->at[NFTA_LOOKUP_DREG] &&
	    attr_be32(attrs->at[NFTA_LOOKUP_DREG], 0) != NFT_REG_VERDICT) {
		reader->map = set;
		reader->map_key = reader->loaded;
		reader->pending = PENDING_MAPPED;
		return !invert;
	}
	stmt = add(reader,
		   attrs->at[NFTA_LOOKUP_DREG] ? STMT_VMAP : STMT_LOOKUP);
	stmt->set = set;
	stmt->key = reader->loaded;
	stmt->negate = invert;
	forget(reader);
	return true;
}

static bool read_immediate(struct reader *reader, const struct attrs *attrs)
{
	struct attrs data, verdict;
	struct stmt *stmt;
	size_t len = 0;
	const uint8_t *value;

	if (attr_be32(attrs->at[NFTA_IMMEDIATE_DREG], UINT32_MAX) !=
	    NFT_REG_VERDICT) {
		value = value_of(attrs->at[NFTA_IMMEDIATE_DATA], &len);
		forget(reader);
		reader->pending = PENDING_NUMBER;
		if (!value || len != sizeof(reader->number))
			return false;
		memcpy(&reader->number, value, len);
		return true;
	}
	if (!attrs_of_nest(attrs->at[NFTA_IMMEDIATE_DATA], &data) ||
	    !attrs_of_nest(data.at[NFTA_DATA_VERDICT], &verdict))
		return false;
	stmt = add(reader, STMT_VERDICT);
	stmt->verdict.kind = code_verdict_kind(
		attr_be32(verdict.at[NFTA_VERDICT_CODE], UINT32_MAX));
	if (verdict.at[NFTA_VERDICT_CHAIN])
		stmt->verdict.chain =
			arena_strdup(reader->arena,
				     attr_text(verdict.at[NFTA_VERDICT_CHAIN]));
	return stmt->verdict.kind != VERDICT_NONE;
}

static bool read_limit(struct reader *reader, const struct attrs *attrs)
{
	struct stmt *stmt = add(reader, STMT_LIMIT);

	stmt->count = (uint32_t)attr_be64(attrs->at[NFTA_LIMIT_RATE], 0);
	stmt->seconds = (uint32_t)attr_be64(attrs->at[NFTA_LIMIT_UNIT], 0);
	stmt->burst = attr_be32(attrs->at[NFTA_LIMIT_BURST], 0);
	return attr_be32(attrs->at[NFTA_LIMIT_TYPE], 0) == NFT_LIMIT_PKTS &&
	       attr_be32(attrs->at[NFTA_LIMIT_FLAGS], 0) == 0;
}

static bool read_counter(struct reader *reader, const struct attrs *attrs)
{
	add(reader, STMT_COUNTER);
	reader->count->packets = attr_be64(attrs->at[NFTA_COUNTER_PACKETS], 0);
	reader->count->bytes = attr_be64(attrs->at[NFTA_COUNTER_BYTES], 0);
	return true;
}

static bool read_log(struct reader *reader, const struct attrs *attrs)
{
	add(reader, STMT_LOG)->text = arena_strdup(
		reader->arena, attr_text(attrs->at[NFTA_LOG_PREFIX]));
	return attr_be16(attrs->at[NFTA_LOG_GROUP], 0) == NFLOG_GROUP;
}

static bool read_expr(struct reader *reader, const struct nlattr *element)
{
	struct attrs expr, attrs;
	const char *name;

	if (!attrs_of_nest(element, &expr))
		return false;
	name = attr_text(expr.at[NFTA_EXPR_NAME]);
	attrs_of_nest(expr.at[NFTA_EXPR_DATA], &attrs);
	if (!strcmp(name, "meta"))
		return read_meta(reader, &attrs);
	if (!strcmp(name, "ct"))
		return read_ct(reader, &attrs);
	if (!strcmp(name, "payload"))
		return read_payload(reader, &attrs);
	if (!strcmp(name, "bitwise"))
		return read_bitwise(reader, &attrs);
	if (!strcmp(name, "byteorder"))
		return read_byteorder(reader);
	if (!strcmp(name, "cmp"))
		return read_cmp(reader, &attrs);
	if (!strcmp(name, "lookup"))
		return read_lookup(reader, &attrs);
	if (!strcmp(name, "immediate"))
		return read_immediate(reader, &attrs);
	if (!strcmp(name, "limit"))
		return read_limit(reader, &attrs);
	if (!strcmp(name, "counter"))
		return read_counter(reader, &attrs);
	return !strcmp(name, "log") && read_log(reader, &attrs);
}

bool get_rule(const struct nlmsghdr *msg, struct arena *arena, struct rule *out,
	      struct count *count)
{
	struct reader reader = { .arena = arena, .rule = out, .count = count };
	const struct nlattr *element;
	const char *comment;
	struct attrs attrs;

	*out = (struct rule){ 0 };
	*count = (struct count){ 0 };
	if (!attrs_of_message(msg, &attrs) || !attrs.at[NFTA_RULE_EXPRESSIONS])
		return false;
	comment = udata_text(attrs.at[NFTA_RULE_USERDATA],
			     NFTNL_UDATA_RULE_COMMENT);
	if (comment)
		out->comment = arena_strdup(arena, comment);
	for (struct walk w = walk_nest(attrs.at[NFTA_RULE_EXPRESSIONS]);
	     (element = walk_next(&w));)
		if (!read_expr(&reader, element))
			return false;
	return true;
}
