/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transfer_test.c -- tests src/mime/transfer/transfer.c
 */
#include "mime/transfer/transfer.h"

#include "fixture.h"

/* Decodes in pieces of every size and wants the same each time. */
static void decodes(enum transfer_kind kind, const char *in, const char *wanted,
		    bool damaged)
{
	struct transfer t;
	uint8_t out[256];
	size_t n, len;

	for (size_t room = 4; room < 64; room++) {
		t = (struct transfer){ .kind = kind,
				       .at = (const uint8_t *)in,
				       .end = (const uint8_t *)in +
					      strlen(in) };
		memset(out, 0xEE, sizeof(out));
		for (n = 0; (len = transfer_read(&t, out + n, room)); n += len)
			assert_int_equal(out[n + room], 0xEE);
		assert_int_equal(n, strlen(wanted));
		assert_memory_equal(out, wanted, n);
		assert_int_equal(t.damaged, damaged);
	}
}

static void base64_is_read_over_lines_and_junk(void **state)
{
	(void)state;
	decodes(TRANSFER_BASE64, "aGVsbG8gd29ybGQ=", "hello world", false);
	decodes(TRANSFER_BASE64, "aGVs\r\nbG8g\r\nd29y\r\nbGQ=\r\n",
		"hello world", false);
	decodes(TRANSFER_BASE64, "aGV*s!bG8", "hello", true);
	decodes(TRANSFER_BASE64, " aGV s\tbG8=", "hello", false);
	decodes(TRANSFER_BASE64, "", "", false);
	decodes(TRANSFER_BASE64, "\r\n\r\n", "", false);
}

static void runs_that_were_padded_apart_are_joined(void **state)
{
	(void)state;
	decodes(TRANSFER_BASE64, "aGU=bGxv", "hello", true);
	decodes(TRANSFER_BASE64, "aA==aQ==", "hi", true);
	decodes(TRANSFER_BASE64, "aA=aQ=", "hi", true);
	decodes(TRANSFER_BASE64, "aGVs=", "hel", true);
	decodes(TRANSFER_BASE64, "aGVsaA===", "helh", false);
}

/* The reading of those that end there. */
static void a_first_run_ends_at_its_padding(void **state)
{
	struct transfer t = { .kind = TRANSFER_BASE64, .first = true };
	static const char in[] = "aGU=bGxv";
	uint8_t out[32];

	(void)state;
	t.at = (const uint8_t *)in;
	t.end = t.at + strlen(in);
	assert_int_equal(transfer_read(&t, out, sizeof(out)), 2);
	assert_memory_equal(out, "he", 2);
	assert_true(t.damaged);
	assert_int_equal(transfer_read(&t, out, sizeof(out)), 0);
}

static void quoted_printable_undoes_escapes_and_soft_breaks(void **state)
{
	(void)state;
	decodes(TRANSFER_QP, "a=3Db=\r\nc=\nd= \t\r\ne", "a=bcde", false);
	decodes(TRANSFER_QP, "=e3=81=82", "あ", false);
	decodes(TRANSFER_QP, "end=", "end", false);
	decodes(TRANSFER_QP, "a=zb", "a=zb", true);
	decodes(TRANSFER_QP, "a=4", "a=4", true);
	decodes(TRANSFER_QP, "a=4gb", "a=4gb", true);
	decodes(TRANSFER_QP, "a=g4b", "a=g4b", true);
	decodes(TRANSFER_QP, "a= \rb=\r", "ab", false);
	decodes(TRANSFER_QP, "a=  b=", "a=  b", true);
}

static void uuencode_is_read_by_its_lengths(void **state)
{
	(void)state;
	decodes(TRANSFER_UU, "#86)C\n`\n", "abc", false);
	decodes(TRANSFER_UU, "&86)C9&5F\r\n!80\r\n`\r\n", "abcdefa", false);
	/* A line of a server between; blanks that were cut from an end. */
	decodes(TRANSFER_UU,
		"#86)C\nFooter of a list, longer than it says\n#86)C\n",
		"abcabc", true);
	decodes(TRANSFER_UU, "\"86\n#86)C", "a`abc", false);
}

static void yenc_is_read_with_its_escapes(void **state)
{
	(void)state;
	decodes(TRANSFER_YENC, "\x8B\x8C\r\n\x8D=}\n=n", "abc\x13\x04", false);
	decodes(TRANSFER_YENC, "\x8B=", "a", true);
}

/* RFC 1741: a byte, 0x90, how often; 0x90 itself with a zero behind it. */
static void binhex_is_read_with_its_runs(void **state)
{
	static const char alphabet[] = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNP"
				       "QRSTUVXYZ[`abcdefhijklmpqr";
	struct transfer t = { .kind = TRANSFER_BINHEX,
			      .at = (const uint8_t *)alphabet,
			      .end = (const uint8_t *)alphabet + 64 };
	uint8_t out[64];

	(void)state;
	decodes(TRANSFER_BINHEX, "B@+3\"'13!*!$C!",
		"abbbbc\x90\x90\x90"
		"d",
		false);
	decodes(TRANSFER_BINHEX, "B@+\r\n 3\"'13!*!$C!",
		"abbbbc\x90\x90\x90"
		"d",
		false);
	decodes(TRANSFER_BINHEX, "B@+~3\"'13!*!$C!",
		"abbbbc\x90\x90\x90"
		"d",
		true);
	assert_int_equal(transfer_read(&t, out, sizeof(out)), 48);
	for (unsigned i = 0; i < 64; i++)
		assert_int_equal((out[i * 6 / 8] << 8 |
				  (i < 63 ? out[i * 6 / 8 + 1] : 0)) >>
						 (10 - i * 6 % 8) &
					 63,
				 i);
}

static void q_reads_an_underscore_as_a_blank(void **state)
{
	uint8_t out[32];
	bool damaged = false;
	size_t n = transfer_decode_q(BYTES("a_=5Fb="), out, &damaged);

	(void)state;
	assert_int_equal(n, 5);
	assert_memory_equal(out, "a _b=", 5);
	assert_true(damaged);
}

static void encodings_are_known_by_name(void **state)
{
	(void)state;
	assert_int_equal(transfer_of("BASE64", 6), TRANSFER_BASE64);
	assert_int_equal(transfer_of("base6", 5), TRANSFER_UNKNOWN);
	assert_int_equal(transfer_of("8bit", 4), TRANSFER_IDENTITY);
	assert_int_equal(transfer_of("binary", 6), TRANSFER_IDENTITY);
}

MAIN(cmocka_unit_test(base64_is_read_over_lines_and_junk),
     cmocka_unit_test(runs_that_were_padded_apart_are_joined),
     cmocka_unit_test(a_first_run_ends_at_its_padding),
     cmocka_unit_test(quoted_printable_undoes_escapes_and_soft_breaks),
     cmocka_unit_test(uuencode_is_read_by_its_lengths),
     cmocka_unit_test(yenc_is_read_with_its_escapes),
     cmocka_unit_test(binhex_is_read_with_its_runs),
     cmocka_unit_test(q_reads_an_underscore_as_a_blank),
     cmocka_unit_test(encodings_are_known_by_name))
