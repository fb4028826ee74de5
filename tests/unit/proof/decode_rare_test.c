/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_rare_test.c -- expressions that not every kernel or nft can make
 *
 * tests/net/110_dump.sh cannot show these; the attributes' numbers are those of
 * the kernel's header, so that a wrong row in decode_shape.c is seen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <linux/netfilter/nf_tables.h>

#include "nf_world.h"

enum {
	/* Linux 6.2; not in every header. */
	INNER_NUM = 1,
	INNER_TYPE,
	INNER_FLAGS,
	INNER_HDRSIZE,
	INNER_EXPR,
};

static void a_queue_has_numbers_and_flags(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;
	const uint8_t num[2] = { 1, 2 }, total[2] = { 0, 3 };
	const uint8_t flags[2] = { 0, NFT_QUEUE_FLAG_BYPASS };

	world_rule(w);
	world_expr(w, "queue");
	message_put(&w->m, NFTA_QUEUE_NUM, num, sizeof(num));
	message_put(&w->m, NFTA_QUEUE_TOTAL, total, sizeof(total));
	message_put(&w->m, NFTA_QUEUE_FLAGS, flags, sizeof(flags));
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	expr = world_first(w);
	assert_int_equal(expr->kind, EXPR_QUEUE);
	assert_int_equal(expr->queue.num, 258);
	assert_int_equal(expr->queue.total, 3);
	assert_int_equal(expr->queue.flags, NF_QUEUE_BYPASS);
	assert_int_equal(expr->queue.sreg, NF_REG_NONE);
	assert_false(expr->strange);
}

static void last_says_when(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;

	world_rule(w);
	world_expr(w, "last");
	message_u32(&w->m, NFTA_LAST_SET, 1);
	message_u64(&w->m, NFTA_LAST_MSECS, 1500);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	expr = world_first(w);
	assert_int_equal(expr->kind, EXPR_LAST);
	assert_true(expr->last.set);
	assert_int_equal(expr->last.msecs, 1500);
	assert_false(expr->strange);
}

static void a_tunnel_has_a_key(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;

	world_rule(w);
	world_expr(w, "tunnel");
	message_u32(&w->m, NFTA_TUNNEL_KEY, NFT_TUNNEL_ID);
	message_u32(&w->m, NFTA_TUNNEL_DREG, NFT_REG32_03);
	message_u32(&w->m, NFTA_TUNNEL_MODE, NFT_TUNNEL_MODE_RX);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	expr = world_first(w);
	assert_int_equal(expr->kind, EXPR_TUNNEL);
	assert_int_equal(expr->load.key, NFT_TUNNEL_ID);
	assert_int_equal(expr->load.dreg, 3);
	assert_int_equal(expr->load.mode, NFT_TUNNEL_MODE_RX);
	assert_false(expr->strange);
}

static void an_inner_holds_its_expression(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;
	size_t held, data;

	world_rule(w);
	world_expr(w, "inner");
	message_u32(&w->m, INNER_NUM, 0);
	message_u32(&w->m, INNER_TYPE, 1);
	message_u32(&w->m, INNER_FLAGS, 0xf);
	message_u32(&w->m, INNER_HDRSIZE, 8);
	held = message_nest(&w->m, INNER_EXPR);
	message_text(&w->m, NFTA_EXPR_NAME, "meta");
	data = message_nest(&w->m, NFTA_EXPR_DATA);
	message_u32(&w->m, NFTA_META_DREG, NFT_REG_1);
	message_u32(&w->m, NFTA_META_KEY, NFT_META_PROTOCOL);
	message_end(&w->m, data);
	message_end(&w->m, held);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	expr = world_first(w);
	assert_int_equal(expr->kind, EXPR_INNER);
	assert_int_equal(expr->inner.hdrsize, 8);
	assert_int_equal(expr->inner.flags, 0xf);
	assert_int_equal(expr->inner.expr->kind, EXPR_META);
	assert_int_equal(expr->inner.expr->meta.key, NF_META_PROTOCOL);
	assert_false(expr->strange);
}

