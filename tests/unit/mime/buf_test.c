/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf_test.c -- tests src/mime/text/buf.c
 */
#include "mime/text/buf.h"

#include "fixture.h"

static void a_bound_cuts_and_counts(void **state)
{
	struct fixture *f = *state;
	struct buf buf = { .arena = &f->arena, .max = 10 };

	buf_put_text(&buf, "12345678");
	buf_put_text(&buf, "abcdef");
	assert_int_equal(buf.len, 10);
	assert_int_equal(buf.cut, 4);
	assert_string_equal(buf_copy(&buf), "12345678ab");
}

static void a_character_is_added_whole_or_not_at_all(void **state)
{
	struct fixture *f = *state;
	struct buf buf = { .arena = &f->arena, .max = 4 };

	buf_put_cp(&buf, 0x3042);
	buf_put_cp(&buf, 0x3044);
	assert_string_equal(buf_copy(&buf), "あ");
	assert_int_equal(buf.cut, 3);
}

static void without_memory_nothing_is_written(void **state)
{
	struct arena arena = { .ceiling = 300 };
	struct buf buf = { .arena = &arena };

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_put_text(&buf, "x");
	assert_true(arena.full);
	assert_int_equal(buf.len + buf.cut, 1000);
	arena_finish(&arena);
}

static void a_smaller_bound_later_never_shrinks_what_is_there(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 1000; i++)
		buf_put_text(&f->out, "0123456789");
	f->out.max = 100;
	buf_put_text(&f->out, "more");
	for (int i = 0; i < 1000; i++)
		buf_put_text(&f->out, "0123456789");
	assert_true(f->out.len <= f->out.cap);
	assert_memory_equal(f->out.at, "0123456789", 10);
}

static void room_that_is_made_piece_by_piece_copies_little(void **state)
{
	struct arena arena = { 0 };
	struct buf buf = { .arena = &arena };

	(void)state;
	for (int i = 0; i < 10000; i++) {
		buf_reserve(&buf, 10);
		buf_put_text(&buf, "0123456789");
	}
	assert_true(arena.used < 10 * buf.len);
	arena_finish(&arena);
}

static void what_was_taken_is_taken(void **state)
{
	struct fixture *f = *state;
	const char *first, *second;

	buf_put_text(&f->out, "first");
	first = buf_take(&f->out);
	assert_int_equal(f->out.len, 0);
	buf_put_text(&f->out, "second");
	second = buf_take(&f->out);
	assert_string_equal(first, "first");
	assert_string_equal(second, "second");
	assert_string_equal(buf_take(&f->out), "");
}

static void of_nothing_there_is_nothing(void **state)
{
	struct fixture *f = *state;

	buf_put(&f->out, NULL, 0);
	buf_put_text(&f->out, "some");
	buf_put(&f->out, NULL, 0);
	assert_int_equal(f->out.len, 4);
	assert_int_equal(f->out.cut, 0);
}

MAIN(WITH(what_was_taken_is_taken), WITH(of_nothing_there_is_nothing),
     WITH(a_bound_cuts_and_counts),
     WITH(room_that_is_made_piece_by_piece_copies_little),
     WITH(a_character_is_added_whole_or_not_at_all),
     WITH(without_memory_nothing_is_written),
     WITH(a_smaller_bound_later_never_shrinks_what_is_there))
