/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arguments_test.c -- tests src/base/arguments.c
 */
#include "base/arguments.h"

#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct {
	const char *config, *state;
	bool help, loud;
	const char *taken[4];
	size_t n_taken;
} given;

static bool take_short(void *arg, const char *word)
{
	assert_ptr_equal(arg, &given);
	given.taken[given.n_taken++] = word;
	return strlen(word) < 4;
}

/* Words after the program's name, up to a NULL. */
static bool read_words(const char *const words[])
{
	const struct argument table[] = {
		{ "config", 'c', .value = &given.config },
		{ "state", .value = &given.state },
		{ "help", 'h', .flag = &given.help },
		{ "loud", .flag = &given.loud },
		{ "user", .take = take_short, .arg = &given, .wants = "less" },
		{ 0 },
	};
	char *argv[16] = { (char[]){ "program" } };
	static char copies[16][16];
	int argc = 1;

	for (; words[argc - 1]; argc++) {
		argv[argc] = copies[argc];
		snprintf(copies[argc], sizeof(copies[argc]), "%s",
			 words[argc - 1]);
	}
	memset(&given, 0, sizeof(given));
	optind = 0; /* getopt(3): begins anew */
	return arguments_read(argc, argv, table);
}

#define READ(...) read_words((const char *const[]){ __VA_ARGS__, NULL })

static void each_option_is_read_in_every_form(void **state)
{
	(void)state;
	assert_true(READ("--state", "a", "--help"));
	assert_string_equal(given.state, "a");
	assert_true(given.help);
	assert_false(given.loud);
	assert_null(given.config);
	assert_true(READ("-h", "--loud"));
	assert_true(given.help && given.loud);
	assert_true(READ("--config=a"));
	assert_string_equal(given.config, "a");
	assert_true(READ("-c", "b"));
	assert_string_equal(given.config, "b");
	assert_true(READ("-cc", "--sta=d"));
	assert_string_equal(given.config, "c");
	assert_string_equal(given.state, "d");
	assert_true(read_words((const char *const[]){ NULL }));
}

static void an_option_that_is_taken_may_come_again(void **state)
{
	(void)state;
	assert_true(READ("--user", "a", "--user", "b"));
	assert_int_equal(given.n_taken, 2);
	assert_false(READ("--user", "a", "--user", "long"));
}

static void what_fits_nowhere_is_refused(void **state)
{
	(void)state;
	assert_false(READ("--other"));
	assert_false(READ("-x"));
	assert_false(READ("-s", "a"));
	assert_false(READ("--state"));
	assert_false(READ("-c"));
	assert_false(READ("--help=a"));
	assert_false(READ("word"));
	assert_false(READ("--help", "word"));
}

static void a_word_of_a_name_is_what_follows_the_first_equals(void **state)
{
	(void)state;
	assert_string_equal(argument_of("engine=root", "engine"), "root");
	assert_string_equal(argument_of("engine=a=b", "engine"), "a=b");
	assert_string_equal(argument_of("engine=", "engine"), "");
	assert_null(argument_of("engine", "engine"));
	assert_null(argument_of("engines=a", "engine"));
	assert_null(argument_of("eng=a", "engine"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_option_is_read_in_every_form),
		cmocka_unit_test(an_option_that_is_taken_may_come_again),
		cmocka_unit_test(what_fits_nowhere_is_refused),
		cmocka_unit_test(
			a_word_of_a_name_is_what_follows_the_first_equals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
