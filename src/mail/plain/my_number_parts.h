/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_parts.h -- what the files of the detector of My Numbers share
 */
#pragma once

#include "mail/plain/my_number.h"

enum digit_kind {
	DIGIT_NONE,
	DIGIT_PLAIN, /* of any script and width */
	/* Beside plain ones these count as another number: item ①, note ². */
	DIGIT_ENCLOSED,
	DIGIT_SMALL,
	DIGIT_KANJI,
	DIGIT_CIRCLE, /* a zero among kanji, else none */
};

enum gap {
	GAP_INSIDE, /* nothing, and the digits are of one kind */
	GAP_KIND,   /* nothing, but they are not */
	GAP_BREAK,  /* ends of lines, quote marks, blanks */
	GAP_BLANK,
	GAP_DASH,
	GAP_DOT,
	GAP_COMMA,
	GAP_SLASH,
	GAP_MIDDLE,
	GAP_LINE, /* underline */
	/* These are stronger. */
	GAP_OPEN,  /* a bracket */
	GAP_CLOSE, /* likewise */
	GAP_FRAME, /* both, a quote, a colon */
	GAP_CELL,  /* the border of a cell */
	GAP_BOX,   /* likewise and one of the former: [1] | [2] */
	GAP_TURN,  /* any of these, and an end of a line */
	GAP_END,   /* no digit there */
};

/* ------ my_number_char.c ------ */

/* DIGIT_NONE: it is none. */
enum digit_kind digit_of(uint32_t point, uint8_t *value);
/* GAP_INSIDE: it separates nothing, it ends the chain. */
enum gap gap_of(uint32_t point);
/* At the beginning of a line. */
bool is_quote_mark(uint32_t point);
/* Combining: it changes no digit. */
bool is_combining(uint32_t point);

/* ------ my_number_known.c ------ */

/* Where a digit of the twelve begins a group, as bits. */
enum {
	STARTS_FOURS = 1 << 4 | 1 << 8,
	STARTS_ALL = (1 << MY_NUMBER_DIGITS) - 2
};

/* How the last twelve digits are grouped; what is before the first of them is
 * of the digits before. */
struct groups {
	unsigned starts, breaks;
	bool one_gap; /* the same between all */
	bool apart;   /* they are not all in one cell or bracket */
	bool cells;   /* nor in one cell */
	uint8_t gap;  /* that one; ends of lines are like any */
};

/* The i-th of the last twelve, or of those before it that are still there. */
static inline const struct my_number_digit *
digit_at(const struct my_number *scan, int i)
{
	return &scan->last[(scan->n + MY_NUMBER_RING - MY_NUMBER_DIGITS +
			    (uint64_t)i) %
			   MY_NUMBER_RING];
}

/* Do the last twelve digits show by their form what else they are? */
bool is_known(const struct my_number *scan, const struct groups *groups);
/* Are the last thirteen a corporate number (法人番号)? */
bool is_corporate(const struct my_number *scan);
/* Are the last sixteen a payment card's? */
bool is_card(const struct my_number *scan);
