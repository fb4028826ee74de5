/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_anchor.c -- the text of a link, and what is said behind it
 */
#include "mime/html_anchor.h"

#include <string.h>

#include "mime/buf.h"
#include "mime/html_link.h"
#include "mime/html_stack.h"

void html_anchor_begin(struct html_stack *s, const struct html_token *token)
{
	const struct html_span *href = html_attr_find(token, "href");

	if (!href)
		return;
	s->in_link = true;
	s->link_begun = false;
	s->href_len = href->len < sizeof(s->href) ? href->len : sizeof(s->href);
	memcpy(s->href, href->at, s->href_len);
}

void html_stack_before_text(struct html_stack *stack)
{
	if (!stack->in_link || stack->link_begun)
		return;
	flow_settle(&stack->flow);
	stack->link_begun = true;
	stack->link_from = stack->flow.out->len;
}

void html_anchor_end(struct html_stack *s)
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
