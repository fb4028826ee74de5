/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * translate_site.c -- random rules that translate destinations, and a plain loop
 */
#include "translate_site.h"

#include "random_policy.h"

enum {
	OFFSET_DADDR = 16,
	OFFSET_DPORT = 2,
};

/* ------ the plain way ------ */

static bool matches(const struct plain *rule, const struct little *packet)
{
	return (rule->daddr < 0 || rule->daddr == packet->daddr) &&
	       (rule->dport < 0 || rule->dport == packet->dport) &&
	       (rule->mark < 0 || rule->mark == packet->mark);
}

bool site_run(const struct site *site, enum chain chain, struct little *packet,
	      bool *translated)
{
	for (size_t i = 0; i < site->n[chain]; i++) {
		const struct plain *rule = &site->plain[chain][i];

		if (!matches(rule, packet))
			continue;
		if (rule->act == ACT_MARK) {
			packet->mark = rule->to.mark;
			continue;
		}
		if (rule->act != ACT_TRANSLATE)
			return rule->act == ACT_ACCEPT;
		*translated = true;
		if (rule->to_daddr)
			packet->daddr = rule->to.daddr;
		if (rule->to_dport)
			packet->dport = rule->to.dport;
		return true;
	}
	return site->bases[chain].accepts;
}

bool site_arrives(const struct site *site, struct little *packet,
		  bool *translated)
{
	*translated = false;
	return site_run(site, RAW, packet, translated) &&
	       site_run(site, NAT, packet, translated) &&
	       (*translated || site_run(site, SECOND, packet, translated)) &&
	       site_run(site, MIDDLE, packet, translated);
}

/* ------ the same as the kernel has it ------ */

static struct nf_expr *add(struct site *site, enum chain chain, size_t i,
			   enum nf_expr_kind kind)
{
	struct nf_rule *rule = &site->rules_of[chain][i];
	struct nf_expr *expr = &site->exprs[chain][i][rule->exprs.n++];

	rule->exprs.at = site->exprs[chain][i];
	*expr = (struct nf_expr){ .kind = kind, .name = "test" };
	return expr;
}

static struct nf_bytes data(struct site *site, enum chain chain, size_t i,
			    int value, size_t len)
{
	uint8_t *at =
		site->bytes[chain][i][site->rules_of[chain][i].exprs.n - 1];

	at[len - 1] = (uint8_t)value;
	return (struct nf_bytes){ at, len };
}

static void compare(struct site *site, enum chain chain, size_t i, int value,
		    size_t len)
{
	struct nf_expr *expr = add(site, chain, i, EXPR_CMP);

	expr->cmp.sreg = 1;
	expr->cmp.op = NF_CMP_EQ;
	expr->cmp.data = data(site, chain, i, value, len);
}

static void ask_packet(struct site *site, enum chain chain, size_t i,
		       enum nf_payload_base base, uint32_t offset, int value,
		       uint32_t len)
{
	struct nf_expr *expr;

	if (value < 0)
		return;
	expr = add(site, chain, i, EXPR_PAYLOAD);
	expr->payload.base = base;
	expr->payload.offset = offset;
	expr->payload.len = len;
	expr->payload.reg = 1;
	compare(site, chain, i, value, len);
}

static void load(struct site *site, enum chain chain, size_t i, uint8_t reg,
		 int value, size_t len)
{
	struct nf_expr *expr = add(site, chain, i, EXPR_IMMEDIATE);

	expr->immediate.dreg = reg;
	expr->immediate.data = data(site, chain, i, value, len);
}

