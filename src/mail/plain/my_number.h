/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number.h -- does a text hold what may be a 個人番号 (My Number)?
 *
 * Part of the inner half: libc alone, verified text only, one pass, no memory.
 *
 * A 個人番号 has twelve digits, the last computed from the others (総務省令第85号
 * of 2014, article 5, as several public pages print it; nobody has held this
 * against the official gazette). One in ten of all twelve-digit numbers passes
 * by chance: the law of parcels' and customers' numbers knows nothing of it.
 *
 * Digits are those of every script, half or full width, and those in circles
 * or brackets, raised, lowered, or kanji. Between two digits may stand blanks,
 * dashes, dots, commas, slashes, middle dots and underlines, at most
 * MY_NUMBER_GAP of them, and at most two ends of lines with quote marks (">",
 * "|") behind them. So may brackets, quotes, colons and semicolons, and a border
 * of a table ("|", "│") with any number of blanks: what is in one pair of them,
 * or in one cell, is a chain by itself, too. Combining marks do not count,
 * nor "[U+200E]", by which the transform shows what is not seen.
 *
 * Of such a chain of digits these are looked at:
 *   - all of it, if it has twelve digits: whatever stands between them but
 *     brackets and borders;
 *   - twelve digits with nothing between;
 *   - twelve digits in groups with one separator between all of them and
 *     another one, or none, on either side;
 *   - twelve groups of one digit with one separator between them, as a form has a
 *     box for each: whatever is on either side but a fourteenth, or a thirteenth
 *     with which they are a corporate number; or with one in blocks of four and
 *     another between those, whatever is on either side;
 *   - three groups of four with one separator between them, as the card prints
 *     it, whatever is on either side; but not in a row of five such groups or
 *     more, which is a table of years or the like, unless all of it is such
 *     numbers, one after another; nor in a row of four that is a payment card's.
 * Digits right beside others of the same kind are one number: thirteen hold no
 * twelve. Over brackets and borders only the last two are looked at: other figures
 * in a row of a table are no number. Over more than one end of line only the first
 * is, and three lines of single digits, for columns of numbers are no number. Some
 * forms say what else the twelve are: my_number_known.c. Words around do not
 * count, nor do addresses: to whom one writes cannot be written another way.
 */
#pragma once

#include "mail/plain/plain.h"

enum {
	MY_NUMBER_DIGITS = 12,
	MY_NUMBER_RING = 16, /* that a card has */
	MY_NUMBER_GAP = 16,  /* characters between two digits */
	MY_NUMBER_BREAKS = 2,
	MY_NUMBER_ROW = 5 /* groups of four that are a table */
};

/* What stands before a digit: nothing, or what separates it from the last. */
struct my_number_digit {
	uint8_t value, gap, breaks;
};

/* All zero: the beginning. */
struct my_number {
	struct my_number_digit last[MY_NUMBER_RING]; /* a ring */
	uint64_t n;                                  /* digits of the chain */
	uint8_t kind;                                /* of the last digit */
	uint8_t before; /* '+', 'T': that is right before the first */
	/* The last group, and how many of four stand in one row. */
	uint64_t group;
	uint8_t group_gap, group_breaks, row_gap;
	uint64_t row, row_checks; /* threes of it that are numbers */
	uint32_t row_found;       /* counts, unless the row becomes a table */
	bool row_card;            /* or is that of a payment card */
	/* How many of one digit; over ends of lines; twelve that check. */
	uint64_t ones;
	uint8_t ones_gap, ones_breaks;
	bool ones_found;
	/* Since the last digit: */
	uint8_t gap, n_gap, breaks;
	bool line_start;
	uint32_t found;
};

/* Verified UTF-8 of one line or part of one. */
void my_number_add(struct my_number *scan, struct slice text);
/* The end of a line, behind which a number may go on. */
void my_number_break(struct my_number *scan);
/* The end of a text: no number goes on behind it. */
void my_number_end(struct my_number *scan);

/* How many in the subject, names, file names and text; not in files. */
uint32_t my_number_count(const struct plain *plain);
/* Likewise; if there are any, the reader is told (the defect my-number). */
uint32_t my_number_tell(struct plain *plain);
