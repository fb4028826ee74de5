/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scheme.c -- the signatures of TLS, told from all other bytes
 */
#include "mail/tls/scheme.h"

#include <string.h>
#include <strings.h>

#include "base/wire.h"

/* clang-format off */
static const struct tls_scheme schemes[] = {
	{ 0x0401, "RSA", "SHA2-256", false },
	{ 0x0501, "RSA", "SHA2-384", false },
	{ 0x0601, "RSA", "SHA2-512", false },
	{ 0x0804, "RSA", "SHA2-256", true },
	{ 0x0805, "RSA", "SHA2-384", true },
	{ 0x0806, "RSA", "SHA2-512", true },
	{ 0x0403, "EC",  "SHA2-256", false },
	{ 0x0503, "EC",  "SHA2-384", false },
	{ 0x0603, "EC",  "SHA2-512", false },
};

/* clang-format on */

enum {
	N_SCHEMES = sizeof(schemes) / sizeof(schemes[0]),
	RANDOM_LEN = 32,
	SPACES = 64,
	NAMED_CURVE = 3, /* ECCurveType, RFC 8422 5.4 */
};

const struct tls_scheme *tls_scheme_find(uint16_t code)
{
	for (size_t i = 0; i < N_SCHEMES; i++)
		if (schemes[i].code == code)
			return &schemes[i];
	return NULL;
}

/* "SHA256" and "SHA2-256" are one. */
static bool same_digest(const char *ours, const char *theirs)
{
	size_t n = strlen("SHA");

	return strcasecmp(ours, theirs) == 0 ||
	       (strncasecmp(ours, theirs, n) == 0 &&
		strcmp(ours + strlen("SHA2-"), theirs + n) == 0);
}

const struct tls_scheme *tls_scheme_of(const char *key, const char *digest,
				       bool pss)
{
	for (size_t i = 0; i < N_SCHEMES; i++)
		if (strcmp(schemes[i].key, key) == 0 && schemes[i].pss == pss &&
		    same_digest(schemes[i].digest, digest))
			return &schemes[i];
	return NULL;
}

/* ------ the shapes ------ */

static bool takes(struct wire *wire, const char *text, size_t len)
{
	const uint8_t *bytes = wire_bytes(wire, len);

	return bytes && memcmp(bytes, text, len) == 0;
}

static bool is_verify_13(bool client, struct wire wire)
{
	static const char server_label[] = "TLS 1.3, server CertificateVerify";
	static const char client_label[] = "TLS 1.3, client CertificateVerify";
	size_t left;

	for (int i = 0; i < SPACES; i++)
		if (wire_u8(&wire) != ' ')
			return false;
	/* With its NUL, which is the separator. */
	if (!takes(&wire, client ? client_label : server_label,
		   sizeof(server_label)))
		return false;
	/* The transcript's hash: SHA-256 or SHA-384 (RFC 8446 B.4). */
	left = (size_t)(wire.end - wire.pos);
	return left == 32 || left == 48;
}

static bool is_key_exchange(struct wire wire)
{
	uint8_t kind, len;

	wire_bytes(&wire, RANDOM_LEN); /* the client's */
	wire_bytes(&wire, RANDOM_LEN);
	kind = wire_u8(&wire);
	wire_u16(&wire); /* which curve */
	len = wire_u8(&wire);
	wire_bytes(&wire, len);
	return wire_done(&wire) && kind == NAMED_CURVE && len;
}

/* A handshake message of that type and its body; false: another. */
static bool takes_message(struct wire *wire, uint8_t type)
{
	uint8_t found = wire_u8(wire);
	size_t len = (size_t)wire_u8(wire) << 16;

	len |= wire_u16(wire);
	return found == type && wire_bytes(wire, len);
}

static bool is_transcript(struct wire wire)
{
	/* client_hello, server_hello, certificate, server_key_exchange,
	 * certificate_request, server_hello_done, certificate,
	 * client_key_exchange: RFC 5246 7.4 */
	static const uint8_t order[] = { 1, 2, 11, 12, 13, 14, 11, 16 };

	for (size_t i = 0; i < sizeof(order); i++)
		if (!takes_message(&wire, order[i]))
			return false;
	return wire_done(&wire);
}

bool tls_is_signable(bool client, const uint8_t *bytes, size_t len)
{
	const struct wire wire = { bytes, bytes + len, false };

	if (len > LIMIT_TO_SIGN)
		return false;
	return is_verify_13(client, wire) ||
	       (client ? is_transcript(wire) : is_key_exchange(wire));
}
