/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose.h -- a new message, made of a verified plain message alone
 *
 * One text/plain part in UTF-8 and base64 (RFC 2045 6.8), behind it the files
 * that go along if there are any (compose_files.h); lines of at most 76
 * characters but for a long address, identifier or file name; header fields from
 * a fixed list, each value either checked ASCII or RFC 2047 words of whole
 * characters. No byte of the input can become a line of a protocol.
 */
#pragma once

#include "mail/plain/plain.h"

enum {
	COMPOSE_PASSES = 10,  /* relays like ours on the way */
	COMPOSE_RECEIVED = 30 /* Received: fields in the input; RFC 5321 6.3 */
};

enum compose_verdict {
	COMPOSE_OK,
	COMPOSE_LOOP,   /* has passed this relay before, or too many others */
	COMPOSE_MEMORY, /* none left */
};

struct compose_options {
	const char *hostname; /* domain of the address of an invalid sender */
	const char *mark;     /* names this relay among others: a token */
	/* Value of our own Received: field, ASCII; NULL: none. */
	const char *received;
	const char *notice; /* see notice.h */
	/* Finds the original where it is kept: a token; NULL: it is not. */
	const char *reference;
};

/* All zero: empty. composed_finish() frees the bytes. */
struct composed {
	char *bytes;
	size_t len, size;
	bool failed; /* no memory: sticks */
};

enum compose_verdict compose_message(const struct plain *plain,
				     const struct compose_options *options,
				     struct composed *out);
void composed_finish(struct composed *out);

void composed_add(struct composed *out, struct slice text);
void composed_text(struct composed *out, const char *text);
/* Bytes behind the last LF. */
size_t composed_column(const struct composed *out);
/* Text for people in a header: as it is if plain enough, else encoded-words
 * (RFC 2047 2, 5), folded. Verified text only. */
void compose_words(struct composed *out, struct slice text);

/* The whole header of a message, and the empty line. */
void compose_header(struct composed *out, const struct plain *plain,
		    const struct compose_options *options);
/* Lines of base64, each of 76 characters but the last. */
void compose_base64(struct composed *out, struct slice bytes);
