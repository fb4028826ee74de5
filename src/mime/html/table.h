/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h -- the columns of a table under each other
 *
 * While a table is being read, each of its cells that has text begins with a
 * mark of three bytes that are no UTF-8: TABLE_MARK, the column, how many
 * columns it spans. Once the table is whole the marks become columns. What is
 * inside a cell and is set already begins with a mark that spans nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum {
	TABLE_MARK = 0xFF,
	TABLE_BASE = 0x80, /* added to the two numbers of a mark */
	TABLE_ROW = 0x40,  /* with the span: the first text of its row */
	TABLE_HELD = 0x40, /* with the column: cells from above before it */
	TABLE_BYTES = 64 << 10, /* larger tables are not set in columns */
	TABLE_CELLS = 2000,     /* nor those of more cells */
	TABLE_COLUMNS = 40,     /* or columns: a month has 31 days */
	TABLE_ROWS = 250,       /* most rows that a cell spans */
	TABLE_LINES = 8,        /* of a cell that stands beside others */
	TABLE_WIDTH = 120,      /* before the last column of a row */
};

/* Where the next cell of a table stands (WHATWG HTML, 4.9.12). */
struct table_grid {
	uint8_t busy[TABLE_COLUMNS]; /* rows, with this one, for which a cell
				      * from above holds the column */
	uint8_t column;              /* TABLE_COLUMNS: there is no room */
	bool held;                   /* the row has passed a busy column */
	unsigned n_cells;
};

/* A cell's mark, due before its text. */
struct table_cell {
	bool due;
	bool first; /* of its row */
	bool held;  /* a cell from above stands before it */
	uint8_t column, span;
};

void table_begin_row(struct table_grid *grid);
/* No cell from above holds a column behind the end of its group of rows. */
void table_end_group(struct table_grid *grid);
/* The cell's place. The numbers are those of the attributes: any number is
 * allowed. */
struct table_cell table_begin_cell(struct table_grid *grid, long columns,
				   long rows);
void table_put_mark(struct buf *out, const struct table_cell *cell);

/* Text from `from` on is a table: its cells get the same width in all rows, and
 * "|" between. `spare` is room to work in. */
void html_table_set(struct buf *out, size_t from, const struct table_grid *grid,
		    struct buf *spare);
/* The same without columns. */
void html_table_plain(struct buf *out, size_t from);
/* The lines at from..to go to the end. */
void html_table_turn(struct buf *out, size_t from, size_t to,
		     struct buf *spare);
/* Text from `from` on is set and lies in a cell of another table. */
void html_table_fence(struct buf *out, size_t from);
