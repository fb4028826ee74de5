/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number.c -- chains of digits, and what in them may be a number
 */
#include "mail/plain/my_number_parts.h"

/* Is the last of the twelve the check digit of the others? */
static bool checks(const struct my_number *scan)
{
	static const unsigned weights[MY_NUMBER_DIGITS - 1] = { 6, 5, 4, 3,
								2, 7, 6, 5,
								4, 3, 2 };
	unsigned sum = 0;

	for (int i = 0; i < MY_NUMBER_DIGITS - 1; i++)
		sum += weights[i] * digit_at(scan, i)->value;
	return digit_at(scan, MY_NUMBER_DIGITS - 1)->value ==
	       (sum % 11 <= 1 ? 0 : 11 - sum % 11);
}

static bool is_edge(unsigned gap)
{
	return gap >= GAP_OPEN;
}

static bool is_turn(unsigned gap)
{
	return gap == GAP_BREAK || gap == GAP_TURN;
}

/* What joins digits: 123-4567 */
static bool is_sign(unsigned gap)
{
	return gap >= GAP_DASH && gap <= GAP_LINE;
}

static struct groups group(const struct my_number *scan)
{
	struct groups groups = { .one_gap = true, .gap = GAP_BREAK };

	for (int i = 1; i < MY_NUMBER_DIGITS; i++) {
		const struct my_number_digit *at = digit_at(scan, i);

		groups.breaks += at->breaks;
		groups.apart |= is_edge(at->gap);
		groups.cells |= at->gap == GAP_CELL || at->gap == GAP_BOX;
		if (at->gap == GAP_INSIDE)
			continue;
		groups.starts |= 1U << i;
		/* A line ends at a separator, or in place of one. */
		if (is_turn(at->gap))
			continue;
		groups.one_gap &=
			groups.gap == GAP_BREAK || groups.gap == at->gap;
		groups.gap = at->gap;
	}
	return groups;
}

enum verdict {
	NO_NUMBER,
	NUMBER,
	NUMBER_OF_FOURS /* unless it is part of a table */
};

/* Single digits in blocks of four: 1 2 3 4 - 5 6 7 8 - 9 0 1 8 */
static bool are_blocks(const struct my_number *scan)
{
	const uint8_t inner = digit_at(scan, 1)->gap;
	const uint8_t outer = digit_at(scan, 4)->gap;

	for (int i = 1; i < MY_NUMBER_DIGITS; i++)
		if (digit_at(scan, i)->gap != (i % 4 ? inner : outer))
			return false;
	return inner != outer && !is_turn(outer);
}

/* Is what stands beside a number something else than what is in it? The end of
 * a line always is. */
static bool parts(uint8_t gap, uint8_t breaks, uint8_t inner)
{
	return gap != inner || (breaks && inner != GAP_BREAK);
}

/* The digits so far end a group; what follows is `after`. */
static enum verdict weigh(const struct my_number *scan, uint8_t after)
{
	const struct my_number_digit *first = digit_at(scan, 0);
	uint8_t before =
		scan->n > MY_NUMBER_DIGITS ? first->gap : (uint8_t)GAP_END;
	struct groups groups;
	bool fours;

	if (scan->n < MY_NUMBER_DIGITS || before == GAP_INSIDE)
		return NO_NUMBER;
	groups = group(scan);
	fours = groups.starts == STARTS_FOURS;
	if (is_known(scan, &groups))
		return NO_NUMBER;
	if (is_edge(before) && is_edge(after) && !groups.apart)
		return NUMBER;
	if (before == GAP_END && after == GAP_END && fours &&
	    (groups.one_gap || !groups.cells))
		return NUMBER;
	if (groups.starts == STARTS_ALL && are_blocks(scan))
		return NUMBER;
	if (groups.breaks > 1 || !groups.one_gap)
		return NO_NUMBER;
	if (groups.apart && !fours && groups.starts != STARTS_ALL)
		return NO_NUMBER; /* figures of a table */
	if (!groups.starts || (parts(before, first->breaks, groups.gap) &&
			       parts(after, scan->breaks, groups.gap)))
		return NUMBER;
	return fours ? NUMBER_OF_FOURS : NO_NUMBER;
}

static void add_found(struct my_number *scan, uint32_t n)
{
	scan->found =
		UINT32_MAX - scan->found < n ? UINT32_MAX : scan->found + n;
}

/* A table, unless it is one number after another; or a card. */
static void end_row(struct my_number *scan)
{
	if (scan->row < MY_NUMBER_ROW ? !scan->row_card
				      : scan->row == 3 * scan->row_checks)
		add_found(scan, scan->row_found);
	scan->row = scan->row_checks = 0;
	scan->row_found = 0;
	scan->row_card = false;
}

/* A group of four goes on with the row, or begins one with the group before,
 * unless that is joined to what is before it. */
static void note_row(struct my_number *scan)
{
	bool joined = is_sign(scan->row_gap), turns = is_turn(scan->group_gap);
	bool same = turns || scan->group_gap == scan->row_gap;

	if (scan->group != 4) {
		end_row(scan);
		return;
	}
	if (!same && (scan->row > 1 || (scan->row && joined))) {
		end_row(scan);
		scan->row = !joined;
	}
	if (!scan->row || !turns)
		scan->row_gap = scan->group_gap;
	scan->row_checks += ++scan->row % 3 == 0 && checks(scan);
	if (scan->row == 4)
		scan->row_card = is_card(scan);
}

