/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.c -- SHA-256, by OpenSSL
 */
#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/must.h"

void digest_begin(struct digest *digest)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	must(ctx);
	must(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1);
	digest->ctx = ctx;
}

void digest_add(struct digest *digest, const void *bytes, size_t len)
{
	must(EVP_DigestUpdate(digest->ctx, bytes, len) == 1);
}

void digest_end(struct digest *digest, uint8_t out[static DIGEST_LEN])
{
	unsigned len = 0;

	must(EVP_DigestFinal_ex(digest->ctx, out, &len) == 1);
	must(len == DIGEST_LEN);
	EVP_MD_CTX_free(digest->ctx);
	digest->ctx = NULL;
}

void digest_of(const void *bytes, size_t len, uint8_t out[static DIGEST_LEN])
{
	struct digest digest = { 0 };

	digest_begin(&digest);
	digest_add(&digest, bytes, len);
	digest_end(&digest, out);
}

void digest_warm(void)
{
	uint8_t out[DIGEST_LEN];

	/* Nor from a configuration file, whoever names one. Nor at the end:
	 * what it tidies up then takes locks. */
	must(OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
					 OPENSSL_INIT_NO_ATEXIT,
				 NULL) == 1);
	digest_of("", 0, out);
}
