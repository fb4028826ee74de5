/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_text.c -- UTF-8 and the characters that may leave
 */
#include "mail/plain/verify_text.h"

#include "mail/verify_table.h"

enum {
	BLOCK = 128
};

/* RFC 3629 3; only the shortest form is right. */
size_t verify_utf8(const char *text, size_t len, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const uint8_t lead = len ? (uint8_t)text[0] : 0x80;
	const size_t n = lead < 0x80   ? 1
			 : lead < 0xc0 ? 0
			 : lead < 0xe0 ? 2
			 : lead < 0xf0 ? 3
				       : 4;
	uint32_t value = n == 1 ? lead : n == 2 ? lead & 0x1f : lead & 0xf;

	if (!n || len < n)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text[i] & 0x3f);
	}
	if (value < least[n] || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*point = value;
	return n;
}

static enum char_class class_of(uint32_t point)
{
	if (point > 0x10ffff)
		return CHAR_FORBIDDEN;
	return class_in[block_of[point / BLOCK]][point % BLOCK];
}

enum char_class verify_class(uint32_t point)
{
	return class_of(point);
}

/* Printable ASCII, up to something else. */
static size_t ascii_len(struct slice text)
{
	const uint64_t ones = 0x0101010101010101;
	size_t len = 0;
	uint64_t word;

	for (; text.len - len >= sizeof(word); len += sizeof(word)) {
		memcpy(&word, text.at + len, sizeof(word));
		/* A byte below a blank, beyond ASCII, or DEL is among them. */
		if (((word - ones * ' ') | word | (word + ones)) & ones * 0x80)
			break;
	}
	while (len < text.len && text.at[len] >= ' ' && text.at[len] <= '~')
		len++;
	return len;
}

/* Kana, kanji and other characters of three bytes that need no look at what
 * is before them. Sets the class of the last one. */
static size_t wide_len(struct slice text, enum char_class *last)
{
	const uint8_t *at = (const uint8_t *)text.at;
	size_t len = 0;

	/* No lead here has a short form or a surrogate. */
	for (; text.len - len >= 3; len += 3, at += 3) {
		enum char_class class;

		if (at[0] < 0xe1 || at[0] > 0xef || at[0] == 0xed ||
		    (at[1] & 0xc0) != 0x80 || (at[2] & 0xc0) != 0x80)
			break;
		class = class_of((uint32_t)(at[0] & 0xf) << 12 |
				 (uint32_t)(at[1] & 0x3f) << 6 |
				 (at[2] & 0x3f));
		if (class != CHAR_BASE && class != CHAR_IDEOGRAPH)
			break;
		*last = class;
	}
	return len;
}

bool verify_line(struct slice text, bool tab_ok)
{
	enum char_class before = CHAR_BASE;
	unsigned marks = 0;

	while (text.len) {
		enum char_class class = CHAR_BASE;
		size_t len = ascii_len(text);
		uint32_t point;

		if (!len)
			len = wide_len(text, &class);
		if (!len) {
			len = verify_utf8(text.at, text.len, &point);
			if (!len)
				return false;
			if (point != '\t' || !tab_ok)
				class = class_of(point);
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
		text = slice_from(text, len);
	}
	return true;
}
