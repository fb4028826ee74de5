/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_pair.h -- a client and a server of TLS that speak to each other
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/ssl.h>

#include "tls_sample.h"

static struct sample *server_rsa, *server_ec, *client_rsa, *client_ec;

static inline int begin(void **state)
{
	(void)state;
	tls_key_setup();
	server_rsa = sample_new("RSA", false);
	server_ec = sample_new("EC", false);
	client_rsa = sample_new("RSA", true);
	client_ec = sample_new("EC", true);
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	sample_free(server_rsa);
	sample_free(server_ec);
	sample_free(client_rsa);
	sample_free(client_ec);
	return 0;
}

/* Two ends, and what came of them. */
struct wire_test {
	struct tls_face *faces[2];
	struct tls *client, *server;
};

static inline struct tls_face *face_of(const struct sample *own, bool client,
				       const struct sample *other)
{
	const struct tls_face_options options = {
		.client = client,
		.chain = own ? own->chain : NULL,
		.signer = own ? &own->signer : NULL,
		.pins = other ? &other->pin : NULL,
		.n_pins = other ? 1 : 0,
	};

	return tls_face_new(&options);
}

/* The server of `server`, the client of `client` or of none; each pins what it
 * is given to pin. */
static inline struct wire_test connect_as(const struct sample *server,
					  const struct sample *client,
					  const struct sample *server_pin,
					  const struct sample *client_pin)
{
	struct wire_test t = { { face_of(server, false, client_pin),
				 face_of(client, true, server_pin) },
			       NULL,
			       NULL };

	assert_non_null(t.faces[0]);
	assert_non_null(t.faces[1]);
	t.server = tls_new(t.faces[0]);
	t.client = tls_new(t.faces[1]);
	return t;
}

static inline struct wire_test connect_plainly(void)
{
	return connect_as(server_ec, NULL, NULL, NULL);
}

static inline void finish(struct wire_test *t)
{
	tls_free(t->client);
	tls_free(t->server);
	tls_face_free(t->faces[0]);
	tls_face_free(t->faces[1]);
}

/* Until nothing moves, at most so many bytes at a time. */
static inline void shake(struct wire_test *t, size_t step)
{
	size_t moved;

	do {
		tls_step(t->client);
		moved = wire_carry(t->client, t->server, step);
		tls_step(t->server);
		moved += wire_carry(t->server, t->client, step);
	} while (moved);
}

static inline void assert_open(const struct wire_test *t)
{
	assert_int_equal(tls_state(t->client), TLS_OPEN);
	assert_int_equal(tls_state(t->server), TLS_OPEN);
}

static inline void assert_refused(const struct wire_test *t, bool by_server)
{
	assert_int_equal(tls_state(by_server ? t->server : t->client),
			 TLS_FAILED);
	assert_int_not_equal(tls_state(t->client) == TLS_OPEN &&
				     tls_state(t->server) == TLS_OPEN,
			     true);
}

static inline void assert_crosses(struct tls *from, struct tls *to)
{
	char got[32];

	assert_int_equal(tls_write(from, "250 2.0.0 here\r\n", 16), 16);
	while (wire_carry(from, to, SIZE_MAX))
		;
	assert_int_equal(tls_read(to, got, 1), 1);
	assert_true(tls_has_input(to)); /* the rest of a record */
	assert_int_equal(tls_read(to, got + 1, sizeof(got) - 1), 15);
	assert_memory_equal(got, "250 2.0.0 here\r\n", 16);
	assert_int_equal(tls_read(to, got, sizeof(got)), 0);
	assert_false(tls_has_input(to));
}
