/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ssh_key_test.c -- lines of public keys and their fingerprints
 */
#include "policy/ssh_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ED_BLOB \
	"AAAAC3NzaC1lZDI1NTE5AAAAINEEXnIJfkxgviA2CYeftVKjKktgnjN0Wwwi+g7RXHAo"
#define P521                                                                   \
	"ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEA" \
	"AACFBAFM0uEssYIWkz+qhCG8rJFoz3yEOd8PeH/HSc/3O/w+KFlVJ1zgWODLj/R09yve" \
	"0quLQqtud2FKOctDMyLN4Nq8BgDR2dDIqaNq3/DIbDrGXCvgdslpv9FBKR8aVYjobrhr" \
	"AfwHCtBf1D+63/kwW5nleyV78JkS1nmF4xzOm2rpdYukog=="

/* As ssh-keygen -l printed it. */
static void a_fingerprint_is_what_ssh_keygen_prints(void **state)
{
	char text[SSH_FINGERPRINT];
	struct ssh_key key;

	(void)state;
	assert_true(ssh_key_read(P521 " sato@office", &key));
	assert_int_equal(key.line_len, strlen(P521));
	assert_string_equal(ssh_key_fingerprint(text, &key),
			    "SHA256:E5VEaEWoYspK6EduSenJzDBQZfU8stWpsoUvfcBVc7"
			    "g");
}

static void a_key_has_one_text_and_says_its_own_type(void **state)
{
	static const char *const bad[] = {
		"",
		"ssh-ed25519",
		"ssh-ed25519 ",
		"ssh-ed25519  " ED_BLOB,
		" ssh-ed25519 " ED_BLOB,
		"ssh-rsa " ED_BLOB,
		"ecdsa-sha2-nistp256 " ED_BLOB,
		"ssh-ed25519 " ED_BLOB "=",
		"ssh-ed25519 " ED_BLOB "====",
		"ssh-ed25519 =" ED_BLOB,
		"ssh-ed25519 AAAA" ED_BLOB,
		/* zero bits left over, but not written as zero */
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINEEXnIJfkxgviA2CYeftVKjKk"
		"tgnjN0Wwwi+g7RXHB=",
		/* cut short */
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINEEXnIJfkxgviA2CYeftVKjKk"
		"tg",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
		"ssh-ed25519 AAAA",
	};
	struct ssh_key key;

	(void)state;
	assert_true(ssh_key_read("ssh-ed25519 " ED_BLOB, &key));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (ssh_key_read(bad[i], &key))
			fail_msg("'%s' was taken", bad[i]);
}

static void a_blob_too_long_is_no_key(void **state)
{
	char line[2048] = "ssh-ed25519 " ED_BLOB;
	struct ssh_key key;

	(void)state;
	for (size_t len = strlen(line); len < 1020; len += 4)
		(void)memcpy(line + len, "AAAA", 5);
	assert_false(ssh_key_read(line, &key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fingerprint_is_what_ssh_keygen_prints),
		cmocka_unit_test(a_key_has_one_text_and_says_its_own_type),
		cmocka_unit_test(a_blob_too_long_is_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
