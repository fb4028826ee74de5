/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key_sign.h -- a private key and what it signs, for the process `keys` alone
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <openssl/types.h>

/* A key in PEM, RSA or EC, without a password. NULL: none. The caller
 * frees it by EVP_PKEY_free(). */
EVP_PKEY *key_read(int fd);

enum key_verdict {
	KEY_SIGNED,
	KEY_UNFIT,   /* not a scheme of this key's */
	KEY_NOT_TLS, /* not what a handshake of that face signs */
};

/* What a face wants signed. */
struct key_question {
	bool client; /* the face is */
	uint16_t scheme;
	const uint8_t *bytes;
	size_t len;
};

/* At most *sig_len bytes, which becomes how many there are. */
enum key_verdict key_sign(EVP_PKEY *key, const struct key_question *question,
			  uint8_t *sig, size_t *sig_len);

/* How often one process may still ask. Zero: it has not asked yet. */
struct key_budget {
	uint32_t left;
	time_t at; /* seconds, when that was so */
};

/* False: too often. */
bool key_budget_take(struct key_budget *budget, time_t now);
