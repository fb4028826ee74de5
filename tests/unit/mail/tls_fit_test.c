/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_fit_test.c -- tests src/mail/tls/fit.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "mail/tls/fit.h"

#include "tls_sample.h"

static struct sample *rsa, *ec;
static struct misfit misfit;

static int begin(void **state)
{
	(void)state;
	tls_key_setup();
	rsa = sample_new("RSA", false);
	ec = sample_new("EC", false);
	return 0;
}

static int end(void **state)
{
	(void)state;
	sample_free(rsa);
	sample_free(ec);
	return 0;
}

static void assert_unfit(const char *chain, EVP_PKEY *key, const char *why)
{
	assert_false(tls_is_fit(chain, key, &misfit));
	if (!strstr(misfit.why, why))
		fail_msg("%s, not %s", misfit.why, why);
	assert_non_null(misfit.help);
	assert_int_equal(misfit.of_key, !key);
}

/* The caller frees it. */
static char *joined(const char *first, const char *second)
{
	size_t size = strlen(first) + strlen(second) + 1;
	char *text = malloc(size);

	snprintf(text, size, "%s%s", first, second);
	return text;
}

static void a_pair_is_fit(void **state)
{
	char *chain = joined(rsa->chain, ec->chain);
	char *twice = joined(rsa->chain, rsa->chain);

	(void)state;
	assert_true(tls_is_fit(rsa->chain, rsa->key, &misfit));
	assert_true(tls_is_fit(ec->chain, ec->key, &misfit));
	assert_true(tls_is_fit(chain, rsa->key, &misfit));
	assert_true(tls_is_fit(twice, rsa->key, &misfit));
	free(chain);
	free(twice);
}

static void what_belongs_to_another_key_is_not(void **state)
{
	char *chain = joined(rsa->chain, ec->chain);

	(void)state;
	assert_unfit(rsa->chain, ec->key, "not the certificate of the key");
	assert_unfit(chain, ec->key, "is not its first one");
	assert_unfit(rsa->chain, NULL, "no RSA or EC key");
	free(chain);
}

static void what_is_no_pem_is_not(void **state)
{
	char *damaged = joined(rsa->chain, ec->chain);

	(void)state;
	assert_unfit("", rsa->key, "no certificate in PEM");
	assert_unfit("\x30\x82", rsa->key, "no certificate in PEM");
	damaged[strlen(rsa->chain) + 60] = '!';
	assert_unfit(damaged, rsa->key, "a damaged one");
	free(damaged);
}

static void what_is_weak_is_not(void **state)
{
	struct sample weak = {
		.key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024),
	};

	(void)state;
	sample_certify(&weak, 30, 0);
	assert_unfit(weak.chain, weak.key, "1024 bits is too weak");
	EVP_PKEY_free(weak.key);
	free(weak.chain);
}

/* A certificate that another key than its own signed by SHA-1. */
static void certify_by_sha1(struct sample *sample)
{
	BIO *bio = BIO_new_mem_buf(sample->chain, -1);
	X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	X509_NAME *issuer = X509_NAME_new();
	char *text;
	long len;

	X509_NAME_add_entry_by_txt(issuer, "CN", MBSTRING_ASC,
				   (const uint8_t *)"an authority", -1, -1, 0);
	X509_set_issuer_name(x509, issuer);
	X509_sign(x509, ec->key, EVP_sha1());
	BIO_free(bio);
	bio = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(bio, x509);
	len = BIO_get_mem_data(bio, &text);
	memcpy(sample->chain, text, (size_t)len);
	sample->chain[len] = '\0';
	BIO_free(bio);
	X509_NAME_free(issuer);
	X509_free(x509);
}

static void what_no_peer_would_speak_to_is_not(void **state)
{
	/* Strong, but no curve of TLS 1.3 and none of ours. */
	struct sample odd = {
		.key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "secp256k1"),
	};
	struct sample *old = sample_new("RSA", false);

	(void)state;
	sample_certify(&odd, 30, 0);
	assert_unfit(odd.chain, odd.key, "OpenSSL makes no TLS with it");
	certify_by_sha1(old);
	assert_unfit(old->chain, old->key, "OpenSSL makes no TLS with it");
	EVP_PKEY_free(odd.key);
	free(odd.chain);
	sample_free(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_is_fit),
		cmocka_unit_test(what_belongs_to_another_key_is_not),
		cmocka_unit_test(what_is_no_pem_is_not),
		cmocka_unit_test(what_is_weak_is_not),
		cmocka_unit_test(what_no_peer_would_speak_to_is_not),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
