/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c -- the columns of a table under each other
 *
 * The last cell of a row is not padded, so that its length does not matter.
 */
#include "mime/html/table.h"

#include <string.h>

#include "mime/html/cell.h"
#include "mime/text/buf.h"

struct columns {
	size_t rows;      /* that are set */
	size_t full_rows; /* of more than one cell */
	bool used[TABLE_COLUMNS];
	size_t width[TABLE_COLUMNS]; /* of what stands before other cells */
	size_t full[TABLE_COLUMNS];  /* of all of it */
	bool spans;                  /* a cell spans several */
	bool narrow;                 /* cells of several lines fit beside */
};

/* The places that a cell has, with the borders inside; *last is the last column
 * in it that is used, TABLE_COLUMNS if none is. */
static size_t room_of(const struct columns *columns,
		      const struct cell_text *cell, size_t *last)
{
	size_t room = 0, end = cell->column + cell->span;

	*last = TABLE_COLUMNS;
	for (size_t i = cell->column; i < end && i < TABLE_COLUMNS; i++) {
		if (!columns->used[i])
			continue;
		room += columns->width[i] + (*last == TABLE_COLUMNS ? 0 : 3);
		*last = i;
	}
	return room;
}

static void widen(struct columns *columns, const struct cell_row *row, size_t i)
{
	const struct cell_text *cell = &row->cells[i];
	size_t last, room = room_of(columns, cell, &last);
	size_t width = cell_width(row, i);

	if (last == TABLE_COLUMNS)
		columns->used[last = cell->column] = true;
	if (i + 1 < row->n && width > room)
		columns->width[last] += width - room;
	if (cell->span == 1 && width > columns->full[last])
		columns->full[last] = width;
}

/* A row whose only text stands in its first column is a line like others; so is
 * one of several lines behind empty cells, which keep newsletters off the edge. */
static bool is_set(const struct cell_row *row)
{
	return !row->taller && (row->n > 1 || (row->cells[0].column &&
					       (row->held || !row->tall)));
}

/* First the cells of one column, then those that span several. */
static bool measure(struct columns *columns, const char *at, const char *end,
		    bool spans)
{
	struct cell_row row;

	while (cell_next_row(&at, end, &row)) {
		if (row.crowded)
			return false;
		if (!is_set(&row))
			continue;
		columns->rows += !spans;
		columns->full_rows += !spans && row.n > 1;
		for (size_t i = 0; i < row.n; i++) {
			if (row.cells[i].column >= TABLE_COLUMNS)
				return false;
			columns->spans |= row.cells[i].span > 1;
			if ((row.cells[i].span > 1) == spans)
				widen(columns, &row, i);
		}
	}
	return true;
}

/* The places before the last column. */
static size_t before_last(const struct columns *columns, const size_t *width)
{
	size_t total = 0, before = 0;

	for (size_t i = 0; i < TABLE_COLUMNS; i++) {
		if (!columns->used[i])
			continue;
		before = total;
		total += width[i] + 3;
	}
	return before;
}

/* False: no table, or one that is better left as it is. */
static bool plan(struct columns *columns, const char *at, const char *end)
{
	if (!measure(columns, at, end, false) || columns->rows < 2 ||
	    !columns->full_rows)
		return false;
	if (before_last(columns, columns->full) <= TABLE_WIDTH)
		memcpy(columns->width, columns->full, sizeof(columns->width));
	if (columns->spans)
		measure(columns, at, end, true);
	columns->narrow = before_last(columns, columns->width) <= TABLE_WIDTH;
	if (!columns->narrow)
		memset(columns->width, 0, sizeof(columns->width));
	return columns->narrow || columns->full_rows > 1;
}

/* A row that can be one line though the columns are too wide: of several cells,
 * of two lines at most. */
static bool fits_a_line(const struct cell_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->cells[i].lines > 2)
			return false;
	return row->n > 2;
}

static void put_blanks(struct buf *out, size_t n)
{
	while (n--)
		buf_put_byte(out, ' ');
}

static void put_border(struct buf *out)
{
	buf_put_text(out, " | ");
}

/* Columns from..to in which the row has no text. */
static void skip_columns(const struct columns *columns, size_t from, size_t to,
			 struct buf *out)
{
	for (size_t i = from; i < to; i++) {
		if (!columns->used[i])
			continue;
		put_blanks(out, columns->width[i]);
		put_border(out);
	}
}

/* A line of a cell; in columns that are too wide to stand beside each other, all
 * of the others as well. */
static void put_cell(const struct columns *columns, struct cell_row *rest,
		     size_t i, struct cell_line line, struct buf *out)
{
	buf_put(out, line.at, line.len);
	while (!columns->narrow &&
	       cell_next_line(&rest->cells[i], rest, &line)) {
		buf_put_byte(out, ' ');
		buf_put(out, line.at, line.len);
	}
}

