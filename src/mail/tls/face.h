/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * face.h -- a face and a connection as OpenSSL has them, for the files of
 * tls.h alone
 */
#pragma once

#include <openssl/ssl.h>

#include "mail/tls/tls.h"

struct tls_face {
	SSL_CTX *ctx;
	bool client;
	const struct key_pin *pins;
	size_t n_pins;
};

struct tls {
	SSL *ssl;
	BIO *wire; /* its other half is ssl's */
	enum tls_state state;
	const char *why;     /* it failed; NULL: nobody knows */
	unsigned n_messages; /* of handshakes, from the other end */
	struct key_pin pin;  /* of the other end, refused or not */
	bool has_pin;
};

/* False: it has no key that could be written down. */
bool tls_pin_of(X509 *certificate, struct key_pin *out);
