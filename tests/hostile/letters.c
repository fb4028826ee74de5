/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letters.c -- UTF-8 by a table of states, characters by a table of ranges
 */
#include "letters.h"

enum kind {
	KIND_NONE,
	KIND_LETTER,
	KIND_MARK,
	KIND_IDEOGRAPH,
	KIND_NAME_SELECTOR,
};

enum {
	MOST_MARKS = 8,
	MOST_POINT = 0x10ffff
};

static const struct {
	uint32_t first, last;
	uint8_t kind;
} ranges[] = {

#include "points.h"
};

static uint8_t kinds[MOST_POINT + 1];

static void fill(void)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		for (uint32_t p = ranges[i].first; p <= ranges[i].last; p++)
			kinds[p] = ranges[i].kind;
}

/* RFC 3629 4, row after row: the first byte's bounds, the second's, length. */
static const struct {
	uint8_t from, to, second_from, second_to, len;
} rows[] = {
	{ 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

/* Its length, or 0. */
static size_t read_one(const uint8_t *at, size_t left, uint32_t *point)
{
	static const uint8_t lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t row = 0;

	while (row < 9 && (at[0] < rows[row].from || at[0] > rows[row].to))
		row++;
	if (row == 9 || left < rows[row].len)
		return 0;
	*point = at[0] & lead[rows[row].len];
	for (size_t i = 1; i < rows[row].len; i++) {
		if (at[i] < (i == 1 ? rows[row].second_from : 0x80) ||
		    at[i] > (i == 1 ? rows[row].second_to : 0xbf))
			return 0;
		*point = *point * 64 + (at[i] & 0x3fU);
	}
	return rows[row].len;
}

/* The length of a TAB or CRLF that may stand here, or 0. */
static size_t layout(const char *at, size_t left)
{
	if (at[0] == '\t')
		return 1;
	return left > 1 && at[0] == '\r' && at[1] == '\n' ? 2 : 0;
}

bool letters_fine(struct text text, enum letters_where where)
{
	const uint8_t *bytes = (const uint8_t *)text.at;
	uint8_t before = KIND_NONE;
	unsigned marks = 0;
	uint32_t point = 0;
	size_t len;

	if (!kinds['A'])
		fill();
	for (size_t at = 0; at < text.len; at += len) {
		len = where == LETTERS_LINES
			      ? layout(text.at + at, text.len - at)
			      : 0;
		if (len) {
			before = KIND_NONE;
			marks = 0;
			continue;
		}
		len = read_one(bytes + at, text.len - at, &point);
		if (!len || kinds[point] == KIND_NONE)
			return false;
		if (where == LETTERS_PART)
			continue;
		if (kinds[point] == KIND_NAME_SELECTOR &&
		    before != KIND_IDEOGRAPH)
			return false;
		before = kinds[point];
		marks = before == KIND_MARK || before == KIND_NAME_SELECTOR
				? marks + 1
				: 0;
		if (marks > MOST_MARKS)
			return false;
	}
	return true;
}

size_t letters_any(char out[static 4], uint64_t n)
{
	size_t n_ranges = sizeof(ranges) / sizeof(ranges[0]);
	size_t i = (n >> 1) % n_ranges;
	uint32_t size = ranges[i].last - ranges[i].first + 1;
	uint32_t point = ranges[i].first + (uint32_t)((n >> 32) % size);

	/* What borders on what may leave mostly may not. */
	if (n & 1)
		point = n & 2 ? ranges[i].last + 1
			      : ranges[i].first - (ranges[i].first > 0);
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}
