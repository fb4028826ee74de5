/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_my_number_test.c -- what the inside does with what may be a My Number
 */
#include <stdio.h>
#include <string.h>

#include "inside_lab.h"
#include "sample.h"

static char stream[8192];

/* The sample with a record changed. */
static size_t changed(const char *from, const char *to)
{
	static char records[8192];

	return sample_write(stream, sizeof(stream),
			    sample_changed(records, sizeof(records), from, to));
}

static int begin_telling(void **state)
{
	(void)state;
	return begin_with(MY_NUMBER_TELL);
}

static int begin_refusing(void **state)
{
	(void)state;
	return begin_with(MY_NUMBER_REFUSE);
}

static const char my_number_text[] = "= 14 1234-5678-9018";

static void a_my_number_is_refused_wherever_it_stands(void **state)
{
	static const char *const places[][2] = {
		{ "= 3 a\tb", my_number_text },
		{ "subject 12 お知らせ", "subject 12 123456789018" },
		{ "from-name 6 山田", "from-name 12 123456789018" },
		{ "to-name 1 X", "to-name 12 123456789018" },
		{ "removed-name 10 申請.zip",
		  "removed-name 16 123456789018.zip" },
		{ "removed-declared 15 application/zip",
		  "removed-declared 24 application/123456789018" },
		{ "mark 19 gw2.example:mail-up", "mark 14 123456789018:x" },
	};
	uint32_t id = ID;

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		size_t len = changed(places[i][0], places[i][1]);

		hop_never_hears(id, stream, len, ANSWER_MY_NUMBER);
		id += 1 << SLOT_BITS;
	}
}

static void a_message_without_a_my_number_is_not_refused(void **state)
{
	size_t len = changed("= 3 a\tb", "= 14 1234-5678-9019");

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_hears("DATA\r\n");
}

static void a_my_number_that_is_told_of_goes_on(void **state)
{
	size_t len = changed("= 3 a\tb", my_number_text);
	const char *text;

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	text = hop_takes_message();
	assert_non_null(
		strstr(text, "X-Sekisho-Defects: qp-ws,\r\n my-number"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_my_number_is_refused_wherever_it_stands,
			begin_refusing, end),
		cmocka_unit_test_setup_teardown(
			a_message_without_a_my_number_is_not_refused,
			begin_refusing, end),
		cmocka_unit_test_setup_teardown(
			a_my_number_that_is_told_of_goes_on, begin_telling,
			end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
