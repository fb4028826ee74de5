/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_unicode.c -- UTF-7 (RFC 2152) and UTF-16 (RFC 2781)
 */
#include <stdbool.h>

#include "mime/charset/charset.h"
#include "mime/charset/decode.h"
#include "mime/charset/decode_put.h"
#include "mime/text/utf8.h"

enum {
	BOM = 0xFEFF,
	SAMPLE = 4096, /* bytes looked at for the byte order */
};

/* UTF-16 code units on their way to code points. */
struct units {
	struct buf *out;
	uint32_t high; /* a high surrogate that waits for its low one; or 0 */
	size_t bad;
};

static void put(struct units *units, uint32_t cp)
{
	decode_put(units->out, cp);
}

static void put_bad(struct units *units)
{
	units->bad++;
	put(units, GETA);
}

static void end_units(struct units *units)
{
	if (units->high)
		put_bad(units);
	units->high = 0;
}

static void put_unit(struct units *units, uint32_t unit)
{
	if (units->high && unit >= 0xDC00 && unit <= 0xDFFF) {
		put(units,
		    0x10000 + ((units->high - 0xD800) << 10) + unit - 0xDC00);
		units->high = 0;
		return;
	}
	end_units(units);
	if (unit >= 0xD800 && unit <= 0xDBFF)
		units->high = unit;
	else if (unit >= 0xDC00 && unit <= 0xDFFF)
		put_bad(units);
	else
		put(units, unit);
}

static int sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* The base64 behind a "+"; returns its length with the "-" that ends it. */
static size_t shifted(struct units *units, const uint8_t *in, size_t len)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t i = 0;

	for (; i < len && sextet(in[i]) >= 0; i++) {
		bits = (bits << 6 | (uint32_t)sextet(in[i])) & 0x3FFFFF;
		n_bits += 6;
		if (n_bits < 16)
			continue;
		n_bits -= 16;
		put_unit(units, bits >> n_bits & 0xFFFF);
	}
	end_units(units);
	/* What is left over must be zero bits of the last character. */
	if (n_bits >= 6 || (bits & ((1U << n_bits) - 1)))
		put_bad(units);
	return i + (i < len && in[i] == '-');
}

size_t decode_utf7(const uint8_t *in, size_t len, struct buf *out)
{
	struct units units = { .out = out };
	size_t i = 0;

	while (i < len) {
		if (in[i] != '+') {
			if (in[i] >= 0x80)
				put_bad(&units);
			else
				put(&units, in[i]);
			i++;
		} else if (i + 1 < len && in[i + 1] == '-') {
			put(&units, '+');
			i += 2;
		} else if (i + 1 == len || sextet(in[i + 1]) < 0) {
			put(&units, '+');
			units.bad++;
			i++;
		} else {
			i++;
			i += shifted(&units, in + i, len - i);
		}
	}
	return units.bad;
}

/* How likely a byte is the upper one: of Latin, of kana and signs, of wide and
 * narrow forms, of kanji. */
static unsigned upper(uint8_t c)
{
	if (!c || c == 0x30 || c == 0xFF)
		return 2;
	return c >= 0x4E && c <= 0x9F;
}

static bool is_little(const uint8_t *in, size_t len, enum utf16_order order)
{
	size_t big = 0, little = 0;

	if (len >= 2 && in[0] + in[1] == 0xFF + 0xFE)
		return in[0] == 0xFF;
	if (order != UTF16_UNKNOWN)
		return order == UTF16_LITTLE;
	for (size_t i = 0; i + 1 < len && i < SAMPLE; i += 2) {
		big += upper(in[i]);
		little += upper(in[i + 1]);
	}
	return little > big;
}

size_t decode_utf16(const uint8_t *in, size_t len, enum utf16_order order,
		    struct buf *out)
{
	struct units units = { .out = out };
	bool little = is_little(in, len, order);
	uint32_t unit;

	for (size_t i = 0; i + 1 < len; i += 2) {
		unit = little ? in[i + 1] * 256U + in[i]
			      : in[i] * 256U + in[i + 1];
		if (i || unit != BOM)
			put_unit(&units, unit);
	}
	end_units(&units);
	if (len % 2)
		put_bad(&units);
	return units.bad;
}

bool decode_utf8_is_cut(const uint8_t *in, size_t len)
{
	size_t n = len;

	while (n && len - n < 3 && (in[n - 1] & 0xC0) == 0x80)
		n--;
	if (!n || in[n - 1] < 0xE0 || in[n - 1] > 0xF4)
		return false;
	n--;
	for (size_t i = 0; i < n; i++)
		if (in[i] >= 0xE0)
			return utf8_valid(in, n);
	return false;
}

bool charset_is_utf16(const struct charset *label, const uint8_t *in,
		      size_t len)
{
	bool marked = len >= 2 && len % 2 == 0 &&
		      (memcmp(in, "\xFF\xFE", 2) == 0 ||
		       memcmp(in, "\xFE\xFF", 2) == 0) &&
		      /* The mark of UTF-32, which nothing here reads. */
		      !(len >= 4 && memcmp(in, "\xFF\xFE\0", 4) == 0);

	/* Programs copy "utf-16" from a file to the mail that is not in it. */
	return marked || (charset_kind_is_utf16(label->kind) && len &&
			  (memchr(in, '\0', len) || !utf8_valid(in, len)));
}