/* The lines, and what of `row` is behind them. */
static void put_line(const struct columns *columns, struct cell_row *row,
		     const struct cell_line *lines, struct buf *out)
{
	const struct cell_text *cell = row->cells;
	size_t n = row->n, column = 0, room, width, last;

	while (n && !lines[n - 1].len)
		n--;
	for (size_t i = 0; i < n; i++, cell++) {
		skip_columns(columns, column, cell->column, out);
		column = cell->column + cell->span;
		put_cell(columns, row, i, lines[i], out);
		if (i + 1 == n)
			break;
		room = room_of(columns, cell, &last);
		width = cell_line_width(&lines[i]);
		put_blanks(out, room > width ? room - width : 0);
		put_border(out);
	}
}

/* Takes the next line of each cell; false: no cell has any more. */
static bool next_lines(struct cell_row *row, struct cell_line *lines)
{
	bool any = false;

	for (size_t i = 0; i < row->n; i++) {
		lines[i] = (struct cell_line){ .at = "" };
		any |= cell_next_line(&row->cells[i], row, &lines[i]);
	}
	return any;
}

/* The same quote marks and indent before each line. */
static void put_row(const struct columns *columns, const struct cell_row *row,
		    struct buf *out)
{
	struct cell_row rest = *row;
	struct cell_line lines[TABLE_COLUMNS];
	size_t before = (size_t)(row->cells[0].at - row->from) - MARK_LEN;

	for (size_t n = 0; (!n || row->tall) && next_lines(&rest, lines); n++) {
		if (n)
			buf_put_byte(out, '\n');
		buf_put(out, row->from, n ? row->quotes : before);
		put_blanks(out, n ? row->indent : 0);
		put_line(columns, &rest, lines, out);
	}
	if (row->end[-1] == '\n')
		buf_put_byte(out, '\n');
}

/* Marks become borders, but not at the beginning of a line. In place: a border
 * is as long as a mark. */
static char *plain(char *to, const char *at, const char *end)
{
	const char *mark, *lf;
	bool inside = false;

	while ((mark = cell_mark(at, end))) {
		lf = memrchr(at, '\n', (size_t)(mark - at));
		memmove(to, at, (size_t)(mark - at));
		to += mark - at;
		if (inside && !lf && (uint8_t)mark[2] != TABLE_BASE) {
			memcpy(to, " | ", MARK_LEN);
			to += MARK_LEN;
		}
		inside = (uint8_t)mark[2] != TABLE_BASE;
		at = mark + MARK_LEN;
	}
	/* A mark that the end of the room has cut. */
	if (at < end && (mark = memchr(at, TABLE_MARK, (size_t)(end - at))))
		end = mark;
	memmove(to, at, (size_t)(end - at));
	return to + (end - at);
}

void html_table_plain(struct buf *out, size_t from)
{
	char *at = out->at + from;

	if (from < out->len)
		out->len =
			(size_t)(plain(at, at, out->at + out->len) - out->at);
}

static void put_plain(const char *at, const char *end, struct buf *out)
{
	size_t from = out->len;

	buf_put(out, at, (size_t)(end - at));
	html_table_plain(out, from);
}

static void set(struct buf *out, size_t from, struct buf *spare)
{
	struct columns columns = { .rows = 0 };
	const char *at, *end, *text;
	struct cell_row row;

	if (!plan(&columns, out->at + from, out->at + out->len)) {
		html_table_plain(out, from);
		return;
	}
	buf_reset(spare);
	buf_put(spare, out->at + from, out->len - from);
	out->len = from;
	at = text = spare->at;
	end = at + spare->len;
	while (cell_next_row(&at, end, &row)) {
		put_plain(text, row.from, out);
		if (is_set(&row) &&
		    (!row.tall || columns.narrow || fits_a_line(&row)))
			put_row(&columns, &row, out);
		else
			put_plain(row.from, row.end, out);
		text = row.end;
	}
	put_plain(text, end, out);
}

void html_table_set(struct buf *out, size_t from, const struct table_grid *grid,
		    struct buf *spare)
{
	if (from >= out->len || !cell_mark(out->at + from, out->at + out->len))
		return;
	/* It takes three marks for two rows, one of them of two cells; one may
	 * be that of a cell around it, whose first text is in here. What has no
	 * cell of its own may hold a table that has some. */
	if (grid->n_cells < 2 || grid->n_cells > TABLE_CELLS || out->cut ||
	    out->len - from > TABLE_BYTES)
		html_table_plain(out, from);
	else
		set(out, from, spare);
}

void html_table_fence(struct buf *out, size_t from)
{
	static const struct table_cell fence = { .span = 0 };
	size_t len = out->len - from;

	if (from >= out->len)
		return;
	table_put_mark(out, &fence);
	if (out->cut)
		return;
	memmove(out->at + from + MARK_LEN, out->at + from, len);
	memcpy(out->at + from, "\xFF\x80\x80", MARK_LEN);
}

void html_table_turn(struct buf *out, size_t from, size_t to, struct buf *spare)
{
	char *first = out->at + from, *second = out->at + to;
	size_t len = to - from, rest, ends = 0;

	if (out->cut || to >= out->len || out->len - from > TABLE_BYTES)
		return;
	rest = out->len - to;
	/* The line ends before each; the first may have none. */
	while (*first != '\n' && ends < rest && second[ends] == '\n')
		ends++;
	buf_reset(spare);
	buf_put(spare, second + ends, rest - ends);
	buf_put(spare, second, ends);
	buf_put(spare, first, len);
	memcpy(first, spare->at, len + rest);
}
