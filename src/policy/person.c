/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person.c -- are two written names one person's? (兼務の禁止)
 *
 * Both are read as streams of folded characters. Katakana are folded to the
 * plain full-width letter and its voicing mark apart, which is what half-width
 * text has from the start: ガ and ｶﾞ are カ and ゛ both. Kanji variants are not
 * folded: 髙 and 高 are two people until somebody says otherwise.
 */
#include "policy/person.h"

#include <stdint.h>

enum {
	VOICED = 0x309b,
	HALF_VOICED = 0x309c,
};

/* Half-width katakana U+FF66 … U+FF9D as full-width, plain. */
static const uint16_t widened[] = {
	0x30f2, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30e3, 0x30e5,
	0x30e7, 0x30c3, 0x30fc, 0x30a2, 0x30a4, 0x30a6, 0x30a8, 0x30aa,
	0x30ab, 0x30ad, 0x30af, 0x30b1, 0x30b3, 0x30b5, 0x30b7, 0x30b9,
	0x30bb, 0x30bd, 0x30bf, 0x30c1, 0x30c4, 0x30c6, 0x30c8, 0x30ca,
	0x30cb, 0x30cc, 0x30cd, 0x30ce, 0x30cf, 0x30d2, 0x30d5, 0x30d8,
	0x30db, 0x30de, 0x30df, 0x30e0, 0x30e1, 0x30e2, 0x30e4, 0x30e6,
	0x30e8, 0x30e9, 0x30ea, 0x30eb, 0x30ec, 0x30ed, 0x30ef, 0x30f3,
};

struct stream {
	const unsigned char *pos;
	uint32_t mark; /* a voicing mark that is still to come, or 0 */
};

static uint32_t decode(const unsigned char **pos)
{
	const unsigned char *p = *pos;
	unsigned len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t c = len == 1 ? p[0] : p[0] & (0x7fu >> len);

	for (unsigned i = 1; i < len; i++)
		c = c << 6 | (p[i] & 0x3fu);
	*pos += len;
	return c;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == 0xa0 || c == 0x3000 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f;
}

/* Full-width katakana to plain letter and mark (Unicode's own order: a plain
 * letter, then its voiced one, in the は row also the half-voiced). */
static uint32_t split_voiced(uint32_t c, uint32_t *mark)
{
	if (c >= 0x30ab && c <= 0x30c2 && (c - 0x30ab) % 2 == 1) {
		*mark = VOICED;
		return c - 1;
	}
	if (c == 0x30c5 || c == 0x30c7 || c == 0x30c9) {
		*mark = VOICED;
		return c - 1;
	}
	if (c >= 0x30cf && c <= 0x30dd && (c - 0x30cf) % 3) {
		*mark = (c - 0x30cf) % 3 == 1 ? VOICED : HALF_VOICED;
		return c - (c - 0x30cf) % 3;
	}
	if (c == 0x30f4) {
		*mark = VOICED;
		return 0x30a6;
	}
	return c;
}

/* The next folded character; 0 at the end. */
static uint32_t next(struct stream *stream)
{
	uint32_t c = stream->mark;

	if (c) {
		stream->mark = 0;
		return c;
	}
	do {
		if (!*stream->pos)
			return 0;
		c = decode(&stream->pos);
	} while (is_blank(c));
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	if (c >= 0xff66 && c <= 0xff9d)
		return widened[c - 0xff66];
	if (c == 0xff9e || c == 0x3099)
		return VOICED;
	if (c == 0xff9f || c == 0x309a)
		return HALF_VOICED;
	return split_voiced(c, &stream->mark);
}

bool person_same(const char *a, const char *b)
{
	struct stream x = { .pos = (const unsigned char *)a };
	struct stream y = { .pos = (const unsigned char *)b };
	uint32_t c;

	do {
		c = next(&x);
		if (c != next(&y))
			return false;
	} while (c);
	return true;
}

bool text_is_blank(const char *text)
{
	struct stream stream = { .pos = (const unsigned char *)text };

	return !next(&stream);
}
