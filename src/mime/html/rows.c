/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.c -- tables, rows and cells among the open elements
 */
#include "mime/html/rows.h"

#include "mime/text/buf.h"

/* Text of a row stays on one line as long as each of its cells is one. */
void html_rows_begin_cell(struct html_stack *s, const struct html_token *token,
			  bool hides)
{
	struct html_open *table = html_stack_innermost(s, DOES_TABLE);
	const struct html_open *row =
		html_stack_innermost(s, DOES_ROW | DOES_TABLE);

	if (html_stack_is_gone(s) || !row || !html_open_does(row, DOES_ROW) ||
	    (hides && !s->show_all))
		return;
	s->flow.cell = table_begin_cell(table ? &table->grid : &s->grid,
					html_attr_number(token, "colspan", 1),
					html_attr_number(token, "rowspan", 1));
	s->flow.cell.first = !row->filled;
	/* What stands before the first cell is not in the row. */
	if (!row->filled || row->lines != s->flow.n_lines)
		flow_break(&s->flow, false);
	else
		s->flow.newlines = 0;
}

void html_rows_begin(struct html_stack *s)
{
	struct html_open *table = html_stack_innermost(s, DOES_TABLE);

	if (html_stack_is_gone(s))
		return;
	s->flow.cell.due = false;
	table_begin_row(table ? &table->grid : &s->grid);
}

void html_rows_end_row(struct html_stack *s)
{
	s->flow.cell =
		(struct table_cell){ .due = true, .first = true, .span = 1 };
}

void html_rows_end_group(struct html_stack *s)
{
	struct html_open *table = html_stack_innermost(s, DOES_TABLE);

	table_end_group(table ? &table->grid : &s->grid);
}

void html_rows_end_foot(struct html_stack *s, const struct html_open *foot)
{
	struct html_open *table = html_stack_innermost(s, DOES_TABLE);

	flow_trim(&s->flow);
	if (!table || table->foot_end || foot->from < table->from ||
	    foot->from >= s->flow.out->len)
		return;
	table->foot = foot->from;
	table->foot_end = s->flow.out->len;
}

/* Inside a link the text before the table's end moves, and with it where the
 * text of the link begins. */
void html_rows_end_table(struct html_stack *s, const struct html_open *open)
{
	struct buf *out = s->flow.out;
	size_t behind = out->len - s->link_from;

	if (open->foot_end)
		html_table_turn(out, open->foot, open->foot_end, s->table);
	html_table_set(out, open->from, &open->grid, s->table);
	if (html_stack_innermost(s, DOES_TABLE))
		html_table_fence(out, open->from);
	if (s->in_link && s->link_begun && s->link_from > open->from)
		s->link_from = out->len > behind ? out->len - behind : 0;
}

void html_stack_after_text(struct html_stack *stack)
{
	struct html_open *open;
	bool in_cell = false;

	if (!html_stack_may_do(stack, DOES_CELL))
		return;
	for (size_t i = stack->depth; i-- > 0;) {
		open = &stack->at[i];
		in_cell |= html_open_does(open, DOES_CELL);
		/* Before its first cell a table has no text: browsers put it
		 * before the table, into the cell around. */
		if (!in_cell && html_open_does(open, DOES_TABLE) &&
		    !open->grid.n_cells)
			open->from = stack->flow.out->len;
		if (!in_cell || !html_open_does(open, DOES_CELL | DOES_ROW))
			continue;
		in_cell = html_open_does(open, DOES_CELL);
		/* What is around a cell with text has text itself. */
		if (open->filled)
			return;
		open->filled = true;
		open->lines = stack->flow.n_lines;
	}
}
