/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_test.c -- tests src/mail/tls.c, tls_face.c and tls_key.c
 */
#include "mail/tls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tls_sample.h"

static struct sample *server_rsa, *server_ec, *client_rsa, *client_ec;

static int begin(void **state)
{
	(void)state;
	tls_key_setup();
	server_rsa = sample_new("RSA", false);
	server_ec = sample_new("EC", false);
	client_rsa = sample_new("RSA", true);
	client_ec = sample_new("EC", true);
	return 0;
}

static int end(void **state)
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

static struct tls_face *face_of(const struct sample *own, bool client,
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
static struct wire_test connect_as(const struct sample *server,
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

static struct wire_test connect_plainly(void)
{
	return connect_as(server_ec, NULL, NULL, NULL);
}

static void finish(struct wire_test *t)
{
	tls_free(t->client);
	tls_free(t->server);
	tls_face_free(t->faces[0]);
	tls_face_free(t->faces[1]);
}

/* Until nothing moves, at most so many bytes at a time. */
static void shake(struct wire_test *t, size_t step)
{
	size_t moved;

	do {
		tls_step(t->client);
		moved = wire_carry(t->client, t->server, step);
		tls_step(t->server);
		moved += wire_carry(t->server, t->client, step);
	} while (moved);
}

static void assert_open(const struct wire_test *t)
{
	assert_int_equal(tls_state(t->client), TLS_OPEN);
	assert_int_equal(tls_state(t->server), TLS_OPEN);
}

static void assert_refused(const struct wire_test *t, bool by_server)
{
	assert_int_equal(tls_state(by_server ? t->server : t->client),
			 TLS_FAILED);
	assert_int_not_equal(tls_state(t->client) == TLS_OPEN &&
				     tls_state(t->server) == TLS_OPEN,
			     true);
}

static void assert_crosses(struct tls *from, struct tls *to)
{
	char got[32];

	assert_int_equal(tls_write(from, "250 2.0.0 here\r\n", 16), 16);
	while (wire_carry(from, to, SIZE_MAX))
		;
	assert_int_equal(tls_read(to, got, sizeof(got)), 16);
	assert_memory_equal(got, "250 2.0.0 here\r\n", 16);
	assert_int_equal(tls_read(to, got, sizeof(got)), 0);
}

/* ------ what is taken ------ */

static void each_key_and_version_shakes_hands_both_ways(void **state)
{
	const struct sample *servers[] = { server_rsa, server_ec };
	const struct sample *clients[] = { NULL, client_rsa, client_ec };
	const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

	(void)state;
	for (int s = 0; s < 2; s++)
		for (int c = 0; c < 3; c++)
			for (int v = 0; v < 2; v++) {
				struct wire_test t =
					connect_as(servers[s], clients[c],
						   servers[s], clients[c]);

				SSL_set_max_proto_version(t.server->ssl,
							  versions[v]);
				shake(&t, SIZE_MAX);
				assert_open(&t);
				assert_int_equal(SSL_version(t.client->ssl),
						 versions[v]);
				assert_crosses(t.client, t.server);
				assert_crosses(t.server, t.client);
				finish(&t);
			}
}

static void the_scheme_of_each_digest_is_signed(void **state)
{
	static const char *const lists[] = {
		"RSA-PSS+SHA256", "RSA-PSS+SHA384", "RSA-PSS+SHA512",
		"ECDSA+SHA256",   "ECDSA+SHA384",   "ECDSA+SHA512",
		"RSA+SHA256",     "RSA+SHA384",     "RSA+SHA512",
	};

	(void)state;
	for (int i = 0; i < 9; i++) {
		struct wire_test t = connect_as(
			i / 3 == 1 ? server_ec : server_rsa, NULL, NULL, NULL);

		/* In TLS 1.2 a curve is not part of the scheme. */
		SSL_set_max_proto_version(t.server->ssl, TLS1_2_VERSION);
		assert_int_equal(SSL_set1_sigalgs_list(t.client->ssl, lists[i]),
				 1);
		shake(&t, SIZE_MAX);
		assert_open(&t);
		finish(&t);
	}
}

static void single_bytes_do_as_well_as_whole_flights(void **state)
{
	(void)state;
	for (size_t step = 1; step < 40; step += 19) {
		struct wire_test t = connect_as(server_rsa, client_ec,
						server_rsa, client_ec);

		shake(&t, step);
		assert_open(&t);
		assert_crosses(t.client, t.server);
		finish(&t);
	}
}

static void nothing_is_left_to_be_resumed(void **state)
{
	struct wire_test t = connect_plainly();
	size_t len;

	(void)state;
	shake(&t, SIZE_MAX);
	assert_open(&t);
	tls_out(t.server, &len);
	assert_int_equal(len, 0); /* no ticket */
	assert_int_equal(
		SSL_SESSION_is_resumable(SSL_get_session(t.client->ssl)), 0);
	finish(&t);
}

static void dates_of_a_pinned_certificate_do_not_matter(void **state)
{
	struct sample *old = sample_new("EC", false);
	struct wire_test t;

	(void)state;
	sample_certify(old, -30, 0);
	t = connect_as(old, NULL, old, NULL);
	shake(&t, SIZE_MAX);
	assert_open(&t);
	finish(&t);
	sample_free(old);
}

/* ------ who is refused ------ */

static void another_key_than_the_pinned_one_is_refused(void **state)
{
	struct sample *other = sample_new("EC", true);
	struct wire_test t = connect_as(server_ec, NULL, server_rsa, NULL);

	(void)state;
	shake(&t, SIZE_MAX);
	assert_refused(&t, false);
	finish(&t);
	t = connect_as(server_ec, other, server_ec, client_ec);
	shake(&t, SIZE_MAX);
	assert_refused(&t, true);
	finish(&t);
	sample_free(other);
}

static void a_pinned_certificate_without_its_key_is_refused(void **state)
{
	struct sample *thief = sample_new("EC", true);
	struct wire_test t;
	char *own = thief->chain;

	(void)state;
	/* The certificate of another; the handshakes are signed by him. */
	thief->chain = client_ec->chain;
	t = connect_as(server_ec, thief, NULL, client_ec);
	shake(&t, SIZE_MAX);
	assert_refused(&t, true);
	finish(&t);
	thief->chain = own;
	sample_free(thief);
}

static void a_client_without_certificate_is_refused_where_pins_are(void **state)
{
	struct wire_test t = connect_as(server_ec, NULL, NULL, client_ec);

	(void)state;
	shake(&t, SIZE_MAX);
	assert_refused(&t, true);
	finish(&t);
}

static void old_versions_are_refused(void **state)
{
	static const int old[] = { SSL3_VERSION, TLS1_VERSION, TLS1_1_VERSION };

	(void)state;
	for (int i = 0; i < 3; i++)
		for (int by_server = 0; by_server < 2; by_server++) {
			struct wire_test t = connect_plainly();
			SSL *weak = by_server ? t.client->ssl : t.server->ssl;

			SSL_set_security_level(weak, 0);
			SSL_set_min_proto_version(weak, old[i]);
			SSL_set_max_proto_version(weak, old[i]);
			SSL_set_cipher_list(weak, "ALL:@SECLEVEL=0");
			shake(&t, SIZE_MAX);
			assert_int_not_equal(tls_state(t.server), TLS_OPEN);
			assert_int_not_equal(tls_state(t.client), TLS_OPEN);
			finish(&t);
		}
}

static void old_ciphers_are_refused(void **state)
{
	static const char *const old[] = {
		"AES128-SHA",
		"AES256-GCM-SHA384",
		"ECDHE-ECDSA-AES128-SHA",
		"DHE-RSA-AES128-GCM-SHA256",
		"aNULL:eNULL:@SECLEVEL=0",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) {
		struct wire_test t = connect_plainly();

		SSL_set_max_proto_version(t.client->ssl, TLS1_2_VERSION);
		SSL_set_cipher_list(t.client->ssl, old[i]);
		shake(&t, SIZE_MAX);
		assert_int_not_equal(tls_state(t.server), TLS_OPEN);
		assert_int_not_equal(tls_state(t.client), TLS_OPEN);
		finish(&t);
	}
}

static void a_key_that_is_not_the_certificates_is_found_out(void **state)
{
	struct sample mixed = *server_ec;
	struct tls_face *face;

	(void)state;
	face = face_of(server_rsa, false, client_ec);
	assert_true(tls_face_prove(face));
	tls_face_free(face);
	/* The certificate of one, the signatures of another. */
	mixed.key = client_ec->key;
	mixed.signer.arg = &mixed;
	face = face_of(&mixed, false, NULL);
	assert_non_null(face);
	assert_false(tls_face_prove(face));
	tls_face_free(face);
}

static void what_is_no_certificate_makes_no_face(void **state)
{
	static const char *const bad[] = {
		"", "x",
		"-----BEGIN CERTIFICATE-----\n"
		"AAAA\n-----END CERTIFICATE-----\n"
	};

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_null(tls_face_new(&(struct tls_face_options){
			.chain = bad[i], .signer = &server_ec->signer }));
}

/* ------ what a hostile end does ------ */

/* What is done to the bytes of one direction. */
struct harm {
	size_t at;     /* at which of them */
	uint8_t by;    /* changed by that; 0: nothing comes from there on */
	size_t passed; /* so many so far */
};

static size_t carry_harmed(struct tls *from, struct tls *to, struct harm *harm)
{
	size_t room, len, cut = SIZE_MAX;
	uint8_t *at = tls_room(to, &room);

	if (!harm->by)
		cut = harm->at - harm->passed;
	len = wire_carry(from, to, cut);
	if (harm->by && harm->at >= harm->passed &&
	    harm->at < harm->passed + len)
		at[harm->at - harm->passed] ^= harm->by;
	harm->passed += len;
	return len;
}

/* A signature is a byte or two longer or shorter each time. */
static bool was_done(const struct wire_test *t, bool of_client,
		     const struct harm *harm)
{
	size_t left;

	tls_out(of_client ? t->client : t->server, &left);
	return harm->by ? harm->at < harm->passed : left > 0;
}

/* Were both satisfied after all, they would have to agree on their keys: what
 * was changed is then a byte that means nothing. */
static bool shake_harmed(struct wire_test *t, bool of_client, struct harm harm)
{
	struct harm none = { SIZE_MAX, 1, 0 };
	uint8_t keys[2][32] = { { 0 } };
	size_t moved;

	do {
		tls_step(t->client);
		moved = carry_harmed(t->client, t->server,
				     of_client ? &harm : &none);
		tls_step(t->server);
		moved += carry_harmed(t->server, t->client,
				      of_client ? &none : &harm);
	} while (moved);
	if (tls_state(t->client) != TLS_OPEN ||
	    tls_state(t->server) != TLS_OPEN || !was_done(t, of_client, &harm))
		return false;
	SSL_export_keying_material(t->client->ssl, keys[0], 32, "x", 1, NULL, 0,
				   0);
	SSL_export_keying_material(t->server->ssl, keys[1], 32, "x", 1, NULL, 0,
				   0);
	assert_memory_equal(keys[0], keys[1], 32);
	return true;
}

/* How long each direction of a handshake is. */
static void measure(int version, size_t lens[static 2])
{
	struct wire_test t =
		connect_as(server_ec, client_ec, server_ec, client_ec);
	size_t moved;

	lens[0] = lens[1] = 0;
	SSL_set_max_proto_version(t.server->ssl, version);
	do {
		tls_step(t.client);
		moved = wire_carry(t.client, t.server, SIZE_MAX);
		lens[0] += moved;
		tls_step(t.server);
		lens[1] += wire_carry(t.server, t.client, SIZE_MAX);
	} while (moved);
	assert_open(&t);
	finish(&t);
}

/* Of a handshake of that version, each byte of each direction; how often both
 * were satisfied. */
static unsigned harm_each_byte(int version, uint8_t by)
{
	struct wire_test t =
		connect_as(server_ec, client_ec, server_ec, client_ec);
	size_t lens[2];
	unsigned n = 0;

	measure(version, lens);
	for (int d = 0; d < 2; d++)
		for (size_t at = 0; at < lens[d]; at++) {
			tls_free(t.client);
			tls_free(t.server);
			t.client = tls_new(t.faces[1]);
			t.server = tls_new(t.faces[0]);
			SSL_set_max_proto_version(t.server->ssl, version);
			n += shake_harmed(&t, d == 0,
					  (struct harm){ at, by, 0 });
		}
	finish(&t);
	return n;
}

static void a_changed_byte_is_noticed_or_means_nothing(void **state)
{
	unsigned n = harm_each_byte(TLS1_3_VERSION, 0x41);

	(void)state;
	/* Versions of record headers alone: RFC 8446 5.1, ignored. */
	assert_in_range(n, 0, 4);
	n = harm_each_byte(TLS1_2_VERSION, 0x81);
	assert_in_range(n, 0, 4);
}

static void a_handshake_cut_short_opens_nothing(void **state)
{
	(void)state;
	assert_int_equal(harm_each_byte(TLS1_2_VERSION, 0), 0);
}

static void plain_text_in_place_of_a_handshake_is_no_command(void **state)
{
	static const char text[] = "EHLO x\r\nMAIL FROM:<a@b.example>\r\n";
	struct wire_test t = connect_plainly();
	char got[64];
	size_t room;

	(void)state;
	memcpy(tls_room(t.server, &room), text, strlen(text));
	tls_received(t.server, strlen(text));
	assert_int_equal(tls_step(t.server), TLS_FAILED);
	assert_int_equal(tls_read(t.server, got, sizeof(got)), 0);
	assert_int_equal(tls_step(t.server), TLS_FAILED);
	finish(&t);
}

static void renegotiation_is_refused(void **state)
{
	struct wire_test t = connect_plainly();
	char got[8];

	(void)state;
	SSL_set_max_proto_version(t.client->ssl, TLS1_2_VERSION);
	SSL_clear_options(t.client->ssl, SSL_OP_NO_RENEGOTIATION);
	shake(&t, SIZE_MAX);
	assert_open(&t);
	assert_int_equal(SSL_renegotiate(t.client->ssl), 1);
	SSL_do_handshake(t.client->ssl);
	assert_true(wire_carry(t.client, t.server, SIZE_MAX) > 0);
	assert_int_equal(tls_read(t.server, got, sizeof(got)), 0);
	while (wire_carry(t.server, t.client, SIZE_MAX))
		;
	SSL_do_handshake(t.client->ssl);
	assert_int_equal(SSL_in_init(t.server->ssl), 0);
	assert_int_equal(SSL_num_renegotiations(t.server->ssl), 0);
	finish(&t);
}

static void a_chain_without_end_is_refused(void **state)
{
	struct sample *long_chain = sample_new("EC", true);
	struct wire_test t;

	(void)state;
	sample_certify(long_chain, 30, 2);
	t = connect_as(server_ec, long_chain, NULL, client_ec);
	assert_true(strlen(long_chain->chain) < LIMIT_CHAIN);
	finish(&t);
	sample_certify(long_chain, 30, 60);
	t = connect_as(server_ec, long_chain, NULL, long_chain);
	shake(&t, SIZE_MAX);
	assert_refused(&t, true);
	finish(&t);
	sample_free(long_chain);
}

/* ------ bytes in bounds ------ */

static void what_is_not_read_is_not_taken(void **state)
{
	static char bytes[100000];
	struct wire_test t = connect_plainly();
	size_t sent, room;
	char got[1];

	(void)state;
	shake(&t, SIZE_MAX);
	sent = tls_write(t.client, bytes, sizeof(bytes));
	sent += tls_write(t.client, bytes, sizeof(bytes) - sent);
	assert_true(sent < 2 * LIMIT_TLS_WIRE);
	/* Nor does the other take more than its buffer of the wire. */
	for (int i = 0; i < 1000; i++) {
		sent += tls_write(t.client, bytes, sizeof(bytes) - sent);
		wire_carry(t.client, t.server, SIZE_MAX);
	}
	assert_true(sent < sizeof(bytes));
	tls_room(t.server, &room);
	assert_int_equal(room, 0);
	assert_true(tls_has_input(t.server));
	assert_int_equal(tls_read(t.server, got, 1), 1);
	finish(&t);
}

static void much_crosses_whole_in_little_room(void **state)
{
	static uint8_t sent[300000], got[300000];
	struct wire_test t = connect_plainly();
	size_t n_sent = 0, n_got = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (uint8_t)(i * 7 + i / 251);
	shake(&t, SIZE_MAX);
	while (n_got < sizeof(got)) {
		size_t before = n_sent + n_got, moved;

		n_sent += tls_write(t.client, sent + n_sent,
				    sizeof(sent) - n_sent);
		moved = wire_carry(t.client, t.server, 5000);
		n_got += tls_read(t.server, got + n_got, sizeof(got) - n_got);
		assert_int_equal(tls_state(t.client), TLS_OPEN);
		assert_int_equal(tls_state(t.server), TLS_OPEN);
		assert_true(n_sent + n_got > before || moved);
	}
	assert_memory_equal(sent, got, sizeof(sent));
	assert_false(tls_has_input(t.server));
	finish(&t);
}

static void the_end_is_said_behind_the_last_byte(void **state)
{
	struct wire_test t = connect_plainly();
	char got[8];

	(void)state;
	shake(&t, SIZE_MAX);
	tls_write(t.server, "bye", 3);
	tls_close(t.server);
	while (wire_carry(t.server, t.client, SIZE_MAX))
		;
	assert_int_equal(tls_read(t.client, got, sizeof(got)), 3);
	assert_int_equal(tls_state(t.client), TLS_OPEN);
	assert_int_equal(tls_read(t.client, got, sizeof(got)), 0);
	assert_int_equal(tls_state(t.client), TLS_CLOSED);
	finish(&t);
}

static void the_log_says_who_it_was_in_the_policys_words(void **state)
{
	struct wire_test t = connect_as(server_ec, client_ec, NULL, client_ec);
	char words[TLS_WORDS], pin[64];

	(void)state;
	shake(&t, SIZE_MAX);
	EVP_EncodeBlock((uint8_t *)pin, client_ec->pin.sha256, DIGEST_LEN);
	tls_words(words, t.server);
	assert_non_null(strstr(words, "tls=TLSv1.3 cipher=TLS_"));
	assert_non_null(strstr(words, pin));
	finish(&t);
	t = connect_as(server_ec, NULL, server_rsa, NULL);
	shake(&t, SIZE_MAX);
	tls_words(words, t.client);
	assert_non_null(strstr(words, "why=certificate-verify-failed pin="));
	finish(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_and_version_shakes_hands_both_ways),
		cmocka_unit_test(the_scheme_of_each_digest_is_signed),
		cmocka_unit_test(single_bytes_do_as_well_as_whole_flights),
		cmocka_unit_test(nothing_is_left_to_be_resumed),
		cmocka_unit_test(dates_of_a_pinned_certificate_do_not_matter),
		cmocka_unit_test(another_key_than_the_pinned_one_is_refused),
		cmocka_unit_test(
			a_pinned_certificate_without_its_key_is_refused),
		cmocka_unit_test(
			a_client_without_certificate_is_refused_where_pins_are),
		cmocka_unit_test(old_versions_are_refused),
		cmocka_unit_test(old_ciphers_are_refused),
		cmocka_unit_test(
			a_key_that_is_not_the_certificates_is_found_out),
		cmocka_unit_test(what_is_no_certificate_makes_no_face),
		cmocka_unit_test(a_changed_byte_is_noticed_or_means_nothing),
		cmocka_unit_test(a_handshake_cut_short_opens_nothing),
		cmocka_unit_test(
			plain_text_in_place_of_a_handshake_is_no_command),
		cmocka_unit_test(renegotiation_is_refused),
		cmocka_unit_test(a_chain_without_end_is_refused),
		cmocka_unit_test(what_is_not_read_is_not_taken),
		cmocka_unit_test(much_crosses_whole_in_little_room),
		cmocka_unit_test(the_end_is_said_behind_the_last_byte),
		cmocka_unit_test(the_log_says_who_it_was_in_the_policys_words),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
