/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stack.c -- the open elements that change the text
 */
#include "mime/html/stack.h"

#include <string.h>

#include "mime/html/anchor.h"
#include "mime/html/rows.h"
#include "mime/html/sign.h"
#include "mime/text/buf.h"

uint32_t html_name_hash(struct html_span name)
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

bool html_stack_may_have(const struct html_stack *s, uint32_t name)
{
	return s->depth && (s->at[s->depth - 1].names_any & name_bit(name));
}

struct html_open *html_stack_innermost(struct html_stack *s, uint32_t what)
{
	if (!html_stack_may_do(s, what))
		return NULL;
	for (size_t i = s->depth; i-- > 0;)
		if (html_open_does(&s->at[i], what))
			return &s->at[i];
	return NULL;
}

bool html_stack_is_dropped(const struct html_stack *s)
{
	return s->dropped || s->beyond.drops;
}

bool html_stack_is_gone(const struct html_stack *s)
{
	return html_stack_is_dropped(s) ||
	       ((html_sight_is_gone(&s->sight) || s->beyond.hiding) &&
		!s->show_all);
}

bool html_stack_hides_text(const struct html_stack *s)
{
	return html_sight_hides_text(&s->sight, s->page) || s->beyond.hiding;
}

bool html_stack_is_invisible(const struct html_stack *s)
{
	return html_stack_is_dropped(s) ||
	       (html_stack_hides_text(s) && !s->show_all);
}

bool html_stack_in_ruby(const struct html_stack *s)
{
	return s->depth && html_open_does(&s->at[s->depth - 1], DOES_BASE);
}

bool html_stack_is_in(const struct html_stack *s, struct html_span name)
{
	uint32_t hash = html_name_hash(name);

	if (html_stack_may_have(s, hash))
		for (size_t i = 0; i < s->depth; i++)
			if (s->at[i].name == hash)
				return true;
	return html_beyond_has(&s->beyond, hash);
}

bool html_stack_has(const struct html_stack *s, struct html_span name)
{
	uint32_t hash = html_name_hash(name);

	return (s->nameless && html_stack_may_have(s, hash)) ||
	       html_beyond_has(&s->beyond, hash);
}

bool html_stack_has_items(const struct html_stack *s)
{
	return s->depth && s->at[s->depth - 1].look.items;
}

/* A break inside a cell that has no text yet would tear its row. */
void html_stack_break(struct html_stack *s, bool blank_line)
{
	struct html_open *cell =
		html_stack_innermost(s, DOES_CELL | DOES_TABLE);

	if (html_stack_is_gone(s) ||
	    (cell && html_open_does(cell, DOES_CELL) && !cell->filled))
		return;
	flow_break(&s->flow, blank_line);
}

static void end_element(struct html_stack *s, const struct html_open *open)
{
	const uint32_t what = open->does;

	if (what & (DOES_LIST | DOES_INDENT))
		s->flow.indent--;
	/* An item without text has no bullet: the next text is another's. */
	if (what & DOES_ITEM)
		s->flow.bullet[0] = '\0';
	if (what & DOES_QUOTE)
		s->flow.quotes--;
	if (what & DOES_PRE)
		s->pre--;
	if (what & DOES_RUBY)
		html_sign_end_reading(s, open);
	if ((what & DOES_MARK) && !html_stack_is_invisible(s))
		flow_put(&s->flow, html_mark_of(open->element, true));
	if (open->struck)
		html_sign_end_struck(s, open);
	if (open->turned)
		html_sign_end_turned(s);
	if (what & DOES_FOREIGN)
		s->foreign = false;
}

/* The room that a style leaves beside what stands in a line. */
static void leave_gap(struct html_stack *s, const struct html_open *open,
		      unsigned gap)
{
	if ((open->look.gaps & gap) && !html_stack_is_gone(s))
		flow_blank(&s->flow, ' ');
}

