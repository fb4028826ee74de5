/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others_rule.c -- what a rule of others does to packets, by its instructions
 *
 * linux/netfilter/nf_tables.h names the attributes; the names of instructions
 * are those of the kernel's nft_expr_type. One that is not in the table, or
 * sets what is not known here, does EFFECT_UNKNOWN.
 */
#include "kernel/held/others_rule.h"

#include <assert.h>
#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>

#include "kernel/netlink/attr.h"
#include "ruleset/ruleset.h"

static const struct effect_info effects[] = {
	[EFFECT_CT_MARK] = { OTHER_CAN_OPEN,
			     "sets ct mark: may forge our stamp" },
	[EFFECT_MARK] = { OTHER_CAN_OPEN,
			  "sets the packet mark: may forge our stamp" },
	[EFFECT_NAT] = { OTHER_CAN_OPEN, "translates addresses (nat)" },
	[EFFECT_MASQUERADE] = { OTHER_CAN_OPEN, "masquerades (nat)" },
	[EFFECT_REDIRECT] = { OTHER_CAN_OPEN, "redirects (nat)" },
	[EFFECT_TPROXY] = { OTHER_CAN_OPEN, "hands packets to a proxy" },
	[EFFECT_NOTRACK] = { OTHER_CAN_OPEN, "switches off conntrack" },
	[EFFECT_ZONE] = { OTHER_CAN_OPEN, "sets conntrack zones" },
	[EFFECT_HELPER] = { OTHER_CAN_OPEN,
			    "uses a conntrack helper: expects connections" },
	[EFFECT_CT_OTHER] = { OTHER_CAN_OPEN, "changes conntrack" },
	[EFFECT_QUEUE] = { OTHER_CAN_OPEN,
			   "queues to a program, which decides" },
	[EFFECT_FORWARD] = { OTHER_CAN_OPEN, "forwards past our rules (fwd)" },
	[EFFECT_COPY] = { OTHER_CAN_OPEN, "sends copies (dup)" },
	[EFFECT_OFFLOAD] = { OTHER_CAN_OPEN,
			     "offloads connections past our rules" },
	[EFFECT_SYNPROXY] = { OTHER_CAN_OPEN,
			      "answers for servers (synproxy)" },
	[EFFECT_WRITE] = { OTHER_CAN_OPEN, "rewrites packets" },
	[EFFECT_META_OTHER] = { OTHER_CAN_OPEN,
				"changes what a packet counts as" },
	[EFFECT_TUNNEL] = { OTHER_CAN_OPEN, "sends into a tunnel" },
	[EFFECT_TARGET] = { OTHER_CAN_OPEN, "uses a target of iptables" },
	[EFFECT_UNKNOWN] = { OTHER_CAN_OPEN, "does what is not known here" },
	[EFFECT_UNREAD] = { OTHER_CAN_OPEN,
			    "has more rules than are looked at" },
	[EFFECT_DROP] = { OTHER_CAN_CUT, "drops" },
	[EFFECT_REJECT] = { OTHER_CAN_CUT, "rejects" },
	[EFFECT_VERDICT_MAP] = { OTHER_CAN_CUT, "may drop by a verdict map" },
	[EFFECT_POLICY] = { OTHER_CAN_CUT, "policy drop" },
	[EFFECT_LOG] = { OTHER_CAN_DECEIVE, "writes into our log" },
};

static_assert(sizeof(effects) / sizeof(*effects) == N_EFFECTS,
	      "each effect has its words");
static_assert(N_EFFECTS <= 32, "a set of them is a uint32_t");

const struct effect_info *effect_info(enum effect effect)
{
	return &effects[effect];
}

static uint32_t bit(enum effect effect)
{
	return UINT32_C(1) << effect;
}

static uint32_t judge_meta(const struct attrs *attrs)
{
	if (!attrs->at[NFTA_META_SREG])
		return 0;
	switch (attr_be32(attrs->at[NFTA_META_KEY], UINT32_MAX)) {
	case NFT_META_MARK:
		return bit(EFFECT_MARK);
	case NFT_META_PRIORITY:
	case NFT_META_NFTRACE:
	case NFT_META_SECMARK:
		return 0;
	default: /* the packet's type, bridging turned into routing */
		return bit(EFFECT_META_OTHER);
	}
}

