/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suggest.c -- edit distance, with neighbours swapped counted once
 */
#include "policy/suggest.h"

#include <stdbool.h>
#include <string.h>

enum {
	WORD_MAX_BYTES = 48,
	DISTANCE_MAX = 3
};

static unsigned min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Damerau's distance, restricted (optimal string alignment). */
static unsigned distance(const char *a, size_t a_len, const char *b,
			 size_t b_len)
{
	unsigned rows[3][WORD_MAX_BYTES + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2], *spare;

	memset(rows, 0, sizeof(rows));
	for (unsigned j = 0; j <= b_len; j++)
		above[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			bool same = a[i - 1] == b[j - 1];

			row[j] = min(above[j - 1] + !same,
				     min(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = min(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b_len];
}

void suggest_offer(struct suggest *suggest, const char *known)
{
	size_t len = strlen(suggest->word), known_len = strlen(known);
	size_t longer = len > known_len ? len : known_len;
	unsigned most = min(DISTANCE_MAX, (unsigned)longer / 3), d;

	if (!len || longer > WORD_MAX_BYTES ||
	    longer - (len + known_len - longer) > most)
		return;
	d = distance(suggest->word, len, known, known_len);
	if (d > most || (suggest->best && d >= suggest->distance))
		return;
	suggest->best = known;
	suggest->distance = d;
}
