/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.h -- a private key that is elsewhere, as OpenSSL wants to see one
 *
 * A provider of OpenSSL (provider(7)) inside this program: it knows the public
 * half, and has the rest done by whoever holds the key. Nothing is loaded from
 * a file. Of what a private key can do it only signs whole texts, which is all
 * that TLS >= 1.2 with ephemeral key exchange asks of one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

/* Signs by a scheme of scheme.h; at most *sig_len bytes, which becomes how
 * many there are. False: the handshake fails. */
struct tls_signer {
	bool (*sign)(void *arg, uint16_t scheme, const uint8_t *bytes,
		     size_t len, uint8_t *sig, size_t *sig_len);
	void *arg;
};

/* Makes OpenSSL ready for all of this file and tls.h: no configuration file and
 * no variable is read. Once in a process, before anything else of OpenSSL. */
void tls_key_setup(void);

/* The key whose public half that is, RSA or EC. The signer is kept. NULL: of
 * another type. The caller frees it by EVP_PKEY_free(). */
EVP_PKEY *tls_key_new(EVP_PKEY *public, const struct tls_signer *signer);
