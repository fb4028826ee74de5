/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls.c -- OpenSSL between two fixed buffers
 *
 * Whatever OpenSSL calls an error ends the connection: none can be gone on
 * after (SSL_get_error(3)). The queue of errors is one for the whole process,
 * so it is empty before and after each call.
 */
#include "mail/tls/tls.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include "base/must.h"
#include "mail/tls/face.h"

struct tls *tls_new(const struct tls_face *face)
{
	struct tls *tls = xcalloc(1, sizeof(*tls));
	BIO *inner = NULL;

	tls->ssl = SSL_new(face->ctx);
	must(tls->ssl && SSL_set_app_data(tls->ssl, tls) == 1);
	must(BIO_new_bio_pair(&inner, LIMIT_TLS_WIRE, &tls->wire,
			      LIMIT_TLS_WIRE) == 1);
	SSL_set_bio(tls->ssl, inner, inner);
	if (face->client)
		SSL_set_connect_state(tls->ssl);
	else
		SSL_set_accept_state(tls->ssl);
	return tls;
}

void tls_free(struct tls *tls)
{
	if (!tls)
		return;
	SSL_free(tls->ssl);
	BIO_free(tls->wire);
	free(tls);
	ERR_clear_error();
}

/* ------ the wire ------ */

uint8_t *tls_room(struct tls *tls, size_t *room)
{
	char *at = NULL;
	int len = BIO_nwrite0(tls->wire, &at);

	*room = len > 0 ? (size_t)len : 0;
	return (uint8_t *)at;
}

void tls_received(struct tls *tls, size_t len)
{
	char *at;

	must(len == 0 || BIO_nwrite(tls->wire, &at, (int)len) == (int)len);
}

const uint8_t *tls_out(struct tls *tls, size_t *len)
{
	char *at = NULL;
	int n = BIO_nread0(tls->wire, &at);

	*len = n > 0 ? (size_t)n : 0;
	return (uint8_t *)at;
}

void tls_written(struct tls *tls, size_t len)
{
	char *at;

	must(len == 0 || BIO_nread(tls->wire, &at, (int)len) == (int)len);
}

/* ------ inside it ------ */

/* After a call that came to nothing. */
static void judge(struct tls *tls, int result)
{
	switch (SSL_get_error(tls->ssl, result)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		break;
	case SSL_ERROR_ZERO_RETURN:
		tls->state = TLS_CLOSED;
		break;
	default:
		tls->state = TLS_FAILED;
		if (!tls->why)
			tls->why = ERR_reason_error_string(ERR_peek_error());
	}
	ERR_clear_error();
}

/* No honest end has so much to say of itself. */
static void judge_count(struct tls *tls)
{
	if (tls->n_messages <= LIMIT_TLS_MESSAGES || tls->state == TLS_FAILED)
		return;
	tls->state = TLS_FAILED;
	tls->why = "too many handshake messages";
}

enum tls_state tls_step(struct tls *tls)
{
	int result;

	if (tls->state != TLS_HANDSHAKE)
		return tls->state;
	result = SSL_do_handshake(tls->ssl);
	if (result == 1)
		tls->state = TLS_OPEN;
	else
		judge(tls, result);
	judge_count(tls);
	return tls->state;
}

enum tls_state tls_state(const struct tls *tls)
{
	return tls->state;
}

size_t tls_read(struct tls *tls, void *buf, size_t size)
{
	size_t len = 0;
	int result;

	if (tls->state != TLS_OPEN || size == 0)
		return 0;
	result = SSL_read_ex(tls->ssl, buf, size, &len);
	if (result != 1)
		judge(tls, result);
	judge_count(tls);
	return len;
}

size_t tls_write(struct tls *tls, const void *bytes, size_t len)
{
	size_t written = 0;
	int result;

	if (tls->state != TLS_OPEN || len == 0)
		return 0;
	result = SSL_write_ex(tls->ssl, bytes, len, &written);
	if (result != 1)
		judge(tls, result);
	return written;
}

void tls_close(struct tls *tls)
{
	if (tls->state == TLS_OPEN || tls->state == TLS_CLOSED)
		SSL_shutdown(tls->ssl);
	ERR_clear_error();
}

bool tls_has_input(const struct tls *tls)
{
	return SSL_has_pending(tls->ssl) ||
	       BIO_pending(SSL_get_rbio(tls->ssl)) > 0;
}

/* ------ the log ------ */

/* OpenSSL's reasons are words with spaces. */
static void put_reason(char out[static 64], const char *why)
{
	snprintf(out, 64, "%s", why ? why : "-");
	for (; *out; out++)
		if (*out == ' ')
			*out = '-';
}

char *tls_words(char buf[static TLS_WORDS], const struct tls *tls)
{
	char why[64], pin[64] = "-";

	put_reason(why, tls->why);
	if (tls->has_pin)
		EVP_EncodeBlock((uint8_t *)pin, tls->pin.sha256, DIGEST_LEN);
	snprintf(buf, TLS_WORDS, "tls=%s cipher=%s why=%s pin=%s%s",
		 SSL_get_version(tls->ssl), SSL_get_cipher_name(tls->ssl), why,
		 tls->has_pin ? "sha256//" : "", pin);
	return buf;
}
