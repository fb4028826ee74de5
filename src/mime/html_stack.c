/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_stack.c -- the open elements that change the text
 */
#include "mime/html_stack.h"

#include <string.h>

#include "mime/buf.h"
#include "mime/html_anchor.h"
#include "mime/html_sign.h"

static uint32_t hash(struct html_span name)
{
	uint32_t h = 2166136261U; /* FNV-1a */

	for (size_t i = 0; i < name.len; i++)
		h = (h ^ (uint8_t)name.at[i]) * 16777619U;
	return h;
}

static uint64_t name_bit(uint32_t name)
{
	return UINT64_C(1) << (name & 63);
}

static bool does(const struct html_open *open, uint32_t what)
{
	return open->element && (open->element->does & what);
}

/* The innermost open element that does so; NULL if there is none. */
static struct html_open *innermost(struct html_stack *s, uint32_t what)
{
	if (!s->depth || !(s->at[s->depth - 1].does_any & what))
		return NULL;
	for (size_t i = s->depth; i-- > 0;)
		if (does(&s->at[i], what))
			return &s->at[i];
	return NULL;
}

void html_stack_begin(struct html_stack *stack)
{
	stack->sight = html_sight_outside();
}

bool html_stack_is_gone(const struct html_stack *s)
{
	return s->dropped ||
	       ((html_sight_is_gone(&s->sight) || s->beyond.hiding) &&
		!s->show_all);
}

bool html_stack_hides_text(const struct html_stack *s)
{
	return html_sight_hides_text(&s->sight) || s->beyond.hiding;
}

bool html_stack_is_invisible(const struct html_stack *s)
{
	return s->dropped || (html_stack_hides_text(s) && !s->show_all);
}

bool html_stack_in_ruby(const struct html_stack *s)
{
	return s->depth && does(&s->at[s->depth - 1], DOES_BASE);
}

bool html_stack_has(const struct html_stack *s, struct html_span name)
{
	return (s->nameless &&
		(s->at[s->depth - 1].names_any & name_bit(hash(name)))) ||
	       html_beyond_has(&s->beyond, hash(name));
}

/* A break inside a cell that has no text yet would tear its row. */
static void block_break(struct html_stack *s, bool blank_line)
{
	struct html_open *cell = innermost(s, DOES_CELL | DOES_TABLE);

	if (html_stack_is_gone(s) ||
	    (cell && does(cell, DOES_CELL) && !cell->filled))
		return;
	flow_break(&s->flow, blank_line);
}

static void end_item(struct html_stack *s, const struct html_open *open)
{
	if (does(open, DOES_LIST | DOES_INDENT) && s->flow.indent)
		s->flow.indent--;
	/* An item without text has no bullet: the next text is another's. */
	if (does(open, DOES_ITEM))
		s->flow.bullet[0] = '\0';
	if (does(open, DOES_QUOTE) && s->flow.quotes)
		s->flow.quotes--;
	if (does(open, DOES_PRE) && s->pre)
		s->pre--;
	if (does(open, DOES_RUBY))
		html_sign_end_reading(s, open);
	if (does(open, DOES_MARK) && !html_stack_is_invisible(s))
		flow_put(&s->flow, html_mark_of(open->element, true));
	if (open->struck)
		html_sign_end_struck(s, open);
	if (does(open, DOES_FOREIGN))
		s->foreign = false;
}

/* Inside a link the text before the table's end moves, and with it where the
 * text of the link begins. */
static void end_table(struct html_stack *s, const struct html_open *open)
{
	struct buf *out = s->flow.out;
	size_t behind = out->len - s->link_from;

	html_table_set(out, open->from, &open->grid, s->table);
	if (innermost(s, DOES_TABLE))
		html_table_fence(out, open->from);
	if (s->in_link && s->link_begun && s->link_from > open->from)
		s->link_from = out->len > behind ? out->len - behind : 0;
}

static void pop(struct html_stack *s)
{
	struct html_open open = s->at[--s->depth];

	if (does(&open, DOES_LINK) && s->in_link)
		html_anchor_end(s);
	end_item(s, &open);
	/* A paragraph in the last cell leaves no blank line between rows. */
	if (does(&open, DOES_ROW) && open.filled &&
	    open.lines == s->flow.n_lines)
		s->flow.newlines = 0;
	if (open.block)
		block_break(s, does(&open, DOES_PARA) && !open.tight &&
				       !s->flow.indent);
	if (does(&open, DOES_CELL | DOES_TABLE)) {
		s->flow.cell.due = false;
		s->flow.hard_blanks = 0;
	}
	if (does(&open, DOES_TABLE))
		end_table(s, &open);
	s->nameless -= !open.element;
	if (does(&open, DOES_DROP))
		s->dropped--;
	s->sight = s->depth ? s->at[s->depth - 1].sight : html_sight_outside();
}

