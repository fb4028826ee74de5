/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claim.h -- what a certificate claims, and the boxes that it must account for
 */
#pragma once

#include "checkproof/check.h"

enum kind {
	NEVER,
	NO_PACKET,
	ONLY,
	ANTI_SPOOFING,
	N_KINDS
};

enum {
	IFACES = 256,
	SEAL_LINE = 5 + 2 * DIGEST + 1
};

struct range {
	uint32_t family;
	uint8_t lo[16], hi[16];
};

struct permit {
	struct range source, destination;
	uint8_t lo[5], hi[5]; /* PROTO, SPORT, DPORT */
};

struct claim {
	enum kind kind;
	bool is_named; /* what the words claim is known */
	const char *from[IFACES], *to[IFACES];
	size_t n_from, n_to;
	uint32_t stamps; /* the first mark that says all; 0: none does */
	struct range *sources, *destinations;
	struct permit *permits;
	size_t n_sources, n_destinations, n_permits;
};

/*
 * One line of the head: "from mn0". The first is the claim. False: it is none,
 * or there are too many. claim_free() in any case.
 */
bool claim_add(struct claim *claim, char *line);
void claim_free(struct claim *claim);

/* What stands behind such a start; NULL: the line has another. */
const char *line_after(const char *line, const char *start);
/*
 * The next word of a line's rest, after just one blank: one shorter than `size`;
 * or a number in its one form: decimal digits, the first no 0 before others.
 */
bool line_word(const char **rest, char *out, size_t size);
bool line_number(const char **rest, uint32_t most, uint32_t *out);

/* The letters of `leaves` are those that may account for a part of the box. */
typedef bool (*claim_root)(void *state, const struct box *box,
			   const char *leaves, const char *line);
/* Each box that the claim is about, in one order; false where `each` is. */
bool claim_roots(const struct claim *claim, claim_root each, void *state);

/* Does the line account for the box? Its first letter is the kind of leaf. */
bool claim_leaf(const struct claim *claim, struct dump *dump,
		const struct box *box, const char *line);
/* The box's part up to, or else above, what a line "split BYTE AT" says. */
bool box_split(struct box *box, unsigned byte, unsigned at, bool above);
/* "dump 60ff…\ntaken …": which dump it is about. */
void claim_source(const struct dump *dump, char out[static 512]);

/* Does the certificate, which is changed, hold of the dump? If not, `out` is
 * told why. */
bool certificate_holds(struct dump *dump, char *text, size_t len, FILE *out);
void seal_of(const char *text, size_t len, char out[static SEAL_LINE + 1]);
