/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number.c -- chains of digits, and what in them may be a number
 */
#include "mail/plain/my_number.h"

enum digit_kind {
	DIGIT_NONE,
	DIGIT_PLAIN, /* of any script and width */
	/* Beside plain ones these count as another number: item ①, note ². */
	DIGIT_ENCLOSED,
	DIGIT_SMALL,
	DIGIT_KANJI,
};

struct digit_run {
	uint32_t first, last; /* code points, each one worth one more */
	uint8_t value;        /* of the first */
	enum digit_kind kind;
};

#include "mail/my_number_table.h"

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
	GAP_CELL, /* the border of a cell */
	GAP_END,  /* no digit there */
};

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ------ characters ------ */

static const struct digit_run *find_digit(uint32_t point)
{
	size_t low = 0, high = N_OF(digit_runs);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (point > digit_runs[middle].last)
			low = middle + 1;
		else if (point < digit_runs[middle].first)
			high = middle;
		else
			return &digit_runs[middle];
	}
	return NULL;
}

static bool is_dash(uint32_t point)
{
	for (size_t i = 0; i < N_OF(dashes); i++)
		if (dashes[i] == point)
			return true;
	return false;
}

/* GAP_INSIDE: it separates nothing, it ends the chain. */
static enum gap gap_of(uint32_t point)
{
	static const struct {
		uint32_t point;
		enum gap gap;
	} others[] = {
		{ ' ', GAP_BLANK },     { '\t', GAP_BLANK },
		{ 0x3000, GAP_BLANK }, /* full width */
		{ 0x2800, GAP_BLANK }, /* of braille */
		{ '.', GAP_DOT },       { 0xFF0E, GAP_DOT },
		{ 0x3002, GAP_DOT }, /* 。 */
		{ 0xFF61, GAP_DOT },    { ',', GAP_COMMA },
		{ 0xFF0C, GAP_COMMA },  { 0x3001, GAP_COMMA }, /* 、 */
		{ 0xFF64, GAP_COMMA },  { '/', GAP_SLASH },
		{ 0xFF0F, GAP_SLASH },  { 0x2044, GAP_SLASH },
		{ 0x2215, GAP_SLASH },  { 0xB7, GAP_MIDDLE },
		{ 0x2022, GAP_MIDDLE }, { 0x2027, GAP_MIDDLE },
		{ 0x22C5, GAP_MIDDLE }, { 0x30FB, GAP_MIDDLE },
		{ 0xFF65, GAP_MIDDLE }, { '_', GAP_LINE },
		{ 0xFF3F, GAP_LINE },   { '|', GAP_CELL },
		{ 0xFF5C, GAP_CELL },   { 0xFFE8, GAP_CELL },
		{ 0x2502, GAP_CELL },   { 0x2503, GAP_CELL },
	};

	for (size_t i = 0; i < N_OF(others); i++)
		if (others[i].point == point)
			return others[i].gap;
	return is_dash(point) ? GAP_DASH : GAP_INSIDE;
}

static bool is_quote(uint32_t point)
{
	return point == '>' || point == '|' || point == 0xFF1E ||
	       point == 0xFF5C;
}

static bool is_plus(uint32_t point)
{
	return point == '+' || point == 0xFF0B;
}

static bool is_mark(uint32_t point)
{
	enum char_class class = verify_class(point);

	return class == CHAR_MARK || class == CHAR_SELECTOR ||
	       class == CHAR_NAME_SELECTOR;
}

/* ------ chains ------ */

/* The i-th of the last twelve. */
static const struct my_number_digit *digit(const struct my_number *scan,
					   size_t i)
{
	return &scan->last[(scan->n + i) % MY_NUMBER_DIGITS];
}

/* Is the last of the twelve the check digit of the others? */
static bool checks(const struct my_number *scan)
{
	static const unsigned weights[MY_NUMBER_DIGITS - 1] = { 6, 5, 4, 3,
								2, 7, 6, 5,
								4, 3, 2 };
	unsigned sum = 0;

	for (size_t i = 0; i < N_OF(weights); i++)
		sum += weights[i] * digit(scan, i)->value;
	return digit(scan, MY_NUMBER_DIGITS - 1)->value ==
	       (sum % 11 <= 1 ? 0 : 11 - sum % 11);
}

