/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_shape.c -- the table of all expressions and their attributes
 *
 * A row is what nf_tables' dump functions write (net/netfilter/nft_….c, Linux
 * 6.18). An attribute without a row makes the expression strange.
 */
#include "proof/rules/decode_shape.h"

#include <stdlib.h>
#include <string.h>

#define AT(member) ((uint16_t)offsetof(struct nf_expr, member))
#define SHAPE(name, kind, rows)                                  \
	{                                                        \
		name, kind, rows, sizeof(rows) / sizeof(*(rows)) \
	}

/* clang-format off */
static const struct decode_row immediate[] = {
	{ 1, HOW_REG,      true,  AT(immediate.dreg) },
	{ 2, HOW_LATER,    true,  0 },
};
static const struct decode_row cmp[] = {
	{ 1, HOW_REG,      true,  AT(cmp.sreg) },
	{ 2, HOW_U32,      true,  AT(cmp.op) },
	{ 3, HOW_DATA,     true,  AT(cmp.data) },
};
static const struct decode_row range[] = {
	{ 1, HOW_REG,      true,  AT(range.sreg) },
	{ 2, HOW_INVERTED, true,  AT(range.inverted) },
	{ 3, HOW_DATA,     true,  AT(range.from) },
	{ 4, HOW_DATA,     true,  AT(range.to) },
};
static const struct decode_row bitwise[] = {
	{ 1, HOW_REG,      true,  AT(bitwise.sreg) },
	{ 2, HOW_REG,      true,  AT(bitwise.dreg) },
	{ 3, HOW_U32,      true,  AT(bitwise.len) },
	{ 4, HOW_DATA,     false, AT(bitwise.mask) },
	{ 5, HOW_DATA,     false, AT(bitwise.xor) },
	{ 6, HOW_U32,      false, AT(bitwise.op) },
	{ 7, HOW_DATA,     false, AT(bitwise.data) },
	{ 8, HOW_REG,      false, AT(bitwise.sreg2) },
};
static const struct decode_row byteorder[] = {
	{ 1, HOW_REG,      true,  AT(byteorder.sreg) },
	{ 2, HOW_REG,      true,  AT(byteorder.dreg) },
	{ 3, HOW_U32,      true,  AT(byteorder.op) },
	{ 4, HOW_U32,      true,  AT(byteorder.len) },
	{ 5, HOW_U32,      true,  AT(byteorder.size) },
};
static const struct decode_row lookup[] = {
	{ 1, HOW_SET,      true,  AT(lookup.set) },
	{ 2, HOW_REG,      true,  AT(lookup.sreg) },
	{ 3, HOW_REG,      false, AT(lookup.dreg) },
	{ 4, HOW_NONE,     false, 0 },
	{ 5, HOW_INVERTED, false, AT(lookup.inverted) },
};
static const struct decode_row payload[] = {
	{ 1, HOW_REG,      true,  AT(payload.reg) },
	{ 2, HOW_U32,      true,  AT(payload.base) },
	{ 3, HOW_U32,      true,  AT(payload.offset) },
	{ 4, HOW_U32,      true,  AT(payload.len) },
};
static const struct decode_row payload_set[] = {
	{ 2, HOW_U32,      true,  AT(payload.base) },
	{ 3, HOW_U32,      true,  AT(payload.offset) },
	{ 4, HOW_U32,      true,  AT(payload.len) },
	{ 5, HOW_REG,      true,  AT(payload.reg) },
	{ 6, HOW_U32,      false, AT(payload.csum_type) },
	{ 7, HOW_U32,      false, AT(payload.csum_offset) },
	{ 8, HOW_U32,      false, AT(payload.csum_flags) },
};
static const struct decode_row exthdr[] = {
	{ 1, HOW_REG,      true,  AT(exthdr.reg) },
	{ 2, HOW_U8,       true,  AT(exthdr.type) },
	{ 3, HOW_U32,      true,  AT(exthdr.offset) },
	{ 4, HOW_U32,      true,  AT(exthdr.len) },
	{ 5, HOW_U32,      false, AT(exthdr.flags) },
	{ 6, HOW_U32,      false, AT(exthdr.op) },
};
static const struct decode_row exthdr_set[] = {
	{ 2, HOW_U8,       true,  AT(exthdr.type) },
	{ 3, HOW_U32,      false, AT(exthdr.offset) },
	{ 4, HOW_U32,      false, AT(exthdr.len) },
	{ 5, HOW_U32,      false, AT(exthdr.flags) },
	{ 6, HOW_U32,      true,  AT(exthdr.op) },
	{ 7, HOW_REG,      false, AT(exthdr.reg) },
};
static const struct decode_row meta[] = {
	{ 1, HOW_REG,      true,  AT(meta.reg) },
	{ 2, HOW_U32,      true,  AT(meta.key) },
};
static const struct decode_row meta_set[] = {
	{ 2, HOW_U32,      true,  AT(meta.key) },
	{ 3, HOW_REG,      true,  AT(meta.reg) },
};
static const struct decode_row ct[] = {
	{ 1, HOW_REG,      true,  AT(ct.reg) },
	{ 2, HOW_U32,      true,  AT(ct.key) },
	{ 3, HOW_LATER,    false, 0 },
};
static const struct decode_row ct_set[] = {
	{ 2, HOW_U32,      true,  AT(ct.key) },
	{ 3, HOW_LATER,    false, 0 },
	{ 4, HOW_REG,      true,  AT(ct.reg) },
};
static const struct decode_row counter[] = {
	{ 1, HOW_U64,      true,  AT(counter.bytes) },
	{ 2, HOW_U64,      true,  AT(counter.packets) },
	{ 3, HOW_NONE,     false, 0 },
};
static const struct decode_row logging[] = {
	{ 1, HOW_U16,      false, AT(log.group) },
	{ 2, HOW_TEXT,     false, AT(log.prefix) },
	{ 3, HOW_U32,      false, AT(log.snaplen) },
	{ 4, HOW_U16,      false, AT(log.qthreshold) },
	{ 5, HOW_U32,      false, AT(log.level) },
	{ 6, HOW_U32,      false, AT(log.flags) },
};
static const struct decode_row limit[] = {
	{ 1, HOW_U64,      true,  AT(limit.rate) },
	{ 2, HOW_U64,      true,  AT(limit.unit) },
	{ 3, HOW_U32,      false, AT(limit.burst) },
	{ 4, HOW_U32,      false, AT(limit.type) },
	{ 5, HOW_INVERTED, false, AT(limit.inverted) },
	{ 6, HOW_NONE,     false, 0 },
};
static const struct decode_row quota[] = {
	{ 1, HOW_U64,      true,  AT(quota.bytes) },
	{ 2, HOW_U32,      false, AT(quota.flags) },
	{ 3, HOW_NONE,     false, 0 },
	{ 4, HOW_U64,      false, AT(quota.consumed) },
};
static const struct decode_row connlimit[] = {
	{ 1, HOW_U32,      true,  AT(connlimit.count) },
	{ 2, HOW_INVERTED, false, AT(connlimit.inverted) },
};
static const struct decode_row last[] = {
	{ 1, HOW_INVERTED, false, AT(last.set) },
	{ 2, HOW_U64,      false, AT(last.msecs) },
	{ 3, HOW_NONE,     false, 0 },
};
static const struct decode_row dynset[] = {
	{ 1, HOW_SET,      true,  AT(dynset.set) },
	{ 2, HOW_NONE,     false, 0 },
	{ 3, HOW_U32,      true,  AT(dynset.op) },
	{ 4, HOW_REG,      true,  AT(dynset.sreg_key) },
	{ 5, HOW_REG,      false, AT(dynset.sreg_data) },
	{ 6, HOW_U64,      false, AT(dynset.timeout_ms) },
	{ 7, HOW_LATER,    false, 0 },
	{ 8, HOW_NONE,     false, 0 },
	{ 9, HOW_LATER,    false, 0 },
	{ 10, HOW_LATER,   false, 0 },
};
static const struct decode_row reject[] = {
	{ 1, HOW_U32,      true,  AT(reject.type) },
	{ 2, HOW_U8,       false, AT(reject.code) },
};
static const struct decode_row nat[] = {
	{ 1, HOW_U32,      true,  AT(nat.type) },
	{ 2, HOW_U32,      true,  AT(nat.family) },
	{ 3, HOW_REG,      false, AT(nat.addr_min) },
	{ 4, HOW_REG,      false, AT(nat.addr_max) },
	{ 5, HOW_REG,      false, AT(nat.proto_min) },
	{ 6, HOW_REG,      false, AT(nat.proto_max) },
	{ 7, HOW_U32,      false, AT(nat.flags) },
};
static const struct decode_row masq[] = {
	{ 1, HOW_U32,      false, AT(nat.flags) },
	{ 2, HOW_REG,      false, AT(nat.proto_min) },
	{ 3, HOW_REG,      false, AT(nat.proto_max) },
};
static const struct decode_row redir[] = {
	{ 1, HOW_REG,      false, AT(nat.proto_min) },
	{ 2, HOW_REG,      false, AT(nat.proto_max) },
	{ 3, HOW_U32,      false, AT(nat.flags) },
};
static const struct decode_row tproxy[] = {
	{ 1, HOW_U32,      true,  AT(nat.family) },
	{ 2, HOW_REG,      false, AT(nat.addr_min) },
	{ 3, HOW_REG,      false, AT(nat.proto_min) },
};
static const struct decode_row queue[] = {
	{ 1, HOW_U16,      false, AT(queue.num) },
	{ 2, HOW_U16,      false, AT(queue.total) },
	{ 3, HOW_U16,      false, AT(queue.flags) },
	{ 4, HOW_REG,      false, AT(queue.sreg) },
};
static const struct decode_row fib[] = {
	{ 1, HOW_REG,      true,  AT(fib.dreg) },
	{ 2, HOW_U32,      true,  AT(fib.result) },
	{ 3, HOW_U32,      true,  AT(fib.flags) },
};
static const struct decode_row rt[] = {
	{ 1, HOW_REG,      true,  AT(load.dreg) },
	{ 2, HOW_U32,      true,  AT(load.key) },
};
static const struct decode_row sock[] = {
	{ 1, HOW_U32,      true,  AT(load.key) },
	{ 2, HOW_REG,      true,  AT(load.dreg) },
	{ 3, HOW_U32,      false, AT(load.level) },
};
static const struct decode_row tunnel[] = {
	{ 1, HOW_U32,      true,  AT(load.key) },
	{ 2, HOW_REG,      true,  AT(load.dreg) },
	{ 3, HOW_U32,      false, AT(load.mode) },
};
static const struct decode_row xfrm[] = {
	{ 1, HOW_REG,      true,  AT(load.dreg) },
	{ 2, HOW_U32,      true,  AT(load.key) },
	{ 3, HOW_U8,       true,  AT(load.dir) },
	{ 4, HOW_U32,      true,  AT(load.spnum) },
};
static const struct decode_row osf[] = {
	{ 1, HOW_REG,      true,  AT(osf.dreg) },
	{ 2, HOW_U8,       false, AT(osf.ttl) },
	{ 3, HOW_U32,      false, AT(osf.flags) },
};
static const struct decode_row numgen[] = {
	{ 1, HOW_REG,      true,  AT(numgen.dreg) },
	{ 2, HOW_U32,      true,  AT(numgen.modulus) },
	{ 3, HOW_U32,      true,  AT(numgen.type) },
	{ 4, HOW_U32,      false, AT(numgen.offset) },
};
static const struct decode_row hash[] = {
	{ 1, HOW_REG,      false, AT(hash.sreg) },
	{ 2, HOW_REG,      true,  AT(hash.dreg) },
	{ 3, HOW_U32,      false, AT(hash.len) },
	{ 4, HOW_U32,      true,  AT(hash.modulus) },
	{ 5, HOW_U32,      false, AT(hash.seed) },
	{ 6, HOW_U32,      false, AT(hash.offset) },
	{ 7, HOW_U32,      false, AT(hash.type) },
};
static const struct decode_row objref[] = {
	{ 1, HOW_LATER,    true,  0 },
	{ 2, HOW_LATER,    true,  0 },
};
static const struct decode_row objref_map[] = {
	{ 3, HOW_REG,      true,  AT(objref_map.sreg) },
	{ 4, HOW_SET,      true,  AT(objref_map.set) },
	{ 5, HOW_NONE,     false, 0 },
};
static const struct decode_row synproxy[] = {
	{ 1, HOW_U16,      true,  AT(synproxy.mss) },
	{ 2, HOW_U8,       true,  AT(synproxy.wscale) },
	{ 3, HOW_U32,      true,  AT(synproxy.flags) },
};
static const struct decode_row dup[] = {
	{ 1, HOW_REG,      false, AT(send.addr) },
	{ 2, HOW_REG,      false, AT(send.dev) },
};
static const struct decode_row fwd[] = {
	{ 1, HOW_REG,      true,  AT(send.dev) },
	{ 2, HOW_REG,      false, AT(send.addr) },
	{ 3, HOW_U32,      false, AT(send.family) },
};
static const struct decode_row flow_offload[] = {
	{ 1, HOW_LATER,    true,  0 },
};
static const struct decode_row inner[] = {
	{ 1, HOW_NONE,     false, 0 },
	{ 2, HOW_U32,      true,  AT(inner.type) },
	{ 3, HOW_U32,      true,  AT(inner.flags) },
	{ 4, HOW_U32,      true,  AT(inner.hdrsize) },
	{ 5, HOW_LATER,    true,  0 },
};
static const struct decode_row xt[] = {
	{ 1, HOW_TEXT,     true,  AT(xt.name) },
	{ 2, HOW_U32,      true,  AT(xt.revision) },
	{ 3, HOW_BYTES,    true,  AT(xt.info) },
};
static const struct decode_row none[] = {
	{ 1, HOW_NONE,     false, 0 },
};