static void add_flowtable(struct world *w)
{
	struct message m;
	size_t hook, devices;

	message_begin(&m, NFT_MSG_NEWFLOWTABLE);
	message_text(&m, NFTA_FLOWTABLE_TABLE, "t");
	message_text(&m, NFTA_FLOWTABLE_NAME, "fast");
	hook = message_nest(&m, NFTA_FLOWTABLE_HOOK);
	message_u32(&m, NFTA_FLOWTABLE_HOOK_NUM, 0);
	message_u32(&m, NFTA_FLOWTABLE_HOOK_PRIORITY, (uint32_t)-10);
	devices = message_nest(&m, NFTA_FLOWTABLE_HOOK_DEVS);
	message_text(&m, NFTA_DEVICE_NAME, "eth0");
	message_text(&m, NFTA_DEVICE_NAME, "eth1");
	message_end(&m, devices);
	message_end(&m, hook);
	message_u32(&m, NFTA_FLOWTABLE_USE, 1);
	message_u64(&m, NFTA_FLOWTABLE_HANDLE, 9);
	message_add(&m, &w->snapshot, SNAPSHOT_FLOWTABLES);
}

static void an_offload_knows_its_flowtable(void **state)
{
	struct world *w = *state;
	const struct nf_flowtable *flowtable;

	add_flowtable(w);
	world_rule(w);
	world_expr(w, "flow_offload");
	message_text(&w->m, NFTA_FLOW_TABLE_NAME, "fast");
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_int_equal(world_first(w)->kind, EXPR_FLOW_OFFLOAD);
	flowtable = world_first(w)->flow_offload.flowtable;
	assert_string_equal(flowtable->name, "fast");
	assert_int_equal(flowtable->priority, -10);
	assert_int_equal(flowtable->devices.n, 2);
	assert_string_equal(flowtable->devices.at[1], "eth1");
	assert_false(flowtable->strange);
}

/* As iptables-nft makes them. */
static void a_match_of_xtables_keeps_its_bytes(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;

	world_rule(w);
	world_expr(w, "match");
	message_text(&w->m, 1, "conntrack");
	message_u32(&w->m, 2, 3);
	message_put(&w->m, 3, "info", 4);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	expr = world_first(w);
	assert_int_equal(expr->kind, EXPR_MATCH);
	assert_string_equal(expr->xt.name, "conntrack");
	assert_int_equal(expr->xt.revision, 3);
	assert_memory_equal(expr->xt.info.at, "info", 4);
	assert_false(expr->strange);
}

/* Two registers, of Linux 6.13. */
static void registers_can_be_combined(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;

	world_rule(w);
	world_expr(w, "bitwise");
	message_u32(&w->m, NFTA_BITWISE_SREG, NFT_REG_1);
	message_u32(&w->m, NFTA_BITWISE_DREG, NFT_REG_1);
	message_u32(&w->m, NFTA_BITWISE_LEN, 4);
	message_u32(&w->m, NFTA_BITWISE_OP, NF_BITWISE_OR);
	message_u32(&w->m, NFTA_BITWISE_DATA + 1, NFT_REG_2);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	expr = world_first(w);
	assert_int_equal(expr->bitwise.op, NF_BITWISE_OR);
	assert_int_equal(expr->bitwise.sreg2, 4);
	assert_false(expr->strange);
}

/* A bitwise on one register with data, as Linux 6.18 dumps it: four bytes. */
static const struct nf_expr *and_of(struct world *w, uint32_t len)
{
	world_rule(w);
	world_expr(w, "bitwise");
	message_u32(&w->m, NFTA_BITWISE_SREG, NFT_REG_1);
	message_u32(&w->m, NFTA_BITWISE_DREG, NFT_REG_1);
	message_u32(&w->m, NFTA_BITWISE_LEN, len);
	message_u32(&w->m, NFTA_BITWISE_OP, NF_BITWISE_AND);
	world_value(w, NFTA_BITWISE_DATA, "\xff\0\0", 4);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	return world_first(w);
}

static void a_short_operand_is_padded(void **state)
{
	assert_false(and_of(*state, 1)->strange);
}

static void of_a_long_operand_the_end_is_not_told(void **state)
{
	assert_true(and_of(*state, 8)->strange);
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_queue_has_numbers_and_flags),
		CASE(last_says_when),
		CASE(a_tunnel_has_a_key),
		CASE(an_inner_holds_its_expression),
		CASE(an_offload_knows_its_flowtable),
		CASE(a_match_of_xtables_keeps_its_bytes),
		CASE(registers_can_be_combined),
		CASE(a_short_operand_is_padded),
		CASE(of_a_long_operand_the_end_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
