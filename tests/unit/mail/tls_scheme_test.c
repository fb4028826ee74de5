/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_scheme_test.c -- tests src/mail/tls/scheme.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/tls/scheme.h"

static uint8_t bytes[LIMIT_TO_SIGN + 1];
static size_t n_bytes;

static void put(const void *at, size_t len)
{
	memcpy(bytes + n_bytes, at, len);
	n_bytes += len;
}

static void put_n(uint8_t byte, size_t n)
{
	memset(bytes + n_bytes, byte, n);
	n_bytes += n;
}

static void write_verify(bool client, size_t hash)
{
	n_bytes = 0;
	put_n(' ', 64);
	put(client ? "TLS 1.3, client CertificateVerify"
		   : "TLS 1.3, server CertificateVerify",
	    34);
	put_n(0xab, hash);
}

static void write_key_exchange(void)
{
	n_bytes = 0;
	put_n(0x11, 64);
	put("\x03\x00\x1d\x20", 4);
	put_n(0x22, 32);
}

static void write_message(uint8_t type, uint8_t len)
{
	put((uint8_t[]){ type, 0, 0, len }, 4);
	put_n(0x33, len);
}

static void write_transcript(void)
{
	static const uint8_t order[] = { 1, 2, 11, 12, 13, 14, 11, 16 };

	n_bytes = 0;
	for (size_t i = 0; i < sizeof(order); i++)
		write_message(order[i], order[i] == 14 ? 0 : 40);
}

/* As it is, but not one byte shorter or longer. */
static void assert_exact(bool client)
{
	assert_true(tls_is_signable(client, bytes, n_bytes));
	assert_false(tls_is_signable(!client, bytes, n_bytes));
	assert_false(tls_is_signable(client, bytes, n_bytes - 1));
	assert_false(tls_is_signable(client, bytes, n_bytes + 1));
}

static void handshakes_of_the_right_face_are_signed(void **state)
{
	(void)state;
	write_verify(false, 32);
	assert_exact(false);
	write_verify(true, 48);
	assert_exact(true);
	write_key_exchange();
	assert_exact(false);
	write_transcript();
	assert_exact(true);
}

static void nothing_else_is(void **state)
{
	static const char mail[] = "From: a@b.example\r\n\r\ntext\r\n";

	(void)state;
	assert_false(tls_is_signable(false, bytes, 0));
	for (int client = 0; client < 2; client++)
		assert_false(tls_is_signable(client, (const uint8_t *)mail,
					     sizeof(mail)));
	/* A digest, a certificate request: what other uses of a key sign. */
	n_bytes = 0;
	put_n(0x5a, 32);
	assert_false(tls_is_signable(false, bytes, n_bytes));
	put("\x30\x82\x01\x00", 4);
	put_n(0, 256);
	assert_false(tls_is_signable(false, bytes, n_bytes));
}

static void each_byte_of_the_label_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < 64 + 34; i++) {
		write_verify(false, 32);
		bytes[i] ^= 1;
		assert_false(tls_is_signable(false, bytes, n_bytes));
	}
	write_verify(false, 32);
	for (size_t len = 0; len < n_bytes; len++)
		assert_false(tls_is_signable(false, bytes, len));
}

static void a_transcript_has_one_order(void **state)
{
	(void)state;
	for (size_t at = 0, i = 0; i < 8; i++) {
		write_transcript();
		bytes[at] ^= 1;
		assert_false(tls_is_signable(true, bytes, n_bytes));
		bytes[at] ^= 1;
		/* Its length is of three bytes. */
		bytes[at + 1] ^= 1;
		assert_false(tls_is_signable(true, bytes, n_bytes));
		bytes[at + 1] ^= 1;
		at += 4u + bytes[at + 3];
	}
	write_transcript();
	write_message(20, 12);
	assert_false(tls_is_signable(true, bytes, n_bytes));
}

static void an_explicit_curve_is_not_signed(void **state)
{
	(void)state;
	write_key_exchange();
	bytes[64] = 1;
	assert_false(tls_is_signable(false, bytes, n_bytes));
}

static void more_than_the_limit_is_not_looked_at(void **state)
{
	(void)state;
	n_bytes = 0;
	write_transcript();
	/* The client's hello grows until the whole is one byte too long. */
	memmove(bytes + 4 + LIMIT_TO_SIGN - n_bytes + 40, bytes + 44,
		n_bytes - 44);
	bytes[2] = (uint8_t)((LIMIT_TO_SIGN - n_bytes + 40) >> 8);
	bytes[3] = (uint8_t)((LIMIT_TO_SIGN - n_bytes + 40) & 0xff);
	assert_true(tls_is_signable(true, bytes, LIMIT_TO_SIGN));
	write_transcript();
	memmove(bytes + 4 + LIMIT_TO_SIGN + 1 - n_bytes + 40, bytes + 44,
		n_bytes - 44);
	bytes[2] = (uint8_t)((LIMIT_TO_SIGN + 1 - n_bytes + 40) >> 8);
	bytes[3] = (uint8_t)((LIMIT_TO_SIGN + 1 - n_bytes + 40) & 0xff);
	assert_false(tls_is_signable(true, bytes, LIMIT_TO_SIGN + 1));
}

/* RFC 8446 4.2.3: rsa_pkcs1_*, rsa_pss_rsae_*, ecdsa_*. */
static void each_scheme_has_its_code(void **state)
{
	static const struct {
		uint16_t codes[3]; /* SHA-256, SHA-384, SHA-512 */
		const char *key;
		bool pss;
	} rows[] = {
		{ { 0x0401, 0x0501, 0x0601 }, "RSA", false },
		{ { 0x0804, 0x0805, 0x0806 }, "RSA", true },
		{ { 0x0403, 0x0503, 0x0603 }, "EC", false },
	};

	static const char *const digests[] = { "SHA256", "SHA384", "SHA512" };

	(void)state;
	for (size_t i = 0; i < 9; i++) {
		const uint16_t code = rows[i / 3].codes[i % 3];
		const struct tls_scheme *scheme = tls_scheme_find(code);

		assert_non_null(scheme);
		assert_int_equal(scheme->code, code);
		assert_ptr_equal(tls_scheme_of(rows[i / 3].key, digests[i % 3],
					       rows[i / 3].pss),
				 scheme);
	}
}

static void a_digest_has_several_names(void **state)
{
	(void)state;
	assert_int_equal(tls_scheme_of("RSA", "SHA256", true)->code, 0x0804);
	assert_int_equal(tls_scheme_of("RSA", "SHA2-384", false)->code, 0x0501);
	assert_int_equal(tls_scheme_of("EC", "sha512", false)->code, 0x0603);
	assert_null(tls_scheme_of("RSA", "SHA1", false));
	assert_null(tls_scheme_of("RSA", "MD5-SHA1", false));
	assert_null(tls_scheme_of("EC", "SHA256", true));
	assert_null(tls_scheme_of("ED25519", "SHA512", false));
	assert_null(tls_scheme_find(0x0201));
	assert_string_equal(tls_scheme_find(0x0403)->key, "EC");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handshakes_of_the_right_face_are_signed),
		cmocka_unit_test(nothing_else_is),
		cmocka_unit_test(each_byte_of_the_label_counts),
		cmocka_unit_test(a_transcript_has_one_order),
		cmocka_unit_test(an_explicit_curve_is_not_signed),
		cmocka_unit_test(more_than_the_limit_is_not_looked_at),
		cmocka_unit_test(each_scheme_has_its_code),
		cmocka_unit_test(a_digest_has_several_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
