/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_stack.c -- the open elements that change the text
 */
#include "mime/html_stack.h"

#include <stdio.h>
#include <string.h>

#include "mime/buf.h"
#include "mime/html_link.h"
#include "mime/html_table.h"

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

const struct html_span *html_attr_find(const struct html_token *token,
				       const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < token->n_attrs; i++)
		if (token->attrs[i].name.len == len &&
		    memcmp(token->attrs[i].name.at, name, len) == 0)
			return &token->attrs[i].value;
	return NULL;
}

static long number_attr(const struct html_token *token, const char *name,
			long otherwise)
{
	const struct html_span *value = html_attr_find(token, name);
	long n = 0;

	if (!value || !value->len || value->len > 6)
		return otherwise;
	for (size_t i = 0; i < value->len; i++) {
		if (value->at[i] < '0' || value->at[i] > '9')
			return otherwise;
		n = n * 10 + (value->at[i] - '0');
	}
	return n;
}

bool html_stack_is_invisible(const struct html_stack *s)
{
	return s->dropped || ((s->hidden || s->beyond_hidden) && !s->show_all);
}

/* A break inside a cell that has no text yet would tear its row. */
static void block_break(struct html_stack *s, bool blank_line)
{
	struct html_open *cell = innermost(s, DOES_CELL | DOES_TABLE);

	if (html_stack_is_invisible(s) ||
	    (cell && does(cell, DOES_CELL) && !cell->filled))
		return;
	flow_break(&s->flow, blank_line);
}

static void end_link(struct html_stack *s)
{
	struct html_span text = { "", 0 }, href = { s->href, s->href_len };
	const struct buf *out = s->flow.out;

	s->in_link = false;
	if (html_stack_is_invisible(s))
		return;
	if (s->link_begun && s->link_from <= out->len)
		text = (struct html_span){ out->at + s->link_from,
					   out->len - s->link_from };
	buf_reset(s->note);
	html_link_put(href, text, s->note);
	if (!s->note->len)
		return;
	/* Behind its text on the same line; else where text would stand. */
	if (text.len) {
		buf_put(s->flow.out, s->note->at, s->note->len);
		return;
	}
	html_stack_before_text(s);
	flow_text(&s->flow, s->note->at, s->note->len, false);
	html_stack_after_text(s);
}

static void end_item(struct html_stack *s, const struct html_open *open)
{
	if (does(open, DOES_LIST) && s->flow.indent)
		s->flow.indent--;
	if (does(open, DOES_QUOTE) && s->flow.quotes)
		s->flow.quotes--;
	if (does(open, DOES_PRE) && s->pre)
		s->pre--;
	if (does(open, DOES_RUBY) && !html_stack_is_invisible(s))
		flow_put(&s->flow, ")");
	if (does(open, DOES_MARK) && !html_stack_is_invisible(s))
		flow_put(&s->flow, html_mark_of(open->element, true));
	if (does(open, DOES_FOREIGN))
		s->foreign = false;
}

static void pop(struct html_stack *s)
{
	struct html_open open = s->at[--s->depth];

	if (does(&open, DOES_LINK) && s->in_link)
		end_link(s);
	end_item(s, &open);
	/* A paragraph in the last cell leaves no blank line between rows. */
	if (does(&open, DOES_ROW) && open.filled &&
	    open.lines == s->flow.n_lines)
		s->flow.newlines = 0;
	if (does(&open, DOES_BLOCK | DOES_PARA))
		block_break(s, does(&open, DOES_PARA) && !s->flow.indent);
	if (does(&open, DOES_TABLE))
		html_table_set(s->flow.out, open.from, s->table);
	s->nameless -= !open.element;
	if (open.hidden)
		s->hidden--;
	if (does(&open, DOES_DROP))
		s->dropped--;
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
			pop_to(s, i);
			return;
		}
	}
}

/* What the start of this element ends by itself (13.2.6.4.7 ff., in short). */
static void close_implied(struct html_stack *s,
			  const struct html_element *element, uint32_t name)
{
	static const struct html_span p = { "p", 1 };

	if (element->does & (DOES_BLOCK | DOES_PARA) &&
	    element->model == HTML_DATA)
		close_name(s, hash(p), DOES_CELL | DOES_TABLE);
	if (element->does & (DOES_CELL | DOES_ROW))
		close_cell(s, false);
	if (element->does & DOES_ROW)
		close_cell(s, true);
	if (element->does & DOES_CLOSE_SAME)
		close_name(s, name, DOES_TABLE | DOES_LIST);
	if (element->does & DOES_LINK)
		close_name(s, name, DOES_TABLE);
}

/* Text of a row stays on one line as long as each of its cells is one: then a
 * cell behind another one gets a border. */
static void begin_cell(struct html_stack *s, bool heading)
{
	struct html_open *table = innermost(s, DOES_TABLE);
	const struct html_open *row = innermost(s, DOES_ROW | DOES_TABLE);

	if (table && heading)
		table->ruled = true;
	if (html_stack_is_invisible(s) || !row || !does(row, DOES_ROW) ||
	    !row->filled)
		return;
	if (row->lines != s->flow.n_lines) {
		flow_break(&s->flow, false);
		return;
	}
	s->flow.newlines = 0;
	if (!s->flow.cells || (table && table->ruled))
		s->flow.cells++;
}

