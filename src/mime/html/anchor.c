/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * anchor.c -- what is said of links, image maps and forms
 *
 * Nothing is said of addresses that no reader follows by hand: those of
 * pictures, frames, objects, style sheets, of ping, formaction, manifest and of
 * a meta element's refresh, which programs for mail do not obey.
 */
#include "mime/html/anchor.h"

#include <string.h>

#include "mime/html/link.h"
#include "mime/html/stack.h"
#include "mime/text/buf.h"

static bool leads_to(const struct html_stack *s, const struct html_span *href)
{
	return s->href_len == href->len &&
	       memcmp(s->href, href->at, href->len) == 0;
}

void html_anchor_begin(struct html_stack *s, const struct html_token *token)
{
	const struct html_span *href = html_attr_find(token, "href");

	if (!href)
		href = html_attr_find(token, "xlink:href"); /* SVG 1.1 */
	if (!href)
		return;
	/* One around the table that this stands in; no need to say twice where
	 * both lead. */
	if (s->in_link && (s->link_begun || !leads_to(s, href))) {
		html_anchor_end(s);
		flow_blank(&s->flow, ' ');
	}
	s->in_link = true;
	s->link_begun = false;
	s->href_len = href->len < sizeof(s->href) ? href->len : sizeof(s->href);
	memcpy(s->href, href->at, s->href_len);
}

void html_anchor_before_text(struct html_stack *stack)
{
	if (!stack->in_link || stack->link_begun)
		return;
	flow_settle(&stack->flow);
	stack->link_begun = true;
	stack->link_from = stack->flow.out->len;
}

void html_anchor_end(struct html_stack *s)
{
	struct html_span text = html_span_none, href = { s->href, s->href_len };
	const struct buf *out = s->flow.out;

	s->in_link = false;
	if (s->link_begun && s->link_from < out->len)
		text = (struct html_span){ out->at + s->link_from,
					   out->len - s->link_from };
	/* A link without text may be a picture, but not one of hidden text. */
	if (!text.len && html_stack_is_invisible(s))
		return;
	buf_reset(s->note);
	html_link_put(href, s->base, text, s->note);
	if (!s->note->len)
		return;
	/* Behind its text on the same line; else where text would stand. */
	if (text.len) {
		buf_put(s->flow.out, s->note->at, s->note->len);
		return;
	}
	flow_text(&s->flow, s->note->at, s->note->len, false);
	html_stack_after_text(s);
}

static void put_line(struct html_stack *s, const char *label,
		     struct html_span text)
{
	flow_break(&s->flow, false);
	flow_put(&s->flow, label);
	flow_text(&s->flow, text.at, text.len, false);
	flow_text(&s->flow, s->note->at, s->note->len, false);
	html_stack_after_text(s);
	flow_break(&s->flow, false);
}

void html_anchor_area(struct html_stack *s, const struct html_token *token)
{
	const struct html_span *href = html_attr_find(token, "href");
	const struct html_span *text = html_attr_find(token, "alt");

	if (!href)
		return;
	if (!text || !text->len)
		text = html_attr_find(token, "title");
	buf_reset(s->note);
	html_link_put(*href, s->base, text ? *text : html_span_none, s->note);
	if (s->note->len || text)
		put_line(s, "", text ? *text : html_span_none);
}

void html_anchor_form(struct html_stack *s, const struct html_token *token)
{
	const struct html_span *action = html_attr_find(token, "action");

	if (!action || !action->len)
		return;
	buf_reset(s->note);
	html_link_put(*action, s->base, html_span_none, s->note);
	if (s->note->len)
		put_line(s, "入力内容の送信先: ", html_span_none);
}
