/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uuencode.c -- files that lie in the middle of a text (POSIX uuencode)
 */
#include "mime/transfer/uuencode.h"

#include <string.h>

#include "mime/text/line.h"

enum {
	FULL = 30, /* characters of a line that no text has by chance */
	TORN = 16, /* and of its beginning */
	SIGNS = 4, /* all zeros or of as many kinds: no word that people write */
};

bool uuencode_is_line(const uint8_t *line, size_t len)
{
	size_t bytes, wanted;

	if (!len || line[0] <= ' ' || line[0] > '`')
		return false;
	bytes = (line[0] - ' ') & 63;
	wanted = 1 + (bytes + 2) / 3 * 4;
	/* Some add a check character, some cut blanks at the end. */
	if (len > wanted + 1 || len + 2 < wanted)
		return false;
	for (size_t i = 1; i < len; i++)
		if (line[i] < ' ' || line[i] > '`')
			return false;
	return true;
}

/* "begin", a mode of three or four octal digits, a name. */
static bool is_begin(const struct line *line, struct uuencode *block)
{
	size_t i = 6;

	if (line->len < 11 || memcmp(line->at, "begin ", 6) != 0)
		return false;
	while (i < line->len && line->at[i] >= '0' && line->at[i] <= '7')
		i++;
	if (i < 9 || i > 10 || i + 1 >= line->len || line->at[i] != ' ')
		return false;
	block->name = line->at + i + 1;
	block->name_len = line->len - i - 1;
	return true;
}

static bool is_end(const struct line *line)
{
	return line->len == 3 && memcmp(line->at, "end", 3) == 0;
}

/* Behind "end", where it stands. The line of no length before it, "`", may be
 * a blank or empty. */
static const uint8_t *behind_end(const uint8_t *at, const uint8_t *end)
{
	struct line line = line_at(at, end);

	if (!line.len || (line.len == 1 && *at == ' '))
		line = line_at(line.next, end);
	return is_end(&line) ? line.next : at;
}

/* The next line that can be nothing but one of the block, before its end or the
 * beginning of another; NULL: there is none. */
static const uint8_t *resume(const uint8_t *at, const uint8_t *end)
{
	struct line line;

	for (; at < end; at = line.next) {
		line = line_at(at, end);
		if (is_end(&line) ||
		    (line.len >= 6 && memcmp(line.at, "begin ", 6) == 0))
			return NULL;
		if (line.len >= FULL && uuencode_is_line(line.at, line.len))
			return at;
	}
	return NULL;
}

static bool is_blank(const uint8_t *at, const uint8_t *end)
{
	while (at < end && (*at == ' ' || *at == '\r' || *at == '\n'))
		at++;
	return at == end;
}

/* What was cut in the middle of a line: the text ends with less of a line than
 * the one before it was, and with nothing that people write in capitals. */
static bool is_torn(const uint8_t *whole, const struct line *line,
		    const uint8_t *end)
{
	static const char signs[] = "!\"#$%&'*+,=?[\\]^`";
	const char *sign;
	uint32_t seen = 0;
	size_t zeros = 0;

	if (line->len < TORN || line->len >= (size_t)(line->at - whole) ||
	    *line->at != *whole || !is_blank(line->next, end))
		return false;
	for (size_t i = 0; i < line->len; i++) {
		if (line->at[i] <= ' ' || line->at[i] > '`')
			return false;
		sign = strchr(signs, line->at[i]);
		seen |= sign ? 1U << (sign - signs) : 0;
		zeros += line->at[i] == '`';
	}
	return zeros >= SIGNS || __builtin_popcount(seen) >= SIGNS;
}

/* Where other lines stand between, other readers decode on. */
static bool read_block(const uint8_t *at, const uint8_t *end,
		       struct uuencode *block)
{
	const uint8_t *next, *whole = NULL;
	struct line line;

	block->data = at;
	while (at < end) {
		line = line_at(at, end);
		if (uuencode_is_line(line.at, line.len)) {
			whole = at;
			at = line.next;
			continue;
		}
		next = resume(at, end);
		if (!next) {
			if (whole && is_torn(whole, &line, end))
				at = end;
			break;
		}
		at = next;
	}
	block->data_len = (size_t)(at - block->data);
	block->to = behind_end(at, end);
	return block->data_len;
}

bool uuencode_find(const uint8_t *at, const uint8_t *end,
		   struct uuencode *block)
{
	const uint8_t *start = at, *found;
	struct line line;

	while (at < end &&
	       (found = memmem(at, (size_t)(end - at), "begin ", 6))) {
		line = line_at(found, end);
		at = line.next;
		if (found > start && found[-1] != '\n')
			continue;
		block->from = found;
		if (is_begin(&line, block) && read_block(at, end, block))
			return true;
	}
	return false;
}
