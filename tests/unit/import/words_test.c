/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words_test.c -- a line becomes the words that iptables-restore would read
 */
#include "import/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "import/limits.h"

struct read {
	struct arena arena;
	struct diags diags;
	struct words words;
	bool fine;
};

static struct read read_line(const char *line)
{
	struct read read = { .fine = false };
	const struct loc at = { .file = "x", .line = 1 };

	read.fine = words_read(line, strlen(line), at, &read.arena, &read.words,
			       &read.diags);
	return read;
}

static void drop(struct read *read)
{
	arena_finish(&read->arena);
	diags_finish(&read->diags);
}

static void expect(const char *line, size_t n, const char *const *words)
{
	struct read read = read_line(line);

	assert_true(read.fine);
	assert_int_equal(read.words.list.n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(read.words.list.at[i].text, words[i]);
	drop(&read);
}

static void blanks_divide(void **state)
{
	const char *const words[] = { "-A", "INPUT", "-j" };

	(void)state;
	expect("  -A \t INPUT  -j ", 3, words);
	expect("", 0, words);
}

static void a_quotation_is_one_word(void **state)
{
	const char *const words[] = { "--comment", "a b", "", "x y", "z" };

	(void)state;
	expect("--comment \"a b\" \"\" x\" y\"z", 5, words);
}

static void a_backslash_keeps_what_follows_in_quotes_only(void **state)
{
	const char *const words[] = { "a\"b\\", "c\\d" };

	(void)state;
	expect("\"a\\\"b\\\\\" c\\d", 2, words);
}

static void what_is_quoted_is_no_option(void **state)
{
	struct read read = read_line("-j \"-j\" ! \"!\" - --x");

	(void)state;
	assert_true(word_is_option(&read.words.list.at[0]));
	assert_false(word_is_option(&read.words.list.at[1]));
	assert_true(word_is_not(&read.words.list.at[2]));
	assert_false(word_is_not(&read.words.list.at[3]));
	assert_false(word_is_option(&read.words.list.at[4]));
	assert_true(word_is_option(&read.words.list.at[5]));
	drop(&read);
}

static void a_quotation_without_end_is_wrong(void **state)
{
	struct read read = read_line("a \"b c");

	(void)state;
	assert_false(read.fine);
	assert_string_equal(read.diags.list.at[0].slug, "import-line");
	drop(&read);
	read = read_line("\"a\\");
	assert_false(read.fine);
	drop(&read);
}

static void a_line_has_so_many_words(void **state)
{
	char line[2 * IMPORT_WORDS + 3];
	struct read read;

	(void)state;
	memset(line, ' ', sizeof(line));
	for (size_t i = 0; i <= IMPORT_WORDS; i++)
		line[2 * i] = 'x';
	line[2 * IMPORT_WORDS + 1] = '\0';
	read = read_line(line);
	assert_false(read.fine);
	drop(&read);
	line[2UL * IMPORT_WORDS] = '\0';
	read = read_line(line);
	assert_true(read.fine);
	drop(&read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_divide),
		cmocka_unit_test(a_quotation_is_one_word),
		cmocka_unit_test(a_backslash_keeps_what_follows_in_quotes_only),
		cmocka_unit_test(what_is_quoted_is_no_option),
		cmocka_unit_test(a_quotation_without_end_is_wrong),
		cmocka_unit_test(a_line_has_so_many_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
