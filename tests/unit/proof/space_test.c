/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space_test.c -- variables, interfaces and atoms have their digits, none twice
 */
#include "proof/space/space.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/space/care.h"

static void every_order_gives_each_digit_a_level_of_its_own(void **state)
{
	enum variable variable;
	struct space space;
	unsigned digit;

	(void)state;
	for (unsigned order = 0; order < N_SPACE_ORDERS; order++) {
		space_init(&space, (enum space_order)order);
		for (unsigned level = 0; level < space.first_atom; level++) {
			assert_true(space_variable(&space, level, &variable,
						   &digit));
			assert_int_equal(space.levels[variable] + digit, level);
		}
		assert_false(space_variable(&space, space.first_atom, &variable,
					    &digit));
		space_finish(&space);
	}
}

static void header_bytes_are_those_of_the_assignment(void **state)
{
	static const struct {
		enum header header;
		unsigned len;
	} headers[] = { { HEADER_LINK, 14 },
			{ HEADER_IP4, 20 },
			{ HEADER_IP6, 40 },
			{ HEADER_TRANSPORT, 24 } };

	uint16_t digits[DIAGRAM_LEVELS];
	struct header_byte at, other;
	struct space space;
	uint8_t bytes[16];

	(void)state;
	space_init(&space, ORDER_PORTS);
	for (size_t i = 0; i < 4; i++) {
		for (unsigned byte = 0; byte < headers[i].len; byte++) {
			assert_true(space_header_byte(&space, headers[i].header,
						      byte, &at));
			memset(digits, 0, sizeof(digits));
			digits[at.level] = (uint16_t)(0xab << at.shift);
			space_take(&space, digits, at.variable, bytes);
			if (at.variable == VAR_L4PROTO)
				assert_int_equal(bytes[1], 0xab);
			else
				assert_int_equal(
					bytes[byte - variable_info(at.variable)
							     ->offset],
					0xab);
			if (byte && space_header_byte(&space, headers[i].header,
						      byte - 1, &other))
				assert_false(at.level == other.level &&
					     at.shift == other.shift);
		}
		assert_false(space_header_byte(&space, headers[i].header,
					       headers[i].len, &at));
	}
	space_finish(&space);
}

static void a_prefix_is_one_range_of_all_names_that_begin_so(void **state)
{
	static const char *const names[] = { "eth0", "eth", "eth1", "et",
					     "lan",  "wan", "e" };
	static const char *const prefixes[] = { "eth", "e", "eth1", "wan" };
	static const char *const asked[] = { "eth0", "eth", "eth9", "eth10",
					     "et",   "e",   "ex",   "wan",
					     "wan0", "lan", "lan0", "zzz",
					     "aaa",  "eth1" };
	struct diagram_range range;
	struct space space;
	uint16_t digit;

	(void)state;
	space_init(&space, ORDER_DESTINATIONS);
	for (size_t i = 0; i < 7; i++)
		assert_true(space_add_name(&space, names[i]));
	for (size_t i = 0; i < 4; i++)
		assert_true(space_add_prefix(&space, prefixes[i]));
	assert_true(space_add_name(&space, "eth0"));
	space_freeze(&space);
	assert_int_equal(space.names.n, 11);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		digit = space_iface_digit(&space, asked[i]);
		for (size_t p = 0; p < 4; p++) {
			range = space_iface_prefix(&space, VAR_IIF,
						   prefixes[p]);
			assert_int_equal(digit >= range.low[0] &&
						 digit <= range.high[0],
					 strncmp(asked[i], prefixes[p],
						 strlen(prefixes[p])) == 0);
		}
		for (size_t n = 0; n < 7; n++) {
			range = space_iface(&space, VAR_OIF, names[n]);
			assert_int_equal(range.low[0] == digit,
					 strcmp(names[n], asked[i]) == 0);
		}
	}
	assert_int_equal(space_iface_digit(&space, NULL), 0);
	assert_string_equal(space_iface_of(&space, 0).text, "");
	assert_true(space_iface_of(&space, DIGIT_MAX).prefix);
	digit = space_iface_digit(&space, "wan");
	assert_string_equal(space_iface_of(&space, digit).text, "wan");
	space_finish(&space);
}

static void too_long_or_too_many_names_are_refused(void **state)
{
	struct space space;
	char name[16];

	(void)state;
	space_init(&space, ORDER_DESTINATIONS);
	assert_false(space_add_name(&space, "sixteen-letters-"));
	assert_true(space_add_name(&space, "fifteen-letters"));
	for (int i = 1; i < SPACE_NAMES; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_true(space_add_name(&space, name));
	}
	assert_false(space_add_name(&space, "more"));
	assert_true(space_add_name(&space, "n7"));
	space_finish(&space);
}

static void an_atom_is_one_by_its_text_unless_it_is_drawn(void **state)
{
	unsigned a, b, c, d;
	struct space space;

	(void)state;
	space_init(&space, ORDER_DESTINATIONS);
	assert_true(space_atom(&space, "fib daddr type local", &a));
	assert_true(space_atom(&space, "socket mark", &b));
	assert_true(space_atom(&space, "fib daddr type local", &c));
	assert_int_equal(a, c);
	assert_int_not_equal(a, b);
	assert_true(space_drawn_atom(&space, "limit", &c));
	assert_true(space_drawn_atom(&space, "limit", &d));
	assert_int_not_equal(c, d);
	assert_true(space_atom(&space, "limit", &a));
	assert_true(a != c && a != d);
	while (space_drawn_atom(&space, "limit", &a))
		;
	assert_int_equal(a, DIAGRAM_LEVELS - 1);
	assert_false(space_atom(&space, "one more", &a));
	assert_true(space_atom(&space, "socket mark", &c) && c == b);
	space_finish(&space);
}

