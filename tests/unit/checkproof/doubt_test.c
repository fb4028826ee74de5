/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doubt_test.c -- what the checker cannot know may be either way
 *
 * Headers, states, marks, chances, and what nobody understands.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

enum {
	EQ = 0,
	NEQ = 1,
	PREROUTING_HOOK = 0,
	FORWARD_HOOK = 2,
	IIFNAME = 6,
	NFPROTO = 15,
	CT_STATE = 0,
	CT_MARK = 3,
};

static void only_drop(struct small *s, const char *chain)
{
	small_rule(s, chain);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
}

static bool drops(struct small *s)
{
	const struct box box = small_box();

	return small_drops(s, &box);
}

static void a_guard_of_the_family_counts(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_load(s, "meta", NFPROTO);
	small_cmp(s, EQ, "\12", 1);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	assert_false(drops(s));
}

static void a_header_that_is_not_there_matches_nothing(void **state)
{
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_payload(s, 2, 2, 2);
	small_cmp(s, NEQ, "\0\26", 2);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	small_fix(&box, DPORT, "\1\273", 2);
	assert_false(small_drops(s, &box));
}

static void what_passes_now_and_then_passes(void **state)
{
	static const char *const names[] = { "limit", "quota", "connlimit",
					     "match", "fib",   "numgen",
					     "socket" };
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		small_rule(s, "f");
		small_expr(s, names[i]);
		small_verdict(s, SMALL_DROP, NULL);
		small_end(s);
	}
	assert_false(drops(s));
	only_drop(s, "f");
	assert_true(drops(s));
}

static void what_is_not_known_proves_nothing(void **state)
{
	static const char *const names[] = { "queue",  "nat",    "fwd", "dup",
					     "tproxy", "target", "new" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct small *s = *state;

		small_base(s, "f", FORWARD_HOOK, 0, false);
		small_rule(s, "f");
		small_expr(s, names[i]);
		small_end(s);
		assert_true(small_rejects(s));
		small_teardown(state);
		small_setup(state);
	}
}

static void what_is_not_reached_may_be_unknown(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	only_drop(s, "f");
	small_rule(s, "f");
	small_expr(s, "new");
	small_end(s);
	assert_true(drops(s));
}

static void an_attribute_that_is_not_known_is_refused(void **state)
{
	struct small *s = *state;
	size_t value;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_load(s, "meta", IIFNAME);
	s->expr = message_nest(&s->m, 1);
	message_text(&s->m, 1, "cmp");
	s->data = message_nest(&s->m, 2);
	message_u32(&s->m, 1, 8);
	message_u32(&s->m, 2, EQ);
	value = message_nest(&s->m, 3);
	message_put(&s->m, 1, "eth0", 4);
	message_end(&s->m, value);
	message_u32(&s->m, 9, 1);
	message_end(&s->m, s->data);
	message_end(&s->m, s->expr);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	assert_true(small_rejects(s));
}

/* A chain that was met before the mark was written says another thing after. */
static void a_chain_is_asked_again_behind_a_write(void **state)
{
	const uint32_t seven = 7;
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, false);
	small_chain(s, "ask");
	for (int i = 0; i < 2; i++) {
		small_rule(s, "f");
		small_verdict(s, SMALL_JUMP, "ask");
		small_end(s);
		small_rule(s, "f");
		small_set_mark(s, 7);
		small_end(s);
	}
	small_rule(s, "ask");
	small_load(s, "ct", CT_MARK);
	small_cmp(s, EQ, &seven, sizeof(seven));
	small_verdict(s, SMALL_ACCEPT, NULL);
	small_end(s);
	small_fix(&box, MARK, "\0\0\0\0", 4);
	assert_false(small_drops(s, &box));
}

static void before_conntrack_no_state_is_known(void **state)
{
	const uint32_t new = SMALL_NEW;
	struct small *s = *state;

	small_base(s, "p", PREROUTING_HOOK, -300, true);
	small_rule(s, "p");
	small_load(s, "ct", CT_STATE);
	small_mask(s, &new, sizeof(new));
	small_cmp(s, NEQ, "\0\0\0\0", 4);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	assert_false(drops(s));
}

static void forward_knows_the_state(void **state)
{
	const uint32_t new = SMALL_NEW;
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_load(s, "ct", CT_STATE);
	small_mask(s, &new, sizeof(new));
	small_cmp(s, NEQ, "\0\0\0\0", 4);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	assert_true(small_drops(s, &box));
	small_be(&box, STATE, ESTABLISHED);
	assert_false(small_drops(s, &box));
}

static void without_a_connection_there_is_no_mark(void **state)
{
	const uint32_t seven = 7;
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_load(s, "ct", CT_MARK);
	small_cmp(s, NEQ, &seven, sizeof(seven));
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	small_fix(&box, MARK, "\0\0\0\0", 4);
	assert_true(small_drops(s, &box));
	small_be(&box, STATE, INVALID);
	assert_false(small_drops(s, &box));
	small_be(&box, STATE, UNTRACKED);
	assert_false(small_drops(s, &box));
}

