/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_face_test.c -- tests src/mail/tls/face.c and src/mail/tls/key.c
 */
#include <fcntl.h>
#include <unistd.h>

#include "tls_pair.h"

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
	/* Arrays, for OpenSSL's macro casts their const away. */
	static char lists[][16] = {
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
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	char got[1];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct wire_test t = connect_plainly();
		const SSL_SESSION *session;

		SSL_set_max_proto_version(t.server->ssl, versions[i]);
		shake(&t, SIZE_MAX);
		assert_open(&t);
		/* A ticket would come now. */
		assert_int_equal(tls_read(t.client, got, 1), 0);
		session = SSL_get_session(t.client->ssl);
		assert_int_equal(SSL_SESSION_is_resumable(session), 0);
		finish(&t);
	}
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

/* An end of TLS with a certificate that no face of ours would have. */
static void show_weak(struct tls *tls, const struct sample *weak)
{
	BIO *text = BIO_new_mem_buf(weak->chain, -1);
	X509 *certificate = PEM_read_bio_X509(text, NULL, NULL, NULL);

	SSL_set_security_level(tls->ssl, 0);
	assert_int_equal(SSL_use_certificate(tls->ssl, certificate), 1);
	assert_int_equal(SSL_use_PrivateKey(tls->ssl, weak->key), 1);
	X509_free(certificate);
	BIO_free(text);
}

static void a_pinned_key_is_refused_if_it_is_weak(void **state)
{
	struct sample weak = {
		.key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024),
	};
	char words[TLS_WORDS];
	struct wire_test t;

	(void)state;
	sample_certify(&weak, 30, 0);
	for (int by_server = 0; by_server < 2; by_server++) {
		t = by_server ? connect_as(server_rsa, NULL, NULL, &weak)
			      : connect_as(server_rsa, NULL, &weak, NULL);
		show_weak(by_server ? t.client : t.server, &weak);
		shake(&t, SIZE_MAX);
		assert_refused(&t, by_server);
		tls_words(words, by_server ? t.server : t.client);
		if (!strstr(words, "why=weak-key pin=sha256//"))
			fail_msg("%s", words);
		finish(&t);
	}
	/* Who asks for nobody's key is as safe from those who look on. */
	t = connect_as(server_rsa, NULL, NULL, NULL);
	show_weak(t.server, &weak);
	shake(&t, SIZE_MAX);
	assert_open(&t);
	finish(&t);
	EVP_PKEY_free(weak.key);
	free(weak.chain);
}

static void old_versions_are_refused(void **state)
{
	static const int old[] = { TLS1_VERSION, TLS1_1_VERSION };
	char words[TLS_WORDS];

	(void)state;
	for (int i = 0; i < 2; i++)
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
			tls_words(words, t.server);
			assert_non_null(
				strstr(words, "why=unsupported-protocol"));
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
	static const char cut[] = "-----BEGIN CERTIFICATE-----\n"
				  "AAAA\n-----END CERTIFICATE-----\n";
	const char *const bad[] = { "", "x", cut };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_null(tls_face_new(&(struct tls_face_options){
			.chain = bad[i], .signer = &server_ec->signer }));
}

/* What its peers would get of a chain of which a part is missing. */
static void a_chain_that_openssl_does_not_take_makes_no_face(void **state)
{
	struct sample weak = {
		.key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024),
	};
	char chain[8192], said[256] = "";
	int log[2], was = dup(STDERR_FILENO);
	struct tls_face *face;

	(void)state;
	sample_certify(&weak, 30, 0);
	snprintf(chain, sizeof(chain), "%s%s", server_ec->chain, weak.chain);
	assert_int_equal(pipe2(log, O_NONBLOCK), 0);
	dup2(log[1], STDERR_FILENO);
	face = tls_face_new(&(struct tls_face_options){
		.chain = chain, .signer = &server_ec->signer });
	dup2(was, STDERR_FILENO);
	assert_null(face);
	assert_true(read(log[0], said, sizeof(said) - 1) > 0);
	assert_string_equal(
		said, "tls-unusable what=chain why=\"ca key too small\"\n");
	close(log[0]);
	close(log[1]);
	close(was);
	EVP_PKEY_free(weak.key);
	free(weak.chain);
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
		cmocka_unit_test(a_pinned_key_is_refused_if_it_is_weak),
		cmocka_unit_test(old_versions_are_refused),
		cmocka_unit_test(old_ciphers_are_refused),
		cmocka_unit_test(
			a_key_that_is_not_the_certificates_is_found_out),
		cmocka_unit_test(what_is_no_certificate_makes_no_face),
		cmocka_unit_test(
			a_chain_that_openssl_does_not_take_makes_no_face),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
