/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flowed_test.c -- tests src/mime/part/flowed.c
 */
#include "mime/part/flowed.h"

#include "fixture.h"

static const char *join(struct fixture *f, const char *text, bool delsp)
{
	flowed_join((const uint8_t *)text, strlen(text), delsp, &f->out);
	return fixture_text(f);
}

static void soft_lines_are_joined(void **state)
{
	assert_string_equal(join(*state, "one \r\ntwo\r\nthree\r\n", false),
			    "one two\nthree\n");
	assert_string_equal(join(*state, "日 \r\n本\r\n", true), "日本\n");
	assert_string_equal(join(*state, "end ", false), "end \n");
}

static void quotes_of_another_depth_do_not_join(void **state)
{
	assert_string_equal(join(*state, "> a \n>> b\nc\n", false),
			    "> a \n>> b\nc\n");
	assert_string_equal(join(*state, "> a \n> b\n", false), "> a b\n");
}

static void stuffing_goes_and_the_signature_mark_stays(void **state)
{
	assert_string_equal(
		join(*state, " > no quote\n From x\n-- \nme\n", false),
		"> no quote\nFrom x\n-- \nme\n");
	assert_string_equal(join(*state, "end \n-- \nme\n", true),
			    "end\n-- \nme\n");
}

MAIN(WITH(soft_lines_are_joined), WITH(quotes_of_another_depth_do_not_join),
     WITH(stuffing_goes_and_the_signature_mark_stays))
