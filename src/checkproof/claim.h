/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claim.h -- what a certificate claims, and the boxes that it must account for
 */
#pragma once

#include "checkproof/check.h"

enum {
	NEVER = 1,
	ONLY = 2,
	NO_PACKET = 4,
	ANTI_SPOOFING = 8,
	SEAL_LINE = 5 + 2 * DIGEST + 1
};

/* What the head lists; the first is not written, it has one box of anything. */
enum list_kind {
	ANY,
	FROM,
	TO,
	STAMPS,
	SOURCE,
	DESTINATION,
	PERMIT,
	N_LISTS
};

struct claim {
	unsigned kind; /* 0: not told yet */

	struct list {
		struct box *at;
		size_t n;
	} lists[N_LISTS];
};

/* One line of the head, which is changed: "from mn0". False: it is none. */
bool claim_add(struct claim *claim, char *line);
void claim_free(struct claim *claim);
/* `leaves` are the words of those that may account for a part of the box. */
typedef bool (*claim_root)(void *state, const struct box *box,
			   const char *leaves);
/* Each box that the claim is about, in one order; false where `each` is. */
bool claim_roots(const struct claim *claim, claim_root each, void *state);

bool box_within(const struct box *box, const struct box *other);
/* A number in its one form: decimal digits, the first no 0 before others. */
bool read_number(const char *word, uint32_t most, uint32_t *out);

/* Does the certificate, which is changed, hold of the dump? If not, `out` is
 * told why. */
bool certificate_holds(const struct dump *dump, char *text, size_t len,
		       FILE *out);
void seal_of(const char *text, size_t len, char out[static SEAL_LINE + 1]);
