/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_text.c -- UTF-8 and the characters that may leave
 */
#include "mail/plain/verify_text.h"

#include "mail/verify_table.h"

enum {
	BLOCK = 128
};

static bool is_tail(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static uint32_t tail(char byte)
{
	return (unsigned char)byte & 0x3f;
}

/* Shortest forms only: these are the smallest of each length. */
static size_t checked(uint32_t *point, uint32_t value, uint32_t least,
		      size_t len)
{
	if (value < least || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*point = value;
	return len;
}

size_t verify_utf8(const char *text, size_t len, uint32_t *point)
{
	uint32_t lead;

	if (len == 0)
		return 0;
	lead = (unsigned char)text[0];
	if (lead < 0x80) {
		*point = lead;
		return 1;
	}
	if (len < 2 || !is_tail(text[1]))
		return 0;
	if (lead >> 5 == 6)
		return checked(point, (lead & 0x1f) << 6 | tail(text[1]), 0x80,
			       2);
	if (len < 3 || !is_tail(text[2]))
		return 0;
	if (lead >> 4 == 14)
		return checked(point,
			       (lead & 0xf) << 12 | tail(text[1]) << 6 |
				       tail(text[2]),
			       0x800, 3);
	if (len < 4 || !is_tail(text[3]) || lead >> 3 != 30)
		return 0;
	return checked(point,
		       (lead & 7) << 18 | tail(text[1]) << 12 |
			       tail(text[2]) << 6 | tail(text[3]),
		       0x10000, 4);
}

enum char_class verify_class(uint32_t point)
{
	if (point > 0x10ffff)
		return CHAR_FORBIDDEN;
	return class_in[block_of[point / BLOCK]][point % BLOCK];
}

/* Printable ASCII, which most text is, up to something else. */
static size_t ascii_len(struct slice text, size_t pos)
{
	size_t len = 0;

	while (pos + len < text.len && text.at[pos + len] >= ' ' &&
	       text.at[pos + len] <= '~')
		len++;
	return len;
}

bool verify_line(struct slice text, bool tab_ok)
{
	enum char_class before = CHAR_BASE;
	unsigned marks = 0;

	for (size_t pos = 0; pos < text.len;) {
		enum char_class class = CHAR_BASE;
		size_t len = ascii_len(text, pos);
		uint32_t point;

		if (!len) {
			len = verify_utf8(text.at + pos, text.len - pos,
					  &point);
			if (!len)
				return false;
			if (point != '\t' || !tab_ok)
				class = verify_class(point);
		}
		if (class == CHAR_FORBIDDEN)
			return false;
		if (class == CHAR_NAME_SELECTOR && before != CHAR_IDEOGRAPH)
			return false;
		marks = class == CHAR_BASE || class == CHAR_IDEOGRAPH
				? 0
				: marks + 1;
		if (marks > VERIFY_MARKS)
			return false;
		before = class;
		pos += len;
	}
	return true;
}
