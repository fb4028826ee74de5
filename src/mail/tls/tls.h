/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls.h -- one TLS connection, as a machine without sockets
 *
 * Bytes of the wire go in by tls_room() and tls_received() and come out by
 * tls_out() and tls_written(); plain bytes by tls_read() and tls_write(). Both
 * buffers of the wire are fixed; nothing is read ahead of them. TLS 1.2 and 1.3
 * with ephemeral keys and authenticated ciphers alone (what CRYPTREC's TLS
 * guidelines recommend); no resumption, no early data, no renegotiation, no
 * compression.
 *
 * A peer is who its public key is: SHA-256 of its SubjectPublicKeyInfo, as in
 * RFC 7469 2.4. Issuers, names and dates of certificates are not looked at: a
 * pin holds until the policy changes it, and a certificate renewed with the
 * same key is the same peer.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "mail/limits.h"
#include "mail/tls/key.h"
#include "policy/policy.h"

enum {
	/* Bits of security that keys have at least, ours and those of pins:
	 * RSA of 2048, curves of 224 (SP 800-57 part 1, table 2). */
	TLS_STRENGTH = 112
};

/* What all connections of a face share. */
struct tls_face;

struct tls_face_options {
	bool client;
	const char *chain; /* PEM, our own certificate first; NULL: none */
	const struct tls_signer *signer; /* of its key; kept */
	/* Who may be at the other end; none: anybody, and a client need not
	 * show a certificate. Kept. */
	const struct key_pin *pins;
	size_t n_pins;
};

/* NULL (logged): no such chain, or no key of ours. tls_key_setup() first. */
struct tls_face *tls_face_new(const struct tls_face_options *options);
void tls_face_free(struct tls_face *face);
/* A handshake of a listening face with ourselves: does the signer hold the
 * certificate's key? All that OpenSSL loads when first used is loaded then. */
bool tls_face_prove(const struct tls_face *face);

enum tls_state {
	TLS_HANDSHAKE,
	TLS_OPEN,
	TLS_CLOSED, /* the other end has said that nothing more comes */
	TLS_FAILED, /* what is left to be written is our alert */
};

enum {
	TLS_WORDS = 224
};

struct tls;

struct tls *tls_new(const struct tls_face *face);
void tls_free(struct tls *tls); /* NULL is fine */

uint8_t *tls_room(struct tls *tls, size_t *room);
void tls_received(struct tls *tls, size_t len);
const uint8_t *tls_out(struct tls *tls, size_t *len);
void tls_written(struct tls *tls, size_t len);

/* Goes on with the handshake, if that is not over. */
enum tls_state tls_step(struct tls *tls);
enum tls_state tls_state(const struct tls *tls);
/* 0: nothing for now; or ever, says the state. */
size_t tls_read(struct tls *tls, void *buf, size_t size);
/* Less than len: write out first. */
size_t tls_write(struct tls *tls, const void *bytes, size_t len);
/* Says that nothing more comes from us. */
void tls_close(struct tls *tls);
/* Has bytes of the peer that nobody has read. */
bool tls_has_input(const struct tls *tls);

/* For the log, as tokens: version and cipher, why it failed, and the peer's
 * pin as a policy has it, "-" if there is none. Returns buf. */
char *tls_words(char buf[static TLS_WORDS], const struct tls *tls);
