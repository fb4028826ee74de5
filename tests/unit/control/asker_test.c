/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asker_test.c -- tests src/control/asker.c
 */
#include "control/asker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct asker sample = {
	.uid = 1000,
	.pid = 4242,
	.roles = ROLE_OPERATOR | ROLE_AUDITOR,
	.name = "tanaka",
};

static bool changes(enum verb verb)
{
	return verb == VERB_APPLY || verb == VERB_PROPOSE ||
	       verb == VERB_CONFIRM || verb == VERB_ROLLBACK ||
	       verb == VERB_ISOLATE || verb == VERB_MAIL_FETCH ||
	       verb == VERB_MAIL_RELEASE || verb == VERB_MAIL_DELETE;
}

static bool approves(enum verb verb)
{
	return verb == VERB_APPROVE || verb == VERB_UNISOLATE;
}

static void each_role_may_do_its_own_and_all_may_read(void **state)
{
	const struct asker stranger = { .uid = 1 };
	const struct asker operator= { .roles = ROLE_OPERATOR };
	const struct asker approver = { .roles = ROLE_APPROVER };
	const struct asker auditor = { .roles = ROLE_AUDITOR };
	const struct asker all = { .roles = ROLE_ALL };

	(void)state;
	for (int v = VERB_APPLY; v < VERB_MAIL_END; v++) {
		enum verb verb = (enum verb)v;
		bool reads = !changes(verb) && !approves(verb);

		if (v >= N_VERBS && !verb_is_mail(verb)) {
			assert_false(asker_may(&all, verb));
			continue;
		}

		assert_false(asker_may(&stranger, verb));
		assert_true(asker_may(&all, verb));
		assert_int_equal(asker_may(&operator, verb),
				 reads || changes(verb));
		assert_int_equal(asker_may(&approver, verb),
				 reads || approves(verb));
		assert_int_equal(asker_may(&auditor, verb), reads);
	}
}

static void what_is_packed_is_unpacked(void **state)
{
	uint8_t bytes[ASKER_LEN];
	struct asker out;

	(void)state;
	asker_pack(&sample, bytes);
	assert_true(asker_unpack(bytes, &out));
	assert_int_equal(out.uid, 1000);
	assert_int_equal(out.pid, 4242);
	assert_int_equal(out.roles, sample.roles);
	assert_string_equal(out.name, "tanaka");
}

static bool unpacks_with(size_t at, uint8_t byte)
{
	uint8_t bytes[ASKER_LEN];
	struct asker out;

	asker_pack(&sample, bytes);
	bytes[at] = byte;
	return asker_unpack(bytes, &out);
}

static void a_role_that_does_not_exist_is_refused(void **state)
{
	(void)state;
	assert_true(unpacks_with(11, ROLE_ALL));
	assert_false(unpacks_with(11, ROLE_ALL + 1));
	assert_false(unpacks_with(8, 0x80));
}

static void a_name_is_one_text_and_nothing_behind_it(void **state)
{
	uint8_t bytes[ASKER_LEN];
	struct asker out;

	(void)state;
	assert_true(unpacks_with(12, 'T'));
	assert_false(unpacks_with(12, 0));    /* empty */
	assert_false(unpacks_with(13, 0));    /* something behind the NUL */
	assert_false(unpacks_with(13, '\n')); /* a line could be forged */
	assert_false(unpacks_with(13, 0xff));
	assert_false(unpacks_with(ASKER_LEN - 1, 'x'));
	asker_pack(&sample, bytes);
	memset(bytes + 12, 'n', ASKER_NAME); /* without end */
	assert_false(asker_unpack(bytes, &out));
	bytes[ASKER_LEN - 1] = 0;
	assert_true(asker_unpack(bytes, &out));
}

static const char *name(uint32_t uid, const char *text, size_t len)
{
	static char out[ASKER_NAME];

	asker_name(out, uid, text, len);
	return out;
}

static void what_is_no_name_is_a_number(void **state)
{
	char longest[ASKER_NAME];

	(void)state;
	memset(longest, 'n', sizeof(longest));
	assert_string_equal(name(5, "sato", 4), "sato");
	assert_string_equal(name(5, "", 0), "uid 5");
	assert_string_equal(name(5, "a\nb", 3), "uid 5");
	assert_string_equal(name(5, "a\0b", 3), "uid 5");
	assert_string_equal(name(5, "a\0", 2), "uid 5");
	assert_string_equal(name(5, "\xff", 1), "uid 5");
	assert_string_equal(name(4294967294U, longest, ASKER_NAME),
			    "uid 4294967294");
	assert_int_equal(strlen(name(6, longest, ASKER_NAME - 1)),
			 ASKER_NAME - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_may_do_its_own_and_all_may_read),
		cmocka_unit_test(what_is_packed_is_unpacked),
		cmocka_unit_test(a_role_that_does_not_exist_is_refused),
		cmocka_unit_test(a_name_is_one_text_and_nothing_behind_it),
		cmocka_unit_test(what_is_no_name_is_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
