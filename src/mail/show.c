/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show.c -- a composed message as people read it
 */
#include "mail/show.h"

#include "mime/transfer/transfer.h"

enum {
	PIECE = 4096
};

static const char word_begin[] = "=?UTF-8?B?";

/* CRLF becomes LF. */
static void add_decoded(struct composed *out, struct slice base64)
{
	struct transfer transfer = {
		.kind = TRANSFER_BASE64,
		.at = (const uint8_t *)base64.at,
		.end = (const uint8_t *)base64.at + base64.len,
	};
	uint8_t piece[PIECE];
	size_t len;

	while ((len = transfer_read(&transfer, piece, sizeof(piece)))) {
		struct slice rest = { (const char *)piece, len }, part;

		while (slice_split(&rest, '\r', &part))
			composed_add(out, part);
	}
}

/* The encoded-word (RFC 2047 2) at the beginning of *line is taken off it. */
static bool take_word(struct composed *out, struct slice *line)
{
	struct slice rest, base64 = { "", 0 };

	if (!slice_starts(*line, word_begin))
		return false;
	rest = slice_from(*line, sizeof(word_begin) - 1);
	slice_split(&rest, '?', &base64);
	add_decoded(out, base64);
	*line = slice_from(rest, 1); /* = */
	return true;
}

/* RFC 2047 6.2: the blank between two words goes. */
static void add_header_line(struct composed *out, struct slice line,
			    bool *after_word)
{
	if (*after_word && line.at[0] == ' ' &&
	    slice_starts(slice_from(line, 1), word_begin))
		line = slice_from(line, 1);
	while (line.len) {
		*after_word = take_word(out, &line);
		if (!*after_word) {
			composed_add(out, (struct slice){ line.at, 1 });
			line = slice_from(line, 1);
		}
	}
}

bool show_message(const struct composed *message, struct composed *out)
{
	struct slice rest = { message->bytes, message->len }, line;
	bool after_word = false, first = true;

	while (slice_split(&rest, '\n', &line) && line.len > 1) {
		line.len--; /* CR */
		if (!first && line.at[0] != ' ')
			composed_text(out, "\n");
		add_header_line(out, line, &after_word);
		first = false;
	}
	composed_text(out, "\n\n");
	add_decoded(out, rest);
	return !out->failed;
}
