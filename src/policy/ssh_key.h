/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ssh_key.h -- a line of an OpenSSH public key, and its fingerprint
 *
 * The line that ssh-keygen(1) writes to a .pub file: type, base64 of a blob,
 * comment. The blob begins with the type again (RFC 4253 6.6); what follows is
 * ssh-keygen's business. Base64 is taken in its one canonical form, so that one
 * key has one text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* An ecdsa key of 521 bits takes 172 bytes; the sk- kinds bear an
	 * application's name as well. */
	SSH_KEY_BLOB = 512,
	/* "SHA256:", 43 letters, NUL */
	SSH_FINGERPRINT = 7 + 43 + 1,
};

struct ssh_key {
	uint8_t blob[SSH_KEY_BLOB];
	size_t blob_len;
	size_t line_len; /* bytes of the line without its comment */
};

/* Ed25519, ecdsa and their FIDO (sk-) kinds; false for all else. */
bool ssh_key_read(const char *line, struct ssh_key *out);
/* As `ssh-keygen -l` prints it. Returns buf. */
char *ssh_key_fingerprint(char buf[static SSH_FINGERPRINT],
			  const struct ssh_key *key);