static void pop_to(struct html_stack *s, size_t depth)
{
	while (s->depth > depth)
		pop(s);
}

/* Closes the innermost open element of that name, unless what bounds it (a
 * table, for a list also a list) lies between. */
static bool close_name(struct html_stack *s, uint32_t name, uint32_t bounds)
{
	if (!s->depth || !(s->at[s->depth - 1].names_any & name_bit(name)))
		return false;
	for (size_t i = s->depth; i-- > 0;) {
		if (s->at[i].name == name) {
			html_beyond_clear(&s->beyond);
			pop_to(s, i);
			return true;
		}
		if (does(&s->at[i], bounds))
			return false;
	}
	return false;
}

static void close_cell(struct html_stack *s, bool row)
{
	for (size_t i = s->depth; i-- > 0;) {
		if (does(&s->at[i], DOES_TABLE))
			return;
		if (does(&s->at[i], row ? DOES_ROW : DOES_CELL)) {
			html_beyond_clear(&s->beyond);
			pop_to(s, i);
			return;
		}
	}
}

/* What the start of this element ends by itself (13.2.6.4.7 ff., in short). */
static void close_implied(struct html_stack *s,
			  const struct html_element *element, uint32_t name)
{
	static const struct html_span p = { "p", 1 }, dt = { "dt", 2 },
				      dd = { "dd", 2 };

	if (element->does & (DOES_BLOCK | DOES_PARA) &&
	    element->model == HTML_DATA)
		close_name(s, hash(p), DOES_CELL | DOES_TABLE);
	if (element->does & (DOES_CELL | DOES_ROW))
		close_cell(s, false);
	if (element->does & DOES_ROW)
		close_cell(s, true);
	if (element->does & DOES_CLOSE_SAME)
		close_name(s, name, DOES_TABLE | DOES_LIST);
	if (element->does & DOES_TERM) {
		close_name(s, hash(dt), DOES_TABLE | DOES_TERMS);
		close_name(s, hash(dd), DOES_TABLE | DOES_TERMS);
	}
	if (element->does & DOES_LINK)
		close_name(s, name, DOES_TABLE);
}

/* Text of a row stays on one line as long as each of its cells is one. */
static void begin_cell(struct html_stack *s, const struct html_token *token,
		       bool hides)
{
	struct html_open *table = innermost(s, DOES_TABLE);
	const struct html_open *row = innermost(s, DOES_ROW | DOES_TABLE);

	if (html_stack_is_gone(s) || !row || !does(row, DOES_ROW) ||
	    (hides && !s->show_all))
		return;
	s->flow.cell = table_begin_cell(table ? &table->grid : &s->grid,
					html_attr_number(token, "colspan", 1),
					html_attr_number(token, "rowspan", 1));
	s->flow.cell.first = !row->filled;
	if (row->filled && row->lines != s->flow.n_lines)
		flow_break(&s->flow, false);
	else if (row->filled)
		s->flow.newlines = 0;
}

/* A table in a cell begins a line, if its row has text already. */
static void begin_table(struct html_stack *s, struct html_open *table)
{
	const struct html_open *row = NULL;

	flow_trim(&s->flow);
	table->from = s->flow.out->len;
	for (size_t i = s->depth - 1; i-- > 0 && !row;)
		if (does(&s->at[i], DOES_ROW | DOES_TABLE))
			row = &s->at[i];
	if (row && does(row, DOES_ROW) && row->filled && !html_stack_is_gone(s))
		flow_break(&s->flow, false);
}

static void begin_row(struct html_stack *s)
{
	struct html_open *table = innermost(s, DOES_TABLE);

	if (html_stack_is_gone(s))
		return;
	s->flow.cell.due = false;
	table_begin_row(table ? &table->grid : &s->grid);
}

/* What an element does at its beginning, its entry on the stack already. */
static void begin(struct html_stack *s, const struct html_token *token,
		  struct html_open *open)
{
	uint32_t what = open->element->does;

