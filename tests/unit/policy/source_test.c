/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source_test.c -- files spliced, every line's origin known
 */
#include "policy/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char folder[32];
	char *names[4];
	size_t n;
	struct arena arena;
	struct diags diags;
	struct source source;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->folder, "/tmp/source-test-XXXXXX");
	*state = f;
	return mkdtemp(f->folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < f->n; i++)
		unlink(f->names[i]);
	rmdir(f->folder);
	source_finish(&f->source);
	diags_finish(&f->diags);
	arena_finish(&f->arena);
	free(f);
	return 0;
}

static const char *write_file(struct fixture *f, const char *name,
			      const char *text)
{
	char *path = arena_printf(&f->arena, "%s/%s", f->folder, name);
	FILE *file;

	f->names[f->n++] = path;
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	return path;
}

static bool read_it(struct fixture *f, const char *path)
{
	return source_read(path, NULL, &f->arena, &f->source, &f->diags);
}

/* The line of the text that holds `word`, as source_loc() sees it. */
static void assert_place(struct fixture *f, const char *word, const char *file,
			 uint32_t line)
{
	const char *found = strstr(f->source.text, word);
	uint32_t number = 1;
	struct loc at;

	assert_non_null(found);
	for (const char *p = f->source.text; p < found; p++)
		number += *p == '\n';
	at = source_loc(&f->source, number);
	assert_non_null(strstr(at.file, file));
	assert_int_equal(at.line, line);
}

static void a_single_file_is_taken_as_it_is(void **state)
{
	struct fixture *f = *state;
	const char *path = write_file(f, "a", "one = \"1\";\ntwo = \"2\";");

	assert_true(read_it(f, path));
	assert_string_equal(f->source.text, "one = \"1\";\ntwo = \"2\";");
	assert_place(f, "two", "/a", 2);
}

static void what_it_is_called_its_places_say(void **state)
{
	struct fixture *f = *state;
	const char *path = write_file(f, "a", "one = \"1\";\n");
	const char *wrong = write_file(f, "b", "# \xff\n");

	assert_true(source_read(path, "what is in force", &f->arena, &f->source,
				&f->diags));
	assert_string_equal(source_loc(&f->source, 1).file, "what is in force");
	source_finish(&f->source);
	assert_false(
		source_read(wrong, "it", &f->arena, &f->source, &f->diags));
	assert_string_equal(f->diags.list.at[0].at.file, "it");
}

static void lines_keep_their_places_across_includes(void **state)
{
	struct fixture *f = *state;
	const char *path;

	write_file(f, "b", "b1 = \"\";\n@include \"c\"\nb3 = \"\";");
	write_file(f, "c", "# c1\nc2 = \"\";");
	path = write_file(f, "a",
			  "a1 = \"\";\n  @include \"b\"  \na3 = \"\";\n"
			  "@include \"c\"\na5 = \"\";\n");
	assert_true(read_it(f, path));
	assert_place(f, "a1", "/a", 1);
	assert_place(f, "b1", "/b", 1);
	assert_place(f, "c2", "/c", 2);
	assert_place(f, "b3", "/b", 3);
	assert_place(f, "a3", "/a", 3);
	assert_place(f, "a5", "/a", 5);
	assert_null(strstr(f->source.text, "@include"));
}

static void an_include_in_a_comment_is_none(void **state)
{
	struct fixture *f = *state;
	const char *path = write_file(
		f, "a",
		"# @include \"x\"\n/*\n@include \"y\"\n*/\na = \"@\";\n");

	assert_true(read_it(f, path));
	assert_int_equal(f->source.n_files, 1);
}

static void an_empty_file_is_a_text_of_nothing(void **state)
{
	struct fixture *f = *state;

	assert_true(read_it(f, write_file(f, "a", "")));
	assert_string_equal(f->source.text, "");
}

static void a_folder_is_no_file(void **state)
{
	struct fixture *f = *state;

	assert_false(read_it(f, f->folder));
	assert_string_equal(f->diags.list.at[0].slug, "no-file");
}

static void a_quote_escaped_at_the_line_end_leaves_the_string_open(void **state)
{
	struct fixture *f = *state;

	assert_false(read_it(f, write_file(f, "a", "a = \"b\\\"\n;\n")));
	assert_string_equal(f->diags.list.at[0].slug, "open-string");
	assert_int_equal(f->diags.list.at[0].at.line, 1);
	assert_int_equal(f->diags.list.at[0].at.col, 5);
}

static void every_lexical_mistake_is_reported(void **state)
{
	struct fixture *f = *state;
	const char *path = write_file(f, "a",
				      "a = \"\\n\";\nb = \"x\" \"y\";\n"
				      "c = [ \"z\", ];\nd = \"\x01\";\n");

	assert_false(read_it(f, path));
	assert_int_equal(f->diags.n_errors, 4);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(f->diags.list.at[i].at.line, i + 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_single_file_is_taken_as_it_is),
		TEST(what_it_is_called_its_places_say),
		TEST(lines_keep_their_places_across_includes),
		TEST(an_include_in_a_comment_is_none),
		TEST(an_empty_file_is_a_text_of_nothing),
		TEST(a_folder_is_no_file),
		TEST(a_quote_escaped_at_the_line_end_leaves_the_string_open),
		TEST(every_lexical_mistake_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
