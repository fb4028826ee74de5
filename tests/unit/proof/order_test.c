/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order_test.c -- base chains of one priority, in every order they can run in
 */
#include "proof/rules/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct nf_expr asks_mark = { .kind = EXPR_META,
				    .meta = { 0, NF_META_MARK } };
static struct nf_expr asks_name = { .kind = EXPR_META,
				    .meta = { 0, NF_META_IIFNAME } };
static struct nf_expr writes_mark = { .kind = EXPR_META_SET,
				      .meta = { 0, NF_META_MARK } };
static struct nf_expr limits = { .kind = EXPR_LIMIT };
static struct nf_expr unknown = { .kind = EXPR_UNKNOWN };

static const struct nf_base same = { .priority = 0 }, later = { .priority = 1 };

/* A table of two base chains, whose one rule is that expression. */
struct one {
	struct nf_table table;
	struct nf_chain chains[2];
	struct nf_rule rule;
};

static void make(struct one *one, const struct nf_expr *expr)
{
	*one = (struct one){ .rule = { .exprs = { expr, 1 } } };
	for (size_t i = 0; i < 2; i++) {
		one->chains[i].table = &one->table;
		one->chains[i].handle = i + 1;
		one->chains[i].base = &same;
	}
	one->chains[0].rules.at = &one->rule;
	one->chains[0].rules.n = 1;
	one->table.chains.at = one->chains;
	one->table.chains.n = 2;
}

static void what_was_made_last_runs_first(void **state)
{
	struct one one;

	(void)state;
	make(&one, &limits);
	assert_true(order_compare(&one.chains[1], &one.chains[0]) < 0);
	one.chains[1].base = &later;
	assert_true(order_compare(&one.chains[0], &one.chains[1]) < 0);
}

static bool is_open(const struct nf_expr *a, const struct nf_expr *b)
{
	struct one one, two;
	const struct nf_chain *chains[2] = { one.chains, two.chains };

	make(&one, a);
	make(&two, b);
	return order_is_open(chains, 2);
}

static void order_is_open_where_one_writes_what_the_other_asks(void **state)
{
	(void)state;
	assert_true(is_open(&writes_mark, &asks_mark));
	assert_true(is_open(&asks_mark, &writes_mark));
	assert_true(is_open(&writes_mark, &writes_mark));
	assert_true(is_open(&asks_mark, &unknown));
	assert_false(is_open(&asks_mark, &asks_mark));
	assert_false(is_open(&writes_mark, &asks_name));
	assert_false(is_open(&limits, &limits));
}

static void one_table_has_one_order(void **state)
{
	struct one one;
	const struct nf_chain *chains[2] = { &one.chains[1], &one.chains[0] };
	const struct nf_chain *order[2] = { chains[0], chains[1] };

	(void)state;
	make(&one, &writes_mark);
	assert_false(order_is_open(chains, 2));
	assert_false(order_next(chains, order, 2));
}

/* Two chains of one table and two of another: 4! / (2! 2!). */
static void each_table_keeps_its_own_order(void **state)
{
	struct one both[2];
	const struct nf_chain *chains[4] = { &both[0].chains[1],
					     &both[0].chains[0],
					     &both[1].chains[1],
					     &both[1].chains[0] };
	const struct nf_chain *order[4];
	size_t n = 0, place[4];

	(void)state;
	make(&both[0], &writes_mark);
	make(&both[1], &asks_mark);
	for (size_t i = 0; i < 4; i++)
		order[i] = chains[i];
	do {
		n++;
		for (size_t i = 0; i < 4; i++)
			for (size_t k = 0; k < 4; k++)
				if (order[k] == chains[i])
					place[i] = k;
		assert_true(place[0] < place[1]);
		assert_true(place[2] < place[3]);
	} while (order_next(chains, order, 4));
	assert_int_equal(n, 6);
}

static void a_group_has_one_priority(void **state)
{
	struct one one;
	const struct nf_chain *chains[2] = { &one.chains[0], &one.chains[1] };

	(void)state;
	make(&one, &limits);
	assert_int_equal(order_group(chains, 2), 2);
	one.chains[1].base = &later;
	assert_int_equal(order_group(chains, 2), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_made_last_runs_first),
		cmocka_unit_test(
			order_is_open_where_one_writes_what_the_other_asks),
		cmocka_unit_test(one_table_has_one_order),
		cmocka_unit_test(each_table_keeps_its_own_order),
		cmocka_unit_test(a_group_has_one_priority),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
