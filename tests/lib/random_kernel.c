/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_kernel.c -- random rules such as a kernel may take
 */
#include "random_kernel.h"

#include <stdlib.h>
#include <string.h>

#include "random_policy.h"
#include "random_rules.h"

enum {
	EXTRAS_MAX = 4, /* expressions that are put before a rule's own */
	MANY = 1 << 30,
	FREE_REG = 12,
	IP4_TTL = 8, /* offsets */
	IP6_HOP_LIMIT = 7,
};

/* Sorted by set_of, the length of whose keys qsort cannot be told. */
static const struct nf_set *set_of;

static int by_key(const void *a, const void *b)
{
	const struct nf_element *x = a, *y = b;

	if (!x->key || !y->key)
		return (x->key != NULL) - (y->key != NULL);
	return memcmp(x->key, y->key, set_of->key_len);
}

/* A beginning, an end, a beginning … */
static void mend_intervals(struct nf_set *set)
{
	bool open = false;

	set_of = set;
	qsort(set->elements.at, set->elements.n, sizeof(*set->elements.at),
	      by_key);
	vec_each(element, &set->elements) {
		if (!element->key)
			continue;
		element->flags = open ? NF_ELEMENT_INTERVAL_END : 0;
		if (open) {
			element->data = (struct nf_bytes){ 0 };
			element->verdict = NULL;
		} else if (set->verdicts && !element->verdict) {
			element->flags = NF_ELEMENT_INTERVAL_END;
			open = true;
		}
		open = !open;
	}
}

static void mend_set(struct rules *rules, struct nf_set *set, size_t number)
{
	set->name = arena_printf(&rules->arena, "s%zu", number);
	if ((set->flags & NF_SET_INTERVAL) && set->n_fields == 0 &&
	    set->elements.n > 0)
		mend_intervals(set);
}

static void mend_base(struct rules *rules, struct nf_chain *chain)
{
	static const int32_t early[] = { -300, -250, -210, -190, -150, 0 };
	struct nf_base *base;

	if (!chain->base)
		return;
	base = arena_alloc(&rules->arena, sizeof(*base));
	*base = *chain->base;
	if (base->hook == NF_HOOK_FORWARD && one_in(4))
		base->hook = NF_HOOK_INPUT;
	if (base->hook == NF_HOOK_PREROUTING)
		base->priority += early[pick(6)];
	chain->base = base;
}

/* Bytes of a source that no router would take. */
static bool is_martian(uint8_t byte)
{
	return byte == 0 || byte >= 224;
}

/* What is not the hooks' doing: an address rewritten before conntrack or the
 * routing see it. */
static void mend_write(struct rules *rules, const struct nf_chain *chain,
		       struct nf_expr *exprs, size_t i)
{
	uint8_t *byte;

	if (exprs[i].kind != EXPR_PAYLOAD_SET || i == 0 ||
	    exprs[i - 1].kind != EXPR_IMMEDIATE)
		return;
	if (chain->base && chain->base->priority < -200) {
		exprs[i].kind = EXPR_COUNTER;
		return;
	}
	if (exprs[i].payload.base != NF_PAYLOAD_NETWORK ||
	    !is_martian(exprs[i - 1].immediate.data.at[0]))
		return;
	byte = arena_alloc(&rules->arena, 1);
	*byte = 10;
	exprs[i - 1].immediate.data.at = byte;
}

/* A router counts hops: what it compares depends on where. */
static void count_hops(struct nf_expr *expr)
{
	if (expr->kind == EXPR_PAYLOAD && expr->payload.len == 1 &&
	    expr->payload.base == NF_PAYLOAD_NETWORK && one_in(3))
		expr->payload.offset = one_in(2) ? IP4_TTL : IP6_HOP_LIMIT;
}

static size_t draw(struct nf_expr *to)
{
	static const uint8_t zero[4];

	to[0] = (struct nf_expr){
		.kind = EXPR_NUMGEN,
		.numgen = { .dreg = FREE_REG,
			    .modulus = 2,
			    .type = NF_NUMGEN_RANDOM },
	};
	to[1] = (struct nf_expr){
		.kind = EXPR_CMP,
		.cmp = { FREE_REG, NF_CMP_EQ, { zero, sizeof(zero) } },
	};
	return 2;
}

