/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_test.c -- tests put_rule.c, get_rule.c and same_rule.c of src/kernel
 */
#include "kernel/get/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"
#include "kernel/put/rule.h"
#include "kernel/same/rule.h"

#include "sample.h"

static void assert_same_stmt(const struct stmt *a, const struct stmt *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->negate, b->negate);
	assert_int_equal(a->field, b->field);
	assert_memory_equal(a->value, b->value, sizeof(a->value));
	assert_memory_equal(a->mask, b->mask, sizeof(a->mask));
	assert_memory_equal(a->last, b->last, sizeof(a->last));
	assert_int_equal(a->has_mask, b->has_mask);
	assert_int_equal(a->key.n, b->key.n);
	for (uint8_t i = 0; i < a->key.n; i++)
		assert_int_equal(a->key.fields[i], b->key.fields[i]);
	assert_string_equal(a->set ? a->set : "", b->set ? b->set : "");
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->seconds, b->seconds);
	assert_int_equal(a->burst, b->burst);
	assert_string_equal(a->text ? a->text : "", b->text ? b->text : "");
	assert_int_equal(a->verdict.kind, b->verdict.kind);
	assert_string_equal(a->verdict.chain ? a->verdict.chain : "",
			    b->verdict.chain ? b->verdict.chain : "");
}

static void every_kind_of_rule_comes_back_as_it_went(void **state)
{
	struct ruleset ruleset;
	struct batch batch;
	struct arena arena = { 0 };
	struct chain *chain;

	(void)state;
	sample_ruleset(&ruleset);
	chain = &ruleset.tree.chains.at[0];
	sample_batch(&batch);
	vec_each(rule, &chain->rules)
		put_rule(&batch, TABLE_GATE, chain->name, rule);
	for (size_t i = 0; i < chain->rules.n; i++) {
		const struct rule *wanted = &chain->rules.at[i];
		struct count count;
		struct rule rule;

		assert_true(get_rule(sample_message(&batch, i), &arena, &rule,
				     &count));
		assert_int_equal(rule.stmts.n, wanted->stmts.n);
		for (size_t k = 0; k < rule.stmts.n; k++)
			assert_same_stmt(&rule.stmts.at[k],
					 &wanted->stmts.at[k]);
		assert_string_equal(rule.comment ? rule.comment : "",
				    wanted->comment ? wanted->comment : "");
	}
	arena_finish(&arena);
	batch_finish(&batch);
	ruleset_finish(&ruleset);
}

/* Each byte of every rule turned once: never the same, but in counters. */
static void a_rule_with_any_byte_changed_is_another_rule(void **state)
{
	struct ruleset ruleset;
	struct batch batch;
	struct chain *chain;

	(void)state;
	sample_ruleset(&ruleset);
	chain = &ruleset.tree.chains.at[0];
	sample_batch(&batch);
	vec_each(rule, &chain->rules)
		put_rule(&batch, TABLE_GATE, chain->name, rule);
	for (size_t i = 0; i < chain->rules.n; i++) {
		const struct nlmsghdr *msg = sample_message(&batch, i);
		uint8_t *copy = test_malloc(msg->nlmsg_len);
		const struct nlmsghdr *changed = (const void *)copy;
		struct attrs attrs;
		size_t from, to;

		assert_true(rule_is_same(msg, msg));
		assert_true(attrs_of_message(msg, &attrs));
		from = (size_t)((const uint8_t *)mnl_attr_get_payload(
					attrs.at[NFTA_RULE_EXPRESSIONS]) -
				(const uint8_t *)msg);
		to = from +
		     mnl_attr_get_payload_len(attrs.at[NFTA_RULE_EXPRESSIONS]);
		for (size_t k = from; k < to; k++) {
			memcpy(copy, msg, msg->nlmsg_len);
			copy[k] ^= 1;
			/* Only the zeros that fill up an attribute, and what
			 * a counter says. */
			if (rule_is_same(changed, msg) &&
			    memcmp(copy + k - 10, "counter", 7) != 0)
				assert_int_equal(((const uint8_t *)msg)[k], 0);
		}
		test_free(copy);
	}
	batch_finish(&batch);
	ruleset_finish(&ruleset);
}

static struct nlmsghdr *begin_rule(uint8_t *room)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(room);

	mnl_nlmsg_put_extra_header(msg, 4);
	return msg;
}

/* `counter` with numbers, and an attribute that we do not know. */
static void put_counted(struct nlmsghdr *msg, uint64_t packets, uint32_t news)
{
	struct nlattr *list = attr_begin(msg, NFTA_RULE_EXPRESSIONS);
	struct nlattr *element = attr_begin(msg, NFTA_LIST_ELEM), *data;

	attr_put_text(msg, NFTA_EXPR_NAME, "counter");
	data = attr_begin(msg, NFTA_EXPR_DATA);
	attr_put_be64(msg, NFTA_COUNTER_PACKETS, packets);
	attr_end(msg, data);
	attr_end(msg, element);
	element = attr_begin(msg, NFTA_LIST_ELEM);
	attr_put_text(msg, NFTA_EXPR_NAME, "meta");
	data = attr_begin(msg, NFTA_EXPR_DATA);
	attr_put_be32(msg, NFTA_META_KEY, NFT_META_MARK);
	attr_put_be32(msg, NFTA_META_DREG, NFT_REG_1);
	if (news != UINT32_MAX)
		attr_put_be32(msg, 30, news);
	attr_end(msg, data);
	attr_end(msg, element);
	attr_end(msg, list);
}

static void counters_may_differ_and_unknown_zeros_may_appear(void **state)
{
	uint8_t rooms[4][1024];
	struct nlmsghdr *wanted = begin_rule(rooms[0]);
	struct nlmsghdr *counted = begin_rule(rooms[1]);
	struct nlmsghdr *newer = begin_rule(rooms[2]);
	struct nlmsghdr *strange = begin_rule(rooms[3]);

	(void)state;
	put_counted(wanted, 0, UINT32_MAX);
	put_counted(counted, 99, UINT32_MAX);
	put_counted(newer, 0, 0);
	put_counted(strange, 0, 1);
	assert_true(rule_is_same(counted, wanted));
	assert_true(rule_is_same(newer, wanted));
	assert_false(rule_is_same(strange, wanted));
}

static void a_rule_that_we_do_not_write_is_not_understood(void **state)
{
	uint8_t room[1024];
	struct nlmsghdr *msg = begin_rule(room);
	struct arena arena = { 0 };
	struct count count;
	struct rule rule;
	struct nlattr *list = attr_begin(msg, NFTA_RULE_EXPRESSIONS);
	struct nlattr *element = attr_begin(msg, NFTA_LIST_ELEM);

	(void)state;
	attr_put_text(msg, NFTA_EXPR_NAME, "masq");
	attr_end(msg, element);
	attr_end(msg, list);
	assert_false(get_rule(msg, &arena, &rule, &count));
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_rule_comes_back_as_it_went),
		cmocka_unit_test(a_rule_with_any_byte_changed_is_another_rule),
		cmocka_unit_test(
			counters_may_differ_and_unknown_zeros_may_appear),
		cmocka_unit_test(a_rule_that_we_do_not_write_is_not_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