/* What an element does at its end. */
static void finish(struct html_stack *s, const struct html_open *open)
{
	const uint32_t what = open->does;

	if ((what & DOES_LINK) && s->in_link)
		html_anchor_end(s);
	end_element(s, open);
	leave_gap(s, open, GAP_BEHIND);
	/* A paragraph in the last cell leaves no blank line between rows. */
	if ((what & DOES_ROW) && open->filled && open->lines == s->flow.n_lines)
		s->flow.newlines = 0;
	if (open->block)
		html_stack_break(s, (what & DOES_PARA) && !open->tight &&
					    !s->flow.indent);
	if (what & (DOES_CELL | DOES_TABLE)) {
		s->flow.cell.due = false;
		s->flow.hard_blanks = 0;
	}
	if ((what & DOES_ROW) && open->filled)
		html_rows_end_row(s);
	if (what & DOES_ROWS)
		html_rows_end_group(s);
	if (what & DOES_FOOT)
		html_rows_end_foot(s, open);
	if (what & DOES_TABLE)
		html_rows_end_table(s, open);
	s->nameless -= !open->element;
	if (what & DOES_DROP)
		s->dropped--;
}

/* What the element at `at` has of those around it. */
static void inherit(struct html_stack *s, size_t at)
{
	struct html_open *open = &s->at[at];
	const struct html_open *around = at ? open - 1 : NULL;
	const struct html_sight *stray =
		around ? &around->stray : &html_outside;
	uint32_t what = open->does;
	bool in_table = around && (around->does_any & DOES_TABLE);

	open->does_any = what | (around ? around->does_any : 0);
	open->names_any =
		name_bit(open->name) | (around ? around->names_any : 0);
	open->sight = html_sight_inside(
		in_table && (what & DOES_PART) ? &around->sight : stray,
		&open->look);
	if ((what & DOES_TABLE) || (in_table && (what & DOES_FRAME)))
		open->stray = *stray;
	else
		open->stray = open->sight;
}

static void see_innermost(struct html_stack *s)
{
	s->sight = s->depth ? s->at[s->depth - 1].stray : html_sight_outside();
}

void html_stack_end_beyond(struct html_stack *stack)
{
	const bool around = stack->depth &&
			    (stack->at[stack->depth - 1].does_any & DOES_LINK);

	if (stack->in_link && !around)
		html_anchor_end(stack);
	html_beyond_clear(&stack->beyond);
}

void html_stack_pop_to(struct html_stack *stack, size_t depth)
{
	const struct html_open *open;

	/* What is deeper than the stack ends first. */
	if (stack->depth > depth)
		html_stack_end_beyond(stack);
	while (stack->depth > depth) {
		open = &stack->at[--stack->depth];
		finish(stack, open);
		see_innermost(stack);
	}
}

void html_stack_drop(struct html_stack *stack, size_t at)
{
	struct html_open open = stack->at[at];

	stack->sight = open.sight;
	finish(stack, &open);
	stack->depth--;
	memmove(&stack->at[at], &stack->at[at + 1],
		(stack->depth - at) * sizeof(stack->at[0]));
	/* What is around them looks the same; a bit too many in does_any and
	 * names_any costs a search. */
	if (html_look_matters(&open.look) || open.look.styled)
		for (; at < stack->depth; at++)
			inherit(stack, at);
	see_innermost(stack);
}

/* What an element does at its beginning, its entry on the stack already. */
static void begin(struct html_stack *s, const struct html_token *token,
		  struct html_open *open)
{
	const uint32_t what = open->does;

