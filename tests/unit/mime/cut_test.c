/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut_test.c -- tests src/mime/text/cut.c
 */
#include "mime/text/cut.h"

#include "fixture.h"

/* n bytes "a", the end, and so on; the text is put into f->out. */
static const char *mend(struct fixture *f, size_t first, const char *end,
			size_t second, const char *rest)
{
	struct buf text = { .arena = &f->arena };

	while (first--)
		buf_put_byte(&text, 'a');
	buf_put_text(&text, end);
	while (second--)
		buf_put_byte(&text, 'b');
	buf_put_text(&text, rest);
	return cut_mend((const uint8_t *)text.at, text.len, &f->out)
		       ? fixture_text(f)
		       : NULL;
}

static void a_line_that_was_cut_is_whole_again(void **state)
{
	static const char *const ends[] = { "\n ", "\r\n " };
	const char *text;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		text = mend(*state, CUT_LINE, ends[i], 1, "\nc");
		assert_non_null(text);
		assert_int_equal(strlen(text), CUT_LINE + 3);
		assert_string_equal(text + CUT_LINE - 1, "ab\nc");
	}
	/* The blank is one of the second line's. */
	text = mend(*state, CUT_LINE, "\n ", CUT_LINE - 1, "\n c\n d");
	assert_non_null(text);
	assert_int_equal(strlen(text), 2 * CUT_LINE + 3);
	assert_string_equal(text + 2 * CUT_LINE - 2, "bc\n d");
	assert_string_equal(mend(*state, CUT_LINE, "\n ", CUT_LINE, "\n c") +
				    2 * CUT_LINE - 1,
			    "b\n c");
}

static void other_lines_are_as_they_were(void **state)
{
	assert_null(mend(*state, CUT_LINE - 1, "\n ", 1, ""));
	assert_null(mend(*state, CUT_LINE + 1, "\n ", 1, ""));
	assert_null(mend(*state, CUT_LINE, "\n", 1, ""));
	assert_null(mend(*state, CUT_LINE, "\n  ", 1, ""));
	assert_null(mend(*state, CUT_LINE, "\n ", 0, ""));
	assert_null(mend(*state, CUT_LINE, "\n ", 0, "\n"));
	assert_null(mend(*state, CUT_LINE, "", 0, ""));
	assert_null(mend(*state, 0, "", 0, ""));
}

static void such_a_line_is_found_behind_any_others(void **state)
{
	struct fixture *f = *state;

	for (size_t n = 0; n < 2000; n += 7) {
		struct buf text = { .arena = &f->arena };

		for (size_t i = 0; i < n; i++)
			buf_put_byte(&text, i % 70 == 69 ? '\n' : 'x');
		buf_put_byte(&text, '\n');
		for (size_t i = 0; i < CUT_LINE; i++)
			buf_put_byte(&text, 'a');
		buf_put_text(&text, "\r\n b");
		assert_true(
			cut_mend((const uint8_t *)text.at, text.len, &f->out));
		assert_int_equal(f->out.len, n + 1 + CUT_LINE + 1);
		buf_reset(&f->out);
	}
}

MAIN(WITH(a_line_that_was_cut_is_whole_again),
     WITH(other_lines_are_as_they_were),
     WITH(such_a_line_is_found_behind_any_others))
