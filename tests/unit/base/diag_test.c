/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diag_test.c -- tests src/base/diag.c and excerpt.c
 */
#include "base/diag.h"

#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"

static char path[] = "/tmp/sekisho-diag-XXXXXX";

static int write_source(void **state)
{
	static const char text[] = "zones = ();\n"
				   "  name = \"基幹系\"; to = \"lgwna\";\n"
				   "\x1b[31m evil\n"
				   "of Windows\r\n";
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0 || write(fd, text, sizeof(text) - 1) < 0)
		return -1;
	return close(fd);
}

static int remove_source(void **state)
{
	(void)state;
	return unlink(path);
}

static char *printed(const struct diags *diags)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	diags_print(diags, out, false);
	fclose(out);
	return text;
}

static void an_error_shows_its_line_and_a_caret(void **state)
{
	struct diags diags = { 0 };
	_cleanup_(freep) char *text = NULL;
	char expected[400];

	(void)state;
	assert_false(diag_error(&diags, (struct loc){ path, 2, 0 },
				"unknown-zone", "no zone named '%s'", "lgwna"));
	diag_mark(&diags, "lgwna");
	diag_note(&diags, (struct loc){ path, 1, 0 }, "did you mean 'lgwan'?");
	text = printed(&diags);
	snprintf(expected, sizeof(expected),
		 "%s:2:29: error: no zone named 'lgwna' [unknown-zone]\n"
		 "    name = \"基幹系\"; to = \"lgwna\";\n"
		 "                           ^~~~~\n"
		 "%s:1:1: note: did you mean 'lgwan'?\n",
		 path, path);
	assert_string_equal(text, expected);
	assert_int_equal(diags.n_errors, 1);
	diags_finish(&diags);
}

/* What a line is about may stand in it twice, or not at all. */
static void an_error_always_has_a_column(void **state)
{
	static const char *const tokens[] = { NULL, "=", "elsewhere" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct diags diags = { 0 };
		_cleanup_(freep) char *text = NULL;
		char expected[400];

		diag_error(&diags, (struct loc){ path, 2, 0 }, "x", "wrong");
		if (tokens[i])
			diag_mark(&diags, tokens[i]);
		text = printed(&diags);
		snprintf(expected, sizeof(expected),
			 "%s:2:3: error: wrong [x]\n"
			 "    name = \"基幹系\"; to = \"lgwna\";\n"
			 "    ^\n",
			 path);
		assert_string_equal(text, expected);
		diags_finish(&diags);
	}
}

static void a_source_line_cannot_speak_to_the_terminal(void **state)
{
	struct diags diags = { 0 };
	_cleanup_(freep) char *text = NULL;

	(void)state;
	diag_error(&diags, (struct loc){ path, 3, 0 }, "x", "it says \x1b[2J");
	text = printed(&diags);
	assert_null(strchr(text, '\x1b'));
	diags_finish(&diags);
}

static void a_line_of_windows_ends_like_any_other(void **state)
{
	struct diags diags = { 0 };
	_cleanup_(freep) char *text = NULL;

	(void)state;
	diag_error(&diags, (struct loc){ path, 4, 0 }, "x", "wrong");
	text = printed(&diags);
	assert_non_null(strstr(text, "\n  of Windows\n  ^\n"));
	diags_finish(&diags);
}

static void a_flood_of_errors_is_counted_not_kept(void **state)
{
	struct diags diags = { 0 };
	_cleanup_(freep) char *text = NULL;

	(void)state;
	for (int i = 0; i < DIAGS_MAX + 5; i++)
		diag_error(&diags, (struct loc){ 0 }, "x", "number %d", i);
	assert_int_equal(diags.n_errors, DIAGS_MAX + 5);
	assert_int_equal(diags.list.n, DIAGS_MAX);
	text = printed(&diags);
	assert_non_null(strstr(text, "and 5 more"));
	diags_finish(&diags);
}

static void only_a_terminal_has_colours_and_no_color_has_none(void **state)
{
	int terminal, beside, ends[2];

	(void)state;
	assert_int_equal(openpty(&terminal, &beside, NULL, NULL, NULL), 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(unsetenv("NO_COLOR"), 0);
	assert_true(diags_wants_colour(beside));
	assert_false(diags_wants_colour(ends[1]));
	assert_int_equal(setenv("NO_COLOR", "1", 1), 0);
	assert_false(diags_wants_colour(beside));
	close(terminal);
	close(beside);
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_shows_its_line_and_a_caret),
		cmocka_unit_test(an_error_always_has_a_column),
		cmocka_unit_test(a_source_line_cannot_speak_to_the_terminal),
		cmocka_unit_test(a_line_of_windows_ends_like_any_other),
		cmocka_unit_test(a_flood_of_errors_is_counted_not_kept),
		cmocka_unit_test(
			only_a_terminal_has_colours_and_no_color_has_none),
	};

	return cmocka_run_group_tests(tests, write_source, remove_source);
}
