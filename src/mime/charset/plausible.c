/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plausible.c -- how much like Japanese bytes read in Shift_JIS or EUC-JP
 */
#include <stdbool.h>

#include "mime/charset/charset.h"
#include "mime/charset/decode.h"
#include "mime/text/ascii.h"
#include "mime/text/utf8.h"

enum {
	SAMPLE = 64 << 10, /* bytes that are looked at */
	DAMAGE = 20,       /* what a character without mapping costs */
	FEW = 3,           /* half-width kana in a row that make a word */
};

/*
 * Kana make Japanese; the kanji of level 1 (rows 16-47) are most of the rest.
 * Signs and ruled lines (rows 1-3, 6-8) are where other charsets have theirs:
 * they prove nothing. Level 2 and extensions are rare in text, though names have
 * them, but what other charsets look like when misread, above all by
 * themselves.
 */
static int weight(unsigned row, bool alone)
{
	if (row == 4 || row == 5)
		return 6;
	if (row <= 8)
		return 0;
	if (row == 13)
		return 2;
	if (row >= 16 && row <= 47)
		return 4;
	return alone ? -6 : -2;
}

/* Half-width kana in a row. */
struct halves {
	unsigned n;
	uint8_t first;
	bool varied;
};

static void add_half(struct halves *halves, uint8_t c)
{
	if (!halves->n++)
		halves->first = c;
	halves->varied |= c != halves->first;
}

/* What they say once something else follows: a word of them speaks for Japanese,
 * fewer or a line of one are signs and accents of other charsets. However long
 * it is, for EUC-JP read as Shift_JIS is made of them. */
static long end_halves(struct halves *halves)
{
	bool word = halves->n >= FEW && halves->varied;
	long n = halves->n;

	*halves = (struct halves){ .n = 0 };
	return word ? CHARSET_HALF_WORD : -2 * n;
}

/* Of ASCII one byte ends what is before it, the others say nothing. */
static size_t passed(const uint8_t *in, size_t len)
{
	size_t ascii = utf8_ascii_run(in, len);

	return ascii ? ascii - 1 : 0;
}

/* Where a pair may begin, and what may be in its second place. */
static bool is_sjis_pair(const uint8_t *in, size_t len, size_t lead)
{
	return lead + 1 < len && in[lead] != 0x80 && in[lead] != 0xA0 &&
	       in[lead] < 0xFD && in[lead + 1] >= 0x40 &&
	       in[lead + 1] != 0x7F && in[lead + 1] < 0xFD;
}

static bool is_half(uint8_t c)
{
	return c >= 0xA1 && c <= 0xDF;
}

static unsigned sjis_row(const uint8_t *pair)
{
	unsigned lead = pair[0] < 0xA0 ? pair[0] - 0x81U : pair[0] - 0xC1U;

	return lead * 2 + 1 + (pair[1] >= 0x9F);
}

/*
 * A pair by itself that ends in a letter is what "it's" with a curly quote, or
 * an accented letter, look like; Japanese comes in runs. A row of one byte is a
 * line of dashes, not of kanji; pairs that begin with 0x8E are half-width kana
 * of EUC-JP from the second on.
 */
static long score_sjis(const uint8_t *in, size_t len)
{
	struct halves halves = { .n = 0 };
	bool run = false, euc = false, alone;
	long score = 0;

	for (size_t i = 0; i < len; i++) {
		i += passed(in + i, len - i);
		if (is_half(in[i])) {
			add_half(&halves, in[i]);
			run = true;
			euc = false;
			continue;
		}
		score += end_halves(&halves);
		alone = !run && (i + 2 >= len || in[i + 2] < 0x80);
		run = in[i] >= 0x80 && is_sjis_pair(in, len, i);
		if (!run)
			continue;
		if (in[i] == in[i + 1])
			run = false;
		else if (alone && ascii_is_alpha(in[i + 1]))
			score -= 6;
		else if (euc && in[i] == 0x8E && is_half(in[i + 1]))
			score -= 2;
		else
			score += weight(sjis_row(in + i), alone);
		euc = in[i] == 0x8E && is_half(in[i + 1]);
		i++;
	}
	return score + end_halves(&halves);
}

static long score_euc(const uint8_t *in, size_t len)
{
	struct halves halves = { .n = 0 };
	bool run = false, alone;
	long score = 0;

	for (size_t i = 0; i < len; i++) {
		i += passed(in + i, len - i);
		if (in[i] == 0x8E && i + 1 < len && is_half(in[i + 1])) {
			add_half(&halves, in[++i]);
			run = true;
			continue;
		}
		score += end_halves(&halves);
		if (in[i] == 0x8F) {
			score -= 2;
			i += 2;
			continue;
		}
		alone = !run && (i + 2 >= len || in[i + 2] < 0x80);
		run = in[i] >= 0xA1 && i + 1 < len && in[i + 1] >= 0xA1;
		if (!run)
			continue;
		score += weight(in[i] - 0xA0U, alone);
		i++;
	}
	return score + end_halves(&halves);
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
