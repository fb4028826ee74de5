/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approvals.h -- changes that were proposed, who signed them, what is still to
 * be approved afterwards
 *
 * In the state folder:
 *   approvals/SHA256/change.txt   the change's text, under its digest
 *   approvals/SHA256/proposal     who proposed it last, when and why
 *   approvals/SHA256/000001.sig   a signature as it was deposited: what
 *                                 ssh-keygen -Y verify takes, on any computer
 *   approvals/SHA256/000001.json  whose it is, who brought it, when
 *   open/000042.json              a generation that was applied without its
 *                                 approvals (事後承認), until they have come
 *
 * Files are written as generations.h says; a signature counts from its record
 * on. Neither says whether a signature is good or enough: what is read is
 * verified again. One process writes, the one that has the journal open.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"

enum {
	APPROVALS_CHANGES_MAX = 10000,      /* kept at once */
	APPROVALS_DEPOSITS_MAX = 64,        /* of one change */
	APPROVALS_TEXT_MAX = 64 << 20,      /* bytes of a change's text */
	APPROVALS_SIGNATURE_MAX = 16 << 10, /* bytes of a signature */
	APPROVALS_WORD_MAX = 1024,          /* bytes of each other text */
};

struct approvals {
	int state; /* the caller's */
	int changes, open;
};

/* Makes the folders where they are missing; `state` is kept and stays the
 * caller's. 0 or -errno, logged. */
int approvals_open(struct approvals *store, int state);
void approvals_close(struct approvals *store);

/* Keeps the text of a change and says its digest; costs nothing if it is kept
 * already. 0; -EFBIG; -ENOBUFS: APPROVALS_CHANGES_MAX are kept; or -errno. */
int approvals_keep(struct approvals *store, const void *text, size_t len,
		   uint8_t digest[static DIGEST_LEN]);
/* The text, compared with its digest; the caller frees it. -ENOENT; -EBADMSG,
 * logged: damaged; or -errno. */
int approvals_text(const struct approvals *store,
		   const uint8_t digest[static DIGEST_LEN], char **text,
		   size_t *len);

/* All changes that are kept, in the arena. 0 or -errno. */
struct kept_change {
	uint8_t digest[DIGEST_LEN];
};

struct kept_changes {
	VEC(struct kept_change) list;
};

int approvals_changes(const struct approvals *store, struct arena *arena,
		      struct kept_changes *out);

/* Whose change it is. */
struct proposal {
	const char *author; /* login */
	uint32_t uid;
	const char *reason;
	int64_t time; /* Unix time */
};

/* In the place of the one before. 0; -ENOENT: the change is not kept; -E2BIG: a
 * text is too long; or -errno, logged. */
int approvals_propose(struct approvals *store,
		      const uint8_t digest[static DIGEST_LEN],
		      const struct proposal *proposal);
/* Texts go to the arena. -ENOENT: nobody did, or by a version that did not note
 * it; -EBADMSG: damaged; or -errno. */
int approvals_proposal(const struct approvals *store,
		       const uint8_t digest[static DIGEST_LEN],
		       struct arena *arena, struct proposal *out);

/* A signature in the store. Texts are UTF-8. */
struct deposit {
	uint32_t number;
	const char *name, *key; /* the signer's, as verified; "SHA256:…" */
	const char *by;         /* login of who brought it */
	uint32_t uid;
	int64_t time; /* Unix time */
	const char *signature;
	size_t signature_len;
};

struct deposits {
	VEC(struct deposit) list; /* by number */
};

/*
 * Adds it under the next number, which it sets. -ENOENT: the change is not kept;
 * -EEXIST: this key has signed already; -ENOBUFS: APPROVALS_DEPOSITS_MAX have;
 * -E2BIG: a text is too long; or -errno, logged. On an error nothing counts
 * that did not before.
 */
int approvals_add(struct approvals *store,
		  const uint8_t digest[static DIGEST_LEN],
		  struct deposit *deposit);
/* All of a change, in the arena; damaged ones are logged and left out. -ENOENT:
 * the change is not kept; or -errno. */
int approvals_list(const struct approvals *store,
		   const uint8_t digest[static DIGEST_LEN], struct arena *arena,
		   struct deposits *out);

/* What was applied before it was approved. */
struct open_item {
	uint32_t generation;
	uint8_t change[DIGEST_LEN];
	const char *author; /* login of who applied it */
	const char *reason;
	int64_t time;
};

struct open_items {
	VEC(struct open_item) list; /* by generation */
};

/* 0 or -errno, logged. */
int approvals_open_item(struct approvals *store, const struct open_item *item);
/* Enough approvals came. 0, also where there is none; or -errno, logged. */
int approvals_close_item(struct approvals *store, uint32_t generation);
/* All that are open, in the arena. A damaged one stands there with zeros and
 * "", for it is open all the same. 0 or -errno. */
int approvals_open_items(const struct approvals *store, struct arena *arena,
			 struct open_items *out);
