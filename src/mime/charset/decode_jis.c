/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_jis.c -- ISO-2022-JP as Japanese mail really writes it
 *
 * RFC 1468 and 1554, and besides: NEC row 13 and IBM's extensions in JIS X 0208
 * (CP50221), half-width kana by ESC ( I, by SO/SI and as bytes above 0x7F, the
 * old ESC ( H. Every line begins in ASCII (RFC 1468), so a forgotten escape
 * spoils one line only. Sets that have no table here show one 〓 a character.
 */
#include <stdbool.h>
#include <string.h>

#include "mime/charset/decode.h"
#include "mime/charset/decode_put.h"
#include "mime/tables/tables.h"

enum set {
	SET_ASCII,
	SET_KANA,
	SET_0208,
	SET_0212,
	SET_0213,    /* plane 1: where it agrees with CP932 */
	SET_CHINESE, /* GB 2312 and KS X 1001 of ISO-2022-JP-2 (RFC 1554) */
	SET_KOREAN,
	SET_OTHER, /* two bytes, no table */
};

static const struct {
	const char *sequence; /* behind ESC */
	enum set set;
} escapes[] = {
	{ "$B", SET_0208 },    { "(B", SET_ASCII },    { "(J", SET_ASCII },
	{ "(H", SET_ASCII },   { "(I", SET_KANA },     { "$@", SET_0208 },
	{ "$(@", SET_0208 },   { "$(B", SET_0208 },    { "$(D", SET_0212 },
	{ "$(O", SET_0213 },   { "$(Q", SET_0213 },    { "$(P", SET_OTHER },
	{ "$A", SET_CHINESE }, { "$(A", SET_CHINESE }, { "$(C", SET_KOREAN },
	{ "$(G", SET_OTHER },  { "$(H", SET_OTHER },
};

struct jis {
	const uint8_t *at, *end;
	enum set set;
	bool shifted; /* SO: kana */
	size_t bad;
	struct buf *out;
};

static void put(struct jis *jis, uint32_t cp)
{
	jis->bad += decode_mapped(jis->out, cp);
}

/* Bytes that are ASCII and change nothing, in one piece. */
static void put_ascii(struct jis *jis)
{
	const uint8_t *from = jis->at;

	while (jis->at < jis->end && *jis->at < 0x80 && *jis->at != ESC &&
	       *jis->at != SO && *jis->at != SI)
		jis->at++;
	if (jis->out)
		buf_put(jis->out, from, (size_t)(jis->at - from));
}

/* The length of the sequence if it stands there, else 0. Escapes are many and
 * short: strlen(3) and memcmp(3) would take longer. */
static size_t match(const uint8_t *at, size_t left, const char *sequence)
{
	size_t len = 0;

	for (; sequence[len]; len++)
		if (len == left || at[len] != (uint8_t)sequence[len])
			return 0;
	return len;
}

static void escape(struct jis *jis)
{
	size_t left = (size_t)(jis->end - jis->at) - 1, len;

	/* ESC & @ announces the revision of 1990; the escape itself follows. */
	if (left >= 2 && memcmp(jis->at + 1, "&@", 2) == 0) {
		jis->at += 3;
		return;
	}
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		len = match(jis->at + 1, left, escapes[i].sequence);
		if (!len)
			continue;
		jis->set = escapes[i].set;
		jis->at += 1 + len;
		return;
	}
	jis->at++;
	put(jis, 0);
}

/* One character of the sets of two bytes. */
static uint32_t pair(enum set set, uint8_t first, uint8_t second)
{
	unsigned row = first - 0x21U, at = row * 94 + second - 0x21U;

	if (set == SET_0208)
		return cp932_table[at];
	if (set == SET_0212)
		return jis0212_table[at];
	if (set == SET_CHINESE)
		return decode_gb_pair(first | 0x80, second | 0x80);
	if (set == SET_KOREAN)
		return decode_kr_pair(first | 0x80, second | 0x80);
	/* JIS X 0213 took NEC's row 13 and filled other rows otherwise. */
	if (set == SET_0213 &&
	    (row < 8 || row == 12 || (row >= 15 && row < 84)))
		return cp932_table[at];
	return 0;
}

/* JIS X 0208 as long as it is all there: nearly all of most texts. */
static bool put_0208(struct jis *jis)
{
	const uint8_t *from = jis->at, *at = from;
	const uint8_t *const end = jis->end;
	struct buf *out = jis->out;
	const char *last;
	char *to;

	if (jis->set != SET_0208 || jis->shifted || !out ||
	    out->cap - out->len < 4)
		return false;
	/* No member is looked at between: stores of char might change it. */
	to = out->at + out->len;
	last = out->at + out->cap - 4;
	for (; end - at >= 2 && to <= last; at += 2) {
		const unsigned row = at[0] - 0x21U, column = at[1] - 0x21U;
		uint16_t cp;

		if (row > 93 || column > 93)
			break;
		cp = cp932_table[row * 94 + column];
		if (!cp)
			break;
		to += utf8_write(to, cp);
	}
	out->len = (size_t)(to - out->at);
	jis->at = at;
	return at > from;
}

static void put_graphic(struct jis *jis)
{
	uint8_t c = *jis->at++;

	if (c >= 0x80) {
		put(jis, c >= 0xA1 && c <= 0xDF ? HALF_KANA + c - 0xA1U : 0);
	} else if (jis->shifted || jis->set == SET_KANA) {
		put(jis, c >= 0x21 && c <= 0x5F ? HALF_KANA + c - 0x21U : 0);
	} else if (jis->at < jis->end && *jis->at >= 0x21 && *jis->at <= 0x7E) {
		put(jis, pair(jis->set, c, *jis->at));
		jis->at++;
	} else {
		put(jis, 0);
	}
}

size_t decode_jis(const uint8_t *in, size_t len, struct buf *out)
{
	struct jis jis = { .at = in, .end = in + len, .out = out };
	uint8_t c;

	while (jis.at < jis.end) {
		c = *jis.at;
		if (c == ESC) {
			escape(&jis);
		} else if (c == SO || c == SI) {
			jis.shifted = c == SO;
			jis.at++;
		} else if (c <= ' ' || c == 0x7F) {
			if (c == '\n' || c == '\r') {
				jis.set = SET_ASCII;
				jis.shifted = false;
			}
			put(&jis, c ? c : GETA);
			jis.at++;
		} else if (jis.set == SET_ASCII && !jis.shifted && c < 0x80) {
			put_ascii(&jis);
		} else if (!put_0208(&jis)) {
			put_graphic(&jis);
		}
	}
	return jis.bad;
}