/* How the last twelve digits are grouped; what is before the first of them is
 * of the digits before. */
struct groups {
	unsigned n, breaks;
	bool one_gap; /* the same between all */
	bool fours;
	bool cells;  /* they are not all in one cell */
	uint8_t gap; /* that one; ends of lines are like any */
};

static struct groups group(const struct my_number *scan)
{
	struct groups groups = {
		.n = 1, .one_gap = true, .fours = true, .gap = GAP_BREAK
	};

	for (size_t i = 1; i < MY_NUMBER_DIGITS; i++) {
		const struct my_number_digit *at = digit(scan, i);

		groups.breaks += at->breaks;
		groups.cells |= at->gap == GAP_CELL;
		groups.fours &= (at->gap != GAP_INSIDE) == (i % 4 == 0);
		if (at->gap == GAP_INSIDE)
			continue;
		groups.n++;
		/* A line ends at a separator, or in place of one. */
		if (at->gap == GAP_BREAK)
			continue;
		groups.one_gap &=
			groups.gap == GAP_BREAK || groups.gap == at->gap;
		groups.gap = at->gap;
	}
	return groups;
}

/* +81, as in E.164, and ten digits of a telephone. */
static bool is_telephone(const struct my_number *scan)
{
	return scan->plus && scan->n == MY_NUMBER_DIGITS &&
	       digit(scan, 0)->value == 8 && digit(scan, 1)->value == 1;
}

enum verdict {
	NO_NUMBER,
	NUMBER,
	NUMBER_OF_FOURS /* unless it is part of a table */
};

static bool is_edge(uint8_t gap)
{
	return gap == GAP_END || gap == GAP_CELL;
}

/* The digits so far end a group; what follows is `after`. */
static enum verdict weigh(const struct my_number *scan, uint8_t after)
{
	uint8_t before =
		scan->n > MY_NUMBER_DIGITS ? digit(scan, 0)->gap : GAP_END;
	struct groups groups;

	if (scan->n < MY_NUMBER_DIGITS || before == GAP_INSIDE ||
	    is_telephone(scan))
		return NO_NUMBER;
	groups = group(scan);
	if (is_edge(before) && is_edge(after) && !groups.cells)
		return NUMBER;
	if (groups.breaks > 1 || !groups.one_gap)
		return NO_NUMBER;
	if (groups.cells && !groups.fours && groups.n < MY_NUMBER_DIGITS)
		return NO_NUMBER; /* figures of a table */
	if (groups.n == 1 || (before != groups.gap && after != groups.gap))
		return NUMBER;
	return groups.fours ? NUMBER_OF_FOURS : NO_NUMBER;
}

static void add_found(struct my_number *scan, uint32_t n)
{
	scan->found =
		UINT32_MAX - scan->found < n ? UINT32_MAX : scan->found + n;
}

/* A table, unless it is one number after another. */
static void end_row(struct my_number *scan)
{
	if (scan->row < MY_NUMBER_ROW || scan->row == 3 * scan->row_checks)
		add_found(scan, scan->row_found);
	scan->row = scan->row_checks = 0;
	scan->row_found = 0;
}

/* A group of four goes on with the row, or begins one with the group before. */
static void note_row(struct my_number *scan)
{
	bool same = scan->row == 1 || scan->group_gap == scan->row_gap ||
		    scan->group_gap == GAP_BREAK;

	if (scan->group != 4) {
		end_row(scan);
		return;
	}
	if (scan->row && !same) {
		end_row(scan);
		scan->row = 1;
	}
	if (scan->row == 1)
		scan->row_gap = scan->group_gap;
	scan->row_checks += ++scan->row % 3 == 0 && checks(scan);
}

static void end_ones(struct my_number *scan)
{
	add_found(scan, scan->ones_found);
	scan->ones = 0;
	scan->ones_gap = GAP_INSIDE;
	scan->ones_found = scan->ones_broken = false;
}

