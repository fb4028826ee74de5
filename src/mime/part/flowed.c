/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flowed.c -- text/plain; format=flowed: lines joined again (RFC 3676)
 */
#include "mime/part/flowed.h"

#include <string.h>

#include "mime/text/buf.h"
#include "mime/text/line.h"

/* Its text, without what flowed lines have before it. */
struct flowed {
	const uint8_t *at;
	size_t len;
	size_t depth; /* ">" in front */
	bool mark;    /* "-- ", above a signature */
	bool soft;    /* goes on in the next line */
};

static struct flowed read_line(struct line whole)
{
	struct flowed line = { .at = whole.at, .len = whole.len };

	while (line.depth < line.len && line.at[line.depth] == '>')
		line.depth++;
	line.at += line.depth;
	line.len -= line.depth;
	if (line.len && line.at[0] == ' ') {
		line.at++;
		line.len--;
	}
	/* 4.3: the signature mark is never soft, nor the end of what is. */
	line.mark = line.len == 3 && memcmp(line.at, "-- ", 3) == 0;
	line.soft = line.len && line.at[line.len - 1] == ' ' && !line.mark;
	return line;
}

static void put_quotes(struct buf *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_put_byte(out, '>');
	if (depth)
		buf_put_byte(out, ' ');
}

void flowed_join(const uint8_t *text, size_t len, bool delsp, struct buf *out)
{
	const uint8_t *at = text, *end = text + len;
	struct line whole;
	struct flowed line;
	size_t depth = 0;
	bool open = false; /* the line before goes on here */

	for (; at < end; at = whole.next) {
		whole = line_at(at, end);
		line = read_line(whole);
		/* 4.5: a soft line is followed only by one of its depth. */
		if (open && (line.depth != depth || line.mark)) {
			buf_put_byte(out, '\n');
			open = false;
		}
		if (!open)
			put_quotes(out, line.depth);
		buf_put(out, line.at, line.len - (line.soft && delsp));
		open = line.soft;
		depth = line.depth;
		if (!open)
			buf_put_byte(out, '\n');
	}
	if (open)
		buf_put_byte(out, '\n');
}
