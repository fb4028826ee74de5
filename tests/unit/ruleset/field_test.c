/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field_test.c -- tests src/ruleset/field.c
 */
#include "ruleset/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/build.h"

static void each_field_of_a_key_begins_at_a_word(void **state)
{
	struct key_spec v4 = KEY(FIELD_IP_SADDR, FIELD_IP_DADDR, FIELD_L4PROTO,
				 FIELD_TH_DPORT);
	struct key_spec v6 = KEY(FIELD_IP6_SADDR, FIELD_IP6_DADDR,
				 FIELD_L4PROTO, FIELD_TH_DPORT);

	(void)state;
	assert_int_equal(key_offset(&v4, 2), 8);
	assert_int_equal(key_offset(&v4, 3), 12);
	assert_int_equal(key_len(&v4), 16);
	assert_int_equal(key_len(&v6), KEY_LEN);
}

static void every_field_has_a_name_a_type_and_a_length(void **state)
{
	(void)state;
	for (int f = 0; f < N_FIELDS; f++) {
		const struct field_info *info = field_info((enum field)f);

		assert_non_null(info->name);
		assert_non_null(info->type);
		assert_int_not_equal(info->type_id, 0);
		assert_in_range(info->len, 1, 16);
	}
}

static void a_port_is_big_endian_and_a_mark_is_the_machines_own(void **state)
{
	uint8_t port[2], mark[4];
	uint32_t number = 0x00100001;

	(void)state;
	field_put(FIELD_TH_DPORT, 443, port);
	assert_memory_equal(port, "\x01\xbb", 2);
	field_put(FIELD_CT_MARK, number, mark);
	assert_memory_equal(mark, &number, 4);
	assert_int_equal(field_get(FIELD_TH_DPORT, port), 443);
	assert_int_equal(field_get(FIELD_CT_MARK, mark), number);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_of_a_key_begins_at_a_word),
		cmocka_unit_test(every_field_has_a_name_a_type_and_a_length),
		cmocka_unit_test(
			a_port_is_big_endian_and_a_mark_is_the_machines_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