static void begin_item(struct html_stack *s, const struct html_token *token)
{
	struct html_open *list = innermost(s, DOES_LIST | DOES_TABLE);

	if (html_stack_is_invisible(s))
		return;
	if (list && does(list, DOES_NUMBER)) {
		list->item = number_attr(token, "value", list->item);
		snprintf(s->flow.bullet, sizeof(s->flow.bullet), "%ld. ",
			 list->item++);
	} else {
		snprintf(s->flow.bullet, sizeof(s->flow.bullet), "・");
	}
}

static void begin_link(struct html_stack *s, const struct html_token *token)
{
	const struct html_span *href = html_attr_find(token, "href");

	if (!href)
		return;
	s->in_link = true;
	s->link_begun = false;
	s->href_len = href->len < sizeof(s->href) ? href->len : sizeof(s->href);
	memcpy(s->href, href->at, s->href_len);
}

/* What an element does at its beginning, its entry on the stack already. */
static void begin(struct html_stack *s, const struct html_token *token,
		  struct html_open *open)
{
	uint32_t what = open->element->does;

	if (what & DOES_DROP)
		s->dropped++;
	if (what & DOES_LIST) {
		s->flow.indent++;
		open->item = number_attr(token, "start", 1);
	}
	if (what & DOES_QUOTE)
		s->flow.quotes++;
	if (what & DOES_PRE)
		s->pre++;
	if (what & DOES_TABLE)
		open->from = s->flow.out->len;
	if (what & DOES_TABLE)
		open->ruled = number_attr(token, "border", 0) > 0;
	if (what & DOES_ROW)
		s->flow.cells = 0;
	if (what & DOES_ITEM)
		begin_item(s, token);
	if (what & DOES_LINK)
		begin_link(s, token);
	if (what & DOES_FOREIGN)
		s->foreign = true;
	if ((what & DOES_RUBY) && !html_stack_is_invisible(s))
		flow_put(&s->flow, "(");
	if ((what & DOES_MARK) && !html_stack_is_invisible(s))
		flow_put(&s->flow, html_mark_of(open->element, false));
}

/* The colours inside an element; text in the colour of its background is not
 * seen. What a style sheet may do to it is not known. */
static void paint(const struct html_stack *s, const struct html_token *token,
		  const struct html_look *look, struct html_open *open)
{
	const struct html_open *around = s->depth > 1 ? open - 1 : NULL;

	open->color = around ? around->color : COLOR_UNKNOWN;
	open->background = around ? around->background : COLOR_UNKNOWN;
	if (s->styled &&
	    (html_attr_find(token, "class") || html_attr_find(token, "id"))) {
		open->color = COLOR_UNKNOWN;
		open->background = COLOR_UNKNOWN;
	}
	if (look->color != COLOR_UNSET)
		open->color = look->color;
	if (look->background != COLOR_UNSET && look->background != COLOR_CLEAR)
		open->background = look->background;
}

void html_stack_open(struct html_stack *stack, const struct html_token *token,
		     const struct html_element *element,
		     const struct html_look *look)
{
	uint32_t name = hash(token->text), what = element ? element->does : 0;
	const struct html_open *around;
	struct html_open *open;

	if (element)
		close_implied(stack, element, name);
	if (what & (DOES_BLOCK | DOES_PARA))
		block_break(stack, (what & DOES_PARA) && !stack->flow.indent);
	if (what & DOES_CELL)
		begin_cell(stack, token->text.at[1] == 'h');
	if (stack->depth == LIMIT_HTML_STACK && !element && !look->hides)
		return;
	if (stack->depth == LIMIT_HTML_STACK) {
		stack->too_deep = true;
		stack->beyond++;
		if ((look->hides || (what & DOES_DROP)) &&
		    !stack->beyond_hidden)
			stack->beyond_hidden = stack->beyond;
		return;
	}
	around = stack->depth ? &stack->at[stack->depth - 1] : NULL;
	open = &stack->at[stack->depth++];
	*open = (struct html_open){
		.element = element,
		.name = name,
		.does_any = what | (around ? around->does_any : 0),
		.names_any = name_bit(name) | (around ? around->names_any : 0),
	};
	paint(stack, token, look, open);
	open->hidden =
		look->hides || html_color_same(open->color, open->background);
	stack->hidden += open->hidden;
	stack->nameless += !element;
	if (element)
		begin(stack, token, open);
}

void html_stack_close(struct html_stack *stack, const struct html_token *token,
		      const struct html_element *element)
{
	uint32_t bounds = DOES_CELL | DOES_TABLE;

	if (!element && !stack->nameless)
		return;
	if (stack->beyond && element) {
		if (element->does & (DOES_BLOCK | DOES_PARA))
			block_break(stack, false);
		if (--stack->beyond < stack->beyond_hidden)
			stack->beyond_hidden = 0;
		return;
	}
	if (element && (element->does & (DOES_CELL | DOES_ROW | DOES_TABLE)))
		bounds = DOES_TABLE;
	if (element && (element->does & DOES_ITEM))
		bounds = DOES_LIST | DOES_TABLE;
	close_name(stack, hash(token->text), bounds);
}

void html_stack_before_text(struct html_stack *stack)
{
	if (!stack->in_link || stack->link_begun)
		return;
	flow_settle(&stack->flow);
	stack->link_begun = true;
	stack->link_from = stack->flow.out->len;
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
