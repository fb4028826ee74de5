/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others_test.c -- tests src/kernel/held/others_rule.c, others_where.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/held/others_rule.h"
#include "kernel/held/others_where.h"
#include "kernel/netlink/attr.h"

/* A rule of one instruction, under way. */
struct draft {
	_Alignas(8) uint8_t bytes[1024];
	struct nlmsghdr *msg;
	struct nlattr *list, *item, *data;
};

static struct nlmsghdr *begin(struct draft *draft, const char *name)
{
	draft->msg = mnl_nlmsg_put_header(draft->bytes);
	draft->msg->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE;
	mnl_nlmsg_put_extra_header(draft->msg, sizeof(struct nfgenmsg));
	attr_put_text(draft->msg, NFTA_RULE_TABLE, "t");
	draft->list = attr_begin(draft->msg, NFTA_RULE_EXPRESSIONS);
	draft->item = attr_begin(draft->msg, NFTA_LIST_ELEM);
	attr_put_text(draft->msg, NFTA_EXPR_NAME, name);
	draft->data = attr_begin(draft->msg, NFTA_EXPR_DATA);
	return draft->msg;
}

static uint32_t judge(struct draft *draft)
{
	attr_end(draft->msg, draft->data);
	attr_end(draft->msg, draft->item);
	attr_end(draft->msg, draft->list);
	return others_judge_rule(draft->msg);
}

static uint32_t judge_name(const char *name)
{
	struct draft draft;

	begin(&draft, name);
	return judge(&draft);
}

/* An instruction with one or two numbers. */
static uint32_t judge_numbers(const char *name, uint16_t a, uint32_t value_a,
			      uint16_t b, uint32_t value_b)
{
	struct draft draft;
	struct nlmsghdr *msg = begin(&draft, name);

	attr_put_be32(msg, a, value_a);
	if (b)
		attr_put_be32(msg, b, value_b);
	return judge(&draft);
}

