/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_test.c -- tests src/mail/tls/tls.c
 */
#include "tls_pair.h"

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

/* Once more, asked for by one end. */
static void renegotiate(struct tls *from, struct tls *to)
{
	char got[8];

	assert_int_equal(SSL_renegotiate(from->ssl), 1);
	SSL_do_handshake(from->ssl);
	assert_true(wire_carry(from, to, SIZE_MAX) > 0);
	assert_int_equal(tls_read(to, got, sizeof(got)), 0);
	while (wire_carry(to, from, SIZE_MAX))
		;
	SSL_do_handshake(from->ssl);
	assert_int_equal(SSL_in_init(to->ssl), 0);
	assert_int_equal(SSL_num_renegotiations(to->ssl), 0);
}

static void renegotiation_is_refused(void **state)
{
	(void)state;
	for (int by_server = 0; by_server < 2; by_server++) {
		struct wire_test t = connect_plainly();
		struct tls *from = by_server ? t.server : t.client;

		SSL_set_max_proto_version(t.client->ssl, TLS1_2_VERSION);
		SSL_clear_options(from->ssl, SSL_OP_NO_RENEGOTIATION);
		shake(&t, SIZE_MAX);
		assert_open(&t);
		renegotiate(from, by_server ? t.client : t.server);
		finish(&t);
	}
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

/* The state of `to`, after `from` has renewed its keys so often. */
static enum tls_state renew_keys(struct tls *from, struct tls *to, unsigned n)
{
	char got[8];

	for (unsigned i = 0; i < n && tls_state(to) == TLS_OPEN; i++) {
		assert_int_equal(
			SSL_key_update(from->ssl, SSL_KEY_UPDATE_NOT_REQUESTED),
			1);
		assert_int_equal(SSL_do_handshake(from->ssl), 1);
		while (wire_carry(from, to, SIZE_MAX))
			;
		assert_int_equal(tls_read(to, got, sizeof(got)), 0);
	}
	return tls_state(to);
}

/* OpenSSL would go on, but nothing is heard or said any more. */
static void assert_over(struct tls *failed, struct tls *other)
{
	char got[32];

	assert_int_equal(tls_write(other, "DATA\r\n", 6), 6);
	while (wire_carry(other, failed, SIZE_MAX))
		;
	assert_int_equal(tls_read(failed, got, sizeof(got)), 0);
	assert_int_equal(tls_write(failed, "250 x\r\n", 7), 0);
	assert_int_equal(tls_step(failed), TLS_FAILED);
}

/* Each costs more to be read than to be sent, and is no word of SMTP. */
static void new_keys_without_end_end_it(void **state)
{
	struct wire_test t = connect_plainly();
	char words[TLS_WORDS];

	(void)state;
	shake(&t, SIZE_MAX);
	assert_int_equal(renew_keys(t.client, t.server, 32), TLS_OPEN);
	assert_crosses(t.client, t.server);
	assert_int_equal(renew_keys(t.client, t.server, 64), TLS_FAILED);
	tls_words(words, t.server);
	assert_non_null(strstr(words, "why=too-many-handshake-messages"));
	assert_over(t.server, t.client);
	finish(&t);
	t = connect_plainly();
	shake(&t, SIZE_MAX);
	assert_int_equal(renew_keys(t.server, t.client, 32), TLS_OPEN);
	assert_crosses(t.server, t.client);
	assert_int_equal(renew_keys(t.server, t.client, 64), TLS_FAILED);
	assert_over(t.client, t.server);
	finish(&t);
}

/* OpenSSL passes these over while it shakes hands (RFC 5246 7.4.1.1). */
static void a_handshake_without_end_ends_it(void **state)
{
	static const uint8_t hello_request[] = { 0x16, 3, 3, 0, 4, 0, 0, 0, 0 };
	struct wire_test t = connect_plainly();
	char words[TLS_WORDS];
	size_t room;

	(void)state;
	for (unsigned i = 0; i <= LIMIT_TLS_MESSAGES; i++) {
		assert_int_equal(tls_step(t.client), TLS_HANDSHAKE);
		memcpy(tls_room(t.client, &room), hello_request,
		       sizeof(hello_request));
		tls_received(t.client, sizeof(hello_request));
	}
	assert_int_equal(tls_step(t.client), TLS_FAILED);
	tls_words(words, t.client);
	assert_non_null(strstr(words, "why=too-many-handshake-messages"));
	finish(&t);
}

static void one_that_fails_leaves_the_others_be(void **state)
{
	struct wire_test t = connect_plainly(), other = connect_plainly();
	size_t room;

	(void)state;
	shake(&other, SIZE_MAX);
	memcpy(tls_room(t.server, &room), "EHLO mx.example\r\n", 17);
	tls_received(t.server, 17);
	assert_int_equal(tls_step(t.server), TLS_FAILED);
	assert_crosses(other.client, other.server);
	assert_open(&other);
	finish(&other);
	finish(&t);
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
	assert_int_equal(tls_read(t.server, got, 0), 0);
	assert_int_equal(tls_read(t.server, got, 1), 1);
	finish(&t);
}

static void much_crosses_whole_in_little_room(void **state)
{
	static uint8_t sent[300000], got[300000], places[2][300000];
	struct wire_test t = connect_plainly();
	size_t n_sent = 0, n_got = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (uint8_t)(i * 7 + i / 251);
	shake(&t, SIZE_MAX);
	for (int i = 0; n_got < sizeof(got); i ^= 1) {
		size_t before = n_sent + n_got, moved;

		/* Who writes may move what is left to be written. */
		memcpy(places[i], sent + n_sent, sizeof(sent) - n_sent);
		n_sent += tls_write(t.client, places[i], sizeof(sent) - n_sent);
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
	assert_non_null(strstr(words, "why=certificate-verify-failed"));
	/* Refused, but told from others. */
	EVP_EncodeBlock((uint8_t *)pin, server_ec->pin.sha256, DIGEST_LEN);
	assert_non_null(strstr(words, pin));
	finish(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_changed_byte_is_noticed_or_means_nothing),
		cmocka_unit_test(a_handshake_cut_short_opens_nothing),
		cmocka_unit_test(
			plain_text_in_place_of_a_handshake_is_no_command),
		cmocka_unit_test(renegotiation_is_refused),
		cmocka_unit_test(a_chain_without_end_is_refused),
		cmocka_unit_test(new_keys_without_end_end_it),
		cmocka_unit_test(a_handshake_without_end_ends_it),
		cmocka_unit_test(one_that_fails_leaves_the_others_be),
		cmocka_unit_test(what_is_not_read_is_not_taken),
		cmocka_unit_test(much_crosses_whole_in_little_room),
		cmocka_unit_test(the_end_is_said_behind_the_last_byte),
		cmocka_unit_test(the_log_says_who_it_was_in_the_policys_words),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
