/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.c -- expressions of nf_tables, appended to a list of them
 */
#include "import/say.h"

#include <string.h>

#include "base/must.h"
#include "proof/rules/xt.h"

enum {
	LIST_ELEM = 1,
	EXPR_NAME = 1,
	EXPR_DATA = 2,
	DATA_VALUE = 1,
	DATA_VERDICT = 2,
	VERDICT_CODE = 1,
	VERDICT_CHAIN = 2,
	LONGEST = 16,
};

/* An expression whose attributes come between the two. */
struct open {
	size_t elem, data;
};

static struct open begin(struct nfmsg *m, const char *name)
{
	struct open open;

	open.elem = nfmsg_nest(m, LIST_ELEM);
	nfmsg_text(m, EXPR_NAME, name);
	open.data = nfmsg_nest(m, EXPR_DATA);
	return open;
}

static void end(struct nfmsg *m, struct open open)
{
	nfmsg_end(m, open.data);
	nfmsg_end(m, open.elem);
}

static void put_data(struct nfmsg *m, uint16_t attr, const void *data,
		     size_t len)
{
	size_t nest = nfmsg_nest(m, attr);

	nfmsg_put(m, DATA_VALUE, data, len);
	nfmsg_end(m, nest);
}

static void load(struct nfmsg *m, const char *name, uint32_t key,
		 enum say_reg reg)
{
	struct open open = begin(m, name);

	nfmsg_u32(m, 1, reg);
	nfmsg_u32(m, 2, key);
	end(m, open);
}

void say_meta(struct nfmsg *m, enum nf_meta key)
{
	load(m, "meta", key, SAY_REG_1);
}

void say_meta_set(struct nfmsg *m, enum nf_meta key, enum say_reg reg)
{
	struct open open = begin(m, "meta");

	nfmsg_u32(m, 2, key);
	nfmsg_u32(m, 3, reg);
	end(m, open);
}

void say_ct(struct nfmsg *m, enum nf_ct key, enum say_reg reg)
{
	load(m, "ct", key, reg);
}

void say_ct_set(struct nfmsg *m, enum nf_ct key, enum say_reg reg)
{
	struct open open = begin(m, "ct");

	nfmsg_u32(m, 2, key);
	nfmsg_u32(m, 4, reg);
	end(m, open);
}

void say_payload(struct nfmsg *m, enum nf_payload_base base, uint32_t offset,
		 uint32_t len)
{
	struct open open = begin(m, "payload");

	nfmsg_u32(m, 1, SAY_REG_1);
	nfmsg_u32(m, 2, base);
	nfmsg_u32(m, 3, offset);
	nfmsg_u32(m, 4, len);
	end(m, open);
}

void say_payload_set(struct nfmsg *m, enum nf_payload_base base,
		     uint32_t offset, uint32_t len)
{
	struct open open = begin(m, "payload");

	nfmsg_u32(m, 2, base);
	nfmsg_u32(m, 3, offset);
	nfmsg_u32(m, 4, len);
	nfmsg_u32(m, 5, SAY_REG_1);
	end(m, open);
}

void say_cmp(struct nfmsg *m, enum nf_cmp_op op, const void *data, size_t len)
{
	struct open open = begin(m, "cmp");

	nfmsg_u32(m, 1, SAY_REG_1);
	nfmsg_u32(m, 2, op);
	put_data(m, 3, data, len);
	end(m, open);
}

void say_range(struct nfmsg *m, bool inverted, const void *from, const void *to,
	       size_t len)
{
	struct open open = begin(m, "range");

	nfmsg_u32(m, 1, SAY_REG_1);
	nfmsg_u32(m, 2, inverted);
	put_data(m, 3, from, len);
	put_data(m, 4, to, len);
	end(m, open);
}

void say_bitwise(struct nfmsg *m, enum say_reg reg, const void *mask,
		 const void * xor, size_t len)
{
	static const uint8_t zeros[LONGEST];
	struct open open = begin(m, "bitwise");

	must(len <= LONGEST);
	nfmsg_u32(m, 1, reg);
	nfmsg_u32(m, 2, reg);
	nfmsg_u32(m, 3, (uint32_t)len);
	put_data(m, 4, mask, len);
	put_data(m, 5, xor? xor : zeros, len);
	end(m, open);
}