/* By name. */
static const struct decode_shape shapes[] = {
	SHAPE("bitwise",      EXPR_BITWISE,      bitwise),
	SHAPE("byteorder",    EXPR_BYTEORDER,    byteorder),
	SHAPE("cmp",          EXPR_CMP,          cmp),
	SHAPE("connlimit",    EXPR_CONNLIMIT,    connlimit),
	SHAPE("counter",      EXPR_COUNTER,      counter),
	SHAPE("ct",           EXPR_CT,           ct),
	SHAPE("dup",          EXPR_DUP,          dup),
	SHAPE("dynset",       EXPR_DYNSET,       dynset),
	SHAPE("exthdr",       EXPR_EXTHDR,       exthdr),
	SHAPE("fib",          EXPR_FIB,          fib),
	SHAPE("flow_offload", EXPR_FLOW_OFFLOAD, flow_offload),
	SHAPE("fwd",          EXPR_FWD,          fwd),
	SHAPE("hash",         EXPR_HASH,         hash),
	SHAPE("immediate",    EXPR_IMMEDIATE,    immediate),
	SHAPE("inner",        EXPR_INNER,        inner),
	SHAPE("last",         EXPR_LAST,         last),
	SHAPE("limit",        EXPR_LIMIT,        limit),
	SHAPE("log",          EXPR_LOG,          logging),
	SHAPE("lookup",       EXPR_LOOKUP,       lookup),
	SHAPE("masq",         EXPR_MASQ,         masq),
	SHAPE("match",        EXPR_MATCH,        xt),
	SHAPE("meta",         EXPR_META,         meta),
	SHAPE("nat",          EXPR_NAT,          nat),
	SHAPE("notrack",      EXPR_NOTRACK,      none),
	SHAPE("numgen",       EXPR_NUMGEN,       numgen),
	SHAPE("objref",       EXPR_OBJREF,       objref),
	SHAPE("osf",          EXPR_OSF,          osf),
	SHAPE("payload",      EXPR_PAYLOAD,      payload),
	SHAPE("queue",        EXPR_QUEUE,        queue),
	SHAPE("quota",        EXPR_QUOTA,        quota),
	SHAPE("range",        EXPR_RANGE,        range),
	SHAPE("redir",        EXPR_REDIR,        redir),
	SHAPE("reject",       EXPR_REJECT,       reject),
	SHAPE("rt",           EXPR_RT,           rt),
	SHAPE("socket",       EXPR_SOCKET,       sock),
	SHAPE("synproxy",     EXPR_SYNPROXY,     synproxy),
	SHAPE("target",       EXPR_TARGET,       xt),
	SHAPE("tproxy",       EXPR_TPROXY,       tproxy),
	SHAPE("tunnel",       EXPR_TUNNEL,       tunnel),
	SHAPE("xfrm",         EXPR_XFRM,         xfrm),
};

