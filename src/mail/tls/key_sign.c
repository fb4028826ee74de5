/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key_sign.c -- reads a private key, and signs TLS handshakes with it
 */
#include "mail/tls/key_sign.h"

#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/must.h"
#include "mail/tls/scheme.h"

enum {
	KEY_FILE = 32 << 10 /* bytes */
};

/* Nobody is there to be asked for a password. */
/* NOLINTNEXTLINE(readability-non-const-parameter): OpenSSL wants this type */
static int no_password(char *buf, int size, int writing, void *arg)
{
	(void)buf, (void)size, (void)writing, (void)arg;
	return -1;
}

EVP_PKEY *key_read(int fd)
{
	static char text[KEY_FILE];
	ssize_t len = pread(fd, text, sizeof(text), 0);
	BIO *bio = BIO_new_mem_buf(text, len > 0 ? (int)len : 0);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);

	BIO_free(bio);
	OPENSSL_cleanse(text, sizeof(text));
	ERR_clear_error();
	if (key && !EVP_PKEY_is_a(key, "RSA") && !EVP_PKEY_is_a(key, "EC")) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

static bool set_padding(EVP_PKEY_CTX *ctx, const struct tls_scheme *scheme)
{
	return !scheme->pss ||
	       (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) ==
			1);
}

enum key_verdict key_sign(EVP_PKEY *key, const struct key_question *question,
			  uint8_t *sig, size_t *sig_len)
{
	const struct tls_scheme *scheme = tls_scheme_find(question->scheme);
	EVP_MD_CTX *ctx;
	EVP_PKEY_CTX *how;
	bool good;

	if (!scheme ||
	    !tls_is_signable(question->client, question->bytes, question->len))
		return KEY_NOT_TLS;
	if (!EVP_PKEY_is_a(key, scheme->key))
		return KEY_UNFIT;
	ctx = EVP_MD_CTX_new();
	must(ctx);
	good = EVP_DigestSignInit_ex(ctx, &how, scheme->digest, NULL, NULL, key,
				     NULL) == 1 &&
	       set_padding(how, scheme) &&
	       EVP_DigestSign(ctx, sig, sig_len, question->bytes,
			      question->len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return good ? KEY_SIGNED : KEY_UNFIT;
}

bool key_budget_take(struct key_budget *budget, time_t now)
{
	uint64_t left = budget->left;

	if (now > budget->at) {
		left += (uint64_t)(now - budget->at) * LIMIT_SIGN_RATE;
		budget->at = now;
	}
	budget->left =
		left < LIMIT_SIGN_BURST ? (uint32_t)left : LIMIT_SIGN_BURST;
	if (budget->left == 0)
		return false;
	budget->left--;
	return true;
}
