/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order.c -- in which order base chains of one hook run
 */
#include "proof/rules/order.h"

/* What one table leaves for another: bits. */
enum {
	TOUCH_MARK = 1,    /* meta mark */
	TOUCH_CT_MARK = 2, /* the connection's */
	TOUCH_STATE = 4,   /* tracked or not; whatever needs a connection */
	TOUCH_PACKET = 8,
	TOUCH_META = 16, /* the rest of meta */
	TOUCH_CT = 32,
	TOUCH_ALL = 63,
};

struct touch {
	unsigned asks, writes;
};

static unsigned touch_of_meta(uint32_t key)
{
	switch (key) {
	case NF_META_MARK:
		return TOUCH_MARK;
	case NF_META_NFTRACE: /* nobody can ask for it */
	case NF_META_IIF:
	case NF_META_OIF:
	case NF_META_IIFNAME:
	case NF_META_OIFNAME:
	case NF_META_IIFTYPE:
	case NF_META_OIFTYPE:
		return 0;
	case NF_META_NFPROTO:
	case NF_META_L4PROTO:
	case NF_META_PROTOCOL:
	case NF_META_LEN:
		return TOUCH_PACKET;
	default:
		return TOUCH_META;
	}
}

static void touch_ct(struct touch *touch, const struct nf_expr *expr)
{
	if (expr->ct.key == NF_CT_MARK)
		touch->asks |= TOUCH_CT_MARK | TOUCH_STATE;
	else if (expr->ct.key == NF_CT_STATE)
		touch->asks |= TOUCH_STATE;
	else
		touch->asks |= TOUCH_CT | TOUCH_STATE;
}

static void touch_expr(struct touch *touch, const struct nf_expr *expr)
{
	if (expr->strange) {
		touch->asks = touch->writes = TOUCH_ALL;
		return;
	}
	switch ((int)expr->kind) {
	case EXPR_IMMEDIATE:
	case EXPR_VERDICT:
	case EXPR_CMP:
	case EXPR_RANGE:
	case EXPR_BITWISE:
	case EXPR_BYTEORDER:
	case EXPR_LOOKUP:
	case EXPR_COUNTER:
	case EXPR_LOG:
	case EXPR_LIMIT:
	case EXPR_QUOTA:
	case EXPR_LAST:
	case EXPR_REJECT:
	case EXPR_NUMGEN:
		break;
	case EXPR_PAYLOAD:
	case EXPR_EXTHDR:
		touch->asks |= TOUCH_PACKET;
		break;
	case EXPR_META:
		touch->asks |= touch_of_meta(expr->meta.key);
		break;
	case EXPR_META_SET:
		touch->writes |= touch_of_meta(expr->meta.key);
		break;
	case EXPR_CT:
		touch_ct(touch, expr);
		break;
	case EXPR_CT_SET: /* where there is a connection */
		touch->asks |= TOUCH_STATE;
		touch->writes |=
			expr->ct.key == NF_CT_MARK ? TOUCH_CT_MARK : TOUCH_CT;
		break;
	case EXPR_NOTRACK:
		touch->asks |= TOUCH_STATE;
		touch->writes |= TOUCH_STATE;
		break;
	case EXPR_PAYLOAD_SET:
	case EXPR_EXTHDR_SET:
		touch->asks |= TOUCH_PACKET;
		touch->writes |= TOUCH_PACKET;
		break;
	default: /* what asks or writes who knows what */
		touch->asks = touch->writes = TOUCH_ALL;
		break;
	}
}

static struct touch touch_of(const struct nf_table *table)
{
	struct touch touch = { 0, 0 };

	if (table->strange)
		return (struct touch){ TOUCH_ALL, TOUCH_ALL };
	vec_each(chain, &table->chains) {
		if (chain->strange)
			touch.asks = touch.writes = TOUCH_ALL;
		vec_each(rule, &chain->rules) {
			if (rule->strange)
				touch.asks = touch.writes = TOUCH_ALL;
			for (size_t i = 0; i < rule->exprs.n; i++)
				touch_expr(&touch, &rule->exprs.at[i]);
		}
	}
	return touch;
}

int order_compare(const struct nf_chain *a, const struct nf_chain *b)
{
	int32_t p = a->base->priority, q = b->base->priority;

	if (p != q)
		return p < q ? -1 : 1;
	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	return (a->handle < b->handle) - (a->handle > b->handle);
}

size_t order_group(const struct nf_chain *const *chains, size_t n)
{
	size_t i = n;

	while (i > 0 &&
	       chains[i - 1]->base->priority == chains[n - 1]->base->priority)
		i--;
	return n - i;
}

bool order_is_open(const struct nf_chain *const *chains, size_t n)
{
	struct touch all = { 0, 0 }, one;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && chains[i]->table == chains[i - 1]->table)
			continue;
		one = touch_of(chains[i]->table);
		if ((one.writes & (all.asks | all.writes)) ||
		    (all.writes & one.asks))
			return true;
		all.asks |= one.asks;
		all.writes |= one.writes;
	}
	return false;
}

static void swap(const struct nf_chain **a, const struct nf_chain **b)
{
	const struct nf_chain *kept = *a;

	*a = *b;
	*b = kept;
}

/* The next permutation of the tables (Knuth, The Art of Computer Programming,
 * 7.2.1.2, algorithm L); then each table's chains in their own order. */
bool order_next(const struct nf_chain *const *chains,
		const struct nf_chain **order, size_t n)
{
	size_t i = n - 1, k = n - 1, nth;

	while (i > 0 && order[i - 1]->table >= order[i]->table)
		i--;
	if (i == 0)
		return false;
	while (order[k]->table <= order[i - 1]->table)
		k--;
	swap(&order[i - 1], &order[k]);
	for (k = n - 1; i < k; i++, k--)
		swap(&order[i], &order[k]);
	for (i = 0; i < n; i++) {
		const struct nf_table *table = order[i]->table;

		nth = 0;
		for (k = 0; k < i; k++)
			nth += order[k]->table == table;
		for (k = 0; chains[k]->table != table || nth-- > 0; k++)
			;
		order[i] = chains[k];
	}
	return true;
}
