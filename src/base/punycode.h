/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * punycode.h -- a label of a domain's name in ASCII and back (RFC 3492)
 *
 * Without the prefix "xn--", and without a judgement of the characters: who
 * asks knows which ones a name may have.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PUNYCODE_POINTS = 63, /* code points of a label */
	PUNYCODE_TEXT = 640,  /* bytes, enough for any: nine digits a point */
};

struct code_points {
	uint32_t at[PUNYCODE_POINTS];
	size_t n;
};

/* Of at most PUNYCODE_POINTS code points up to U+10FFFF. Returns the length; no
 * NUL is written. */
size_t punycode_encode(const struct code_points *label,
		       char out[static PUNYCODE_TEXT]);
/* False: it is none, of more points, of none, or of a surrogate. Digits may be
 * of either case. */
bool punycode_decode(const char *at, size_t len, struct code_points *out);
