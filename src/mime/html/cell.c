/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cell.c -- the rows and cells of a table that was read, by its marks
 *
 * Full-width characters take two places. Those whose width Unicode leaves open
 * (UAX 11) take two as well: Japanese fonts show them so.
 */
#include "mime/html/cell.h"

#include <stdint.h>
#include <string.h>

#include "mime/text/utf8.h"

enum {
	KANA = 0x309B, /* behind the voiced marks that combine */
	YI = 0xA4CF,   /* … and all ideographs of the BMP before it */
};

static const struct {
	uint32_t first, last;
	uint8_t places;
} widths[] = {
	{ 0x3041, 0x3098, 2 },   { 0x2E80, 0x303E, 2 },
	{ 0xFF01, 0xFF60, 2 },   { 0x300, 0x36F, 0 },
	{ 0x1100, 0x115F, 2 },   { 0x2010, 0x2BFF, 2 },
	{ 0x3099, 0x309A, 0 },   { 0xAC00, 0xD7A3, 2 },
	{ 0xF900, 0xFAFF, 2 },   { 0xFE00, 0xFE0F, 0 },
	{ 0xFE30, 0xFE6F, 2 },   { 0xFFE0, 0xFFE6, 2 },
	{ 0x1F300, 0x1FAFF, 2 }, { 0x20000, 0x3FFFD, 2 },
	{ 0xE0100, 0xE01EF, 0 },
};

static size_t width_of(uint32_t cp)
{
	/* What Japanese text is made of. */
	if (cp >= KANA && cp <= YI)
		return 2;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (cp >= widths[i].first && cp <= widths[i].last)
			return widths[i].places;
	return 1;
}

/* Columns of a screen that the text takes. */
static size_t places_of(const char *at, size_t len)
{
	const uint8_t *from = (const uint8_t *)at, *end = from + len;
	size_t places = 0, used;

	while (from < end) {
		const size_t left = (size_t)(end - from);

		if (*from < 0x80) {
			used = utf8_ascii_run(from, left);
			places += used;
		} else {
			places += width_of(utf8_read(from, left, &used));
		}
		from += used;
	}
	return places;
}

const char *cell_mark(const char *at, const char *end)
{
	const char *mark = NULL;

	if (at < end)
		mark = memchr(at, TABLE_MARK, (size_t)(end - at));
	return mark && end - mark >= MARK_LEN ? mark : NULL;
}

static unsigned number(char byte)
{
	return (uint8_t)byte % TABLE_ROW;
}

static bool is_held(const char *mark)
{
	return mark[1] & TABLE_HELD;
}

static bool begins_row(const char *mark)
{
	return mark[2] & TABLE_ROW;
}

/* The beginning of the line of `at`, not before `from`. */
static const char *line_start(const char *from, const char *at)
{
	const char *lf = memrchr(from, '\n', (size_t)(at - from));

	return lf ? lf + 1 : from;
}

static void add_cell(struct cell_row *row, const char *mark, const char *end)
{
	struct cell_text *cell, rest;
	struct cell_line line;

	if (row->n == TABLE_COLUMNS) {
		row->crowded = true;
		return;
	}
	cell = &row->cells[row->n++];
	*cell = (struct cell_text){ .at = mark + MARK_LEN,
				    .end = end,
				    .column = number(mark[1]),
				    .span = number(mark[2]) };
	rest = *cell;
	while (cell->lines <= TABLE_LINES && cell_next_line(&rest, row, &line))
		cell->lines++;
	row->tall |= cell->lines > 1;
	row->taller |= cell->lines > TABLE_LINES;
}

/* The cells are not zeroed: a table has many rows of few cells. */
static void begin_row(struct cell_row *row, const char *from, const char *mark)
{
	size_t len = (size_t)(mark - from);

	row->from = from;
	row->n = row->quotes = 0;
	row->held = is_held(mark);
	row->tall = row->taller = row->crowded = false;
	while (len - row->quotes >= 2 &&
	       memcmp(from + row->quotes, "> ", 2) == 0)
		row->quotes += 2;
	row->indent = places_of(from + row->quotes, len - row->quotes);
}

bool cell_next_row(const char **at, const char *end, struct cell_row *row)
{
	const char *mark = cell_mark(*at, end), *next, *stop;

	while (mark && !begins_row(mark))
		mark = cell_mark(mark + MARK_LEN, end);
	if (!mark)
		return false;
	begin_row(row, line_start(*at, mark), mark);
	for (;; mark = next) {
		next = cell_mark(mark + MARK_LEN, end);
		stop = next ? next : end;
		if (next && begins_row(next))
			stop = line_start(mark + MARK_LEN, next);
		add_cell(row, mark, stop);
		if (!next || begins_row(next) || !number(next[2]))
			break;
	}
	row->end = *at = stop;
	return true;
}

bool cell_next_line(struct cell_text *cell, const struct cell_row *row,
		    struct cell_line *out)
{
	const char *end, *text = cell->at;

	while (text < cell->end) {
		end = memchr(text, '\n', (size_t)(cell->end - text));
		end = end ? end : cell->end;
		if (text[-1] == '\n') { /* not the line of the mark */
			if ((size_t)(end - text) >= row->quotes &&
			    memcmp(text, row->from, row->quotes) == 0)
				text += row->quotes;
			for (size_t i = 0;
			     i < row->indent && text < end && *text == ' '; i++)
				text++;
		}
		cell->at = end + (end < cell->end);
		while (end > text && end[-1] == ' ')
			end--;
		if (end > text) {
			*out = (struct cell_line){ text, (size_t)(end - text) };
			return true;
		}
		text = cell->at;
	}
	return false;
}

size_t cell_line_width(const struct cell_line *line)
{
	return places_of(line->at, line->len);
}

size_t cell_width(const struct cell_row *row, size_t i)
{
	struct cell_text rest = row->cells[i];
	struct cell_line line;
	size_t width = 0, places;

	while (cell_next_line(&rest, row, &line)) {
		places = cell_line_width(&line);
		width = places > width ? places : width;
	}
	return width;
}
