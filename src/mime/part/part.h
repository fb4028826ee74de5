/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part.h -- one node of the tree: what its header says, in every reading
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/card/card.h"
#include "mime/charset/charset.h"
#include "mime/limits.h"
#include "mime/part/enriched.h"
#include "mime/transfer/transfer.h"

struct header;
struct mime;

enum part_kind {
	PART_PLAIN, /* text/plain and what is read like it */
	PART_HTML,
	PART_MULTIPART,
	PART_MESSAGE,   /* message/rfc822 and other messages: not opened */
	PART_SIGNATURE, /* signatures and encrypted content */
	PART_OTHER,
	PART_UNREADABLE, /* bytes that the structure does not explain */
};

enum multipart {
	MULTIPART_MIXED, /* and all that nobody knows (RFC 2046 5.1.3) */
	MULTIPART_ALTERNATIVE,
	MULTIPART_RELATED,
	MULTIPART_DIGEST,
	MULTIPART_ENCRYPTED,
};

struct label {
	const char *at;
	size_t len;
};

struct part {
	int parent; /* index of the multipart around it; -1 the root */
	size_t end; /* index behind its last descendant */
	enum part_kind kind;
	enum multipart multipart;
	bool ambiguous;      /* two readings: no text from here */
	bool attachment;     /* Content-Disposition says so */
	bool tnef;           /* winmail.dat */
	bool amp;            /* HTML with programs, for a few readers */
	bool image;          /* image/… */
	bool whole_message;  /* message/rfc822: a message with a header */
	enum card_kind card; /* PLAIN, OTHER: shown by its properties */
	enum enriched_kind enriched; /* PLAIN, with commands in it */
	bool flowed, delsp;
	const char *type; /* declared, lower case; "" none */
	const char *name; /* file name(s); "" none */
	struct label charsets[LIMIT_READINGS];
	struct charset charset; /* of the first label */
	size_t n_charsets;
	enum transfer_kind encodings[LIMIT_READINGS]; /* at least one */
	size_t n_encodings;
	const uint8_t *body; /* a leaf: its bytes, still encoded */
	size_t len;
};

/* The delimiters of a multipart: more than one if readers may differ. */
struct boundaries {
	struct label at[LIMIT_READINGS * 2];
	size_t n;
};

/* Fills all but parent, end and body. In a digest the default type is
 * message/rfc822. Whether an encoding makes a multipart ambiguous its body says
 * (part_check_claim). */
void part_describe(struct mime *mime, const struct header *header,
		   bool in_digest, struct part *part,
		   struct boundaries *boundaries);

/* A multipart that claims an encoding, though it may have none (RFC 2045 6.4),
 * is ambiguous; but not the outermost where its delimiters stand in the body as
 * it is, and who undoes the encoding finds none, or as many. */
void part_check_claim(struct part *part, const struct boundaries *boundaries,
		      const uint8_t *body, const uint8_t *end);
