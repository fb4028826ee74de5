/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ssh_key.c -- a line of an OpenSSH public key, and its fingerprint
 */
#include "policy/ssh_key.h"

#include <string.h>

#include "base/digest.h"
#include "base/wire.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz0123456789+/";

static bool is_known_type(const char *type, size_t len)
{
	static const char *const types[] = {
		"ssh-ed25519",         "sk-ssh-ed25519@openssh.com",
		"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
		"ecdsa-sha2-nistp521", "sk-ecdsa-sha2-nistp256@openssh.com",
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strlen(types[i]) == len && !strncmp(types[i], type, len))
			return true;
	return false;
}

/* `len` letters, at most two of them '=' at the end, to at most `size` bytes.
 * False if it is not canonical (RFC 4648 3.5). */
static bool decode_base64(const char *text, size_t len, uint8_t *out,
			  size_t size, size_t *out_len)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t pad = 0, n = 0;

	while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
		pad++;
	if (len % 4)
		return false;
	for (size_t i = 0; i < len - pad; i++) {
		const char *letter = strchr(letters, text[i]);

		if (!letter || !text[i])
			return false;
		bits = (bits << 6 | (uint32_t)(letter - letters)) & 0xffff;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		if (n == size)
			return false;
		out[n++] = (uint8_t)(bits >> n_bits);
	}
	*out_len = n;
	/* What is left over fits the padding, and is zero. */
	return n_bits == 2 * pad && !(bits & ((1U << n_bits) - 1));
}

bool ssh_key_read(const char *line, struct ssh_key *out)
{
	size_t type_len = strcspn(line, " ");
	const char *text = line + type_len + 1;
	struct ssh_key key = { .blob_len = 0 };
	const uint8_t *type;
	struct wire wire;
	size_t len;

	if (!line[type_len] || !is_known_type(line, type_len))
		return false;
	len = strcspn(text, " ");
	if (!decode_base64(text, len, key.blob, sizeof(key.blob),
			   &key.blob_len))
		return false;
	wire = (struct wire){ key.blob, key.blob + key.blob_len, false };
	if (wire_u32(&wire) != type_len)
		return false;
	type = wire_bytes(&wire, type_len);
	/* At least a point of 32 bytes with its length follows. */
	if (!type || memcmp(type, line, type_len) != 0 ||
	    !wire_bytes(&wire, 4 + 32))
		return false;
	key.line_len = type_len + 1 + len;
	*out = key;
	return true;
}

char *ssh_key_fingerprint(char buf[static SSH_FINGERPRINT],
			  const struct ssh_key *key)
{
	uint8_t digest[DIGEST_LEN + 1] = { 0 };
	char *pos = stpcpy(buf, "SHA256:");

	digest_of(key->blob, key->blob_len, digest);
	/* 33 bytes, the last one zero, are 44 letters; the last is left out. */
	for (size_t i = 0; i < sizeof(digest); i += 3) {
		uint32_t bits = (uint32_t)digest[i] << 16 |
				(uint32_t)digest[i + 1] << 8 | digest[i + 2];

		for (unsigned shift = 24; shift && pos < buf + 50; shift -= 6)
			*pos++ = letters[bits >> (shift - 6) & 63];
	}
	*pos = '\0';
	return buf;
}
