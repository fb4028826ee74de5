/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.c -- lines that a server cut, whole again
 *
 * A text is not read for it: where a line end stands in each 998 bytes there is
 * no such line, and the last one is found from behind.
 */
#include "mime/text/cut.h"

#include <string.h>

#include "mime/text/buf.h"

/* The next line that was cut; false: none. */
static bool find(const uint8_t *at, const uint8_t *end, struct line *line)
{
	const uint8_t *lf;

	while (end - at > CUT_LINE) {
		lf = memrchr(at, '\n', CUT_LINE);
		if (lf) {
			at = lf + 1;
			continue;
		}
		*line = line_at(at, end);
		if (cut_is(line, end))
			return true;
		at = line->next;
	}
	return false;
}

bool cut_mend(const uint8_t *text, size_t len, struct buf *out)
{
	const uint8_t *from = text, *at = text, *end = text + len;
	struct line line;

	while (find(at, end, &line)) {
		buf_put(out, from, (size_t)(line.at + line.len - from));
		/* The blank counts for the next line. */
		at = line.next;
		from = at + 1;
	}
	if (from == text)
		return false;
	buf_put(out, from, (size_t)(end - from));
	return true;
}
