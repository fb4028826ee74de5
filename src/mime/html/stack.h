/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stack.h -- the open elements that change the text
 *
 * At most LIMIT_HTML_STACK of them are known; what is deeper keeps its text but
 * not its effect, except that hidden stays hidden and links are told.
 */
#pragma once

#include "mime/html/base.h"
#include "mime/html/beyond.h"
#include "mime/html/element.h"
#include "mime/html/flow.h"
#include "mime/html/look.h"
#include "mime/html/table.h"
#include "mime/html/token.h"
#include "mime/limits.h"

struct html_open {
	const struct html_element *element; /* NULL: only hidden */
	uint32_t does;                      /* what the element does */
	uint32_t name;                      /* hash of the name */
	/* Of this and all that is open around it, or was: what they do, and a
	 * bit for each name (its hash modulo 64): most searches end here. */
	uint32_t does_any;
	uint64_t names_any;
	struct html_look look;   /* its own */
	struct html_sight sight; /* of what is inside */
	struct html_sight stray; /* of what should not stand there: text of a
				  * table outside of its cells, which browsers
				  * set before the table */
	bool tight;              /* a paragraph without a blank line */
	bool block;              /* stands on lines of its own */
	bool filled;             /* a cell or row: it has text */
	bool struck;             /* the mark of struck text is before it */
	bool turned;             /* and that of text shown backwards */
	size_t from;             /* a table, its foot, a reading, struck text:
				  * where its text begins */
	size_t foot, foot_end;   /* a table: where its foot stands */
	struct table_grid grid;  /* a table: where its next cell stands */
	size_t lines;            /* a row: flow.n_lines at its first text */
	long item;               /* a numbered list: the next number */
	char numbers;            /* how it writes it: one of "1aAiI", or 0 */
};

struct html_stack {
	struct flow flow;
	struct html_open at[LIMIT_HTML_STACK];
	size_t depth;
	size_t nameless; /* open elements without html_element */
	struct html_beyond beyond;
	struct html_sight sight; /* of the innermost */
	uint32_t page; /* its colour; unknown with a sheet, not all of which is
			* read */
	unsigned dropped, pre;  /* open elements that do so */
	bool show_all;          /* hidden text, and pictures without a name */
	bool too_deep;          /* something was beyond the stack */
	bool foreign;           /* inside svg or math */
	bool struck;            /* inside text that a style strikes */
	struct buf *note;       /* for the address of a link */
	struct buf *table;      /* for setting one in columns */
	struct table_grid grid; /* of rows outside of any table */
	bool in_link, link_begun;
	size_t link_from; /* where the text of the link begins in the output */
	size_t href_len;
	char href[LIMIT_HTML_VALUE];
	struct html_base *base;
};

/* What comes now is for machines, and shown of no page. */
bool html_stack_is_dropped(const struct html_stack *stack);
/* Nothing of what comes now is shown; no text is, but pictures may be; text is
 * hidden, though it may be shown all the same. */
bool html_stack_is_gone(const struct html_stack *stack);
bool html_stack_is_invisible(const struct html_stack *stack);
bool html_stack_hides_text(const struct html_stack *stack);
/* Text that comes now is what a reading is of. */
bool html_stack_in_ruby(const struct html_stack *stack);
/* An element of that name is open. */
bool html_stack_is_in(const struct html_stack *stack, struct html_span name);
/* An element without html_element is open whose name may be this one: that its
 * end is known, those inside must be too. */
bool html_stack_has(const struct html_stack *stack, struct html_span name);
/* A start tag that is not void. element may be NULL: then only its look counts.
 */
void html_stack_open(struct html_stack *stack, const struct html_token *token,
		     const struct html_element *element,
		     const struct html_look *look);
/* An end tag; the element may be NULL. */
void html_stack_close(struct html_stack *stack, const struct html_token *token,
		      const struct html_element *element);
/* The parent sets its children beside or below each other: none is inline. */
bool html_stack_has_items(const struct html_stack *stack);
/* Text was written: the cells and rows around it have some. */
void html_stack_after_text(struct html_stack *stack);
/* Everything that is still open. */
void html_stack_finish(struct html_stack *stack);

/* Behind html/stack.c, html/close.c and html/rows.c only. */

uint32_t html_name_hash(struct html_span name);
/* What is deeper than the stack ends, a link as well. */
void html_stack_end_beyond(struct html_stack *stack);

static inline bool html_open_does(const struct html_open *open, uint32_t what)
{
	return open->does & what;
}

/* An element that does so may be open. */
static inline bool html_stack_may_do(const struct html_stack *stack,
				     uint32_t what)
{
	return stack->depth && (stack->at[stack->depth - 1].does_any & what);
}

/* The innermost open element that does so; NULL if there is none. */
struct html_open *html_stack_innermost(struct html_stack *stack, uint32_t what);
/* An element of that name (its hash) may be open. */
bool html_stack_may_have(const struct html_stack *stack, uint32_t name);
/* A line ends, unless that would tear a row. */
void html_stack_break(struct html_stack *stack, bool blank_line);
/* Ends all but the outermost `depth` elements; the one at `at` alone. */
void html_stack_pop_to(struct html_stack *stack, size_t depth);
void html_stack_drop(struct html_stack *stack, size_t at);
/* What the start of this element ends by itself. */
void html_stack_close_implied(struct html_stack *stack,
			      const struct html_element *element,
			      uint32_t name);
