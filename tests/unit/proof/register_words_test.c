/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_words_test.c -- what judge.c does not speak of, packet by packet
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/register/register.h"
#include "proof/space/witness.h"

#include "policy_text.h"
#include "register_lab.h"

static const char register_text[] =
	"flows = (\n"
	"{ id = \"F1\"; from = \"a\"; to = \"b\"; source = [\"a1\"];"
	" destination = [\"b1\"]; service = [\"tcp/443\", \"ping\"];"
	" class = \"public-body\"; purpose = \"p\"; document = \"d\";"
	" requested_by = \"x\"; approved_by = \"y\";"
	" valid_until = \"2027-03-31\"; },\n"
	"{ id = \"F2\"; from = \"a\"; to = \"a\"; source = [\"any\"];"
	" destination = [\"10.1.9.0/24\"]; service = [\"udp/8000-8010\"];"
	" purpose = \"p\"; valid_until = \"2026-12-31\"; },\n"
	"{ id = \"F3\"; from = \"a\"; to = \"a\"; source = [\"10.1.0.7\"];"
	" destination = [\"10.1.9.9\"]; service = [\"tcp/80\"];"
	" purpose = \"p\"; valid_until = \"2026-12-31\"; },\n"
	"{ id = \"F4\"; from = \"a\"; to = \"a\"; source = [\"10.1.0.7\"];"
	" destination = [\"10.1.9.9\"]; service = [\"tcp/80\"];"
	" purpose = \"q\"; }\n"
	");\n"
	"management = (\n"
	"{ id = \"M1\"; from = \"m\"; source = [\"m1\"];"
	" service = [\"tcp/22\"]; purpose = \"p\"; }\n"
	");\n"
	"gateway = (\n"
	"{ id = \"G1\"; to = \"m\"; destination = [\"m1\"];"
	" service = [\"udp/123\"]; purpose = \"p\"; }\n"
	");\n";

/* 2027-01-15 12:00 in Tokyo: F2 has ended. */
#define LATER ((time_t)1799982000)

static int set_up(void **state)
{
	(void)state;
	return register_lab_begin(register_text);
}

struct row {
	const char *words;
	const char *leaf; /* an entry's id, or one of leaf_word() */
};

static const char *leaf_word(uint32_t value)
{
	switch (value) {
	case REGISTER_DENIED:
		return "denied";
	case REGISTER_LOOPBACK:
		return "loopback";
	case REGISTER_NEIGHBOUR:
		return "neighbour";
	case REGISTER_ERROR:
		return "error";
	default:
		return policy_entry_id(&policy, value);
	}
}

static void hold(const struct register_diagrams *built, const struct row *row)
{
	uint16_t digits[DIAGRAM_LEVELS];
	char error[WITNESS_ERROR];
	enum register_hook hook = REGISTER_FORWARD;
	const char *leaf;

	if (!witness_read(row->words, &space, &policy, digits, error))
		fail_msg("%s: %s", row->words, error);
	if (!digits[space.levels[VAR_IIF]])
		hook = REGISTER_OUTPUT;
	else if (!digits[space.levels[VAR_OIF]])
		hook = REGISTER_INPUT;
	leaf = leaf_word(
		leaf_value(diagram_evaluate(&all, built->hooks[hook], digits)));
	if (strcmp(leaf, row->leaf) != 0)
		fail_msg("%s: %s, not %s", row->words, leaf, row->leaf);
}

#define MAC5 " mac 02:00:00:00:00:05"

