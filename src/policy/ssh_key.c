/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ssh_key.c -- a line of an OpenSSH public key, and its fingerprint
 */
#include "policy/ssh_key.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/wire.h"

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
	if (!base64_read(text, len, key.blob, sizeof(key.blob), &key.blob_len))
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
	uint8_t digest[DIGEST_LEN];
	char text[BASE64_TEXT(DIGEST_LEN)];

	digest_of(key->blob, key->blob_len, digest);
	base64_text(text, digest, sizeof(digest));
	/* Without its one "=". */
	snprintf(buf, SSH_FINGERPRINT, "SHA256:%.43s", text);
	return buf;
}
