/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cell.h -- the rows and cells of a table that was read, by its marks
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mime/html/table.h"

enum {
	MARK_LEN = 3
};

/* Text between marks; its lines are those that are not blank. */
struct cell_text {
	const char *at, *end;
	unsigned column, span, lines;
};

/* Its cells are those that have text; what its first line begins with lies
 * between `from` and the first of them. */
struct cell_row {
	const char *from, *end;
	/* The bytes between: quote marks, then as many places. */
	size_t quotes, indent;
	size_t n;
	struct cell_text cells[TABLE_COLUMNS];
	bool held;         /* a cell from above stands before the first */
	bool tall, taller; /* a cell has more than one line, than TABLE_LINES */
	bool crowded;      /* it has more cells than these */
};

/* The first mark in the text; NULL: there is none. Bytes that are no mark do no
 * harm: they are taken for one. */
const char *cell_mark(const char *at, const char *end);
/* The next row at *at, which moves behind it; false: there is none. */
bool cell_next_row(const char **at, const char *end, struct cell_row *row);

struct cell_line {
	const char *at;
	size_t len;
};

/* The next line of a cell that is not blank, without the quote marks and the
 * indent that the row's first line has: false: no more. */
bool cell_next_line(struct cell_text *cell, const struct cell_row *row,
		    struct cell_line *out);

/* Columns of a screen that a line takes; that a cell's widest line does. */
size_t cell_line_width(const struct cell_line *line);
size_t cell_width(const struct cell_row *row, size_t i);
