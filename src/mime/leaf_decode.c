/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaf_decode.c -- the bytes of a text part, out of its transfer encoding
 */
#include "mime/leaf_decode.h"

#include <string.h>

#include "mime/leaf.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part/part.h"

enum {
	LONGEST_LINE = 64 << 10, /* of any sane length */
	PADDING = 8, /* NULs at the end of a text that are no text */
};

/* Up to `end`; true: the encoding is damaged. */
static bool read_bytes(struct mime *mime, const struct part *part,
		       const uint8_t *end, struct buf *out)
{
	struct transfer transfer = { .kind = part->encodings[0],
				     .at = part->body,
				     .end = end };
	size_t got, max = out->max ? out->max : LIMIT_RAW_TEXT;
	size_t most = part->len;

	if (transfer.kind == TRANSFER_BASE64)
		most = part->len / 4 * 3 + 3;
	buf_reset(out);
	buf_reserve(out, (most < max ? most : max) + 4);
	while (out->len < max && out->cap - out->len >= 4 &&
	       (got = transfer_read(&transfer, (uint8_t *)out->at + out->len,
				    out->cap - out->len))) {
		out->len += got;
		/* A run is longer than what it is written as. */
		if (transfer.kind == TRANSFER_BINHEX &&
		    out->cap - out->len < 4 && out->cap < max)
			buf_reserve(out, 4);
	}
	if (transfer.damaged)
		mime_defect(mime, transfer.kind == TRANSFER_QP ? DEFECT_QP
							       : DEFECT_BASE64);
	out->cut += (size_t)(transfer.end - transfer.at);
	return transfer.damaged;
}

void leaf_bytes(struct mime *mime, const struct part *part, struct buf *out)
{
	read_bytes(mime, part, part->body + part->len, out);
}

/* A text that was cut ends with a whole line, if lines are of any sane length,
 * so that no half character makes it look like another charset. */
static struct decoded end_line(struct decoded bytes)
{
	const uint8_t *line;
	size_t left;

	if (!bytes.cut)
		return bytes;
	line = memrchr(bytes.at, '\n', bytes.len);
	left = line ? (size_t)(bytes.at + bytes.len - line) - 1 : bytes.len;
	if (left < LONGEST_LINE) {
		bytes.len -= left;
		return bytes;
	}
	for (left = 3; left && (bytes.at[bytes.len - 1] & 0xC0) == 0x80; left--)
		bytes.len--;
	if (bytes.at[bytes.len - 1] >= 0xC0)
		bytes.len--;
	return bytes;
}

/* A buffer sent whole ends with a row of NULs: what is before them is judged. */
static struct decoded end_padding(struct mime *mime, struct decoded bytes)
{
	size_t len = bytes.len;

	while (len && bytes.at[len - 1] == '\0')
		len--;
	if (bytes.len - len < PADDING)
		return bytes;
	mime_defect(mime, DEFECT_BINARY_TEXT);
	bytes.len = len;
	return bytes;
}

struct decoded leaf_decode(struct mime *mime, const struct part *part)
{
	struct decoded bytes = { .at = part->body, .len = part->len };

	if (part->encodings[0] == TRANSFER_IDENTITY) {
		if (bytes.len > LIMIT_RAW_TEXT) {
			bytes.cut = bytes.len - LIMIT_RAW_TEXT;
			bytes.len = LIMIT_RAW_TEXT;
		}
		return end_padding(mime, end_line(bytes));
	}
	if (mime->decoded != part) {
		mime->footer = NULL;
		if (read_bytes(mime, part, part->body + part->len,
			       &mime->bytes) &&
		    part->encodings[0] == TRANSFER_BASE64)
			mime->footer = leaf_footer(part);
		if (mime->footer)
			read_bytes(mime, part, mime->footer, &mime->bytes);
		mime->decoded_cut = mime->bytes.cut;
	}
	mime->decoded = part;
	bytes.at = (const uint8_t *)mime->bytes.at;
	bytes.len = mime->bytes.len;
	bytes.cut = mime->decoded_cut;
	return end_padding(mime, end_line(bytes));
}
