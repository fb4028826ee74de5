/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces.c -- a range as pieces that the checker knows
 */
#include "cli/certificate/pieces.h"

#include <stdbool.h>
#include <string.h>

#include "base/must.h"

static bool is_full(const uint8_t *at, size_t len)
{
	while (len > 0 && at[len - 1] == 255)
		len--;
	return len == 0;
}

/* The byte of the piece that is first there which is more than one value: all
 * behind it are taken, as many as can be. */
static size_t open_byte(const struct piece *rest, size_t len)
{
	uint8_t end[PIECE_BYTES];
	size_t at = len - 1;

	memcpy(end, rest->lo, len);
	for (; at > 0 && rest->lo[at] == 0; at--) {
		end[at] = 255;
		if (memcmp(end, rest->hi, len) > 0)
			break;
	}
	return at;
}

/* What is behind the piece. */
static void skip(struct piece *rest, const struct piece *piece, size_t len)
{
	size_t i = len;

	memcpy(rest->lo, piece->hi, len);
	while (i-- > 0 && ++rest->lo[i] == 0)
		;
}

size_t pieces_of(const uint8_t *first, const uint8_t *last, size_t len,
		 struct piece out[static MOST_PIECES])
{
	struct piece rest = { 0 };
	size_t n = 0, at;

	memcpy(rest.lo, first, len);
	memcpy(rest.hi, last, len);
	do {
		must(n < MOST_PIECES);
		if (n > 0)
			skip(&rest, &out[n - 1], len);
		at = open_byte(&rest, len);
		out[n] = rest;
		memset(out[n].hi + at, 255, len - at);
		memcpy(out[n].hi, rest.lo, at);
		if (!memcmp(rest.lo, rest.hi, at))
			out[n].hi[at] = rest.hi[at];
		if (!memcmp(rest.lo, rest.hi, at) &&
		    !is_full(rest.hi + at + 1, len - at - 1))
			out[n].hi[at]--;
	} while (memcmp(out[n++].hi, rest.hi, len) != 0);
	return n;
}