static void a_mark_that_was_written_is_another(void **state)
{
	const uint32_t seven = 7;
	struct small *s = *state;
	struct box box = small_box();
	struct box stamps = box;
	struct run run = { .dump = &s->dump, .box = &box, .stamps = &stamps };

	small_base(s, "early", FORWARD_HOOK, -1, true);
	small_base(s, "late", FORWARD_HOOK, 1, true);
	small_rule(s, "early");
	small_set_mark(s, 7);
	small_end(s);
	small_rule(s, "late");
	small_load(s, "ct", CT_MARK);
	small_cmp(s, NEQ, &seven, sizeof(seven));
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	small_fix(&box, MARK, "\0\0\0\0", 4);
	assert_false(small_drops(s, &box));
	small_fix(&stamps, MARK, &seven, sizeof(seven));
	assert_true(box_run(&run) & STAMP);
	small_fix(&stamps, MARK, "\10\0\0\0", 4);
	assert_false(box_run(&run) & STAMP);
}

static void two_chains_of_one_priority_have_no_order(void **state)
{
	struct small *s = *state;

	small_base(s, "one", FORWARD_HOOK, 0, true);
	small_base(s, "two", FORWARD_HOOK, 0, true);
	small_rule(s, "two");
	small_set_mark(s, 7);
	small_end(s);
	only_drop(s, "one");
	assert_true(drops(s) || small_rejects(s));
}

/* The last of so many jumps leads to a drop. */
static void make_jumps(struct small *s, char n)
{
	char from[] = "a", to[] = "b";

	small_base(s, "a", FORWARD_HOOK, 0, true);
	for (; *to <= 'a' + n; ++*from, ++*to) {
		small_chain(s, to);
		small_rule(s, from);
		small_verdict(s, SMALL_JUMP, to);
		small_end(s);
	}
	only_drop(s, from);
}

/* NFT_JUMP_STACK_SIZE of the kernel's include/net/netfilter/nf_tables.h. */
static void a_drop_behind_sixteen_jumps_is_one(void **state)
{
	make_jumps(*state, 16);
	assert_true(drops(*state));
}

static void more_jumps_than_the_kernel_has_prove_nothing(void **state)
{
	make_jumps(*state, 17);
	assert_true(small_rejects(*state));
	assert_false(drops(*state));
}

static void what_else_moves_packets_is_refused(void **state)
{
	static const struct {
		uint8_t family;
		const char *type;
		uint32_t hook;
	} bases[] = {
		{ SMALL_INET, "nat", 4 },    { SMALL_IP4, "nat", 0 },
		{ 5, "filter", 0 },          { 7, "filter", 2 },
		{ SMALL_INET, "filter", 5 },
	};

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
		struct small *s = *state;

		small_base_of(s, bases[i].family, "u", bases[i].type,
			      bases[i].hook, true);
		assert_false(small_dump(s));
		small_teardown(state);
		small_setup(state);
	}
}

static void a_switch_that_rewrites_destinations_is_refused(void **state)
{
	static const struct {
		const char *fact;
		int64_t value;
		bool refused;
	} rows[] = {
		{ "ipv4/conf/all/accept_source_route", 1, true },
		{ "ipv4/conf/all/accept_source_route", 0, false },
		{ "ipv4/conf/eth0/accept_source_route", 1, false },
		{ "ipv6/conf/all/seg6_enabled", 1, true },
		{ "ipv6/conf/eth0/seg6_enabled", -1, true },
		{ "ipv6/conf/eth0/seg6_enabled", 0, false },
		{ "ipv6/conf/eth0/rpl_seg_enabled", 1, true },
		{ "xdp/eth0", 17, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct small *s = *state;

		*vec_add(&s->snapshot.arena, &s->snapshot.facts) =
			(struct snapshot_fact){ rows[i].fact, rows[i].value };
		assert_int_equal(!small_dump(s), rows[i].refused);
		small_teardown(state);
		small_setup(state);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_guard_of_the_family_counts),
		TEST(a_header_that_is_not_there_matches_nothing),
		TEST(what_passes_now_and_then_passes),
		TEST(what_is_not_known_proves_nothing),
		TEST(what_is_not_reached_may_be_unknown),
		TEST(an_attribute_that_is_not_known_is_refused),
		TEST(a_chain_is_asked_again_behind_a_write),
		TEST(before_conntrack_no_state_is_known),
		TEST(forward_knows_the_state),
		TEST(without_a_connection_there_is_no_mark),
		TEST(a_mark_that_was_written_is_another),
		TEST(two_chains_of_one_priority_have_no_order),
		TEST(a_drop_behind_sixteen_jumps_is_one),
		TEST(more_jumps_than_the_kernel_has_prove_nothing),
		TEST(what_else_moves_packets_is_refused),
		TEST(a_switch_that_rewrites_destinations_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
