/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.h -- a header cut into its fields (RFC 5322 2.2, 3.6.8)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mime;

enum field_id {
	FIELD_OTHER, /* counted, not kept */
	FIELD_FROM,
	FIELD_SENDER,
	FIELD_TO,
	FIELD_CC,
	FIELD_REPLY_TO,
	FIELD_SUBJECT,
	FIELD_DATE,
	FIELD_MESSAGE_ID,
	FIELD_IN_REPLY_TO,
	FIELD_REFERENCES,
	FIELD_RECEIVED,
	FIELD_AUTO_SUBMITTED,
	FIELD_PRECEDENCE,
	FIELD_LIST, /* List-Id, List-Unsubscribe, … */
	FIELD_AUTH_RESULTS,
	FIELD_LOOP_MARK,
	FIELD_CONTENT_TYPE,
	FIELD_CONTENT_ENCODING, /* Content-Transfer-Encoding */
	FIELD_CONTENT_DISPOSITION,
};

/* The value as it lies in the message: folded, not decoded. */
struct field {
	enum field_id id;
	/* Others may read the header as not holding this field: it is spelt
	 * oddly, holds controls, or stands behind a line that is no field. */
	bool unsure;
	const uint8_t *at;
	size_t len;        /* <= LIMIT_FIELD */
	unsigned received; /* Received: fields above it */
};

struct header {
	const struct field *fields; /* in order; FIELD_OTHER left out */
	size_t n;
	unsigned n_received;
	bool any;  /* a field of any name was there */
	bool torn; /* a line that some may read as a Content- field */
	/* The first line that is no field, where no field that matters
	 * followed it: a text may begin there. NULL: none. */
	const uint8_t *swallowed;
};

/* The bytes of a message being read, and how its lines end. */
struct lines {
	const uint8_t *at, *end;
	uint8_t eol; /* LF; CR if the message has no LF at all */
	/* A line that ends a header without an empty line: a delimiter. */
	bool (*stops)(const void *who, const uint8_t *line, size_t len);
	const void *who;
};

/* A blank in a value, or a byte of a fold. Not ESC: it begins raw
 * ISO-2022-JP. */
static inline bool field_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One line without its end; false at the end of the bytes. */
bool lines_next(struct lines *lines, const uint8_t **line, size_t *len);

/* Reads a header and the empty line behind it. With mime->verdict not OK the
 * result is not whole. */
struct header header_read(struct mime *mime, struct lines *lines);
/* The first of that id, or NULL. */
const struct field *header_find(const struct header *header, enum field_id id);
