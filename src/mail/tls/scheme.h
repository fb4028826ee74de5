/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scheme.h -- what a private key may sign, and how: TLS handshakes alone
 *
 * The process `keys` signs nothing else, so that whoever takes over a process
 * that speaks TLS gets no signature of a document, no log-in elsewhere and no
 * decryption out of the key: only handshakes of that face, while it is there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mail/limits.h"

/* A SignatureScheme of RFC 8446 4.2.3; RFC 5246's pairs have the same codes. */
struct tls_scheme {
	uint16_t code;
	const char *key;    /* OpenSSL's name of the key's type */
	const char *digest; /* … and of the digest */
	bool pss;           /* salted as long as the digest; else PKCS #1 1.5 */
};

/* NULL: none of ours. The digest by any name that OpenSSL has for it. */
const struct tls_scheme *tls_scheme_find(uint16_t code);
const struct tls_scheme *tls_scheme_of(const char *key, const char *digest,
				       bool pss);

/*
 * Is this what a client's or a server's handshake signs? CertificateVerify of
 * TLS 1.3 (RFC 8446 4.4.3); ServerKeyExchange of TLS 1.2 with an elliptic curve
 * (RFC 8422 5.4); CertificateVerify of TLS 1.2, all messages so far in the one
 * order there is (RFC 5246 7.4.8).
 */
bool tls_is_signable(bool client, const uint8_t *bytes, size_t len);
