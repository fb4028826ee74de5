/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer_test.c -- tests src/mail/smtp/answer.c
 */
#include "mail/smtp/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void only_plain_yes_and_refusals_go_outward(void **state)
{
	static const struct {
		unsigned in, out;
	} codes[] = {
		{ 250, 250 }, { 450, 450 }, { 452, 452 }, { 550, 550 },
		{ 554, 554 }, { 251, 451 }, { 354, 451 }, { 221, 451 },
		{ 421, 451 }, { 200, 451 }, { 399, 451 }, { 600, 451 },
		{ 0, 451 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_int_equal(answer_from_hop(codes[i].in, 1, 1).code,
				 codes[i].out);
}

static void the_words_are_ours(void **state)
{
	struct answer no = answer_from_hop(550, 1, 1);
	struct answer loop = answer_of(ANSWER_LOOP);
	char text[ANSWER_TEXT];

	(void)state;
	assert_string_equal(answer_text(text, &no), "550 5.1.1 not accepted");
	assert_string_equal(
		answer_text(text, &loop),
		"554 5.4.6 mail loop: this message was here before, "
		"or has passed too many servers");
}

static void our_own_reasons_are_never_a_yes(void **state)
{
	(void)state;
	for (enum answer_reason reason = 0; reason < N_ANSWER_REASONS;
	     reason++) {
		struct answer answer = answer_of(reason);

		assert_false(answer_is_yes(&answer));
		assert_true(answer.code >= 400);
	}
}

static void answers_cross_between_processes_unharmed(void **state)
{
	uint8_t bytes[ANSWER_BODY];
	struct answer in = answer_from_hop(452, 2, 2), out = { 0 };

	(void)state;
	answer_pack(bytes, &in);
	assert_true(answer_unpack(bytes, sizeof(bytes), &out));
	assert_int_equal(out.reason, in.reason);
	assert_int_equal(out.code, 452);
	assert_int_equal(out.subject, 2);
	assert_int_equal(out.detail, 2);
	bytes[2] = 0; /* the code: 196 */
	assert_false(answer_unpack(bytes, sizeof(bytes), &out));
	assert_false(answer_unpack(bytes, sizeof(bytes) - 1, &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_plain_yes_and_refusals_go_outward),
		cmocka_unit_test(the_words_are_ours),
		cmocka_unit_test(our_own_reasons_are_never_a_yes),
		cmocka_unit_test(answers_cross_between_processes_unharmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
