/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kana.c -- half-width kana of Shift_JIS, and the capitals of ISO-8859-1
 */
#include "mime/charset/kana.h"

#include <string.h>

#include "mime/text/ascii.h"
#include "mime/text/utf8.h"

enum {
	LEAST = 5, /* kana that make a text */
	WORD = 3,  /* and in a row a word */
	PART = 6,  /* of so many one is of the first half: no letter in Latin */
	SMALL = 0xA7,
	SMALL_END = 0xB0, /* the sign of a long vowel is the last */
	CAPITAL = 0xC0,
	VOICED = 0xDE,
	HALF_VOICED = 0xDF,
	SHARP_S = 0xDF,
};

struct run {
	const uint8_t *at;
	size_t len;
};

/* Moves *at behind the next run of bytes above 0x7F. */
static bool next_run(const uint8_t **at, const uint8_t *end, struct run *run)
{
	*at += utf8_ascii_run(*at, (size_t)(end - *at));
	run->at = *at;
	while (*at < end && **at >= 0x80)
		++*at;
	run->len = (size_t)(*at - run->at);
	return run->len;
}

/* Of the rows of KA, SA, TA and HA, and U. */
static bool may_be_voiced(uint8_t c)
{
	return c == 0xB3 || (c >= 0xB6 && c <= 0xC4) ||
	       (c >= 0xCA && c <= 0xCE);
}

/* What a word does not begin with, and what marks may not stand behind. */
static bool is_spelt(const struct run *run)
{
	const uint8_t *at = run->at;

	if (*at >= SMALL && *at <= SMALL_END)
		return false;
	for (size_t i = 0; i < run->len; i++)
		if (at[i] < 0xA1 || at[i] > HALF_VOICED ||
		    (at[i] == VOICED && (!i || !may_be_voiced(at[i - 1]))) ||
		    (at[i] == HALF_VOICED &&
		     (!i || at[i - 1] < 0xCA || at[i - 1] > 0xCE)))
			return false;
	return true;
}

/* A letter that has an accent is part of a word in ASCII. */
static bool is_in_word(const struct run *run, const uint8_t *in,
		       const uint8_t *end)
{
	const uint8_t *behind = run->at + run->len;

	return (run->at > in && ascii_is_alpha((char)run->at[-1])) ||
	       (behind < end && ascii_is_alpha((char)*behind));
}

bool kana_is_text(const uint8_t *in, size_t len)
{
	const uint8_t *at = in, *end = in + len;
	size_t n = 0, first = 0;
	bool word = false, odd = false;
	struct run run;

	while (next_run(&at, end, &run)) {
		if (!is_spelt(&run) ||
		    (run.len < WORD && is_in_word(&run, in, end)))
			return false;
		n += run.len;
		word |= run.len >= WORD;
		odd |= run.len % 2;
		for (size_t i = 0; i < run.len; i++)
			first += run.at[i] < CAPITAL;
	}
	return word && odd && n >= LEAST && first * PART >= n;
}

/* Of Swedish, German and Danish the three letters in any order, capital or small
 * ones; of German one more. */
static size_t alphabet(const uint8_t *at, size_t len)
{
	static const uint8_t all[][3] = { { 0xC5, 0xC4, 0xD6 },
					  { 0xC4, 0xD6, 0xDC },
					  { 0xC6, 0xD8, 0xC5 } };
	size_t found;

	for (size_t i = 0; len >= 3 && i < sizeof(all) / sizeof(all[0]); i++) {
		found = 0;
		for (size_t k = 0; k < 3; k++)
			found += memchr(at, all[i][k] | (at[0] & 0x20), 3) !=
				 NULL;
		if (found == 3)
			return len > 3 && at[3] == SHARP_S ? 4 : 3;
	}
	return 0;
}

bool kana_is_alphabet(const uint8_t *in, size_t len)
{
	const uint8_t *at = in, *end = in + len;
	struct run run;
	bool found = false;
	size_t n;

	while (next_run(&at, end, &run))
		for (size_t i = 0; run.len > 1 && i < run.len; i += n) {
			n = alphabet(run.at + i, run.len - i);
			if (!n)
				return false;
			found = true;
		}
	return found;
}
