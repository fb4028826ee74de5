/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_chinese.c -- GB 18030, HZ and Big5
 */
#include <stdbool.h>

#include "mime/charset/decode.h"
#include "mime/charset/decode_put.h"
#include "mime/tables/tables.h"
#include "mime/text/ascii.h"

enum {
	EURO = 0x20AC,
	/* GB 18030: the pointer of U+10000. */
	BEYOND_BMP = 189000,
};

static bool is_lead(uint8_t c)
{
	return c >= 0x81 && c <= 0xFE;
}

uint32_t decode_gb_pair(uint8_t lead, uint8_t trail)
{
	if (!is_lead(lead) || trail < 0x40 || trail == 0x7F || trail == 0xFF)
		return 0;
	return gb_table[(lead - 0x81) * GB_TRAILS + trail -
			(trail < 0x7F ? 0x40 : 0x41)];
}

/* The code point of a pointer (GB 18030-2005, four bytes); 0: unmapped. */
static uint32_t gb_far(uint32_t pointer)
{
	size_t from = 0, to = n_gb_ranges, middle;

	if (pointer >= BEYOND_BMP)
		return pointer - BEYOND_BMP > 0xFFFFF
			       ? 0
			       : 0x10000 + (pointer - BEYOND_BMP);
	if (pointer >= 39420)
		return 0;
	while (to - from > 1) {
		middle = from + (to - from) / 2;
		if (gb_ranges[middle].from <= pointer)
			from = middle;
		else
			to = middle;
	}
	return gb_ranges[from].cp
		       ? gb_ranges[from].cp + pointer - gb_ranges[from].from
		       : 0;
}

/* One character above 0x7F. Sets *used. */
static uint32_t gb_read(const uint8_t *in, size_t len, size_t *used)
{
	uint32_t cp;

	*used = 1;
	if (in[0] == 0x80)
		return EURO;
	if (!is_lead(in[0]) || len < 2)
		return 0;
	if (len >= 4 && ascii_is_digit(in[1]) && is_lead(in[2]) &&
	    ascii_is_digit(in[3])) {
		*used = 4;
		return gb_far(((in[0] - 0x81U) * 10 + in[1] - '0') * 1260 +
			      (in[2] - 0x81U) * 10 + in[3] - '0');
	}
	cp = decode_gb_pair(in[0], in[1]);
	/* An ASCII trail of a pair that does not exist is kept: it may be
	 * markup. */
	if (cp || in[1] > 0x7F)
		*used = 2;
	return cp;
}

size_t decode_gb18030(const uint8_t *in, size_t len, struct buf *out)
{
	size_t bad = 0, used = 1;

	for (size_t i = 0; i < len; i += used, used = 1)
		if (in[i] < 0x80)
			decode_put(out, in[i]);
		else
			bad += decode_mapped(out,
					     gb_read(in + i, len - i, &used));
	return bad;
}

/* What "~" and the byte behind it do; false: nothing that RFC 1843 knows. */
static bool hz_escape(uint8_t what, bool *chinese, struct buf *out)
{
	if (what == '{' || what == '}')
		*chinese = what == '{';
	else if (what == '~')
		decode_put(out, '~');
	else
		return what == '\n';
	return true;
}

size_t decode_hz(const uint8_t *in, size_t len, struct buf *out)
{
	size_t bad = 0;
	bool chinese = false, pair;

	for (size_t i = 0; i < len; i++) {
		if (in[i] == '~' && i + 1 < len &&
		    hz_escape(in[i + 1], &chinese, out)) {
			i++;
			continue;
		}
		/* Section 4: a line begins in ASCII. */
		if (in[i] == '\n')
			chinese = false;
		if (!chinese || !decode_is_graphic(in[i])) {
			bad += in[i] >= 0x80;
			decode_put(out, in[i] < 0x80 ? in[i] : GETA);
			continue;
		}
		pair = i + 1 < len && decode_is_graphic(in[i + 1]);
		bad += decode_mapped(
			out,
			pair ? decode_gb_pair(in[i] | 0x80, in[i + 1] | 0x80)
			     : 0);
		i += pair;
	}
	return bad;
}

static uint32_t big5_pair(uint8_t lead, uint8_t trail)
{
	if (!is_lead(lead) || trail < 0x40 || (trail > 0x7E && trail < 0xA1) ||
	    trail == 0xFF)
		return 0;
	return big5_table[(lead - 0x81) * BIG5_TRAILS + trail -
			  (trail < 0x7F ? 0x40 : 0x62)];
}

size_t decode_big5(const uint8_t *in, size_t len, struct buf *out)
{
	size_t bad = 0;
	uint32_t cp;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80) {
			decode_put(out, in[i]);
			continue;
		}
		cp = i + 1 < len ? big5_pair(in[i], in[i + 1]) : 0;
		if (cp || (i + 1 < len && is_lead(in[i]) && in[i + 1] > 0x7F))
			i++;
		bad += decode_mapped(out, cp & 0x1FFFFF);
		if (cp & BIG5_MACRON)
			decode_put(out, 0x304);
		if (cp & BIG5_CARON)
			decode_put(out, 0x30C);
	}
	return bad;
}
