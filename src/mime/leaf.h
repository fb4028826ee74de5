/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaf.h -- one text part: from its bytes to clean lines
 */
#pragma once

#include <stdbool.h>

#include "mime/charset/charset.h"
#include "mime/convert.h"

struct buf;
struct mime;
struct part;
struct removed_list;

/* What the text of a message was made of, gathered over its parts. */
struct leaf_sum {
	const char *charset_declared; /* of the first text taken */
	const char *charset_used;
	unsigned hidden_text;
	uint64_t cut;                 /* bytes not read or not written */
	struct removed_list *removed; /* the caller's */
	/* The letter above a calendar, from card_squeeze(); NULL: none. */
	const struct buf *above;
};

/* Whether text can be taken from the part at all; if not, *why says so. Looks
 * at its header and, for the charset and binary content, at its bytes. */
bool leaf_is_text(struct mime *mime, const struct part *part,
		  enum removal *why);

/* What the beginning of a text/plain looks like. */
enum leaf_look {
	LEAF_BLANK,
	LEAF_MARKUP, /* HTML that calls itself plain */
	LEAF_WORDS,
};

enum leaf_look leaf_look(struct mime *mime, const struct part *part);
/* Where a text begins that a server wrote behind the base64 of another text, as
 * it is: no line of data follows. NULL: nowhere. In leaf_files.c. */
const uint8_t *leaf_footer(const struct part *part);
/* Its bytes, out of the transfer encoding, into an empty buffer. What does not
 * fit (its bound, else LIMIT_RAW_TEXT) is counted in out->cut. */
void leaf_bytes(struct mime *mime, const struct part *part, struct buf *out);
/* Appends its text, files in the middle of it taken out; only after
 * leaf_is_text() said yes. */
void leaf_read(struct mime *mime, const struct part *part, struct buf *out,
	       struct leaf_sum *sum);
/* Appends the text, or markup, without the files in the middle of it, which go
 * to the list; false: there are none, and nothing is appended. */
bool leaf_take_files(struct mime *mime, const uint8_t *text, size_t len,
		     bool markup, struct removed_list *removed,
		     struct buf *rest);
