/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digest.h -- SHA-256 (FIPS 180-4), by OpenSSL
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	DIGEST_LEN = 32,
	DIGEST_TEXT = 65
};

struct digest {
	void *ctx; /* OpenSSL's; NULL when not begun */
};

/* Loads the algorithm, so that later calls make no system call but for memory,
 * and OpenSSL without its configuration file and without what it does at the
 * process's end: call it before a process is confined, and before any other
 * call of OpenSSL. */
void digest_warm(void);

void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t len);
void digest_end(struct digest *digest, uint8_t out[static DIGEST_LEN]);

/* The whole in one call. */
void digest_of(const void *bytes, size_t len, uint8_t out[static DIGEST_LEN]);
