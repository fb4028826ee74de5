/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tls_sample.h -- keys, certificates and both ends of a wire, for tests
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "mail/tls/face.h"
#include "mail/tls/key_sign.h"

/* A key, its certificate, and who signs with it, as `keys` does. */
struct sample {
	EVP_PKEY *key;
	bool client;
	char *chain;
	struct key_pin pin;
	struct tls_signer signer;
	unsigned n_signed;
};

static inline bool sample_sign(void *arg, uint16_t scheme, const uint8_t *bytes,
			       size_t len, uint8_t *sig, size_t *sig_len)
{
	struct sample *sample = arg;

	sample->n_signed++;
	return key_sign(sample->key,
			&(struct key_question){ sample->client, scheme, bytes,
						len },
			sig, sig_len) == KEY_SIGNED;
}

/* With `copies` of itself behind it: a chain as long as one likes. */
static inline void sample_certify(struct sample *sample, long days, int copies)
{
	X509 *x509 = X509_new();
	BIO *bio = BIO_new(BIO_s_mem());
	X509_NAME *name = X509_get_subject_name(x509);
	char *text;
	long len;

	X509_set_version(x509, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
	X509_gmtime_adj(X509_getm_notBefore(x509), -86400L * 400);
	X509_gmtime_adj(X509_getm_notAfter(x509), 86400L * days);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
				   (const uint8_t *)"mx.example", -1, -1, 0);
	X509_set_issuer_name(x509, name);
	X509_set_pubkey(x509, sample->key);
	X509_sign(x509, sample->key, EVP_sha256());
	for (int i = 0; i <= copies; i++)
		PEM_write_bio_X509(bio, x509);
	tls_pin_of(x509, &sample->pin);
	len = BIO_get_mem_data(bio, &text);
	free(sample->chain);
	sample->chain = calloc(1, (size_t)len + 1);
	memcpy(sample->chain, text, (size_t)len);
	BIO_free(bio);
	X509_free(x509);
}

static inline struct sample *sample_new(const char *type, bool client)
{
	struct sample *sample = calloc(1, sizeof(*sample));

	sample->key =
		strcmp(type, "EC") == 0
			? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
			: EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	sample->client = client;
	sample->signer = (struct tls_signer){ sample_sign, sample };
	sample_certify(sample, 30, 0);
	return sample;
}

static inline void sample_free(struct sample *sample)
{
	EVP_PKEY_free(sample->key);
	free(sample->chain);
	free(sample);
}

/* The next of `len` bytes at most on their way; how many there were. */
static inline size_t wire_carry(struct tls *from, struct tls *to, size_t len)
{
	size_t room, there;
	const uint8_t *bytes = tls_out(from, &there);
	uint8_t *at = tls_room(to, &room);

	len = len < there ? len : there;
	len = len < room ? len : room;
	if (len)
		memcpy(at, bytes, len);
	tls_received(to, len);
	tls_written(from, len);
	return len;
}