static size_t look_up_route(struct nf_expr *to)
{
	static const uint8_t local[4] = { 2 }; /* RTN_LOCAL */

	to[0] = (struct nf_expr){
		.kind = EXPR_FIB,
		.fib = { FREE_REG, NF_FIB_ADDRTYPE, NF_FIB_DADDR },
	};
	to[1] = (struct nf_expr){
		.kind = EXPR_CMP,
		.cmp = { FREE_REG, NF_CMP_EQ, { local, sizeof(local) } },
	};
	return 2;
}

/* What nft(8) does not say. */
static size_t rare(struct nf_expr *to)
{
	static const uint8_t zero[4];

	static const struct nf_expr payload = {
		.kind = EXPR_PAYLOAD,
		.payload = { FREE_REG, NF_PAYLOAD_TUNNEL, 0, 1, 0, 0, 0 },
	};

	static const struct nf_expr some[] = {
		{ .kind = EXPR_META, .meta = { FREE_REG, NF_META_SECMARK } },
		{ .kind = EXPR_META, .meta = { FREE_REG, NF_META_SDIF } },
		{ .kind = EXPR_CT,
		  .ct = { FREE_REG, NF_CT_SECMARK, NF_CT_ANY } },
		{ .kind = EXPR_CT,
		  .ct = { FREE_REG, NF_CT_SRC, NF_CT_ORIGINAL } },
		{ .kind = EXPR_CT, .ct = { FREE_REG, NF_CT_DST, NF_CT_REPLY } },
		{ .kind = EXPR_EXTHDR,
		  .exthdr = { FREE_REG, NF_EXTHDR_DCCP, 1, 0, 1,
			      NF_EXTHDR_PRESENT } },
		{ .kind = EXPR_SOCKET,
		  .load = { .dreg = FREE_REG,
			    .key = NF_SOCKET_CGROUPV2,
			    .level = 1 } },
		{ .kind = EXPR_LAST },
		{ .kind = EXPR_INNER, .inner = { 1, 8, 0xf, &payload } },
	};

	to[0] = some[pick(sizeof(some) / sizeof(some[0]))];
	if (to->kind == EXPR_LAST)
		return 1;
	to[1] = (struct nf_expr){
		.kind = EXPR_CMP,
		.cmp = { FREE_REG, NF_CMP_EQ, { zero, 1 } },
	};
	return 2;
}

static size_t extras(struct nf_expr *to)
{
	switch (pick(40)) {
	case 9:
	case 10:
	case 11:
		return rare(to);
	case 0:
		return draw(to);
	case 1:
		return look_up_route(to);
	case 2:
		to->kind = EXPR_LIMIT;
		to->limit.rate = to->limit.burst = MANY;
		to->limit.unit = 1;
		return 1;
	case 3:
		to->kind = EXPR_QUOTA;
		to->quota.bytes = MANY;
		return 1;
	case 4:
	case 5:
		to->kind = EXPR_LOG;
		to->log.group = 7;
		return 1;
	case 6:
	case 7:
	case 8:
		to->kind = EXPR_COUNTER;
		return 1;
	default:
		return 0;
	}
}

/* As good as what it stands for, where nobody takes from the queue. */
static void mend_verdict(struct nf_expr *expr)
{
	if (expr->kind != EXPR_VERDICT || !one_in(6))
		return;
	if (expr->verdict.kind == NF_VERDICT_DROP)
		expr->verdict.kind = NF_VERDICT_QUEUE;
	else if (expr->verdict.kind == NF_VERDICT_CONTINUE)
		expr->verdict.kind = NF_VERDICT_BREAK;
}

static void mend_rule(struct rules *rules, const struct nf_chain *chain,
		      struct nf_rule *rule)
{
	struct nf_expr *exprs = arena_calloc(
		&rules->arena, rule->exprs.n + EXTRAS_MAX, sizeof(*exprs));
	size_t n = extras(exprs);

	memcpy(exprs + n, rule->exprs.at, rule->exprs.n * sizeof(*exprs));
	n += rule->exprs.n;
	for (size_t i = 0; i < n; i++) {
		mend_write(rules, chain, exprs, i);
		count_hops(&exprs[i]);
		mend_verdict(&exprs[i]);
	}
	rule->exprs = (struct nf_exprs){ exprs, n };
}

void random_kernel_rules(struct rules *rules)
{
	size_t number = 0;

	random_rules(rules);
	vec_each(table, &rules->tables) {
		vec_each(set, &table->sets)
			mend_set(rules, set, number++);
		vec_each(chain, &table->chains) {
			mend_base(rules, chain);
			vec_each(rule, &chain->rules)
				mend_rule(rules, chain, rule);
		}
	}
}
