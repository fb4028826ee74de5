/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generations.h -- what was applied: policies by their digest, who and why
 *
 * In the state folder:
 *   policies/SHA256.conf     a policy's canonical text, under its digest
 *   generations/000042.json  one generation; never changes
 *   confirmed                the last confirmed generation and the one before
 *
 * Each file is written under another name, synced, renamed, and its folder
 * synced: after a power cut it is there whole, or not at all. Each bears a check
 * (SHA-256, as in journal.h), so that what a disk changed is not believed.
 *
 * One process writes: the one that has the journal open. Order of things: policy,
 * record, line of the journal, kernel, and `confirmed` last.
 *
 * System calls: openat, read, pread64, write, fsync, renameat, unlinkat,
 * mkdirat, faccessat, newfstatat, getdents64, fcntl, lseek, close, and memory.
 * All paths are names in the state folder.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"

enum generation_kind {
	GENERATION_APPLY,
	GENERATION_ROLLBACK, /* an older policy again */
	GENERATION_RENEWAL,  /* the same policy, ends of validity anew */
	GENERATION_BOOT,
	GENERATION_EMERGENCY, /* approvals come afterwards */
	N_GENERATION_KINDS
};

enum {
	GENERATION_TEXT_MAX = 1024, /* bytes of each text, without the NUL */
	GENERATION_APPROVALS_MAX = 16,
	GENERATION_RECORD_MAX = 128 << 10, /* bytes of a record's file */
	GENERATION_POLICY_MAX = 64 << 20,  /* bytes of a policy's text */
};

struct generation_approval {
	const char *name;
	const char *key;            /* its fingerprint, "SHA256:…" */
	uint8_t change[DIGEST_LEN]; /* of what was signed */
};

/* Texts are UTF-8 and never NULL when read; NULL is written as "". */
struct generation {
	uint32_t number; /* 1 … UINT32_MAX, only grows */
	uint32_t of;     /* the generation that it repeats; 0: none */
	enum generation_kind kind;
	uint8_t policy[DIGEST_LEN];
	uint8_t change[DIGEST_LEN]; /* what was approved; zeros: nothing */
	const char *author;
	uint32_t uid;
	const char *reason;
	const char *override; /* 兼務: why one person is both; "": is not */
	struct generation_approval approvals[GENERATION_APPROVALS_MAX];
	size_t n_approvals;
	int64_t time;             /* Unix time */
	uint32_t confirm_seconds; /* 0: lasting at once */
};

struct generations {
	int state;    /* the caller's */
	int policies; /* folders in it */
	int records;
	uint32_t
		last; /* the highest number there is, readable or not; 0: none */
};

/* Makes the folders where they are missing. `state` is kept and stays the
 * caller's. 0 or -errno, logged. */
int generations_open(struct generations *store, int state);
void generations_close(struct generations *store);

/* Keeps the text and says its digest; costs nothing new if it is kept already.
 * 0 or -errno (-EFBIG: above GENERATION_POLICY_MAX). */
int generations_keep(struct generations *store, const void *text, size_t len,
		     uint8_t digest[static DIGEST_LEN]);
/*
 * Adds the record under the next number, which it sets in it. 0; -EOVERFLOW: no
 * number is left; -E2BIG: a text or the approvals are too long; -ENOENT: its
 * policy is not kept; or -errno. On an error nothing was added.
 */
int generations_add(struct generations *store, struct generation *record);
/* After 0 this number is the confirmed one. -ENOENT: no such record. -errno:
 * the one before still is or, if only the last sync failed, either. */
int generations_confirm(struct generations *store, uint32_t number);

/* The last confirmed number and the one that was before it, 0: none. before may
 * be NULL. 0; -EBADMSG, logged: the file is damaged; or -errno. */
int generations_confirmed(const struct generations *store, uint32_t *number,
			  uint32_t *before);
/* One record; its texts live in the arena. -ENOENT; -EBADMSG, logged: damaged;
 * or -errno. */
int generations_load(const struct generations *store, uint32_t number,
		     struct arena *arena, struct generation *out);

/* All numbers there are, ascending, readable or not; in the arena. */
struct generation_numbers {
	const uint32_t *at;
	size_t n;
};

int generations_list(const struct generations *store, struct arena *arena,
		     struct generation_numbers *out);
/* The text of a policy, opened to read at its beginning; its bytes have been
 * compared with the digest (-EBADMSG, logged: they differ). fd, -ENOENT or
 * -errno. */
int generations_policy(const struct generations *store,
		       const uint8_t digest[static DIGEST_LEN]);

const char *generation_kind_name(enum generation_kind kind); /* "apply" */