static void end_ones(struct my_number *scan)
{
	add_found(scan, scan->ones_found);
	scan->ones = 0;
	scan->ones_gap = GAP_INSIDE;
	scan->ones_breaks = 0;
	scan->ones_found = false;
}

/* Likewise of one digit, in one line or three. */
static void note_ones(struct my_number *scan)
{
	bool breaks = scan->group_breaks > 0;
	bool same = !scan->ones_gap || scan->group_gap == scan->ones_gap;

	if (scan->group != 1) {
		end_ones(scan);
		return;
	}
	if (breaks ? scan->ones_breaks == MY_NUMBER_BREAKS ||
			     scan->ones >= MY_NUMBER_DIGITS
		   : scan->ones && !same) {
		end_ones(scan);
		scan->ones = !breaks;
	}
	if (scan->ones && !breaks)
		scan->ones_gap = scan->group_gap;
	if (breaks && scan->ones)
		scan->ones_breaks++;
	scan->ones++;
}

/* Do twelve of them check? One more is beside them, as a line's number is, or
 * all are a corporate number. */
static void weigh_ones(struct my_number *scan, bool right)
{
	if (scan->ones == MY_NUMBER_DIGITS)
		scan->ones_found = right;
	else if (scan->ones == MY_NUMBER_DIGITS + 1)
		scan->ones_found =
			(scan->ones_found || right) && !is_corporate(scan);
	else
		scan->ones_found = false;
}

static void end_group(struct my_number *scan, uint8_t after)
{
	bool right = checks(scan);
	enum verdict verdict = right ? weigh(scan, after) : NO_NUMBER;

	note_row(scan);
	note_ones(scan);
	weigh_ones(scan, right && verdict == NO_NUMBER);
	scan->group = 0;
	if (verdict == NUMBER)
		add_found(scan, 1);
	else if (verdict == NUMBER_OF_FOURS && scan->row_found < UINT32_MAX)
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
	return scan->n_gap > MY_NUMBER_GAP && scan->gap < GAP_CELL;
}

static void add_digit(struct my_number *scan, uint8_t value,
		      enum digit_kind kind)
{
	struct my_number_digit *at;

	if (is_far(scan))
		my_number_end(scan);
	at = &scan->last[scan->n % MY_NUMBER_RING];
	if (!scan->gap && kind != scan->kind)
		scan->gap = GAP_KIND;
	if (scan->n && scan->gap)
		end_group(scan, scan->gap);
	if (!scan->group++) {
		scan->group_gap = scan->gap;
		scan->group_breaks = scan->breaks;
	}
	*at = (struct my_number_digit){ value, scan->gap, scan->breaks };
	scan->n++;
	scan->kind = (uint8_t)kind;
	scan->gap = scan->n_gap = scan->breaks = 0;
	scan->line_start = false;
}

/* A sign says more than a blank, a blank on a line more than its end, a bracket
 * more than those, and a border more than all. */
static void add_gap(struct my_number *scan, enum gap gap)
{
	bool weak = scan->gap == GAP_INSIDE || scan->gap == GAP_BLANK ||
		    scan->gap == GAP_BREAK;

	if (!scan->n)
		return;
	if ((is_edge(gap) && scan->breaks) ||
	    (is_edge(scan->gap) && gap == GAP_BREAK))
		gap = GAP_TURN;
	else if (is_edge(gap) && is_edge(scan->gap) && gap != scan->gap)
		gap = gap < GAP_CELL && scan->gap < GAP_CELL ? GAP_FRAME
							     : GAP_BOX;
	if (is_edge(gap) ||
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

/* What right before a chain says of it. */
static uint8_t prefix_of(uint32_t point)
{
	if (point == '+' || point == 0xFF0B)
		return '+';
	return point == 'T' || point == 0xFF34 ? 'T' : 0;
}

static void add_point(struct my_number *scan, uint32_t point)
{
	uint8_t value;
	enum digit_kind kind = digit_of(point, &value);
	enum gap gap;

	if (kind == DIGIT_CIRCLE)
		kind = scan->n && scan->kind == DIGIT_KANJI ? DIGIT_KANJI
							    : DIGIT_NONE;
	if (kind != DIGIT_NONE) {
		add_digit(scan, value, kind);
		return;
	}
	if (!scan->n)
		scan->before = prefix_of(point);
	if (!scan->n || is_combining(point))
		return;
	gap = gap_of(point);
	if (scan->line_start && is_quote_mark(point))
		gap = GAP_BLANK;
	if (gap != GAP_INSIDE) {
		add_gap(scan, gap);
		scan->line_start &= gap == GAP_BLANK;
		return;
	}
	my_number_end(scan);
	scan->before = prefix_of(point);
}

static bool is_hexadecimal(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/* "[U+200E]", as the transform shows what turns the order of letters: it stands
 * for nothing that is seen. Its length, or 0. */
static size_t turn_mark(struct slice text)
{
	size_t i = 3;

	if (text.len < 8 || !slice_starts(text, "[U+") || text.at[7] != ']')
		return 0;
	while (i < 7 && is_hexadecimal(text.at[i]))
		i++;
	return i == 7 ? 8 : 0;
}

void my_number_add(struct my_number *scan, struct slice text)
{
	uint32_t point;
	size_t len;

	for (; text.len; text = slice_from(text, len)) {
		len = turn_mark(text);
		if (len)
			continue;
		len = verify_utf8(text.at, text.len, &point);
		if (!len)
			return; /* not verified: nothing of ours */
		add_point(scan, point);
	}
}