/* A mark of generation 7: 7 << 20, the clock's bit 1 << 19, the number. */
static const struct row rows[] = {
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443" MAC5, "F1" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443", "denied" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 meta-iiftype=512" MAC5, "denied" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 link-length=11" MAC5, "denied" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 link-length=12" MAC5, "F1" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 transport-length=3" MAC5,
	  "denied" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 transport-length=4" MAC5, "F1" },
	/* in whatever state a connection is */
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 state established" MAC5, "F1" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 state related" MAC5, "F1" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 state invalid" MAC5, "denied" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 state untracked" MAC5, "denied" },
	{ "a 10.1.0.5 -> b 10.2.0.5 tcp/443 state established reply" MAC5,
	  "denied" },
	{ "b 10.2.0.5 -> a 10.1.0.5 tcp/50000 sport 443 state established "
	  "reply",
	  "F1" },
	{ "b 10.2.0.5 -> a 10.1.0.5 tcp/50000 sport 443 state established",
	  "denied" },
	{ "b 10.2.0.5 -> a 10.1.0.5 tcp/50000 sport 443", "denied" },
	/* echo, of any code; nothing else of ICMP */
	{ "a 10.1.0.5 -> b 10.2.0.5 icmp/8.1" MAC5, "F1" },
	{ "a 10.1.0.5 -> b 10.2.0.5 icmp/echo-request transport-length=0" MAC5,
	  "denied" },
	{ "b 10.2.0.5 -> a 10.1.0.5 icmp/echo-reply state established reply",
	  "F1" },
	{ "b 10.2.0.5 -> a 10.1.0.5 icmp/echo-request state established reply",
	  "denied" },
	{ "b fd00:2::5 -> a fd00:1::5 icmpv6/129 state established reply",
	  "F1" },
	{ "a 10.1.0.5 -> b 10.2.0.5 icmp/13" MAC5, "denied" },
	/* sources: the gateway's own, another zone's, an interface of none */
	{ "a 10.1.0.7 -> a 10.1.9.1 udp/8000", "F2" },
	{ "a 10.1.0.1 -> a 10.1.9.1 udp/8000", "denied" },
	{ "b 10.1.0.7 -> a 10.1.9.1 udp/8000", "denied" },
	{ "? 10.1.0.7 -> a 10.1.9.1 udp/8000 iifname=x0", "denied" },
	{ "a 10.1.0.7 -> ? 10.1.9.1 udp/8000 oifname=x0", "denied" },
	{ "a 10.1.0.7 -> ? 10.1.9.1 udp/8000 oifname=lo", "denied" },
	/* ICMP errors: from the side that the connection's end is on */
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/3.1 state related reply "
	  "ct-mark=7340033 ct-ip-saddr=10.1.0.5 ct-ip-daddr=10.2.0.5",
	  "error" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/3.1 state established reply "
	  "ct-mark=7340033 ct-ip-saddr=10.1.0.5 ct-ip-daddr=10.2.0.5",
	  "denied" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/5.1 state related reply "
	  "ct-mark=7340033 ct-ip-saddr=10.1.0.5 ct-ip-daddr=10.2.0.5",
	  "denied" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/3.1 state related reply "
	  "ct-mark=7340033 ct-ip-saddr=10.1.0.5 ct-ip-daddr=10.9.0.5",
	  "denied" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/3.1 state related "
	  "ct-mark=7340033 ct-ip-saddr=10.1.0.5 ct-ip-daddr=10.2.0.5",
	  "denied" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related "
	  "ct-mark=7340033 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  "error" },
	{ "b 10.2.0.9 -> a 10.3.0.5 icmp/11.0 state related "
	  "ct-mark=7340033 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  "denied" },
	{ "b 10.3.0.9 -> a 10.1.0.5 icmp/11.0 state related "
	  "ct-mark=7340033 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  "denied" },
	{ "b fd00:2::9 -> a fd00:1::5 icmpv6/2 state related "
	  "ct-mark=7340033 ct-ip6-saddr=fd00:2::5 ct-ip6-daddr=fd00:1::5",
	  "error" },
	{ "b fd00:2::9 -> a fd00:1::5 icmpv6/5 state related "
	  "ct-mark=7864321 ct-ip6-saddr=fd00:2::5 ct-ip6-daddr=fd00:1::5",
	  "denied" },
	/* … and of a connection that bears this generation's stamp, which has
	 * the clock's bit only if the entry has hours */
	{ "b fd00:2::9 -> a fd00:1::5 icmpv6/2 state related "
	  "ct-mark=7864321 ct-ip6-saddr=fd00:2::5 ct-ip6-daddr=fd00:1::5",
	  "denied" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related "
	  "ct-mark=6291457 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  "denied" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related "
	  "ct-mark=7340034 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  "error" },
	{ "b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related "
	  "ct-mark=7340039 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
	  "denied" },
	/* the gateway itself */
	{ "m 10.9.0.5 -> gateway 10.9.0.1 tcp/22", "M1" },
	{ "m 10.9.0.5 -> gateway 10.1.0.1 tcp/22", "denied" },
	{ "m 10.9.0.5 -> gateway 10.9.0.7 tcp/22", "denied" },
	{ "a 10.1.0.7 -> gateway 10.1.0.1 tcp/22", "denied" },
	{ "gateway 10.9.0.1 -> m 10.9.0.5 udp/123", "G1" },
	{ "gateway 10.1.0.1 -> m 10.9.0.5 udp/123", "denied" },
	{ "gateway 10.9.0.1 -> m 10.9.0.5 tcp/50000 sport 22 state established "
	  "reply",
	  "M1" },
	{ "m 10.9.0.5 -> gateway 10.9.0.1 udp/50000 sport 123 "
	  "state established reply",
	  "G1" },
	{ "? 127.0.0.1 -> gateway 127.0.0.1 tcp/1 iifname=lo", "loopback" },
	{ "gateway 127.0.0.1 -> ? 127.0.0.1 tcp/1 oifname=lo", "loopback" },
	{ "gateway 10.1.0.1 -> a 10.1.0.7 icmp/3.4 state related", "error" },
	{ "gateway 10.1.0.1 -> a 10.2.0.7 icmp/3.4 state related", "denied" },
	{ "gateway 10.1.0.1 -> a 10.1.0.7 icmp/3.4", "denied" },
	/* its neighbours */
	{ "a fe80::1 -> gateway ff02::1 icmpv6/135 state untracked "
	  "ip6-hoplimit=255",
	  "neighbour" },
	{ "a fe80::1 -> gateway ff02::1 icmpv6/135 state untracked "
	  "ip6-hoplimit=254",
	  "denied" },
	{ "a :: -> gateway ff02::1 icmpv6/135 state untracked "
	  "ip6-hoplimit=255",
	  "neighbour" },
	{ "a :: -> gateway ff02::1 icmpv6/136 state untracked "
	  "ip6-hoplimit=255",
	  "denied" },
	{ "a fe80::1 -> gateway ff02::1 icmpv6/134 state untracked "
	  "ip6-hoplimit=255",
	  "denied" },
	{ "a fe80::1 -> gateway ff02::1 icmpv6/130 state untracked "
	  "ip6-hoplimit=1",
	  "neighbour" },
	{ "m fe80::1 -> gateway ff02::1 icmpv6/135 state untracked "
	  "ip6-hoplimit=255",
	  "denied" },
	{ "a fd00:2::9 -> gateway fd00:1::1 icmpv6/136 state untracked "
	  "ip6-hoplimit=255",
	  "denied" },
	{ "a fd00:1::9 -> gateway fd00:1::1 icmpv6/136 state untracked "
	  "ip6-hoplimit=255",
	  "neighbour" },
	{ "gateway fe80::2 -> a fe80::1 icmpv6/136 state untracked "
	  "ip6-hoplimit=255",
	  "neighbour" },
	{ "gateway fe80::2 -> a ff02::16 icmpv6/143 state untracked "
	  "ip6-hoplimit=1",
	  "neighbour" },
	{ "gateway fe80::2 -> a ff02::2 icmpv6/133 state untracked "
	  "ip6-hoplimit=255",
	  "denied" },
	{ "a fe80::1 -> b fd00:2::5 icmpv6/135 state untracked "
	  "ip6-hoplimit=255",
	  "denied" },
};

static void each_packet_means_what_is_written(void **state)
{
	struct register_options options = {
		.time = REGISTER_AT,
		.now = TEST_NOW,
		.rule = true,
		.generation = 7,
	};
	struct register_diagrams built;

	(void)state;
	assert_true(register_build(&all, &space, &policy, &options, &built));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		hold(&built, &rows[i]);
}

static void an_error_ends_with_its_entry(void **state)
{
	static const struct row ended = {
		"b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related "
		"ct-mark=7340034 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
		"denied"
	};
	static const struct row holds = {
		"b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related "
		"ct-mark=7340033 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
		"error"
	};
	static const struct row unasked = {
		"b 10.2.0.9 -> a 10.1.0.5 icmp/11.0 state related "
		"ct-mark=1 ct-ip-saddr=10.2.0.5 ct-ip-daddr=10.1.0.5",
		"error"
	};
	struct register_options options = {
		.time = REGISTER_AT,
		.now = LATER,
		.rule = true,
		.generation = 7,
	};
	struct register_diagrams built;

	(void)state;
	assert_true(register_build(&all, &space, &policy, &options, &built));
	hold(&built, &ended);
	hold(&built, &holds);
	options.generation = 0;
	assert_true(register_build(&all, &space, &policy, &options, &built));
	hold(&built, &unasked);
}

static void the_first_of_equal_entries_that_holds_is_named(void **state)
{
	static const struct row by_time[] = {
		{ "a 10.1.0.7 -> a 10.1.9.9 tcp/80 "
		  "meta-time=1795143600000000000",
		  "F3" },
		{ "a 10.1.0.7 -> a 10.1.9.9 tcp/80 "
		  "meta-time=1799982000000000000",
		  "F4" },
	};
	struct register_options options = {
		.time = REGISTER_TIMES,
		.rule = true,
	};
	struct register_diagrams built;

	(void)state;
	assert_true(register_build(&all, &space, &policy, &options, &built));
	for (size_t i = 0; i < sizeof(by_time) / sizeof(by_time[0]); i++)
		hold(&built, &by_time[i]);
}

static void the_original_direction_alone_is_the_same_there(void **state)
{
	struct register_options options = { .now = TEST_NOW };
	struct register_diagrams both, original;
	uint32_t level = space.levels[VAR_CT_DIRECTION];

	(void)state;
	assert_true(register_build(&all, &space, &policy, &options, &both));
	options.original_only = true;
	assert_true(register_build(&all, &space, &policy, &options, &original));
	for (int i = 0; i < N_REGISTER_HOOKS; i++)
		assert_int_equal(
			diagram_assign(&all, both.hooks[i], level, 0),
			diagram_assign(&all, original.hooks[i], level, 0));
	assert_int_not_equal(both.hooks[0], original.hooks[0]);
}

static void what_does_not_fit_is_too_much(void **state)
{
	struct register_options options = { .now = TEST_NOW };
	struct register_diagrams built;
	struct diagrams small;

	(void)state;
	diagrams_init(&small, (struct diagram_limits){ .nodes = 100 });
	assert_false(register_build(&small, &space, &policy, &options, &built));
	for (int i = 0; i < N_REGISTER_HOOKS; i++)
		assert_int_equal(built.hooks[i], DIAGRAM_TOO_MUCH);
	diagrams_finish(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_packet_means_what_is_written),
		cmocka_unit_test(an_error_ends_with_its_entry),
		cmocka_unit_test(
			the_first_of_equal_entries_that_holds_is_named),
		cmocka_unit_test(
			the_original_direction_alone_is_the_same_there),
		cmocka_unit_test(what_does_not_fit_is_too_much),
	};

	return cmocka_run_group_tests(tests, set_up, register_lab_end);
}
