/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fit.c -- looks at a certificate and its key as a peer would, and says what
 * is wrong with them in words
 */
#include "mail/tls/fit.h"

#include <stdarg.h>
#include <stdio.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "mail/tls/key_sign.h"
#include "mail/tls/tls.h"

static const char as_pem[] =
	"the file has to begin with the relay's own certificate in PEM, "
	"-----BEGIN CERTIFICATE-----, and those that signed it behind it";
static const char pair[] =
	"put both files of one pair there: 'openssl x509 -in CERTIFICATE "
	"-noout -pubkey' and 'openssl pkey -in KEY -pubout' print the same";
static const char stronger[] =
	"make a key of P-256 or of RSA with 2048 bits or more, and a "
	"certificate signed by SHA-256 for it";

/* Always false. */
__attribute__((format(printf, 3, 4))) static bool
say(struct misfit *out, const char *help, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out->why, sizeof(out->why), fmt, ap);
	va_end(ap);
	out->help = help;
	ERR_clear_error();
	return false;
}

/* ------ what is in the file ------ */

static bool begins_as_pem(const char *chain)
{
	BIO *text = BIO_new_mem_buf(chain, -1);
	X509 *certificate = PEM_read_bio_X509(text, NULL, NULL, NULL);
	const bool good = certificate;

	X509_free(certificate);
	BIO_free(text);
	ERR_clear_error();
	return good;
}

/* All of it; *of_key, which of them is the key's, or -1. */
static bool is_pem(const char *chain, EVP_PKEY *key, int *of_key)
{
	BIO *text = BIO_new_mem_buf(chain, -1);
	X509 *certificate;
	bool whole;

	*of_key = -1;
	for (int i = 0;
	     (certificate = PEM_read_bio_X509(text, NULL, NULL, NULL)); i++) {
		if (*of_key < 0 && X509_check_private_key(certificate, key))
			*of_key = i;
		X509_free(certificate);
	}
	whole = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	BIO_free(text);
	ERR_clear_error();
	return whole;
}

/* ------ what it is good for ------ */

static bool is_strong(EVP_PKEY *key, struct misfit *out)
{
	if (EVP_PKEY_get_security_bits(key) >= TLS_STRENGTH)
		return true;
	return say(out, stronger, "a key of %d bits is too weak",
		   EVP_PKEY_get_bits(key));
}

static bool sign(void *arg, uint16_t scheme, const uint8_t *bytes, size_t len,
		 uint8_t *sig, size_t *sig_len)
{
	const struct key_question question = {
		.scheme = scheme,
		.bytes = bytes,
		.len = len,
	};

	return key_sign(arg, &question, sig, sig_len) == KEY_SIGNED;
}

/* What is left: whatever else OpenSSL does not do with it is in the log. */
static bool shakes_hands(const char *chain, EVP_PKEY *key, struct misfit *out)
{
	const struct tls_signer signer = { sign, key };
	const struct tls_face_options options = {
		.chain = chain,
		.signer = &signer,
	};
	struct tls_face *face = tls_face_new(&options);
	const bool good = face && tls_face_prove(face);

	tls_face_free(face);
	return good || say(out, stronger,
			   "OpenSSL makes no TLS with it, see the line above");
}

static bool is_fit(const char *chain, EVP_PKEY *key, struct misfit *out)
{
	int of_key;

	if (!is_pem(chain, key, &of_key))
		return say(out, as_pem,
			   "behind the first certificate in it "
			   "there is a damaged one");
	if (of_key < 0)
		return say(out, pair, "it is not the certificate of the key");
	if (of_key > 0)
		return say(out, as_pem,
			   "the key's own certificate is not its first one");
	return is_strong(key, out) && shakes_hands(chain, key, out);
}

bool tls_is_fit(const char *chain, EVP_PKEY *key, struct misfit *out)
{
	*out = (struct misfit){ .of_key = !key };
	if (!key)
		return say(out,
			   "'openssl pkey -in FILE' shows what it is; one with "
			   "a password has to be stored without it",
			   "there is no RSA or EC key in PEM without a "
			   "password in it");
	if (!begins_as_pem(chain))
		return say(out, as_pem, "there is no certificate in PEM in it");
	return is_fit(chain, key, out);
}
