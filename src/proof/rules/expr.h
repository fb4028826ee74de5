/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr.h -- one expression of a rule: what the kernel does with a packet
 *
 * Registers are 32 bits wide and numbered 0 to 15, whichever way the kernel
 * named them (its 128-bit register 2 is 4 here). Data are bytes in the order in
 * which they lie in the registers: network order for what comes from packets,
 * the host's (rules.little_endian) for the numbers that the kernel keeps
 * itself, as marks, interface indexes and conntrack's states.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/number.h"

enum {
	NF_REGS = 16,
	NF_REG_LEN = 4,
	NF_REG_VERDICT = 0xfe, /* as a destination: the verdict */
	NF_REG_NONE = 0xff,    /* the expression has none there */
	NF_FIELDS_MAX = 16,    /* of a concatenation */
};

struct nf_bytes {
	const uint8_t *at;
	size_t len;
};

/* What is known of a verdict's target is resolved: `chain` is of the same
 * table and never NULL for jump and goto. */
enum nf_verdict_kind {
	NF_VERDICT_DROP,
	NF_VERDICT_ACCEPT,
	NF_VERDICT_QUEUE,
	NF_VERDICT_CONTINUE,
	NF_VERDICT_BREAK,
	NF_VERDICT_JUMP,
	NF_VERDICT_GOTO,
	NF_VERDICT_RETURN,
	NF_VERDICT_STRANGE, /* see code */
};

struct nf_verdict {
	enum nf_verdict_kind kind;
	int32_t code; /* as the kernel has it: NF_QUEUE's number, errors … */
	const struct nf_chain *chain;
};

enum nf_expr_kind {
	EXPR_UNKNOWN, /* `name` and `raw` are all there is */
	EXPR_IMMEDIATE,
	EXPR_VERDICT, /* immediate, into the verdict */
	EXPR_CMP,
	EXPR_RANGE,
	EXPR_BITWISE,
	EXPR_BYTEORDER,
	EXPR_LOOKUP,
	EXPR_PAYLOAD,
	EXPR_PAYLOAD_SET,
	EXPR_EXTHDR,
	EXPR_EXTHDR_SET, /* sreg NF_REG_NONE: the option is taken out */
	EXPR_META,
	EXPR_META_SET,
	EXPR_CT,
	EXPR_CT_SET,
	EXPR_COUNTER,
	EXPR_LOG,
	EXPR_LIMIT,
	EXPR_QUOTA,
	EXPR_CONNLIMIT,
	EXPR_LAST,
	EXPR_DYNSET,
	EXPR_REJECT,
	EXPR_NAT,
	EXPR_MASQ,
	EXPR_REDIR,
	EXPR_NOTRACK,
	EXPR_QUEUE,
	EXPR_FIB,
	EXPR_RT,
	EXPR_SOCKET,
	EXPR_OSF,
	EXPR_TUNNEL,
	EXPR_XFRM,
	EXPR_NUMGEN,
	EXPR_HASH,
	EXPR_OBJREF,     /* one object */
	EXPR_OBJREF_MAP, /* the object that a map has for the key */
	EXPR_SYNPROXY,
	EXPR_TPROXY,
	EXPR_DUP,
	EXPR_FWD,
	EXPR_FLOW_OFFLOAD,
	EXPR_INNER, /* an expression on the packet within a tunnel */
	EXPR_MATCH, /* of xtables, by iptables-nft */
	EXPR_TARGET,
	N_NF_EXPRS
};

struct nf_expr;

struct nf_exprs {
	const struct nf_expr *at;
	size_t n;
};

/*
 * Of one that is strange only name and raw may be used, its other members are
 * not checked. Every other has all of its registers in range: what it reads or
 * writes ends within the sixteen, a length is never 0. An attribute that the
 * kernel left out is 0, or NF_REG_NONE where it is a register.
 */
struct nf_expr {
	enum nf_expr_kind kind;
	bool strange;
	const char *name;    /* the kernel's: "payload" */
	struct nf_bytes raw; /* its attributes: two that have the same kind
			      * and the same bytes do the same, but for
			      * what counts within them */

	union {
		struct {
			uint8_t dreg;
			struct nf_bytes data;
		} immediate;

		struct nf_verdict verdict;

		struct { /* as many bytes as data has, memcmp's order */
			uint8_t sreg;
			enum nf_cmp_op op;
			struct nf_bytes data;
		} cmp;

		struct { /* both ends belong to it; of equal length */
			uint8_t sreg;
			bool inverted;
			struct nf_bytes from, to;
		} range;

