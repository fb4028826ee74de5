/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.h -- SHA-256 (FIPS 180-4), by Nettle
 *
 * No call needs memory or the kernel: a confined process may use all of them.
 */
#pragma once

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DIGEST_LEN = 32,
	DIGEST_TEXT = 65,
	DIGEST_STATE = 128 /* bytes that Nettle's is not larger than */
};

struct digest {
	bool begun; /* not yet ended */
	alignas(uint64_t) unsigned char state[DIGEST_STATE];
};

void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t len);
void digest_end(struct digest *digest, uint8_t out[static DIGEST_LEN]);

/* The whole in one call. */
void digest_of(const void *bytes, size_t len, uint8_t out[static DIGEST_LEN]);
