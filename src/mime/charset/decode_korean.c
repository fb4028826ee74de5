/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_korean.c -- EUC-KR (CP949) and ISO-2022-KR
 */
#include <stdbool.h>
#include <string.h>

#include "mime/charset/decode.h"
#include "mime/charset/decode_put.h"
#include "mime/tables/tables.h"

static bool is_lead(uint8_t c)
{
	return c >= 0x81 && c <= 0xFE;
}

uint32_t decode_kr_pair(uint8_t lead, uint8_t trail)
{
	if (!is_lead(lead) || trail < 0x41 || trail == 0xFF)
		return 0;
	return euc_kr_table[(lead - 0x81) * EUC_KR_TRAILS + trail - 0x41];
}

size_t decode_euc_kr(const uint8_t *in, size_t len, struct buf *out)
{
	size_t bad = 0;
	uint32_t cp;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80) {
			decode_put(out, in[i]);
			continue;
		}
		cp = i + 1 < len ? decode_kr_pair(in[i], in[i + 1]) : 0;
		if (cp || (i + 1 < len && is_lead(in[i]) && in[i + 1] > 0x7F))
			i++;
		bad += decode_mapped(out, cp);
	}
	return bad;
}

size_t decode_iso2022_kr(const uint8_t *in, size_t len, struct buf *out)
{
	size_t bad = 0;
	bool shifted = false, pair;

	for (size_t i = 0; i < len; i++) {
		if (in[i] == SO || in[i] == SI) {
			shifted = in[i] == SO;
		} else if (len - i >= 4 && memcmp(in + i, "\x1B$)C", 4) == 0) {
			i += 3;
		} else if (shifted && decode_is_graphic(in[i])) {
			pair = i + 1 < len && decode_is_graphic(in[i + 1]);
			bad += decode_mapped(
				out, pair ? decode_kr_pair(in[i] | 0x80,
							   in[i + 1] | 0x80)
					  : 0);
			i += pair;
		} else {
			/* A line begins in ASCII. */
			shifted = shifted && in[i] != '\n';
			bad += in[i] >= 0x80 || in[i] == ESC;
			decode_put(out,
				   in[i] < 0x80 && in[i] != ESC ? in[i] : GETA);
		}
	}
	return bad;
}