		struct {
			uint8_t sreg, sreg2, dreg;
			enum nf_bitwise_op op;
			uint32_t len;              /* bytes */
			struct nf_bytes mask, xor; /* MASK_XOR: of len */
			struct nf_bytes data;      /* AND, OR, XOR without
						    * sreg2: of len
						    * or more */
			uint32_t shift; /* bits, < 32. The operand is 32-bit
					 * words of the host's order, the
					 * first the most significant */
		} bitwise;

		struct { /* len bytes as words of `size` (2, 4 or 8) each */
			uint8_t sreg, dreg;
			enum nf_byteorder_op op;
			uint32_t len, size;
		} byteorder;

		struct { /* dreg NF_REG_NONE: only whether it is in the set;
			  * NF_REG_VERDICT: a verdict map */
			uint8_t sreg, dreg;
			bool inverted; /* then dreg is NONE */
			const struct nf_set *set;
		} lookup;

		struct {             /* payload and its write */
			uint8_t reg; /* from, or to */
			enum nf_payload_base base;
			uint32_t offset, len;
			uint32_t csum_type, csum_offset, csum_flags; /* write */
		} payload;

		struct { /* exthdr and its write */
			uint8_t reg;
			enum nf_exthdr_op op;
			uint8_t type;
			uint32_t offset, len, flags;
		} exthdr;

		struct { /* meta and its write; key: enum nf_meta */
			uint8_t reg;
			uint32_t key;
		} meta;

		struct { /* ct and its write; key: enum nf_ct */
			uint8_t reg;
			uint32_t key;
			enum nf_ct_direction direction;
		} ct;

		struct {
			uint64_t bytes, packets;
		} counter;

		struct {
			const char *prefix; /* or NULL */
			uint16_t group, qthreshold;
			uint32_t snaplen, level, flags;
			bool has_group; /* nflog, not the kernel's log */
			bool has_level;
		} log;

		struct { /* type 0: packets, 1: bytes; unit in seconds */
			uint64_t rate, unit;
			uint32_t burst, type;
			bool inverted;
		} limit;

		struct {
			uint64_t bytes, consumed;
			uint32_t flags;
		} quota;

		struct {
			uint32_t count;
			bool inverted;
		} connlimit;

		struct {
			uint64_t msecs;
			bool set;
		} last;

		struct {
			const struct nf_set *set;
			uint8_t sreg_key, sreg_data;
			enum nf_dynset_op op;
			bool inverted;
			uint64_t timeout_ms;
			struct nf_exprs exprs; /* run when it is there */
		} dynset;

		struct {
			uint32_t type; /* enum nf_reject_type */
			uint8_t code;
		} reject;

		struct { /* nat, masq, redir, tproxy; masq and redir have no
			  * addresses, tproxy no maxima */
			uint32_t type;   /* enum nf_nat_type; of nat */
			uint32_t family; /* of the addresses; of nat, tproxy */
			uint32_t flags;  /* NF_NAT_RANGE_… */
			uint8_t addr_min, addr_max, proto_min, proto_max;
		} nat;

		struct {
			uint16_t num, total, flags;
			uint8_t sreg;
		} queue;

		struct {
			uint8_t dreg;
			uint32_t result, flags;
		} fib;

		struct {
			uint8_t dreg;
			uint32_t key;   /* enum nf_rt_key, nf_socket_key … */
			uint32_t level; /* socket */
			uint32_t mode;  /* tunnel */
			uint8_t dir;    /* xfrm */
			uint32_t spnum; /* xfrm */
		} load;                 /* rt, socket, tunnel, xfrm */

		struct {
			uint8_t dreg, ttl;
			uint32_t flags;
		} osf;

		struct { /* offset <= value < offset + modulus, host's order */
			uint8_t dreg;
			uint32_t modulus, offset;
			uint32_t type; /* enum nf_numgen_type */
		} numgen;

		struct { /* values as numgen's; sreg and len of jenkins only */
			uint8_t sreg, dreg;
			uint32_t len, modulus, seed, offset;
			uint32_t type; /* enum nf_hash_type */
		} hash;

		struct {
			const struct nf_object *object;
		} objref;

		struct {
			uint8_t sreg;
			const struct nf_set *set;
		} objref_map;

		struct {
			uint16_t mss;
			uint8_t wscale;
			uint32_t flags;
		} synproxy;

		struct { /* dup and fwd */
			uint8_t addr, dev;
			uint32_t family; /* of fwd */
		} send;

		struct {
			const struct nf_flowtable *flowtable;
		} flow_offload;

		struct {
			uint32_t type, hdrsize, flags;
			const struct nf_expr *expr;
		} inner;

		struct { /* match and target */
			const char *name;
			uint32_t revision;
			struct nf_bytes info;
		} xt;
	};
};
