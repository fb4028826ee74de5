/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_decode_test.c -- tests src/mime/charset/decode_*.c
 */
#include "mime/charset/decode.h"

#include "fixture.h"

typedef size_t decode_fn(const uint8_t *in, size_t len, struct buf *out);

/* What is counted is the same without a place to write to. */
static void decode_is(struct fixture *f, decode_fn *decode, const char *bytes,
		      const char *wanted, size_t bad)
{
	const uint8_t *in = (const uint8_t *)bytes;
	const size_t len = strlen(bytes);

	assert_int_equal(decode(in, len, &f->out), bad);
	assert_string_equal(fixture_text(f), wanted);
	assert_int_equal(decode(in, len, NULL), bad);
}

static void half_a_pair_takes_no_control_with_it(void **state)
{
	decode_is(*state, decode_hz, "~{D~!\nxy", "宁〓\nxy", 1);
	decode_is(*state, decode_hz, "~{D~! D~~}x", "宁〓 宁x", 1);
	decode_is(*state, decode_hz, "~{!", "〓", 1);
	decode_is(*state, decode_iso2022_kr,
		  "\x0E"
		  "0!0\x0Fx\x0E"
		  "0!\x0F",
		  "가〓x가", 1);
	decode_is(*state, decode_iso2022_kr,
		  "\x0E"
		  "0!0\nx",
		  "가〓\nx", 1);
	decode_is(*state, decode_iso2022_kr,
		  "\x0E"
		  "0!0",
		  "가〓", 1);
}

static void a_byte_that_leads_nothing_stands_alone(void **state)
{
	decode_is(*state, decode_euc_kr, "\xFF\xB0\xA1<", "〓가<", 1);
	decode_is(*state, decode_euc_kr, "\x80\xB0\xA1<", "〓가<", 1);
	decode_is(*state, decode_euc_kr, "\xB0\xFF\xB0\xA1", "〓가", 1);
	decode_is(*state, decode_big5, "\xFF\xA7\x41\x80\xA7\x41", "〓你〓你",
		  2);
	decode_is(*state, decode_gb18030, "\xFF\xC4\xE3\x80", "〓你€", 1);
}

MAIN(WITH(half_a_pair_takes_no_control_with_it),
     WITH(a_byte_that_leads_nothing_stands_alone))
