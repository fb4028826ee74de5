/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.h -- whose signature is it, and is it over this text?
 *
 * The body of MESSAGE_VERIFY is empty, its sealed memfd:
 *	u32 number of keys; of each u16 length and name, u16 length and key (a
 *	line without comment, ssh_key.h); u32 length and signature (as
 *	`ssh-keygen -Y sign -n sekisho` writes it); u32 length and text.
 * The answer is MESSAGE_VERIFIED: name, NUL, fingerprint of the key; or
 * MESSAGE_NOT_VERIFIED: why not, a line.
 *
 * Whether the key counts that day, and for what, is judged elsewhere
 * (policy/change/approval_rule.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sealed.h"
#include "policy/change/change.h"
#include "policy/limits.h"
#include "policy/ssh_key.h"
#include "privsep/jail.h"

#define VERIFY_NAMESPACE "sekisho"

enum {
	VERIFY_SIGNATURE_MAX = 16 << 10,
	VERIFY_KEY_MAX = 2048, /* of a name and of a key line */
	VERIFY_REQUEST_MAX = 4 + LIMIT_APPROVERS * 2 * (2 + VERIFY_KEY_MAX) +
			     4 + VERIFY_SIGNATURE_MAX + 4 + CHANGE_TEXT_MAX,
	VERIFY_SECONDS = 5,    /* for one signature */
	VERIFY_WHY_MAX = 1024, /* of a reason, with the NUL */
};

struct verify_key {
	const char *name, *key;
	size_t name_len, key_len;
};

struct verify_request {
	struct verify_key keys[LIMIT_APPROVERS];
	size_t n_keys;
	const char *signature, *text;
	size_t signature_len, text_len;
};

/* For the engine: a sealed memfd with the request. fd; -E2BIG: a part is too
 * long; or -errno. Lengths of keys are taken from their NUL. */
int verify_seal(const struct verify_request *request);
/* Points into the memory. False for what verify_seal() did not make. */
bool verify_read(const struct sealed *sealed, struct verify_request *out);

struct verify_answer {
	bool good;
	size_t key; /* place in the request's keys, where good */
	char fingerprint[SSH_FINGERPRINT];
	char why[VERIFY_WHY_MAX]; /* where not good */
};

/* Asks ssh-keygen(1), at most VERIFY_SECONDS: run.c */
void verify_run(const struct verify_request *request,
		struct verify_answer *out);

/* What the process may still do: row.c */
extern const struct proc_spec verify_row;
