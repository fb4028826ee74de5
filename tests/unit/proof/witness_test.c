/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * witness_test.c -- packets in words, and back
 */
#include "proof/space/witness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/register/register.h"

#include "random_policy.h"

static struct policy policy;
static struct space space;

static int set_up(void **state)
{
	(void)state;
	random_seed(7);
	random_policy(&policy);
	space_init(&space, ORDER_DESTINATIONS);
	assert_true(register_names(&policy, &space));
	assert_true(space_add_name(&space, "eth9"));
	assert_true(space_add_prefix(&space, "ppp"));
	space_freeze(&space);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	space_finish(&space);
	arena_finish(&policy.arena);
	return 0;
}

/* The words say the digits and nothing else. */
static void goes_round(const uint16_t *digits)
{
	uint16_t back[DIAGRAM_LEVELS];
	char text[WITNESS_TEXT], error[WITNESS_ERROR];

	witness_text(text, &space, &policy, digits);
	if (!witness_read(text, &space, &policy, back, error))
		fail_msg("%s: %s", text, error);
	if (memcmp(digits, back, sizeof(back)) != 0)
		fail_msg("%s reads as another packet", text);
}

static void says(const char *words, const char *again)
{
	uint16_t digits[DIAGRAM_LEVELS];
	char text[WITNESS_TEXT], error[WITNESS_ERROR];

	if (!witness_read(words, &space, &policy, digits, error))
		fail_msg("%s: %s", words, error);
	assert_string_equal(witness_text(text, &space, &policy, digits),
			    again ? again : words);
	goes_round(digits);
}

static void common_packets_are_short(void **state)
{
	(void)state;
	says("lgwan 10.0.0.5 -> 住基 10.1.0.10 tcp/443", NULL);
	says(" lgwan\t10.0.0.5 ->  住基 10.1.0.10 tcp/443 sport 40000 state new",
	     "lgwan 10.0.0.5 -> 住基 10.1.0.10 tcp/443");
	says("住基 10.1.0.10 -> lgwan 10.0.0.5 tcp/50000 state established "
	     "reply sport 443",
	     "住基 10.1.0.10 -> lgwan 10.0.0.5 tcp/50000 state established "
	     "reply sport 443");
	says("lgwan fd00::5 -> gateway fd00::1 icmpv6/echo-request", NULL);
	says("gateway 10.0.0.1 -> lgwan 10.0.0.5 icmp/3.1 state related", NULL);
	says("lgwan 10.0.0.5 -> 住基 10.1.0.1 icmp/echo-reply", NULL);
	says("lgwan 10.0.0.5 -> 住基 10.1.0.1 proto/47", NULL);
	says("lgwan fd00::5 -> 住基 fd00:1::1 proto/none", NULL);
	says("lgwan 10.0.0.5 -> 住基 10.1.0.1 udp/53 mac 02:00:00:00:00:07",
	     NULL);
	says("lgwan 10.0.0.5 -> 住基 10.1.0.1 udp/53 tcp-flags=18 "
	     "ct-mark=44040193",
	     "lgwan 10.0.0.5 -> 住基 10.1.0.1 udp/53 ct-mark=44040193 "
	     "tcp-flags=18");
	says("lgwan 10.0.0.5 -> 住基 10.1.0.1 icmp/3.3 state related "
	     "ct-ip-saddr=10.1.0.1 ct-ip-daddr=10.0.0.9",
	     NULL);
}

static void interfaces_of_no_zone_are_named(void **state)
{
	(void)state;
	says("? 10.0.0.5 -> 住基 10.1.0.1 tcp/1 iifname=eth9", NULL);
	says("? 10.0.0.5 -> 住基 10.1.0.1 tcp/1 iifname=eth7",
	     "? 10.0.0.5 -> 住基 10.1.0.1 tcp/1 iifname=*");
	says("lgwan 10.0.0.5 -> ? 10.1.0.1 tcp/1 oifname=ppp*", NULL);
	says("lgwan 10.0.0.5 -> ? 10.1.0.1 tcp/1 oifname=ppp3",
	     "lgwan 10.0.0.5 -> ? 10.1.0.1 tcp/1 oifname=ppp*");
	says("? 127.0.0.1 -> gateway 127.0.0.1 tcp/1 iifname=lo", NULL);
}

