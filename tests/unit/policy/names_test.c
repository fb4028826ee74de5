/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names_test.c -- names to things, and the nearest known name
 */
#include "policy/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/suggest.h"

static void a_name_is_found_again_among_ten_thousand(void **state)
{
	static char texts[10000][12];
	struct names names = { 0 };

	(void)state;
	assert_null(names_find(&names, "n1"));
	for (size_t i = 0; i < 10000; i++) {
		snprintf(texts[i], sizeof(texts[i]), "n%zu", i);
		assert_null(
			names_add(&names, &(struct name){ .text = texts[i],
							  .thing = texts[i] }));
	}
	for (size_t i = 0; i < 10000; i++) {
		const struct name *found = names_find(&names, texts[i]);

		assert_non_null(found);
		assert_ptr_equal(found->thing, texts[i]);
	}
	assert_null(names_find(&names, "n10000"));
	names_finish(&names);
}

static void the_second_of_a_name_yields_the_first(void **state)
{
	struct names names = { 0 };
	const struct name *old;

	(void)state;
	names_add(&names, &(struct name){ .text = "a", .kind = NAME_HOST });
	old = names_add(&names,
			&(struct name){ .text = "a", .kind = NAME_ZONE });
	assert_non_null(old);
	assert_int_equal(old->kind, NAME_HOST);
	names_finish(&names);
}

static const char *nearest(const char *word, const char *const known[])
{
	struct suggest near = { .word = word };

	for (size_t i = 0; known[i]; i++)
		suggest_offer(&near, known[i]);
	return near.best;
}

static void a_slip_finds_its_word(void **state)
{
	static const char *const known[] = { "juki", "lgwan", "renkei-sv",
					     "tcp", NULL };

	(void)state;
	assert_string_equal(nearest("jyuki", known), "juki");
	assert_string_equal(nearest("lgwna", known), "lgwan");
	assert_string_equal(nearest("renkei", known), "renkei-sv");
	assert_string_equal(nearest("tpc", known), "tcp");
}

static void a_stranger_finds_none(void **state)
{
	static const char *const known[] = { "juki", "ab", NULL };
	char monster[5000];

	(void)state;
	assert_null(nearest("not", known));
	assert_null(nearest("", known));
	assert_null(nearest("xy", known));
	memset(monster, 'j', sizeof(monster) - 1);
	monster[sizeof(monster) - 1] = '\0';
	assert_null(nearest(monster, known));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_found_again_among_ten_thousand),
		cmocka_unit_test(the_second_of_a_name_yields_the_first),
		cmocka_unit_test(a_slip_finds_its_word),
		cmocka_unit_test(a_stranger_finds_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
