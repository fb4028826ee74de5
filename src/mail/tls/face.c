/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * face.c -- what a face's TLS connections have in common: rules,
 * certificate, and who may be at the other end
 */
#include "mail/tls/face.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "base/log.h"
#include "base/must.h"

enum {
	SECURITY_LEVEL = 2 /* TLS_STRENGTH, SSL_CTX_set_security_level(3) */
};

/* Always false. */
static bool complain(const char *what)
{
	const char *why = ERR_reason_error_string(ERR_peek_error());

	log_err("tls-unusable what=%s why=\"%s\"", what, why ? why : "-");
	ERR_clear_error();
	return false;
}

bool tls_pin_of(X509 *certificate, struct key_pin *out)
{
	unsigned char *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);

	if (len <= 0)
		return false;
	digest_of(der, (size_t)len, out->sha256);
	OPENSSL_free(der);
	return true;
}

static bool is_known(const struct tls_face *face, const struct key_pin *pin)
{
	bool known = face->n_pins == 0;

	for (size_t i = 0; i < face->n_pins; i++)
		known |= memcmp(&face->pins[i], pin, sizeof(*pin)) == 0;
	return known;
}

/* What a key says of who has it is worth what it takes to find its other half;
 * where anybody may come, nobody asks. */
static bool is_strong(const struct tls_face *face, const X509 *certificate)
{
	return face->n_pins == 0 ||
	       EVP_PKEY_get_security_bits(X509_get0_pubkey(certificate)) >=
		       TLS_STRENGTH;
}

/* In place of all that X509_verify_cert() looks at, the strength of the key
 * among it: the pin decides. */
static int is_pinned(X509_STORE_CTX *store, void *arg)
{
	const SSL *ssl = X509_STORE_CTX_get_ex_data(
		store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls *tls = SSL_get_app_data(ssl);
	X509 *certificate = X509_STORE_CTX_get0_cert(store);
	bool good;

	tls->has_pin = certificate && tls_pin_of(certificate, &tls->pin);
	good = tls->has_pin && is_known(arg, &tls->pin);
	if (good && !is_strong(arg, certificate)) {
		tls->why = "weak key";
		good = false;
	}
	X509_STORE_CTX_set_error(store,
				 good ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
	return good;
}

/* Each of them is taken by OpenSSL itself, and none is a word for us. */
/* NOLINTNEXTLINE(readability-function-size): OpenSSL gives so many */
static void count_message(int sent, int version, int type, const void *bytes,
			  size_t len, SSL *ssl, void *arg)
{
	struct tls *tls = SSL_get_app_data(ssl);

	(void)version, (void)bytes, (void)len, (void)arg;
	tls->n_messages += !sent && type == SSL3_RT_HANDSHAKE;
}

static void set_rules(struct tls_face *face)
{
	/* Arrays, for OpenSSL's macros cast their const away. */
	char groups[] = "X25519:P-256:P-384";
	/* What scheme.c can sign; of the peer the same is asked. */
	char schemes[] = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:"
			 "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:"
			 "RSA+SHA256:RSA+SHA384:RSA+SHA512";
	SSL_CTX *ctx = face->ctx;

	SSL_CTX_set_security_level(ctx, SECURITY_LEVEL);
	must(SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1);
	must(SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1);
	must(SSL_CTX_set_ciphersuites(ctx,
				      "TLS_AES_256_GCM_SHA384:"
				      "TLS_AES_128_GCM_SHA256:"
				      "TLS_CHACHA20_POLY1305_SHA256") == 1);
	must(SSL_CTX_set1_groups_list(ctx, groups) == 1);
	must(SSL_CTX_set1_sigalgs_list(ctx, schemes) == 1);
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
					 SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				      SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	must(SSL_CTX_set_num_tickets(ctx, 0) == 1);
	SSL_CTX_set_max_cert_list(ctx, LIMIT_CHAIN);
	SSL_CTX_set_msg_callback(ctx, count_message);
	SSL_CTX_set_cert_verify_callback(ctx, is_pinned, face);
	SSL_CTX_set_verify(ctx,
			   face->client || face->n_pins
				   ? SSL_VERIFY_PEER |
					     SSL_VERIFY_FAIL_IF_NO_PEER_CERT
				   : SSL_VERIFY_NONE,
			   NULL);
}

static bool use_key(SSL_CTX *ctx, X509 *certificate,
		    const struct tls_signer *signer)
{
	EVP_PKEY *public = X509_get0_pubkey(certificate);
	EVP_PKEY *key = public ? tls_key_new(public, signer) : NULL;
	bool good = key && SSL_CTX_use_certificate(ctx, certificate) == 1 &&
		    SSL_CTX_use_PrivateKey(ctx, key) == 1;

	EVP_PKEY_free(key);
	return good || complain("key");
}

static bool use_chain(SSL_CTX *ctx, const struct tls_face_options *options)
{
	BIO *text = BIO_new_mem_buf(options->chain, -1);
	X509 *certificate = PEM_read_bio_X509(text, NULL, NULL, NULL);
	bool good = certificate ? use_key(ctx, certificate, options->signer)
				: complain("certificate");

	X509_free(certificate);
	while (good &&
	       (certificate = PEM_read_bio_X509(text, NULL, NULL, NULL))) {
		good = SSL_CTX_add1_chain_cert(ctx, certificate) == 1 ||
		       complain("chain");
		X509_free(certificate);
	}
	BIO_free(text);
	ERR_clear_error(); /* the end of the text is none */
	return good;
}

struct tls_face *tls_face_new(const struct tls_face_options *options)
{
	struct tls_face *face = xcalloc(1, sizeof(*face));

	face->client = options->client;
	face->pins = options->pins;
	face->n_pins = options->n_pins;
	face->ctx = SSL_CTX_new(options->client ? TLS_client_method()
						: TLS_server_method());
	must(face->ctx);
	set_rules(face);
	if (options->chain && !use_chain(face->ctx, options)) {
		tls_face_free(face);
		return NULL;
	}
	return face;
}

void tls_face_free(struct tls_face *face)
{
	if (!face)
		return;
	SSL_CTX_free(face->ctx);
	free(face);
}

/* What one says the other hears. */
static void carry(struct tls *from, struct tls *to)
{
	size_t len, room;
	const uint8_t *bytes = tls_out(from, &len);
	uint8_t *at = tls_room(to, &room);

	if (len > room)
		len = room;
	if (len)
		memcpy(at, bytes, len);
	tls_received(to, len);
	tls_written(from, len);
}

bool tls_face_prove(const struct tls_face *face)
{
	const struct tls_face_options anybody = { .client = true };
	struct tls_face *other = tls_face_new(&anybody);
	struct tls *server = tls_new(face), *client = tls_new(other);
	char words[TLS_WORDS];
	bool good;

	must(!face->client);
	/* Whoever may come, it is our certificate that is proved. */
	SSL_set_verify(server->ssl, SSL_VERIFY_NONE, NULL);
	for (int i = 0; i < 16; i++) {
		tls_step(client);
		carry(client, server);
		tls_step(server);
		carry(server, client);
	}
	good = tls_state(server) == TLS_OPEN && tls_state(client) == TLS_OPEN;
	if (!good)
		log_err("tls-unusable what=handshake %s",
			tls_words(words, server));
	tls_free(client);
	tls_free(server);
	tls_face_free(other);
	return good;
}
