/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_flow.c -- text set into lines: blanks, breaks, prefixes, cells
 */
#include "mime/html_flow.h"

#include <string.h>

#include "mime/buf.h"
#include "mime/html_token.h"

/* Blanks at the end of a line say nothing, U+00A0 included. */
static void trim_line(struct buf *out)
{
	for (;;) {
		if (out->len && out->at[out->len - 1] == ' ')
			out->len--;
		else if (out->len >= 2 &&
			 memcmp(out->at + out->len - 2, "\xC2\xA0", 2) == 0)
			out->len -= 2;
		else
			return;
	}
}

void flow_trim(struct flow *flow)
{
	trim_line(flow->out);
}

static void put_bullet(struct flow *flow)
{
	buf_put_text(flow->out, flow->bullet);
	flow->bullet[0] = '\0';
	flow->bullet_inside = false;
}

static void begin_line(struct flow *flow)
{
	unsigned quotes = flow->quotes;
	unsigned indent = flow->indent - (flow->bullet_inside && flow->indent);

	for (unsigned i = 0; i < quotes && i < FLOW_QUOTES; i++)
		buf_put_text(flow->out, "> ");
	for (unsigned i = 1; i < indent && i < FLOW_INDENT; i++)
		buf_put_text(flow->out, "  ");
	if (flow->bullet[0] && !flow->bullet_inside)
		put_bullet(flow);
	else if (indent)
		buf_put_text(flow->out, "  ");
}

static bool is_due(const struct flow *flow)
{
	return flow->newlines || flow->space || flow->cell.due ||
	       !flow->begun || flow->bullet[0];
}

void flow_settle(struct flow *flow)
{
	if (!is_due(flow))
		return;
	if (flow->newlines || !flow->begun ||
	    (flow->bullet[0] && !flow->bullet_inside)) {
		if (!flow->newlines)
			flow->newlines = 1;
		if (flow->begun) {
			trim_line(flow->out);
			for (unsigned i = 0; i < flow->newlines; i++)
				buf_put_byte(flow->out, '\n');
			flow->n_lines++;
		}
		begin_line(flow);
	} else if (flow->space && !flow->cell.due) {
		buf_put_byte(flow->out, ' ');
	}
	if (flow->cell.due)
		table_put_mark(flow->out, &flow->cell);
	flow->cell.due = false;
	if (flow->bullet[0])
		put_bullet(flow);
	flow->newlines = 0;
	flow->space = false;
	flow->begun = true;
}

/* U+00A0 and nothing else. */
static bool is_hard_blank(const char *at, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		if (memcmp(at + i, "\xC2\xA0", 2) != 0)
			return false;
	return len && len % 2 == 0;
}

/* Hard blanks alone are an empty line, or the indent of what follows. */
static bool wait_for_text(struct flow *flow, const char *at, size_t len)
{
	if ((!flow->newlines && flow->begun && !flow->cell.due) ||
	    !is_hard_blank(at, len))
		return false;
	flow->hard_blanks += len / 2;
	return true;
}

static void put(struct flow *flow, const char *at, size_t len)
{
	size_t blanks = flow->hard_blanks;

	if (!len)
		return;
	flow_settle(flow);
	for (flow->hard_blanks = 0; blanks; blanks--)
		buf_put_text(flow->out, "\xC2\xA0");
	buf_put(flow->out, at, len);
}

static void put_pre(struct flow *flow, const char *at, size_t len)
{
	const char *end = at + len, *stop;

	while ((stop = memchr(at, '\n', (size_t)(end - at)))) {
		put(flow, at,
		    (size_t)(stop - at) - (stop > at && stop[-1] == '\r'));
		flow_newline(flow);
		at = stop + 1;
	}
	put(flow, at, (size_t)(end - at));
}

void flow_text(struct flow *flow, const char *at, size_t len, bool pre)
{
	const char *end = at + len, *from;

	if (pre) {
		put_pre(flow, at, len);
		return;
	}
	while (at < end) {
		if (html_is_space((uint8_t)*at)) {
			flow->space = true;
			at++;
			continue;
		}
		from = at;
		while (at < end && !html_is_space((uint8_t)*at))
			at++;
		if (!wait_for_text(flow, from, (size_t)(at - from)))
			put(flow, from, (size_t)(at - from));
	}
}

void flow_put(struct flow *flow, const char *text)
{
	put(flow, text, strlen(text));
}

void flow_break(struct flow *flow, bool blank_line)
{
	unsigned wished = blank_line ? 2 : 1;

	if (flow->hard_blanks && flow->newlines <= FLOW_BLANK_LINES &&
	    !flow->cell.due)
		flow->newlines++;
	flow->hard_blanks = 0;
	if (flow->newlines < wished)
		flow->newlines = wished;
	flow->space = false;
}

void flow_newline(struct flow *flow)
{
	if (flow->newlines <= FLOW_BLANK_LINES)
		flow->newlines++;
	flow->hard_blanks = 0;
	flow->space = false;
}
