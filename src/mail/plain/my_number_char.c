/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_char.c -- which characters are digits, and what stands between two
 */
#include "mail/plain/my_number_parts.h"

struct digit_run {
	uint32_t first, last; /* code points, each one worth one more */
	uint8_t value;        /* of the first */
	enum digit_kind kind;
};

struct gap_run {
	uint32_t first, last;
	enum gap gap;
};

#include "mail/my_number_table.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

enum digit_kind digit_of(uint32_t point, uint8_t *value)
{
	size_t low = 0, high = N_OF(digit_runs);

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct digit_run *run = &digit_runs[middle];

		if (point > run->last) {
			low = middle + 1;
		} else if (point < run->first) {
			high = middle;
		} else {
			*value = (uint8_t)(run->value + point - run->first);
			return run->kind;
		}
	}
	return DIGIT_NONE;
}

enum gap gap_of(uint32_t point)
{
	size_t low = 0, high = N_OF(gap_runs);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (point > gap_runs[middle].last)
			low = middle + 1;
		else if (point < gap_runs[middle].first)
			high = middle;
		else
			return gap_runs[middle].gap;
	}
	return GAP_INSIDE;
}

bool is_quote_mark(uint32_t point)
{
	return point == '>' || point == '|' || point == 0xFF1E ||
	       point == 0xFF5C;
}

bool is_combining(uint32_t point)
{
	enum char_class class = verify_class(point);

	return class == CHAR_MARK || class == CHAR_SELECTOR ||
	       class == CHAR_NAME_SELECTOR;
}
