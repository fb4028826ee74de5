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
		for (n = 0; (len = transfer_read(&t, out + n, room));)
			n += len;
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
	decodes(TRANSFER_BASE64, "", "", false);
	decodes(TRANSFER_BASE64, "\r\n\r\n", "", false);
}

static void runs_that_were_padded_apart_are_joined(void **state)
{
	(void)state;
	decodes(TRANSFER_BASE64, "aGU=bGxv", "hello", true);
	decodes(TRANSFER_BASE64, "aA==aQ==", "hi", true);
}

static void quoted_printable_undoes_escapes_and_soft_breaks(void **state)
{
	(void)state;
	decodes(TRANSFER_QP, "a=3Db=\r\nc=\nd= \t\r\ne", "a=bcde", false);
	decodes(TRANSFER_QP, "=e3=81=82", "あ", false);
	decodes(TRANSFER_QP, "end=", "end", false);
	decodes(TRANSFER_QP, "a=zb", "a=zb", true);
	decodes(TRANSFER_QP, "a=4", "a=4", true);
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
}

MAIN(cmocka_unit_test(base64_is_read_over_lines_and_junk),
     cmocka_unit_test(runs_that_were_padded_apart_are_joined),
     cmocka_unit_test(quoted_printable_undoes_escapes_and_soft_breaks),
     cmocka_unit_test(q_reads_an_underscore_as_a_blank),
     cmocka_unit_test(encodings_are_known_by_name))
