/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * differ.h -- what one text says that another does not
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

/* The words of a text: ASCII words, and pairs of neighbours beyond ASCII. Can be
 * begun again for another text; all-zero at first. */
struct differ {
	uint8_t *seen; /* a bit for each hash */
	size_t cap;    /* bytes of it */
	uint32_t mask;
	bool addresses; /* it has some */

	struct differ_lines {
		size_t from, to;
	} * lines; /* of the text that was asked about: what differs */

	size_t n_lines, cap_lines;
};

/* False: no memory. */
bool differ_begin(struct differ *differ, struct arena *arena, const char *text,
		  size_t len);

/* What a text says that the other does not: nothing; some lines of it have a
 * word that the other has not, or an address where the other has none; more than
 * half of its words, and a good many, are not in the other. Names of pictures,
 * which HTML adds, and other addresses than the other's, most of which count
 * clicks, do not count. Two words in a thousand pass for others. */
enum difference {
	DIFFER_NOT,
	DIFFER_IN_LINES,
	DIFFER_GREATLY
};

/* Where it is in lines, text becomes those. No memory for them: greatly. */
enum difference differ_ask(struct differ *differ, struct arena *arena,
			   struct buf *text);
