/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.h -- how a face has its handshakes signed by the process `keys`
 *
 * Channels of their own, on which nothing else is said; framing as in
 * privsep/channel.h. The face asks and waits for the answer: a signature takes
 * less than a thousandth of a second of a free processor.
 */
#pragma once

#include "mail/limits.h"
#include "mail/tls/key.h"

enum keys_message {
	KEYS_SIGN = 1, /* face -> keys: u16 scheme (scheme.h), the bytes */
	KEYS_SIGNED,   /* keys -> face: the signature */
	KEYS_REFUSED,  /* … or not: too often, or not this key's scheme */
};

struct keys_asker {
	struct tls_signer signer; /* for tls_face_new() */
	int channel;
	uint32_t serial;
	/* the answer that is waited for */
	bool answered, good;
	uint8_t *sig;
	size_t *sig_len;
};

/* The channel stays the caller's; it waits LIMIT_SIGN_START at most … */
bool keys_asker_begin(struct keys_asker *asker, int channel);
/* … and from now on LIMIT_SIGN_WAIT. False (logged): the channel cannot. */
bool keys_asker_hurry(struct keys_asker *asker);
