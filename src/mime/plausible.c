/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plausible.c -- how much like Japanese bytes read in Shift_JIS or EUC-JP
 */
#include <stdbool.h>

#include "mime/charset.h"
#include "mime/decode.h"

enum {
	SAMPLE = 64 << 10, /* bytes that are looked at */
	DAMAGE = 10,       /* what a character without mapping costs */
};

/*
 * Kana make Japanese; the kanji of level 1 (rows 16-47) are most of the rest.
 * Signs (rows 1-3) are where other charsets have theirs: they prove nothing.
 * Level 2, extensions and half-width kana are rare in text but what other
 * charsets look like when misread.
 */
static int weight(unsigned row)
{
	if (row == 4 || row == 5)
		return 3;
	if (row <= 3)
		return 0;
	if (row == 13)
		return 1;
	if (row >= 16 && row <= 47)
		return 2;
	return -3;
}

/* Where a pair may begin, and what may be in its second place. */
static bool is_sjis_pair(const uint8_t *in, size_t len, size_t lead)
{
	return lead + 1 < len && in[lead] != 0x80 && in[lead] != 0xA0 &&
	       in[lead] < 0xFD && in[lead + 1] >= 0x40 &&
	       in[lead + 1] != 0x7F && in[lead + 1] < 0xFD;
}

static bool is_letter(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A pair by itself that ends in a letter is what "it's" with a curly quote, or
 * an accented letter, look like; Japanese comes in runs. */
static bool is_accident(const uint8_t *in, size_t len, size_t lead)
{
	return lead + 1 < len && is_letter(in[lead + 1]) &&
	       (lead + 2 == len || in[lead + 2] < 0x80) &&
	       (lead == 0 || in[lead - 1] < 0x80);
}

static long score_sjis(const uint8_t *in, size_t len)
{
	long score = 0;
	unsigned row;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80)
			continue;
		if (in[i] >= 0xA1 && in[i] <= 0xDF) {
			score--;
			continue;
		}
		if (!is_sjis_pair(in, len, i))
			continue;
		/* A row of one byte is a line of dashes, not of kanji. */
		if (in[i + 1] == in[i]) {
			i++;
			continue;
		}
		if (is_accident(in, len, i)) {
			score -= 3;
			continue;
		}
		row = (in[i] < 0xA0 ? in[i] - 0x81U : in[i] - 0xC1U) * 2 + 1;
		row += in[++i] >= 0x9F;
		score += weight(row);
	}
	return score;
}

static long score_euc(const uint8_t *in, size_t len)
{
	long score = 0;

	for (size_t i = 0; i < len; i++) {
		if (in[i] < 0x80)
			continue;
		if (in[i] == 0x8E || in[i] == 0x8F) {
			score--;
			i += in[i] - 0x8DU;
			continue;
		}
		if (in[i] < 0xA1 || i + 1 == len || in[i + 1] < 0xA1)
			continue;
		score += weight(in[i] - 0xA0U);
		i++;
	}
	return score;
}

/* A slip costs less than a few words bring. */
long charset_score(enum charset_kind kind, const uint8_t *in, size_t len)
{
	if (len > SAMPLE)
		len = SAMPLE;
	if (kind == CHARSET_CP932)
		return score_sjis(in, len) -
		       DAMAGE * (long)decode_cp932(in, len, NULL);
	return score_euc(in, len) - DAMAGE * (long)decode_euc_jp(in, len, NULL);
}