static uint32_t judge_ct(const struct attrs *attrs)
{
	if (!attrs->at[NFTA_CT_SREG])
		return 0;
	switch (attr_be32(attrs->at[NFTA_CT_KEY], UINT32_MAX)) {
	case NFT_CT_MARK:
		return bit(EFFECT_CT_MARK);
	case NFT_CT_ZONE:
		return bit(EFFECT_ZONE);
	case NFT_CT_LABELS:
	case NFT_CT_EVENTMASK:
	case NFT_CT_SECMARK:
		return 0;
	default:
		return bit(EFFECT_CT_OTHER);
	}
}

static uint32_t judge_verdict(const struct nlattr *nest)
{
	struct attrs data, verdict;

	if (!attrs_of_nest(nest, &data) ||
	    !attrs_of_nest(data.at[NFTA_DATA_VERDICT], &verdict) ||
	    !verdict.at[NFTA_VERDICT_CODE])
		return bit(EFFECT_UNKNOWN);
	switch ((int32_t)attr_be32(verdict.at[NFTA_VERDICT_CODE], 0)) {
	case NF_DROP:
		return bit(EFFECT_DROP);
	case NF_ACCEPT: /* ends that base chain; ours is asked all the same */
	case NFT_CONTINUE:
	case NFT_BREAK:
	case NFT_JUMP:
	case NFT_GOTO:
	case NFT_RETURN:
		return 0;
	case NF_QUEUE:
		return bit(EFFECT_QUEUE);
	default:
		return bit(EFFECT_UNKNOWN);
	}
}

static uint32_t judge_immediate(const struct attrs *attrs)
{
	if (attr_be32(attrs->at[NFTA_IMMEDIATE_DREG], NFT_REG_VERDICT) !=
	    NFT_REG_VERDICT)
		return 0;
	return judge_verdict(attrs->at[NFTA_IMMEDIATE_DATA]);
}

static uint32_t judge_lookup(const struct attrs *attrs)
{
	if (!attrs->at[NFTA_LOOKUP_DREG] ||
	    attr_be32(attrs->at[NFTA_LOOKUP_DREG], NFT_REG_VERDICT) !=
		    NFT_REG_VERDICT)
		return 0;
	return bit(EFFECT_VERDICT_MAP);
}

static uint32_t judge_payload(const struct attrs *attrs)
{
	return attrs->at[NFTA_PAYLOAD_SREG] ? bit(EFFECT_WRITE) : 0;
}

/* Without a register to read into, it takes an option out of the packet. */
static uint32_t judge_exthdr(const struct attrs *attrs)
{
	return attrs->at[NFTA_EXTHDR_DREG] ? 0 : bit(EFFECT_WRITE);
}

static uint32_t judge_log(const struct attrs *attrs)
{
	return attrs->at[NFTA_LOG_GROUP] && attr_be16(attrs->at[NFTA_LOG_GROUP],
						      0) == NFLOG_GROUP
		       ? bit(EFFECT_LOG)
		       : 0;
}

static uint32_t judge_objref(const struct attrs *attrs)
{
	switch (attr_be32(attrs->at[NFTA_OBJREF_IMM_TYPE], UINT32_MAX)) {
	case NFT_OBJECT_COUNTER:
	case NFT_OBJECT_QUOTA:
	case NFT_OBJECT_LIMIT:
	case NFT_OBJECT_CONNLIMIT:
	case NFT_OBJECT_SECMARK:
	case NFT_OBJECT_CT_TIMEOUT:
		return 0;
	case NFT_OBJECT_CT_HELPER:
	case NFT_OBJECT_CT_EXPECT:
		return bit(EFFECT_HELPER);
	case NFT_OBJECT_TUNNEL:
		return bit(EFFECT_TUNNEL);
	case NFT_OBJECT_SYNPROXY:
		return bit(EFFECT_SYNPROXY);
	default: /* or a map of objects */
		return bit(EFFECT_UNKNOWN);
	}
}