static void numbers_and_bytes_come_back(void **state)
{
	static const uint8_t six[16] = { 0x20, 1, 0xd, 0xb8, [15] = 9 };
	uint16_t digits[DIAGRAM_LEVELS] = { 0 };
	struct space space;
	uint8_t bytes[16];

	(void)state;
	space_init(&space, ORDER_SOURCES);
	space_put(&space, digits, VAR_IP6_SADDR, six);
	space_put_number(&space, digits, VAR_TIME, 1789000000123456789);
	space_put_number(&space, digits, VAR_CT_MARK, 0x12345678);
	space_take(&space, digits, VAR_IP6_SADDR, bytes);
	assert_memory_equal(bytes, six, 16);
	assert_int_equal(space_number(&space, digits, VAR_TIME),
			 1789000000123456789);
	assert_int_equal(space_number(&space, digits, VAR_CT_MARK), 0x12345678);
	assert_int_equal(digits[space.levels[VAR_CT_MARK]] >> 4, 0x123);
	space_finish(&space);
}

struct cared {
	struct space space;
	struct diagrams all;
	uint32_t care;
	uint16_t digits[DIAGRAM_LEVELS];
};

static bool exists(struct cared *cared)
{
	return diagram_evaluate(&cared->all, cared->care, cared->digits) ==
	       DIAGRAM_TRUE;
}

/* A nice packet with one thing changed. */
static bool exists_with(struct cared *cared, enum variable variable,
			uint64_t number)
{
	uint64_t before = space_number(&cared->space, cared->digits, variable);
	bool result;

	space_put_number(&cared->space, cared->digits, variable, number);
	result = exists(cared);
	space_put_number(&cared->space, cared->digits, variable, before);
	return result;
}

static void packets_exist_as_the_kernel_lets_them(void **state)
{
	struct cared cared;

	(void)state;
	for (unsigned order = 0; order < N_SPACE_ORDERS; order++) {
		space_init(&cared.space, (enum space_order)order);
		diagrams_init(&cared.all, (struct diagram_limits){ 0 });
		cared.care = space_care(&cared.all, &cared.space);
		space_nice(&cared.space, cared.digits);
		assert_true(exists(&cared));
		assert_false(exists_with(&cared, VAR_NFPROTO, 3));
		assert_true(exists_with(&cared, VAR_NFPROTO, 10));
		assert_false(exists_with(&cared, VAR_IP4_VERSION, 0x44));
		assert_false(exists_with(&cared, VAR_IP4_VERSION, 0x65));
		assert_false(exists_with(&cared, VAR_L4PROTO, L4PROTO_NONE));
		assert_false(exists_with(&cared, VAR_IP4_FRAGMENT, 0x2001));
		assert_true(exists_with(&cared, VAR_IP4_FRAGMENT, 0x2000));
		assert_false(exists_with(&cared, VAR_CT_DIRECTION, 1));
		assert_true(exists_with(&cared, VAR_CT_MARK, 7));
		assert_false(exists_with(&cared, VAR_CT_STATE, 5));
		assert_false(exists_with(&cared, VAR_DAY, 7));
		assert_false(exists_with(&cared, VAR_HOUR, 86400));
		assert_false(exists_with(&cared, VAR_IP4_TTL, 256));
		space_put_number(&cared.space, cared.digits, VAR_TRANSPORT_LEN,
				 0);
		assert_true(exists_with(&cared, VAR_IP4_FRAGMENT, 0x2001));
		assert_false(exists_with(&cared, VAR_L4PROTO, L4PROTO_NONE));
		space_put_number(&cared.space, cared.digits, VAR_TRANSPORT_LEN,
				 40);
		space_put_number(&cared.space, cared.digits, VAR_NFPROTO, 10);
		assert_false(exists_with(&cared, VAR_IP6_VERSION, 0x45));
		assert_false(exists_with(&cared, VAR_IP6_NEXTHDR, 17));
		assert_true(exists_with(&cared, VAR_IP6_NEXTHDR, 44));
		assert_false(exists_with(&cared, VAR_L4PROTO, L4PROTO_NONE));
		space_put_number(&cared.space, cared.digits, VAR_TRANSPORT_LEN,
				 0);
		assert_true(exists_with(&cared, VAR_L4PROTO, L4PROTO_NONE));
		space_put_number(&cared.space, cared.digits, VAR_CT_STATE,
				 STATE_UNTRACKED);
		assert_true(exists(&cared));
		assert_false(exists_with(&cared, VAR_CT_MARK, 7));
		assert_false(exists_with(&cared, VAR_CT_DIRECTION, 1));
		space_put_number(&cared.space, cared.digits, VAR_CT_STATE,
				 STATE_ESTABLISHED);
		assert_true(exists_with(&cared, VAR_CT_DIRECTION, 1));
		assert_true(cared.all.n_nodes < 50000);
		diagrams_finish(&cared.all);
		space_finish(&cared.space);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_order_gives_each_digit_a_level_of_its_own),
		cmocka_unit_test(header_bytes_are_those_of_the_assignment),
		cmocka_unit_test(
			a_prefix_is_one_range_of_all_names_that_begin_so),
		cmocka_unit_test(too_long_or_too_many_names_are_refused),
		cmocka_unit_test(an_atom_is_one_by_its_text_unless_it_is_drawn),
		cmocka_unit_test(numbers_and_bytes_come_back),
		cmocka_unit_test(packets_exist_as_the_kernel_lets_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
