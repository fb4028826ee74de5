/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * close.c -- which open elements a tag ends (WHATWG HTML, 13.2.6, in short)
 */
#include <string.h>

#include "mime/html/anchor.h"
#include "mime/html/stack.h"

static bool is_one_of(struct html_span name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name.len == strlen(names[i]) &&
		    memcmp(name.at, names[i], name.len) == 0)
			return true;
	return false;
}

/* Those of bold text and the like end where their end tag stands, though a
 * block inside goes on (13.2.6.4.7, the "adoption agency"). */
static bool is_formatting(struct html_span name)
{
	static const char *const names[] = {
		"a",    "b",     "big",    "code",   "em", "font", "i",
		"nobr", "small", "strike", "strong", "s",  "tt",   "u",
	};

	return is_one_of(name, names, sizeof(names) / sizeof(names[0]));
}

/* Its end tag ends all that is inside, though it is no block. */
static bool is_scope(struct html_span name, const struct html_element *element)
{
	static const char *const names[] = { "applet", "button", "marquee",
					     "object" };

	if (element)
		return !(element->does &
			 (DOES_LINK | DOES_MARK | DOES_RUBY | DOES_BASE));
	return is_one_of(name, names, sizeof(names) / sizeof(names[0]));
}

/* A block, which the end of what is none does not end. */
static bool is_block(const struct html_open *open)
{
	return html_open_does(open, DOES_BLOCK | DOES_PARA | DOES_PART);
}

/* Closes the innermost open element of that name, unless what bounds it (a
 * table, for a list also a list) lies between. */
static bool close_name(struct html_stack *s, uint32_t name, uint32_t bounds)
{
	if (!html_stack_may_have(s, name))
		return false;
	for (size_t i = s->depth; i-- > 0;) {
		if (s->at[i].name == name) {
			html_stack_pop_to(s, i);
			return true;
		}
		if (html_open_does(&s->at[i], bounds))
			return false;
	}
	return false;
}

/* Any end tag of a heading ends the innermost open one (13.2.6.4.7). */
static void close_heading(struct html_stack *s, uint32_t bounds)
{
	for (size_t i = s->depth; i-- > 0;) {
		if (html_open_does(&s->at[i], DOES_HEADING)) {
			html_stack_pop_to(s, i);
			return;
		}
		if (html_open_does(&s->at[i], bounds))
			return;
	}
}

/* A table that is deeper than the stack bounds what a start tag in it ends. */
static bool is_beyond_table(const struct html_stack *s)
{
	static const struct html_span table = { "table", 5 };

	return s->beyond.n &&
	       html_beyond_has(&s->beyond, html_name_hash(table));
}

/* What a start tag ends may itself be deeper. */
static void close_before(struct html_stack *s, uint32_t name, uint32_t bounds)
{
	if (!html_beyond_close(&s->beyond, name) && !is_beyond_table(s))
		close_name(s, name, bounds);
}

/* The same of an element that is no block. */
static void close_inline(struct html_stack *s, struct html_span span,
			 uint32_t name)
{
	bool formatting, crossed = false;

	if (!html_stack_may_have(s, name))
		return;
	formatting = is_formatting(span);
	for (size_t i = s->depth; i-- > 0;) {
		if (s->at[i].name == name) {
			if (crossed) {
				html_stack_drop(s, i);
				return;
			}
			html_stack_pop_to(s, i);
			return;
		}
		if (html_open_does(&s->at[i], DOES_CELL | DOES_TABLE))
			return;
		crossed |= is_block(&s->at[i]);
		if (crossed && (!formatting || s->beyond.n))
			return;
	}
}

/* What stands in a table without being a part of it ends where the next part
 * begins (13.2.6.4.9, "clear the stack back to a table context"), and outside of
 * any table the row or cell before. */
static void clear_to_frame(struct html_stack *s, uint32_t what)
{
	const bool in_table = html_stack_innermost(s, DOES_TABLE);
	uint32_t frame = DOES_TABLE, before = what & (DOES_CELL | DOES_ROW);
	size_t to = s->depth;

	if (is_beyond_table(s))
		return;
	if (in_table)
		html_stack_end_beyond(s);
	if (before)
		frame |= DOES_ROWS;
	if (what & DOES_ROW)
		before |= DOES_CELL;
	if (what & DOES_CELL)
		frame |= DOES_ROW;
	for (size_t i = to; i-- > 0 && !html_open_does(&s->at[i], frame);)
		if (in_table || html_open_does(&s->at[i], before))
			to = i;
	html_stack_pop_to(s, to);
}

void html_stack_close_implied(struct html_stack *s,
			      const struct html_element *element, uint32_t name)
{
	static const struct html_span p = { "p", 1 }, dt = { "dt", 2 },
				      dd = { "dd", 2 }, a = { "a", 1 };

	if (element->does & (DOES_BLOCK | DOES_PARA) &&
	    element->model == HTML_DATA)
		close_before(s, html_name_hash(p), DOES_CELL | DOES_TABLE);
	if (element->does & DOES_CLOSE_SAME)
		close_before(s, name, DOES_TABLE | DOES_LIST);
	if (element->does & DOES_PART)
		clear_to_frame(s, element->does);
	if (element->does & DOES_TERM) {
		close_before(s, html_name_hash(dt), DOES_TABLE | DOES_TERMS);
		close_before(s, html_name_hash(dd), DOES_TABLE | DOES_TERMS);
	}
	if (element->does & DOES_LINK)
		close_inline(s, a, html_name_hash(a));
}

void html_stack_close(struct html_stack *stack, const struct html_token *token,
		      const struct html_element *element)
{
	uint32_t name = html_name_hash(token->text);
	uint32_t bounds = DOES_CELL | DOES_TABLE;
	uint32_t what = element ? element->does : 0;

	if (html_beyond_close(&stack->beyond, name)) {
		if ((what & DOES_LINK) && stack->in_link)
			html_anchor_end(stack);
		if (what & (DOES_BLOCK | DOES_PARA))
			html_stack_break(stack, false);
		return;
	}
	if (!element && !stack->nameless)
		return;
	if (!is_scope(token->text, element)) {
		close_inline(stack, token->text, name);
		return;
	}
	if (what & DOES_HEADING) {
		close_heading(stack, bounds);
		return;
	}
	if (what & (DOES_CELL | DOES_ROW | DOES_ROWS | DOES_TABLE))
		bounds = DOES_TABLE;
	if (what & DOES_ITEM)
		bounds = DOES_LIST | DOES_TABLE;
	/* "</p>" alone is an empty paragraph. */
	if (!close_name(stack, name, bounds) && (what & DOES_PARA) &&
	    (what & DOES_CLOSE_SAME))
		html_stack_break(stack, false);
}