/* A target of iptables-nft, by its name (xtables-extensions(8)). */
static uint32_t judge_target(const struct attrs *attrs)
{
	static const struct {
		const char *name;
		uint32_t effects;
	} targets[] = {
		{ "LOG", 0 },
		{ "TRACE", 0 },
		{ "CLASSIFY", 0 },
		{ "REJECT", UINT32_C(1) << EFFECT_REJECT },
		{ "MARK", UINT32_C(1) << EFFECT_MARK },
		{ "CONNMARK",
		  UINT32_C(1) << EFFECT_CT_MARK | UINT32_C(1) << EFFECT_MARK },
		{ "MASQUERADE", UINT32_C(1) << EFFECT_MASQUERADE },
		{ "REDIRECT", UINT32_C(1) << EFFECT_REDIRECT },
		{ "SNAT", UINT32_C(1) << EFFECT_NAT },
		{ "DNAT", UINT32_C(1) << EFFECT_NAT },
	};

	const char *name = attr_text(attrs->at[NFTA_TARGET_NAME]);

	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		if (!strcmp(name, targets[i].name))
			return targets[i].effects;
	return bit(EFFECT_TARGET);
}

/* By itself, or by how it is written. */
struct judgement {
	const char *name;
	uint32_t effects;
	uint32_t (*judge)(const struct attrs *attrs);
};

#define DOES(effect) (UINT32_C(1) << (effect)), NULL

/* clang-format off */
static const struct judgement judgements[] = {
	{ "bitwise",      0, NULL },
	{ "byteorder",    0, NULL },
	{ "cmp",          0, NULL },
	{ "connlimit",    0, NULL },
	{ "counter",      0, NULL },
	{ "ct",           0, judge_ct },
	{ "dup",          DOES(EFFECT_COPY) },
	{ "dynset",       0, NULL },
	{ "exthdr",       0, judge_exthdr },
	{ "fib",          0, NULL },
	{ "flow_offload", DOES(EFFECT_OFFLOAD) },
	{ "fwd",          DOES(EFFECT_FORWARD) },
	{ "hash",         0, NULL },
	{ "immediate",    0, judge_immediate },
	{ "inner",        0, NULL },
	{ "last",         0, NULL },
	{ "limit",        0, NULL },
	{ "log",          0, judge_log },
	{ "lookup",       0, judge_lookup },
	{ "masq",         DOES(EFFECT_MASQUERADE) },
	{ "match",        0, NULL },
	{ "meta",         0, judge_meta },
	{ "nat",          DOES(EFFECT_NAT) },
	{ "notrack",      DOES(EFFECT_NOTRACK) },
	{ "numgen",       0, NULL },
	{ "objref",       0, judge_objref },
	{ "osf",          0, NULL },
	{ "payload",      0, judge_payload },
	{ "queue",        DOES(EFFECT_QUEUE) },
	{ "quota",        0, NULL },
	{ "range",        0, NULL },
	{ "redir",        DOES(EFFECT_REDIRECT) },
	{ "reject",       DOES(EFFECT_REJECT) },
	{ "rt",           0, NULL },
	{ "socket",       0, NULL },
	{ "synproxy",     DOES(EFFECT_SYNPROXY) },
	{ "target",       0, judge_target },
	{ "tproxy",       DOES(EFFECT_TPROXY) },
	{ "tunnel",       0, NULL },
	{ "xfrm",         0, NULL },
};

/* clang-format on */

static uint32_t judge_instruction(const struct nlattr *item)
{
	struct attrs expr, data;
	const char *name;

	if (!attrs_of_nest(item, &expr))
		return bit(EFFECT_UNKNOWN);
	name = attr_text(expr.at[NFTA_EXPR_NAME]);
	/* Some have no data: then there is nothing that they could set. */
	if (!attrs_of_nest(expr.at[NFTA_EXPR_DATA], &data) &&
	    expr.at[NFTA_EXPR_DATA])
		return bit(EFFECT_UNKNOWN);
	for (size_t i = 0; i < sizeof(judgements) / sizeof(*judgements); i++) {
		const struct judgement *judgement = &judgements[i];

		if (!strcmp(name, judgement->name))
			return judgement->judge ? judgement->judge(&data)
						: judgement->effects;
	}
	return bit(EFFECT_UNKNOWN);
}

uint32_t others_judge_rule(const struct nlmsghdr *msg)
{
	struct attrs attrs;
	const struct nlattr *item;
	uint32_t found = 0;
	struct walk w;

	if (!attrs_of_message(msg, &attrs))
		return bit(EFFECT_UNKNOWN);
	if (!attrs.at[NFTA_RULE_EXPRESSIONS])
		return 0;
	w = walk_nest(attrs.at[NFTA_RULE_EXPRESSIONS]);
	while ((item = walk_next(&w)))
		found |= judge_instruction(item);
	return w.bad ? found | bit(EFFECT_UNKNOWN) : found;
}