/* Likewise of one digit, in one line or two. */
static void note_ones(struct my_number *scan)
{
	bool breaks = scan->group_gap == GAP_BREAK;
	bool same = !scan->ones_gap || scan->group_gap == scan->ones_gap;

	if (scan->group != 1) {
		end_ones(scan);
		return;
	}
	if (breaks ? scan->ones_broken || scan->ones >= MY_NUMBER_DIGITS
		   : scan->ones && !same) {
		end_ones(scan);
		scan->ones = !breaks;
	}
	if (scan->ones && !breaks)
		scan->ones_gap = scan->group_gap;
	scan->ones_broken |= breaks && scan->ones;
	scan->ones++;
	scan->ones_found = false;
}

static void end_group(struct my_number *scan, uint8_t after)
{
	enum verdict verdict = weigh(scan, after);

	note_row(scan);
	note_ones(scan);
	scan->group = 0;
	if (!checks(scan))
		return;
	if (verdict == NUMBER)
		add_found(scan, 1);
	else if (verdict == NO_NUMBER)
		scan->ones_found = scan->ones == MY_NUMBER_DIGITS;
	else if (scan->row_found < UINT32_MAX)
		scan->row_found++;
}

void my_number_end(struct my_number *scan)
{
	uint32_t found;

	end_group(scan, GAP_END);
	end_row(scan);
	end_ones(scan);
	found = scan->found;
	*scan = (struct my_number){ .found = found };
}

/* But in a table, whose columns are as wide as what stands above. */
static bool is_far(const struct my_number *scan)
{
	return scan->n_gap > MY_NUMBER_GAP && scan->gap != GAP_CELL;
}

static void add_digit(struct my_number *scan, uint8_t value,
		      enum digit_kind kind)
{
	struct my_number_digit *at;

	if (is_far(scan))
		my_number_end(scan);
	at = &scan->last[scan->n % MY_NUMBER_DIGITS];
	if (!scan->gap && kind != scan->kind)
		scan->gap = GAP_KIND;
	if (scan->n && scan->gap)
		end_group(scan, scan->gap);
	if (!scan->group++)
		scan->group_gap = scan->gap;
	*at = (struct my_number_digit){ value, scan->gap, scan->breaks };
	scan->n++;
	scan->kind = (uint8_t)kind;
	scan->gap = scan->n_gap = scan->breaks = 0;
	scan->line_start = false;
}

/* A sign says more than a blank, a blank on a line more than its end, and a
 * border more than all. */
static void add_gap(struct my_number *scan, enum gap gap)
{
	bool weak = scan->gap == GAP_INSIDE || scan->gap == GAP_BLANK ||
		    scan->gap == GAP_BREAK;

	if (!scan->n)
		return;
	if (gap == GAP_CELL ||
	    (weak && !(gap == GAP_BLANK && scan->gap == GAP_BREAK)))
		scan->gap = (uint8_t)gap;
	if (scan->n_gap < UINT8_MAX)
		scan->n_gap++;
}

void my_number_break(struct my_number *scan)
{
	if (scan->n && ++scan->breaks > MY_NUMBER_BREAKS)
		my_number_end(scan);
	add_gap(scan, GAP_BREAK);
	scan->line_start = true;
}

static void add_point(struct my_number *scan, uint32_t point)
{
	const struct digit_run *run = find_digit(point);
	enum gap gap;

	if (run) {
		add_digit(scan, (uint8_t)(run->value + point - run->first),
			  run->kind);
		return;
	}
	if (!scan->n)
		scan->plus = is_plus(point);
	if (!scan->n || is_mark(point))
		return;
	gap = gap_of(point);
	if (scan->line_start && is_quote(point))
		gap = GAP_BLANK;
	if (gap != GAP_INSIDE) {
		add_gap(scan, gap);
		scan->line_start &= gap == GAP_BLANK;
		return;
	}
	my_number_end(scan);
	scan->plus = is_plus(point);
}

void my_number_add(struct my_number *scan, struct slice text)
{
	uint32_t point;
	size_t len;

	for (; text.len; text = slice_from(text, len)) {
		len = verify_utf8(text.at, text.len, &point);
		if (!len)
			return; /* not verified: nothing of ours */
		add_point(scan, point);
	}
}
