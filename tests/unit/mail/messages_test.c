/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages_test.c -- tests src/mail/messages.c
 */
#include "mail/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint8_t bytes[ENVELOPE_MAX + 64];

static size_t pack_n(size_t n)
{
	struct pack pack = { bytes, bytes + sizeof(bytes), false };
	char rcpt[] = "x@town.example.jp";
	char *rcpts[LIMIT_RECIPIENTS + 1];

	for (size_t i = 0; i < LIMIT_RECIPIENTS + 1; i++)
		rcpts[i] = rcpt;
	pack_envelope(&pack, "a@b.example", rcpts, n);
	return (size_t)(pack.pos - bytes);
}

static bool read_envelope(size_t len, struct envelope *out)
{
	struct wire wire = { bytes, bytes + len, false };

	wire_envelope(&wire, out);
	return wire_done(&wire);
}

static void an_envelope_is_read_as_it_was_written(void **state)
{
	static struct envelope envelope;
	size_t len = pack_n(2);

	(void)state;
	assert_true(read_envelope(len, &envelope));
	assert_string_equal(envelope.sender, "a@b.example");
	assert_int_equal(envelope.n_rcpts, 2);
	assert_string_equal(envelope.rcpts[1], "x@town.example.jp");
	for (size_t less = 0; less < len; less++)
		assert_false(read_envelope(less, &envelope));
	assert_true(read_envelope(pack_n(LIMIT_RECIPIENTS), &envelope));
}

static void an_envelope_that_cannot_be_is_refused(void **state)
{
	static struct envelope envelope;
	size_t len = pack_n(0);

	(void)state;
	assert_false(read_envelope(len, &envelope));
	assert_false(read_envelope(pack_n(LIMIT_RECIPIENTS + 1), &envelope));
	len = pack_n(1);
	bytes[5] = '\0'; /* in the sender */
	assert_false(read_envelope(len, &envelope));
}

static bool read_reference(uint32_t day, uint32_t number)
{
	struct reference reference = { day, number };
	struct pack pack = { bytes, bytes + sizeof(bytes), false };
	struct wire wire = { bytes, bytes + REFERENCE_LEN, false };

	pack_reference(&pack, &reference);
	wire_reference(&wire, &reference);
	return wire_done(&wire) && reference.day == day &&
	       reference.number == number;
}

static void a_reference_that_cannot_be_is_refused(void **state)
{
	(void)state;
	assert_true(read_reference(20261121, 1));
	assert_true(read_reference(20261121, REFERENCE_NUMBER_MAX));
	assert_false(read_reference(20261121, 0));
	assert_false(read_reference(20261121, REFERENCE_NUMBER_MAX + 1));
	assert_false(read_reference(0, 1));
	assert_false(read_reference(UINT32_MAX, 1));
}

static size_t pack_done(const char *actions)
{
	struct done done = { .answer = answer_from_hop(250, 2, 0),
			     .size = 12345,
			     .removed = 3 };
	struct pack pack = { bytes, bytes + sizeof(bytes), false };

	memset(done.digest, 7, sizeof(done.digest));
	strcpy(done.actions, actions);
	done_pack(&pack, &done);
	return (size_t)(pack.pos - bytes);
}

static void the_end_of_a_message_is_read_as_it_was_written(void **state)
{
	static struct done done;
	size_t len = pack_done("html-to-text links-defanged");

	(void)state;
	assert_true(done_unpack(bytes, len, &done));
	assert_int_equal(done.answer.code, 250);
	assert_int_equal(done.size, 12345);
	assert_int_equal(done.removed, 3);
	assert_int_equal(done.digest[31], 7);
	assert_string_equal(done.actions, "html-to-text links-defanged");
	for (size_t less = 0; less < len; less++)
		assert_false(done_unpack(bytes, less, &done));
	assert_false(done_unpack(bytes, len + 1, &done));
}

/* They go to the log. */
static void actions_are_words(void **state)
{
	static const char *const bad[] = { "a\"b", "a\nb", "\xe2\x80\x8b",
					   "A" };
	static struct done done;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(done_unpack(bytes, pack_done(bad[i]), &done));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_envelope_is_read_as_it_was_written),
		cmocka_unit_test(an_envelope_that_cannot_be_is_refused),
		cmocka_unit_test(a_reference_that_cannot_be_is_refused),
		cmocka_unit_test(
			the_end_of_a_message_is_read_as_it_was_written),
		cmocka_unit_test(actions_are_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
