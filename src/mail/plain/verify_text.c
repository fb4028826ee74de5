/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_text.c -- UTF-8 and the characters that may leave
 */
#include "mail/plain/verify_text.h"

#include "mail/verify_table.h"

enum {
	BLOCK = 128
};

size_t verify_utf8(const char *text, size_t len, uint32_t *point)
{
	/* RFC 3629 3: first bytes of one to four, and the smallest character
	 * of each form, for only the shortest is right. */
	static const struct {
		uint8_t mask, lead;
		uint32_t least;
	} forms[] = { { 0x80, 0, 0 },
		      { 0xe0, 0xc0, 0x80 },
		      { 0xf0, 0xe0, 0x800 },
		      { 0xf8, 0xf0, 0x10000 } };

	const uint8_t lead = len ? (uint8_t)text[0] : 0;
	uint32_t value;
	size_t n = 0;

	while (n < 4 && (lead & forms[n].mask) != forms[n].lead)
		n++;
	if (n >= len || n == 4)
		return 0;
	value = lead & (uint8_t)~forms[n].mask;
	for (size_t i = 1; i <= n; i++) {
		if (((uint8_t)text[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | ((uint8_t)text[i] & 0x3f);
	}
	if (value < forms[n].least || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*point = value;
	return n + 1;
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
