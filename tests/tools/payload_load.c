/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_load.c -- expressions that load, set or do one thing
 */
#include "payload_load.h"

#include <stdint.h>
#include <string.h>

#include "proof/rules/register.h"

#include "rules_text.h"

enum {
	KEYS_MAX = 64,
};

static bool find_key(const char *(*name_of)(uint32_t key), const char *name,
		     uint32_t *out)
{
	for (uint32_t key = 0; key < KEYS_MAX; key++) {
		const char *known = name_of(key);

		if (known && !strcmp(known, name)) {
			*out = key;
			return true;
		}
	}
	return false;
}

static bool find_load_key(enum nf_expr_kind kind, const char *name,
			  uint32_t *out)
{
	for (uint32_t key = 0; key < KEYS_MAX; key++) {
		const char *known = rules_text_key(kind, key);

		if (known && !strcmp(known, name)) {
			*out = key;
			return true;
		}
	}
	return false;
}

static bool find_base(const char *name, enum nf_payload_base *out)
{
	for (uint32_t base = 0; base <= NF_PAYLOAD_TUNNEL; base++) {
		if (strcmp(rules_text_base(base), name) != 0)
			continue;
		*out = base;
		return true;
	}
	return false;
}

static bool read_payload(struct scan *s, struct nf_expr *out)
{
	uint32_t len, offset;
	const char *base;
	uint8_t reg;

	out->kind = EXPR_PAYLOAD;
	if (!scan(s, "payload load %ub @ %w header + %u => reg %r ", &len,
		  &base, &offset, &reg)) {
		out->kind = EXPR_PAYLOAD_SET;
		if (!scan(s,
			  "payload write reg %r => %ub @ %w header + %u "
			  "csum_type %u csum_off %u csum_flags %u ",
			  &reg, &len, &base, &offset, &out->payload.csum_type,
			  &out->payload.csum_offset, &out->payload.csum_flags))
			return false;
	}
	out->payload.reg = reg;
	out->payload.len = len;
	out->payload.offset = offset;
	return find_base(base, &out->payload.base);
}

static bool read_exthdr_op(struct scan *s, enum nf_exthdr_op *out)
{
	static const char *const names[] = { "ipv6 ", "tcpopt ", "ipv4 ",
					     "sctp ", "dccp " };

	/* Where none is said, it is SCTP's. */
	*out = NF_EXTHDR_SCTP;
	for (uint32_t op = 0; op < sizeof(names) / sizeof(*names); op++)
		if (scan(s, names[op]))
			*out = op;
	return true;
}

static bool read_exthdr_load(struct scan *s, struct nf_expr *out)
{
	uint32_t len, type, offset, flags = 0;
	uint8_t reg;

	if (!read_exthdr_op(s, &out->exthdr.op) ||
	    !scan(s, "%ub @ %u + %u ", &len, &type, &offset))
		return false;
	if (scan(s, "present "))
		flags = NF_EXTHDR_PRESENT;
	out->kind = EXPR_EXTHDR;
	out->exthdr.type = (uint8_t)type;
	out->exthdr.len = len;
	out->exthdr.offset = offset;
	out->exthdr.flags = flags;
	if (!scan(s, "=> reg %r ", &reg))
		return false;
	out->exthdr.reg = reg;
	return true;
}

static bool read_exthdr(struct scan *s, struct nf_expr *out)
{
	uint32_t len = 0, type, offset = 0;
	uint8_t reg = NF_REG_NONE;

	if (scan(s, "exthdr load "))
		return read_exthdr_load(s, out);
	if (scan(s, "exthdr reset ")) {
		if (!read_exthdr_op(s, &out->exthdr.op) ||
		    !scan(s, "%u ", &type))
			return false;
	} else if (!scan(s, "exthdr write ") ||
		   !read_exthdr_op(s, &out->exthdr.op) ||
		   !scan(s, "reg %r => %ub @ %u + %u ", &reg, &len, &type,
			 &offset)) {
		return false;
	}
	out->kind = EXPR_EXTHDR_SET;
	out->exthdr.reg = reg;
	out->exthdr.type = (uint8_t)type;
	out->exthdr.len = len;
	out->exthdr.offset = offset;
	return true;
}