static void write_act(struct site *site, enum chain chain, size_t i)
{
	const struct plain *rule = &site->plain[chain][i];
	struct nf_expr *expr;

	if (rule->act == ACT_MARK) {
		load(site, chain, i, 2, rule->to.mark, 4);
		expr = add(site, chain, i, EXPR_META_SET);
		expr->meta.key = NF_META_MARK;
		expr->meta.reg = 2;
	} else if (rule->act == ACT_TRANSLATE) {
		load(site, chain, i, 3, rule->to.daddr, 4);
		load(site, chain, i, 4, rule->to.dport, 2);
		expr = add(site, chain, i, EXPR_NAT);
		expr->nat.type = NF_NAT_DNAT;
		expr->nat.family = NF_FAMILY_IP;
		expr->nat.addr_min = expr->nat.addr_max =
			rule->to_daddr ? 3 : NF_REG_NONE;
		expr->nat.proto_min = expr->nat.proto_max =
			rule->to_dport ? 4 : NF_REG_NONE;
	} else {
		add(site, chain, i, EXPR_VERDICT)->verdict.kind =
			rule->act == ACT_DROP ? NF_VERDICT_DROP
					      : NF_VERDICT_ACCEPT;
	}
}

static void write_rule(struct site *site, enum chain chain, size_t i)
{
	const struct plain *rule = &site->plain[chain][i];
	struct nf_expr *expr;

	ask_packet(site, chain, i, NF_PAYLOAD_NETWORK, OFFSET_DADDR,
		   rule->daddr, 4);
	ask_packet(site, chain, i, NF_PAYLOAD_TRANSPORT, OFFSET_DPORT,
		   rule->dport, 2);
	if (rule->mark >= 0) {
		expr = add(site, chain, i, EXPR_META);
		expr->meta.key = NF_META_MARK;
		expr->meta.reg = 1;
		compare(site, chain, i, rule->mark, 4);
	}
	write_act(site, chain, i);
}

/* ------ by chance ------ */

static uint8_t some(void)
{
	return (uint8_t)pick(VALUES - 1);
}

static int perhaps(void)
{
	return one_in(2) ? some() : -1;
}

static void random_rule(struct site *site, enum chain chain, size_t i)
{
	struct plain *rule = &site->plain[chain][i];
	bool asks = chain != RAW || site->raw_asks;

	rule->daddr = asks ? perhaps() : -1;
	rule->dport = asks ? perhaps() : -1;
	rule->mark = one_in(3) ? some() : -1;
	rule->act = (enum act)pick(3);
	if ((chain == NAT || chain == SECOND) && one_in(2))
		rule->act = ACT_TRANSLATE;
	rule->to = (struct little){ some(), some(), some() };
	rule->to_daddr = !one_in(3);
	rule->to_dport = !rule->to_daddr || one_in(2);
	write_rule(site, chain, i);
}

void random_site(struct site *site)
{
	static const int32_t priorities[N_CHAINS] = { -300, 0, 0, -99, 0 };

	*site = (struct site){ .raw_asks = one_in(3) };
	for (unsigned c = 0; c < N_CHAINS; c++) {
		site->bases[c] = (struct nf_base){
			.hook = c == FORWARD ? NF_HOOK_FORWARD
					     : NF_HOOK_PREROUTING,
			.type = c == NAT || c == SECOND ? "nat" : "filter",
			.priority = priorities[c],
			.accepts = c != FORWARD || one_in(3),
		};
		site->chains[c] = (struct nf_chain){
			.table = &site->table,
			.name = "c",
			.handle = c,
			.base = &site->bases[c],
		};
		site->n[c] = pick(RULES + 1);
		for (size_t i = 0; i < site->n[c]; i++)
			random_rule(site, (enum chain)c, i);
		site->chains[c].rules.at = site->rules_of[c];
		site->chains[c].rules.n = site->n[c];
	}
	site->bases[NAT].priority = -150 + (int32_t)pick(300);
	site->bases[SECOND].priority = site->bases[NAT].priority + 1;
	site->table = (struct nf_table){ .family = NF_FAMILY_IP, .name = "t" };
	site->table.chains.at = site->chains;
	site->table.chains.n = N_CHAINS;
	site->rules = (struct rules){ .little_endian = false };
	site->rules.tables.at = &site->table;
	site->rules.tables.n = 1;
}
