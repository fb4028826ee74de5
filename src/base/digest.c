/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.c -- SHA-256, by Nettle
 */
#include "base/digest.h"

#include <assert.h>
#include <nettle/sha2.h>

static_assert(sizeof(struct sha256_ctx) <= DIGEST_STATE &&
		      alignof(struct sha256_ctx) <= alignof(uint64_t) &&
		      SHA256_DIGEST_SIZE == DIGEST_LEN,
	      "struct digest has room for it");

static struct sha256_ctx *state_of(struct digest *digest)
{
	return (void *)digest->state;
}

void digest_begin(struct digest *digest)
{
	sha256_init(state_of(digest));
	digest->begun = true;
}

void digest_add(struct digest *digest, const void *bytes, size_t len)
{
	sha256_update(state_of(digest), len, bytes);
}

void digest_end(struct digest *digest, uint8_t out[static DIGEST_LEN])
{
	sha256_digest(state_of(digest), DIGEST_LEN, out);
	digest->begun = false;
}

void digest_of(const void *bytes, size_t len, uint8_t out[static DIGEST_LEN])
{
	struct digest digest;

	digest_begin(&digest);
	digest_add(&digest, bytes, len);
	digest_end(&digest, out);
}