void say_xor(struct nfmsg *m)
{
	struct open open = begin(m, "bitwise");

	nfmsg_u32(m, 1, SAY_REG_1);
	nfmsg_u32(m, 2, SAY_REG_1);
	nfmsg_u32(m, 3, 4);
	nfmsg_u32(m, 6, NF_BITWISE_XOR);
	nfmsg_u32(m, 8, SAY_REG_2);
	end(m, open);
}

void say_lookup(struct nfmsg *m, const char *set, bool inverted)
{
	struct open open = begin(m, "lookup");

	nfmsg_text(m, 1, set);
	nfmsg_u32(m, 2, SAY_REG_1);
	nfmsg_u32(m, 5, inverted ? NF_INVERTED : 0);
	end(m, open);
}

void say_immediate(struct nfmsg *m, enum say_reg reg, const void *data,
		   size_t len)
{
	struct open open = begin(m, "immediate");

	nfmsg_u32(m, 1, reg);
	put_data(m, 2, data, len);
	end(m, open);
}

void say_verdict(struct nfmsg *m, enum say_verdict code, const char *chain)
{
	struct open open = begin(m, "immediate");
	size_t data, verdict;

	nfmsg_u32(m, 1, 0); /* NFT_REG_VERDICT */
	data = nfmsg_nest(m, 2);
	verdict = nfmsg_nest(m, DATA_VERDICT);
	nfmsg_u32(m, VERDICT_CODE, (uint32_t)code);
	if (chain)
		nfmsg_text(m, VERDICT_CHAIN, chain);
	nfmsg_end(m, verdict);
	nfmsg_end(m, data);
	end(m, open);
}

void say_counter(struct nfmsg *m, uint64_t packets, uint64_t bytes)
{
	struct open open = begin(m, "counter");

	nfmsg_u64(m, 1, bytes);
	nfmsg_u64(m, 2, packets);
	end(m, open);
}

void say_log(struct nfmsg *m, const char *prefix, const uint16_t *group)
{
	struct open open = begin(m, "log");

	if (group)
		nfmsg_u16(m, 1, *group);
	if (prefix)
		nfmsg_text(m, 2, prefix);
	end(m, open);
}

void say_reject(struct nfmsg *m, enum nf_reject_type type, uint8_t code)
{
	struct open open = begin(m, "reject");

	nfmsg_u32(m, 1, type);
	nfmsg_u8(m, 2, code);
	end(m, open);
}

void say_queue(struct nfmsg *m, uint16_t num, uint16_t total, uint16_t flags)
{
	struct open open = begin(m, "queue");

	nfmsg_u16(m, 1, num);
	nfmsg_u16(m, 2, total);
	nfmsg_u16(m, 3, flags);
	end(m, open);
}

void say_notrack(struct nfmsg *m)
{
	end(m, begin(m, "notrack"));
}

void say_nat(struct nfmsg *m, const struct say_nat *nat)
{
	struct open open = begin(m, "nat");

	nfmsg_u32(m, 1, nat->type);
	nfmsg_u32(m, 2, nat->family);
	if (nat->has_addr) {
		nfmsg_u32(m, 3, SAY_REG_1);
		nfmsg_u32(m, 4, SAY_REG_2);
	}
	if (nat->has_proto) {
		nfmsg_u32(m, 5, SAY_REG_3);
		nfmsg_u32(m, 6, SAY_REG_4);
	}
	end(m, open);
}

void say_masq(struct nfmsg *m, bool ports)
{
	struct open open = begin(m, "masq");

	if (ports) {
		nfmsg_u32(m, 2, SAY_REG_3);
		nfmsg_u32(m, 3, SAY_REG_4);
	}
	end(m, open);
}

void say_redir(struct nfmsg *m, bool ports)
{
	struct open open = begin(m, "redir");

	if (ports) {
		nfmsg_u32(m, 1, SAY_REG_3);
		nfmsg_u32(m, 2, SAY_REG_4);
	}
	end(m, open);
}

void say_xt(struct nfmsg *m, const char *kind, const char *name,
	    const char *text)
{
	struct open open = begin(m, kind);

	nfmsg_text(m, 1, name);
	nfmsg_u32(m, 2, RULES_XT_TEXT);
	nfmsg_put(m, 3, text, strlen(text));
	end(m, open);
}