/* Names that stand for two: which it is, an attribute's presence says. */
static const struct {
	enum nf_expr_kind kind;
	uint8_t attr;
	bool present;
	struct decode_shape other;
} twins[] = {
	{ EXPR_PAYLOAD, 1, false, SHAPE("payload", EXPR_PAYLOAD_SET, payload_set) },
	{ EXPR_EXTHDR,  1, false, SHAPE("exthdr",  EXPR_EXTHDR_SET,  exthdr_set) },
	{ EXPR_META,    1, false, SHAPE("meta",    EXPR_META_SET,    meta_set) },
	{ EXPR_CT,      1, false, SHAPE("ct",      EXPR_CT_SET,      ct_set) },
	{ EXPR_OBJREF,  4, true,  SHAPE("objref",  EXPR_OBJREF_MAP,  objref_map) },
};

/* clang-format on */

static int by_name(const void *key, const void *shape)
{
	return strcmp(key, ((const struct decode_shape *)shape)->name);
}

const struct decode_shape *decode_shape_find(const char *name,
					     const struct decode_attrs *attrs)
{
	const struct decode_shape *shape =
		bsearch(name, shapes, sizeof(shapes) / sizeof(*shapes),
			sizeof(*shapes), by_name);

	for (size_t i = 0; shape && i < sizeof(twins) / sizeof(*twins); i++)
		if (twins[i].kind == shape->kind &&
		    (attrs->at[twins[i].attr].at != NULL) == twins[i].present)
			return &twins[i].other;
	return shape;
}