	if (what & DOES_DROP)
		s->dropped++;
	s->flow.indent += (what & (DOES_LIST | DOES_INDENT)) != 0;
	if (what & DOES_LIST)
		html_sign_list(open, token);
	if (what & DOES_QUOTE)
		s->flow.quotes++;
	if (what & DOES_PRE)
		s->pre++;
	if (what & DOES_TABLE) {
		open->foot_end = 0;
		open->grid = (struct table_grid){ .column = 0 };
	}
	if (what & (DOES_TABLE | DOES_FOOT)) {
		flow_trim(&s->flow);
		open->from = s->flow.out->len;
	}
	/* The sign of an item stands before what comes first. */
	if ((what & DOES_FOOT) && s->flow.bullet[0])
		open->from = SIZE_MAX;
	if (what & DOES_ROWS)
		html_rows_end_group(s);
	if (what & DOES_ROW)
		html_rows_begin(s);
	if (what & DOES_ITEM)
		html_sign_item(s,
			       html_stack_innermost(s, DOES_LIST | DOES_TABLE),
			       token);
	if (what & DOES_LINK)
		html_anchor_begin(s, token);
	if (what & DOES_FOREIGN)
		s->foreign = true;
	if (what & DOES_RUBY)
		html_sign_begin_reading(s, open);
	if ((what & DOES_MARK) && !html_stack_is_invisible(s))
		flow_put(&s->flow, html_mark_of(open->element, false));
}

/* On lines of its own. */
static bool stands_alone(const struct html_stack *s, uint32_t what,
			 const struct html_look *look)
{
	return (what & (DOES_BLOCK | DOES_PARA)) || look->box ||
	       html_stack_has_items(s);
}

/* Puts an element on the stack, which has room for it. What only a table, a list
 * or a row has is of those alone, and theirs to begin with. */
static struct html_open *push(struct html_stack *s,
			      const struct html_token *token, uint32_t name,
			      const struct html_element *element,
			      const struct html_look *look)
{
	struct html_open *open = &s->at[s->depth];

	open->element = element;
	open->does = element ? element->does : 0;
	open->name = name;
	open->look = *look;
	open->block = stands_alone(s, open->does, look);
	open->tight = open->filled = open->struck = open->turned = false;
	inherit(s, s->depth++);
	s->sight = open->sight;
	s->nameless += !element;
	leave_gap(s, open, GAP_BEFORE);
	if (element)
		begin(s, token, open);
	if (look->struck)
		html_sign_begin_struck(s, open);
	if (html_look_turns(look))
		html_sign_begin_turned(s, open);
	s->sight = open->stray;
	return open;
}

/* Cells that stand in a table without a row are in one all the same. */
static void imply_row(struct html_stack *s)
{
	static const struct html_token tr = { .text = { "tr", 2 } };
	const struct html_open *row =
		html_stack_innermost(s, DOES_ROW | DOES_TABLE);

	if (!row || !html_open_does(row, DOES_TABLE) ||
	    s->depth == LIMIT_HTML_STACK)
		return;
	html_stack_break(s, false);
	push(s, &tr, html_name_hash(tr.text), html_element_find(tr.text),
	     &html_look_none);
}

void html_stack_open(struct html_stack *stack, const struct html_token *token,
		     const struct html_element *element,
		     const struct html_look *look)
{
	uint32_t what = element ? element->does : 0;
	uint32_t name = html_name_hash(token->text);
	bool tight = (what & DOES_PARA) && html_look_is_tight(token);
	bool hides = html_look_hides(look);

	if (element)
		html_stack_close_implied(stack, element, name);
	if (what & DOES_CELL)
		imply_row(stack);
	if ((what & DOES_PART) && stack->depth)
		stack->sight = stack->at[stack->depth - 1].sight;
	if (stands_alone(stack, what, look))
		html_stack_break(stack, (what & DOES_PARA) && !tight &&
						!stack->flow.indent);
	if (what & DOES_CELL)
		html_rows_begin_cell(stack, token, hides);
	if (stack->depth == LIMIT_HTML_STACK) {
		stack->too_deep |=
			html_beyond_open(&stack->beyond, name, element, hides);
		/* It leads somewhere, however deep it is. */
		if (what & DOES_LINK)
			html_anchor_begin(stack, token);
		return;
	}
	push(stack, token, name, element, look)->tight = tight;
}

void html_stack_finish(struct html_stack *stack)
{
	html_stack_pop_to(stack, 0);
	if (stack->in_link)
		html_anchor_end(stack);
}
