/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lzfu_test.c -- tests src/mime/outlook/lzfu.c with the examples of MS-OXRTFCP
 */
#include "mime/outlook/lzfu.h"

#include "fixture.h"

/* 4.1.1 and 4.1.2 of the specification. */
static const char hello[] =
	"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32"
	"\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
static const char repeats[] =
	"\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4b\x51\x41\0\x04 WXYZ\x0dn}\x01\x0e"
	"\xb0";
static const char stored[] = "\x0f\0\0\0\x03\0\0\0MELA\0\0\0\0abcd";

static void the_examples_of_the_specification_are_read(void **state)
{
	struct fixture *f = *state;

	assert_true(lzfu_read(BYTES(hello), &f->out));
	assert_string_equal(fixture_text(f), "{\\rtf1\\ansi\\ansicpg1252\\pard "
					     "hello world}\r\n");
	assert_true(lzfu_read(BYTES(repeats), &f->out));
	assert_string_equal(fixture_text(f), "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
	assert_true(lzfu_read(BYTES(stored), &f->out));
	assert_string_equal(fixture_text(f), "abc");
}

static void what_breaks_off_is_read_so_far(void **state)
{
	struct fixture *f = *state;

	for (size_t len = 0; len < sizeof(hello) - 1; len++) {
		assert_false(lzfu_read((const uint8_t *)hello, len, &f->out));
		assert_memory_equal("{\\rtf1\\ansi\\ansicpg1252\\pard hello",
				    fixture_text(f), len > 36 ? 24 : 0);
	}
	assert_false(lzfu_read((const uint8_t *)stored, 18, &f->out));
	assert_string_equal(fixture_text(f), "ab");
	assert_false(lzfu_read(BYTES("{\\rtf1 no packed text}"), &f->out));
	assert_string_equal(fixture_text(f), "");
}

static void the_bound_of_the_text_is_kept(void **state)
{
	struct fixture *f = *state;
	struct buf out = { .arena = &f->arena, .max = 10 };

	lzfu_read(BYTES(repeats), &out);
	assert_int_equal(out.len, 10);
	assert_true(out.cut);
}

MAIN(WITH(the_examples_of_the_specification_are_read),
     WITH(what_breaks_off_is_read_so_far), WITH(the_bound_of_the_text_is_kept))
