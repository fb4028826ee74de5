/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scribe_test.c -- tests src/base/scribe.c
 */
#include "base/scribe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void what_was_printed_is_the_arenas(void **state)
{
	struct arena arena = { 0 };
	struct scribe scribe;
	char *text;

	(void)state;
	scribe_begin(&scribe);
	fprintf(scribe.out, "%d", 1);
	fputs(" and more", scribe.out);
	text = scribe_end(&scribe, &arena);
	assert_string_equal(text, "1 and more");
	scribe_begin(&scribe);
	assert_string_equal(scribe_end(&scribe, &arena), "");
	assert_string_equal(text, "1 and more");
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_printed_is_the_arenas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