	if (what & DOES_DROP)
		s->dropped++;
	s->flow.indent += (what & (DOES_LIST | DOES_INDENT)) != 0;
	if (what & DOES_LIST)
		html_sign_list(open, token);
	if (what & DOES_QUOTE)
		s->flow.quotes++;
	if (what & DOES_PRE)
		s->pre++;
	if (what & DOES_TABLE)
		begin_table(s, open);
	if (what & DOES_ROW)
		begin_row(s);
	if (what & DOES_ITEM)
		html_sign_item(s, innermost(s, DOES_LIST | DOES_TABLE), token);
	if (what & DOES_LINK)
		html_anchor_begin(s, token);
	if (what & DOES_FOREIGN)
		s->foreign = true;
	if (what & DOES_RUBY)
		html_sign_begin_reading(s, open);
	if ((what & DOES_MARK) && !html_stack_is_invisible(s))
		flow_put(&s->flow, html_mark_of(open->element, false));
}

/* A style tears no rows. */
static bool is_block(uint32_t what, const struct html_look *look)
{
	return (what & (DOES_BLOCK | DOES_PARA)) ||
	       (look->box && !(what & DOES_CELL));
}

/* Puts an element on the stack, which has room for it. */
static struct html_open *push(struct html_stack *s,
			      const struct html_token *token,
			      const struct html_element *element,
			      const struct html_look *look)
{
	uint32_t name = hash(token->text), what = element ? element->does : 0;
	const struct html_open *around = s->depth ? &s->at[s->depth - 1] : NULL;
	struct html_open *open = &s->at[s->depth++];

	*open = (struct html_open){
		.element = element,
		.name = name,
		.does_any = what | (around ? around->does_any : 0),
		.names_any = name_bit(name) | (around ? around->names_any : 0),
		.sight = html_sight_inside(&s->sight, look),
		.block = is_block(what, look),
	};
	s->sight = open->sight;
	s->nameless += !element;
	if (element)
		begin(s, token, open);
	if (look->struck)
		html_sign_begin_struck(s, open);
	return open;
}

/* Cells that stand in a table without a row are in one all the same. */
static void imply_row(struct html_stack *s)
{
	static const struct html_token tr = { .text = { "tr", 2 } };
	const struct html_open *row = innermost(s, DOES_ROW | DOES_TABLE);

	if (!row || !does(row, DOES_TABLE) || s->depth == LIMIT_HTML_STACK)
		return;
	block_break(s, false);
	push(s, &tr, html_element_find(tr.text), &html_look_none);
}

void html_stack_open(struct html_stack *stack, const struct html_token *token,
		     const struct html_element *element,
		     const struct html_look *look)
{
	uint32_t what = element ? element->does : 0;
	bool tight = (what & DOES_PARA) && html_look_is_tight(token);
	bool hides = html_look_hides(look);

	if (element)
		close_implied(stack, element, hash(token->text));
	if (what & DOES_CELL)
		imply_row(stack);
	if (is_block(what, look))
		block_break(stack, (what & DOES_PARA) && !tight &&
					   !stack->flow.indent);
	if (what & DOES_CELL)
		begin_cell(stack, token, hides);
	if (stack->depth == LIMIT_HTML_STACK) {
		stack->too_deep |= html_beyond_open(
			&stack->beyond, hash(token->text), element, hides);
		return;
	}
	push(stack, token, element, look)->tight = tight;
}

void html_stack_close(struct html_stack *stack, const struct html_token *token,
		      const struct html_element *element)
{
	uint32_t bounds = DOES_CELL | DOES_TABLE;

	if (html_beyond_close(&stack->beyond, hash(token->text))) {
		if (element && (element->does & (DOES_BLOCK | DOES_PARA)))
			block_break(stack, false);
		return;
	}
	if (!element && !stack->nameless)
		return;
	if (element && (element->does & (DOES_CELL | DOES_ROW | DOES_TABLE)))
		bounds = DOES_TABLE;
	if (element && (element->does & DOES_ITEM))
		bounds = DOES_LIST | DOES_TABLE;
	close_name(stack, hash(token->text), bounds);
}

void html_stack_after_text(struct html_stack *stack)
{
	struct html_open *open;

	if (!innermost(stack, DOES_CELL | DOES_ROW))
		return;
	for (size_t i = stack->depth; i-- > 0;) {
		open = &stack->at[i];
		if (!does(open, DOES_CELL | DOES_ROW))
			continue;
		/* What is around a cell with text has text itself. */
		if (open->filled)
			return;
		open->filled = true;
		open->lines = stack->flow.n_lines;
	}
}

void html_stack_finish(struct html_stack *stack)
{
	pop_to(stack, 0);
}
