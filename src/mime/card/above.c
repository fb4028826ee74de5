/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * above.c -- whether a description stands in the letter above it
 *
 * Calendars write the text of an invitation twice, as the letter and as the
 * description of the event; the two differ in blanks and line ends.
 */
#include "mime/card/above.h"

#include <string.h>

#include "mime/convert.h"
#include "mime/link/link.h"
#include "mime/mime.h"
#include "mime/text/buf.h"
#include "mime/text/clean.h"

/* The bytes of the blank at `at`, or 0. */
static size_t blank(const char *at, size_t left)
{
	if (*at == ' ' || *at == '\t' || *at == '\n')
		return 1;
	if (left >= 2 && memcmp(at, "\u00A0", 2) == 0)
		return 2;
	return left >= 3 && memcmp(at, "\u3000", 3) == 0 ? 3 : 0;
}

void card_squeeze(const char *text, size_t len, struct buf *out)
{
	size_t from = 0, at = 0, skip;

	buf_reserve(out, len);
	while (at < len) {
		skip = blank(text + at, len - at);
		if (skip) {
			buf_put(out, text + from, at - from);
			from = at + skip;
		}
		at += skip ? skip : 1;
	}
	buf_put(out, text + from, len - from);
}

bool card_is_above(const struct mime *mime, const struct buf *above,
		   const char *text, size_t len)
{
	struct buf lines = { .arena = mime->arena };
	struct buf squeezed = { .arena = mime->arena };
	struct clean clean = { 0 };

	/* A line is soon read twice. */
	if (!len || !memchr(text, '\n', len))
		return false;
	clean_lines(&clean, (const uint8_t *)text, len, &lines);
	if (!mime->options->keep_links)
		link_defang(&lines, 0);
	card_squeeze(lines.at, lines.len, &squeezed);
	return squeezed.len && above->len &&
	       memmem(above->at, above->len, squeezed.at, squeezed.len);
}