static uint32_t judge_verdict(int32_t code)
{
	struct draft draft;
	struct nlmsghdr *msg = begin(&draft, "immediate");
	struct nlattr *data, *verdict;

	attr_put_be32(msg, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	data = attr_begin(msg, NFTA_IMMEDIATE_DATA);
	verdict = attr_begin(msg, NFTA_DATA_VERDICT);
	attr_put_be32(msg, NFTA_VERDICT_CODE, (uint32_t)code);
	attr_end(msg, verdict);
	attr_end(msg, data);
	return judge(&draft);
}

static uint32_t judge_target(const char *name)
{
	struct draft draft;

	attr_put_text(begin(&draft, "target"), NFTA_TARGET_NAME, name);
	return judge(&draft);
}

#define BIT(effect) (UINT32_C(1) << (effect))

static void what_is_not_known_counts_as_opening(void **state)
{
	(void)state;
	assert_int_equal(judge_name("teleport"), BIT(EFFECT_UNKNOWN));
	assert_int_equal(judge_name(""), BIT(EFFECT_UNKNOWN));
	assert_int_equal(judge_name("immediat"), BIT(EFFECT_UNKNOWN));
	assert_int_equal(judge_target("MAGIC"), BIT(EFFECT_TARGET));
	assert_int_equal(judge_verdict(4711), BIT(EFFECT_UNKNOWN));
	assert_int_equal(
		judge_numbers("meta", NFTA_META_SREG, 1, NFTA_META_KEY, 4711),
		BIT(EFFECT_META_OTHER));
	assert_int_equal(
		judge_numbers("ct", NFTA_CT_SREG, 1, NFTA_CT_KEY, 4711),
		BIT(EFFECT_CT_OTHER));
	assert_int_equal(
		judge_numbers("objref", NFTA_OBJREF_IMM_TYPE, 99, 0, 0),
		BIT(EFFECT_UNKNOWN));
	for (int i = 0; i < N_EFFECTS; i++)
		assert_non_null(effect_info((enum effect)i)->words);
	assert_int_equal(effect_info(EFFECT_UNKNOWN)->power, OTHER_CAN_OPEN);
	assert_int_equal(effect_info(EFFECT_TARGET)->power, OTHER_CAN_OPEN);
}

static void reading_does_nothing(void **state)
{
	(void)state;
	assert_int_equal(judge_name("counter"), 0);
	assert_int_equal(judge_numbers("meta", NFTA_META_DREG, 1, NFTA_META_KEY,
				       NFT_META_MARK),
			 0);
	assert_int_equal(
		judge_numbers("ct", NFTA_CT_DREG, 1, NFTA_CT_KEY, NFT_CT_MARK),
		0);
	assert_int_equal(judge_numbers("payload", NFTA_PAYLOAD_DREG, 1, 0, 0),
			 0);
	assert_int_equal(judge_numbers("exthdr", NFTA_EXTHDR_DREG, 1, 0, 0), 0);
	assert_int_equal(judge_numbers("lookup", NFTA_LOOKUP_SREG, 1, 0, 0), 0);
	assert_int_equal(
		judge_numbers("lookup", NFTA_LOOKUP_DREG, NFT_REG_1, 0, 0), 0);
	assert_int_equal(judge_verdict(NF_ACCEPT), 0);
	assert_int_equal(judge_verdict(NFT_JUMP), 0);
}

static void setting_is_told_by_what_is_set(void **state)
{
	(void)state;
	assert_int_equal(judge_numbers("meta", NFTA_META_SREG, 1, NFTA_META_KEY,
				       NFT_META_MARK),
			 BIT(EFFECT_MARK));
	assert_int_equal(judge_numbers("meta", NFTA_META_SREG, 1, NFTA_META_KEY,
				       NFT_META_PRIORITY),
			 0);
	assert_int_equal(
		judge_numbers("ct", NFTA_CT_SREG, 1, NFTA_CT_KEY, NFT_CT_MARK),
		BIT(EFFECT_CT_MARK));
	assert_int_equal(judge_numbers("payload", NFTA_PAYLOAD_SREG, 1, 0, 0),
			 BIT(EFFECT_WRITE));
	assert_int_equal(judge_numbers("exthdr", NFTA_EXTHDR_SREG, 1, 0, 0),
			 BIT(EFFECT_WRITE));
	assert_int_equal(judge_name("exthdr"), BIT(EFFECT_WRITE));
	assert_int_equal(judge_numbers("objref", NFTA_OBJREF_IMM_TYPE,
				       NFT_OBJECT_CT_HELPER, 0, 0),
			 BIT(EFFECT_HELPER));
	assert_int_equal(judge_name("flow_offload"), BIT(EFFECT_OFFLOAD));
	assert_int_equal(judge_name("queue"), BIT(EFFECT_QUEUE));
	assert_int_equal(judge_target("CONNMARK"),
			 BIT(EFFECT_CT_MARK) | BIT(EFFECT_MARK));
	assert_int_equal(judge_target("LOG"), 0);
}

static void dropping_only_cuts(void **state)
{
	(void)state;
	assert_int_equal(judge_verdict(NF_DROP), BIT(EFFECT_DROP));
	assert_int_equal(judge_numbers("lookup", NFTA_LOOKUP_DREG,
				       NFT_REG_VERDICT, 0, 0),
			 BIT(EFFECT_VERDICT_MAP));
	assert_int_equal(effect_info(EFFECT_DROP)->power, OTHER_CAN_CUT);
	assert_int_equal(effect_info(EFFECT_VERDICT_MAP)->power, OTHER_CAN_CUT);
}

/* Whatever its bytes, a rule is judged; what cannot be read is the worst. */
static void a_damaged_rule_is_never_harmless(void **state)
{
	struct draft draft;
	struct nlmsghdr *msg = begin(&draft, "counter");

	(void)state;
	attr_put_be32(msg, NFTA_COUNTER_BYTES, 1);
	assert_int_equal(judge(&draft), 0);
	draft.data->nla_len = 200;
	assert_int_equal(others_judge_rule(msg), BIT(EFFECT_UNKNOWN));
	draft.data->nla_len = 2;
	assert_int_equal(others_judge_rule(msg), BIT(EFFECT_UNKNOWN));
	draft.item->nla_len = 3;
	assert_int_equal(others_judge_rule(msg), BIT(EFFECT_UNKNOWN));
	draft.list->nla_len = 999;
	assert_int_equal(others_judge_rule(msg), BIT(EFFECT_UNKNOWN));
}

static void any_byte_changed_is_survived(void **state)
{
	(void)state;
	for (size_t i = sizeof(struct nlmsghdr); i < 120; i++)
		for (int value = 0; value < 256; value += 5) {
			struct draft draft;
			struct nlmsghdr *msg = begin(&draft, "immediate");

			attr_put_be32(msg, NFTA_IMMEDIATE_DREG, 0);
			judge(&draft);
			draft.bytes[i] = (uint8_t)value;
			others_judge_rule(msg);
		}
}

static void devices_are_cut_and_escaped(void **state)
{
	struct draft draft;
	struct nlmsghdr *msg = begin(&draft, "x");
	char out[DEVICES_TEXT];

	(void)state;
	for (int i = 0; i < 20; i++)
		attr_put_text(msg, NFTA_DEVICE_NAME, "eth\n0");
	attr_end(msg, draft.data);
	assert_string_equal(where_devices(out, NULL, NULL), "");
	where_devices(out, NULL, draft.data);
	assert_memory_equal(out, "eth\\x0a0 eth\\x0a0 ", 18);
	assert_int_equal(strlen(out), DEVICES_TEXT - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_known_counts_as_opening),
		cmocka_unit_test(reading_does_nothing),
		cmocka_unit_test(setting_is_told_by_what_is_set),
		cmocka_unit_test(dropping_only_cuts),
		cmocka_unit_test(a_damaged_rule_is_never_harmless),
		cmocka_unit_test(any_byte_changed_is_survived),
		cmocka_unit_test(devices_are_cut_and_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
