/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.h -- tables, rows and cells among the open elements
 */
#pragma once

#include "mime/html/stack.h"

/* The row is on the stack, the cell not yet. */
void html_rows_begin(struct html_stack *stack);
void html_rows_begin_cell(struct html_stack *stack,
			  const struct html_token *token, bool hides);
/* Text between two rows is one of its own: browsers put it before the table. */
void html_rows_end_row(struct html_stack *stack);
/* At the beginning of a group too: rows without one are before it. */
void html_rows_end_group(struct html_stack *stack);
/* They are off the stack. */
void html_rows_end_foot(struct html_stack *stack, const struct html_open *foot);
void html_rows_end_table(struct html_stack *stack,
			 const struct html_open *open);