static bool read_meta(struct scan *s, struct nf_expr *out)
{
	const char *key;
	uint8_t reg;

	out->kind = EXPR_META;
	if (!scan(s, "meta load %w => reg %r ", &key, &reg)) {
		out->kind = EXPR_META_SET;
		if (!scan(s, "meta set %w with reg %r ", &key, &reg))
			return false;
	}
	out->meta.reg = reg;
	return find_key(rules_text_meta, key, &out->meta.key);
}

static bool read_ct(struct scan *s, struct nf_expr *out)
{
	const char *key;
	uint8_t reg;

	out->kind = EXPR_CT;
	if (!scan(s, "ct load %w => reg %r ", &key, &reg)) {
		out->kind = EXPR_CT_SET;
		if (!scan(s, "ct set %w with reg %r ", &key, &reg))
			return false;
	}
	out->ct.reg = reg;
	out->ct.direction = NF_CT_ANY;
	if (scan(s, ", dir original "))
		out->ct.direction = NF_CT_ORIGINAL;
	else if (scan(s, ", dir reply "))
		out->ct.direction = NF_CT_REPLY;
	return find_key(rules_text_ct, key, &out->ct.key);
}

static bool read_fib(struct scan *s, struct nf_expr *out)
{
	static const char *const flags[] = { "saddr ", "daddr ", "mark ",
					     "iif " };
	static const char *const results[] = { NULL, "oif ", "oifname ",
					       "type " };

	if (!scan(s, "fib "))
		return false;
	out->kind = EXPR_FIB;
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (scan(s, flags[i]))
			out->fib.flags |= 1u << i;
		(void)scan(s, ". ");
	}
	if (scan(s, "oif . "))
		out->fib.flags |= NF_FIB_OIF_ONLY;
	/* The longer of two that begin alike comes first. */
	for (uint32_t i = NF_FIB_ADDRTYPE; i > 0 && !out->fib.result; i--)
		if (scan(s, results[i]))
			out->fib.result = i;
	if (scan(s, "present "))
		out->fib.flags |= NF_FIB_PRESENT;
	return scan(s, "=> reg %r ", &out->fib.dreg);
}

static bool read_xfrm(struct scan *s, struct nf_expr *out)
{
	const char *key;
	uint32_t spnum;
	uint8_t reg;

	out->kind = EXPR_XFRM;
	if (!scan(s, "xfrm load in %u %w => reg %r ", &spnum, &key, &reg)) {
		if (!scan(s, "xfrm load out %u %w => reg %r ", &spnum, &key,
			  &reg))
			return false;
		out->load.dir = 1;
	}
	out->load.spnum = spnum;
	out->load.dreg = reg;
	return find_load_key(EXPR_XFRM, key, &out->load.key);
}

static bool read_key(struct scan *s, struct nf_expr *out)
{
	const char *key;
	uint8_t reg;

	if (scan(s, "rt load %w => reg %r ", &key, &reg)) {
		out->kind = EXPR_RT;
		out->name = "rt";
	} else if (scan(s, "socket load %w => reg %r ", &key, &reg)) {
		out->kind = EXPR_SOCKET;
		out->name = "socket";
	} else if (scan(s, "tunnel load %w => reg %r ", &key, &reg)) {
		out->kind = EXPR_TUNNEL;
		out->name = "tunnel";
	} else {
		return read_xfrm(s, out);
	}
	out->load.dreg = reg;
	return find_load_key(out->kind, key, &out->load.key);
}

static void note_loaded(struct payload_reader *reader,
			const struct nf_expr *expr)
{
	uint8_t reg;
	size_t len;

	if (rules_written(expr, reader->table->family, &reg, &len) &&
	    reg < NF_REGS)
		reader->loaded[reg] = len;
}

bool payload_load(struct payload_reader *reader, struct scan *s,
		  struct nf_expr *out)
{
	static bool (*const readers[])(struct scan *, struct nf_expr *) = {
		read_payload, read_exthdr, read_meta,  read_ct,
		read_fib,     read_key,    payload_do,
	};

	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		const char *before = s->pos;

		*out = (struct nf_expr){ 0 };
		if (readers[i](s, out)) {
			note_loaded(reader, out);
			return true;
		}
		s->pos = before;
	}
	return false;
}