static uint64_t random_number(enum variable variable)
{
	uint64_t number = (uint64_t)pick(0xffffffff) << 32 | pick(0xffffffff);
	unsigned bits = variable_info(variable)->bits *
			(unsigned)variable_info(variable)->digits;

	if (one_in(3))
		number = pick(300);
	return bits < 64 ? number & ((1ULL << bits) - 1) : number;
}

/* Any digits that the variable can have. */
static void make_random(enum variable variable, uint16_t *digits)
{
	uint16_t *at = digits + space.levels[variable];

	for (unsigned i = 0; i < variable_info(variable)->digits; i++)
		at[i] = (uint16_t)random_number(VAR_IP4_ID) &
			(variable_info(variable)->bits == 8 ? 0xff : 0xffff);
	if (variable == VAR_IIF || variable == VAR_OIF)
		*at = (uint16_t)pick((uint32_t)space.names.n + 2);
	else if (variable == VAR_NFPROTO)
		*at = one_in(2) ? 2 : 10;
	else if (variable == VAR_L4PROTO)
		*at = (uint16_t)pick(257);
	else if (variable == VAR_CT_DIRECTION)
		*at = (uint16_t)pick(3);
	else if (variable == VAR_CT_STATE)
		*at = (uint16_t)pick(7);
}

static void any_packet_goes_round(void **state)
{
	static const uint16_t protos[] = { 1, 6, 17, 58, 132 };
	uint16_t digits[DIAGRAM_LEVELS];
	uint32_t dense;

	(void)state;
	for (int n = 0; n < 20000; n++) {
		space_nice(&space, digits);
		dense = one_in(2) ? 1 : 8;
		for (int i = 0; i < N_VARIABLES; i++)
			if (one_in(dense))
				make_random((enum variable)i, digits);
		if (one_in(2))
			digits[space.levels[VAR_L4PROTO]] = protos[pick(5)];
		goes_round(digits);
	}
}

static void what_is_no_packet_is_refused(void **state)
{
	static const struct {
		const char *words, *error;
	} rows[] = {
		{ "", "a packet is" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1", "a packet is" },
		{ "lgwan 10.0.0.5 to 住基 10.1.0.1 tcp/1", "a packet is" },
		{ "lgwam 10.0.0.5 -> 住基 10.1.0.1 tcp/1", "no such zone" },
		{ "lgwan 10.0.5 -> 住基 10.1.0.1 tcp/1", "not an address" },
		{ "lgwan 10.0.0.5 -> 住基 fd00::1 tcp/1", "one family" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp", "a service is" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/65536", "not a port" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1-2", "not a port" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 icmp/256", "type.code" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 icmp/3.", "type.code" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 icmp/0000000003",
		  "type.code" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 proto/6", "no other name" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 proto/256",
		  "no other name" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 state", "a state" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 state old",
		  "a state" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 sport x", "a port" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 soon", "understood" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 ip-ttl=65536",
		  "that fits" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 ct-ip-saddr=fd00::1",
		  "another family" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 @th-4-11=0x00",
		  "all bytes" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 "
		  "@th-4-11=0x00000000000000g0",
		  "hexadecimal" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 iifname=tun*",
		  "this prefix" },
		{ "lgwan 10.0.0.5 -> ? 10.1.0.1 tcp/1", "say oifname=" },
		{ "lgwan 10.0.0.5 -> 住基 10.1.0.1 tcp/1 \x1b[2J", "\\x1b" },
	};

	uint16_t digits[DIAGRAM_LEVELS];
	char error[WITNESS_ERROR];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (witness_read(rows[i].words, &space, &policy, digits, error))
			fail_msg("%s: read", rows[i].words);
		if (!strstr(error, rows[i].error))
			fail_msg("%s: %s", rows[i].words, error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_packets_are_short),
		cmocka_unit_test(interfaces_of_no_zone_are_named),
		cmocka_unit_test(any_packet_goes_round),
		cmocka_unit_test(what_is_no_packet_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
