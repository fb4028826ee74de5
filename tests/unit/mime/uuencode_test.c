/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uuencode_test.c -- tests src/mime/transfer/uuencode.c
 */
#include "mime/transfer/uuencode.h"

#include "mime/transfer/transfer.h"

#include "fixture.h"

static bool find(const char *text, struct uuencode *block)
{
	return uuencode_find((const uint8_t *)text,
			     (const uint8_t *)text + strlen(text), block);
}

static void a_block_is_found_with_its_name_and_its_end(void **state)
{
	static const char text[] = "begin here\nbegin 644 a b.txt\r\n#0V%T\r\n`"
				   "\r\nend\r\nrest\n";
	struct uuencode block;

	(void)state;
	assert_true(find(text, &block));
	assert_memory_equal(block.name, "a b.txt", block.name_len);
	assert_memory_equal(block.from, "begin 644", 9);
	assert_memory_equal(block.to, "rest", 4);
}

static void words_that_only_look_so_are_text(void **state)
{
	struct uuencode block;

	(void)state;
	assert_false(find("begin 644 x\nand so on\n", &block));
	assert_false(find("x begin 644 x\n#0V%T\n", &block));
	assert_false(find("begin 8 x\n#0V%T\n", &block));
	assert_false(find("begin 64 x\n#0V%T\n", &block));
	assert_false(find("begin 648 x\n#0V%T\n", &block));
	assert_false(find("begin x44 x\n#0V%T\n", &block));
	assert_false(find("begin 00644 x\n#0V%T\n", &block));
	assert_false(find("begin 0644x\n#0V%T\n", &block));
	assert_false(find("begin 0644 \n#0V%T\n", &block));
	assert_true(find("begin 0777 x\n#0V%T\n", &block));
	assert_false(find("begin 644\n#0V%T\n", &block));
	assert_false(find("begin 644 x", &block));
}

static void a_block_decodes_to_its_bytes(void **state)
{
	struct uuencode block;
	struct transfer t = { .kind = TRANSFER_UU };
	uint8_t out[64];

	(void)state;
	assert_true(find("begin 644 x\n#0V%T\n\"0V$\n`\nend\n", &block));
	t.at = block.data;
	t.end = block.data + block.data_len;
	assert_int_equal(transfer_read(&t, out, sizeof(out)), 5);
	assert_memory_equal(out, "CatCa", 5);
}

static void a_line_has_as_many_characters_as_it_says(void **state)
{
	static const char *const good[] = {
		"#0V%T", "#0V%TX", "#0V%", "#0V", "`", "`X", "!``", "$0V%T0```",
	};
	static const char *const bad[] = {
		"",      "#0V%TXY", "#0",    " ",        "`XY",
		"a0V%T", "#0V%a",   "#0V\t", "#0\xFF%T", "$0V%T0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(uuencode_is_line((const uint8_t *)good[i],
					     strlen(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(uuencode_is_line((const uint8_t *)bad[i],
					      strlen(bad[i])));
}

static void behind_is(const char *text, size_t len, const char *rest)
{
	struct uuencode block;

	assert_true(find(text, &block));
	assert_int_equal(block.data_len, len);
	assert_string_equal((const char *)block.to, rest);
}

/* The line of no length before the end may be a blank or empty. */
static void a_block_ends_with_or_without_its_end(void **state)
{
	(void)state;
	behind_is("begin 644 x\n#0V%T\n`\nend\ny", 8, "y");
	behind_is("begin 644 x\n#0V%T\n \nend\ny", 6, "y");
	behind_is("begin 644 x\n#0V%T\n\nend\ny", 6, "y");
	behind_is("begin 644 x\n#0V%T\nend\ny", 6, "y");
	behind_is("begin 644 x\n#0V%T\ny\nend\n", 6, "y\nend\n");
	behind_is("begin 644 x\n#0V%T\n\nending\n", 6, "\nending\n");
	behind_is("begin 644 x\n#0V%T\n#0V%T\n", 12, "");
	behind_is("begin 644 x\n#0V%T\n#0V%T", 11, "");
}

#define FULL "M0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T0V%T\n"

/* Other readers decode on to "end". */
static void a_line_between_does_not_end_the_block(void **state)
{
	static const char text[] = "begin 644 x\nwhy?\n" FULL
				   "\na line between\n" FULL "`\nend\nrest\n";
	struct uuencode block;
	struct transfer t = { .kind = TRANSFER_UU };
	uint8_t out[128];

	(void)state;
	assert_true(find(text, &block));
	assert_string_equal((const char *)block.to, "rest\n");
	t.at = block.data;
	t.end = block.data + block.data_len;
	assert_int_equal(transfer_read(&t, out, sizeof(out)), 90);
	assert_memory_equal(out + 87, "Cat", 3);
	assert_true(t.damaged);
	assert_true(
		find("begin 644 x\n" FULL "bye\nbegin 644 y\n" FULL, &block));
	assert_memory_equal(block.to, "bye", 3);
	assert_true(find("begin 644 x\n" FULL "beginning\n" FULL "end\nbye",
			 &block));
	assert_memory_equal(block.to, "bye", 3);
	assert_true(find("begin 644 x\n" FULL "end\nbye\n" FULL, &block));
	assert_memory_equal(block.to, "bye", 3);
	assert_true(find("begin 644 x\n" FULL "bye\n#0V%T\n", &block));
	assert_memory_equal(block.to, "bye", 3);
}

#define TORN "M0$!`&``8```_]L#'%"

/* A message that was too long for somebody on its way. */
static void a_text_may_end_in_the_middle_of_a_line(void **state)
{
	static const char *const text[] = {
		"bye",
		TORN "x",                 /* a small letter */
		TORN " A",                /* a blank */
		"M0$!`&``8```_]L",        /* short */
		"I0$!`&``8```_]L#'%",     /* of another length */
		TORN TORN TORN TORN TORN, /* longer than a line */
		"M0AAAA`A`A`AAAAAAA",
		"MAILTO:YAMADA.TARO@TOWN.EXAMPLE.LG.JP",
		"MFG-----=====*****=====#####-----",
		TORN "\nbye",
	};
	struct uuencode block;
	char in[200];

	(void)state;
	behind_is("begin 644 x\n" FULL TORN "\n \r\n", 84, "");
	behind_is("begin 644 x\n" FULL TORN, 80, "");
	behind_is("begin 644 x\n" FULL "M0````A`AAA`AAAA\n", 79, "");
	behind_is("begin 644 x\n" FULL "hm\n" FULL TORN "\n", 146, "");
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		snprintf(in, sizeof(in), "%s%s\n", "begin 644 x\n" FULL,
			 text[i]);
		assert_true(find(in, &block));
		assert_memory_equal(block.to, text[i], strlen(text[i]));
	}
	assert_false(find("begin 644 x\n" TORN "\n", &block));
}

MAIN(cmocka_unit_test(a_block_is_found_with_its_name_and_its_end),
     cmocka_unit_test(words_that_only_look_so_are_text),
     cmocka_unit_test(a_line_has_as_many_characters_as_it_says),
     cmocka_unit_test(a_block_ends_with_or_without_its_end),
     cmocka_unit_test(a_text_may_end_in_the_middle_of_a_line),
     cmocka_unit_test(a_block_decodes_to_its_bytes),
     cmocka_unit_test(a_line_between_does_not_end_the_block))
