/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid.c -- which columns of a table a cell takes
 */
#include <string.h>

#include "mime/html/table.h"
#include "mime/text/buf.h"

void table_begin_row(struct table_grid *grid)
{
	grid->column = 0;
	grid->held = false;
	for (size_t i = 0; i < TABLE_COLUMNS; i++)
		grid->busy[i] = (uint8_t)(grid->busy[i] - (grid->busy[i] != 0));
}

void table_end_group(struct table_grid *grid)
{
	memset(grid->busy, 0, sizeof(grid->busy));
}

static long within(long n, long most)
{
	if (n < 1)
		return 1;
	return n > most ? most : n;
}

struct table_cell table_begin_cell(struct table_grid *grid, long columns,
				   long rows)
{
	struct table_cell cell = { .due = true };
	/* 0: to the end of the group. */
	const long busy = rows ? within(rows, TABLE_ROWS) : TABLE_ROWS;
	size_t column = grid->column, end;

	for (; column < TABLE_COLUMNS && grid->busy[column]; column++)
		grid->held = true;
	cell.held = grid->held;
	end = column + (size_t)within(columns, TABLE_COLUMNS);
	if (end > TABLE_COLUMNS)
		end = TABLE_COLUMNS;
	cell.column = (uint8_t)column;
	cell.span = (uint8_t)(end > column ? end - column : 1);
	for (; column < end; column++)
		grid->busy[column] = (uint8_t)busy;
	grid->column = (uint8_t)end;
	grid->n_cells++;
	return cell;
}

void table_put_mark(struct buf *out, const struct table_cell *cell)
{
	unsigned row = cell->first ? TABLE_ROW : 0;
	unsigned held = cell->held ? TABLE_HELD : 0;

	buf_put_byte(out, (char)TABLE_MARK);
	buf_put_byte(out, (char)(TABLE_BASE + held + cell->column));
	buf_put_byte(out, (char)(TABLE_BASE + row + cell->span));
}
