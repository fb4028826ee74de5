/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.c -- text set into lines: blanks, breaks, prefixes, cells
 */
#include "mime/html/flow.h"

#include <string.h>

#include "base/sixteens.h"
#include "mime/html/token.h"
#include "mime/text/buf.h"

/* Blanks at the end of a line say nothing, U+00A0 included. */
void flow_trim(struct flow *flow)
{
	struct buf *out = flow->out;

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
			flow_trim(flow);
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
	flow->folded = false;
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
static bool may_wait(const struct flow *flow)
{
	return flow->newlines || !flow->begun || flow->cell.due;
}

/* A letter of Japanese or Chinese text, which has no blanks between words. */
static bool is_wide(const char *at, size_t len)
{
	uint8_t first = (uint8_t)at[0], second = len > 1 ? (uint8_t)at[1] : 0;

	return (first >= 0xE3 && first <= 0xE9) ||  /* U+3000 to 9FFF */
	       (first == 0xEF && second >= 0xBC) || /* U+FF00 ff. */
	       (first == 0xF0 && second >= 0xA0 && second <= 0xB3);
}

/* The end of a line between two of them is none (CSS Text 3 4.1.3). */
static bool is_seam(const struct flow *flow, const char *at, size_t len)
{
	const struct buf *out = flow->out;
	size_t from = out->len;

	if (!flow->folded || flow->newlines || flow->cell.due || !out->len)
		return false;
	while (--from && (out->at[from] & 0xC0) == 0x80 && out->len - from < 4)
		;
	return is_wide(at, len) && is_wide(out->at + from, out->len - from);
}

static void put(struct flow *flow, const char *at, size_t len)
{
	size_t blanks = flow->hard_blanks;

	if (!len)
		return;
	if (is_seam(flow, at, len))
		flow->space = false;
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

void flow_blank(struct flow *flow, char blank)
{
	/* What was folded before the last text says nothing of these. */
	flow->folded = (flow->space & flow->folded) | (blank == '\n');
	flow->space = true;
}

/* Behind the blanks at `at`, as flow_blank() takes each. */
static const char *take_blanks(struct flow *flow, const char *at,
			       const char *end)
{
	bool folded = flow->space & flow->folded;

	for (; at < end && html_is_space((uint8_t)*at); at++)
		folded |= *at == '\n';
	flow->folded = folded;
	flow->space = true;
	return at;
}

static const char *word_end(const char *at, const char *end)
{
	while (at < end && !html_is_space((uint8_t)*at))
		at++;
	return at;
}

/* Flags those of sixteen bytes that are a blank and no single space. */
static sixteen torn(const char *at)
{
	const sixteen bytes = sixteen_load(at);
	const sixteen spaces = sixteen_equal(bytes, ' ');

	return html_blanks(bytes) &
	       ~(spaces & ~html_blanks(sixteen_load(at + 1)));
}

/* Behind the words at `at` that stand a single space apart: as they should. */
static const char *words_end(const char *at, const char *end)
{
	const char *const from = at;
	sixteen flags;

	/* The last ones are looked at with some of those before. */
	for (; end - from > 16 && end - at > 1; at += 16) {
		if (end - at < 17)
			at = end - 17;
		flags = torn(at);
		if (sixteen_any(flags))
			return at + sixteen_first(flags);
	}
	while (at < end &&
	       (!html_is_space((uint8_t)*at) ||
		(*at == ' ' && end - at > 1 && !html_is_space((uint8_t)at[1]))))
		at++;
	return at;
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
			at = take_blanks(flow, at, end);
			continue;
		}
		from = at;
		if (*at == '\xC2' && may_wait(flow)) {
			at = word_end(at, end);
			if (is_hard_blank(from, (size_t)(at - from))) {
				flow->hard_blanks += (size_t)(at - from) / 2;
				continue;
			}
		}
		at = words_end(at, end);
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
	flow->folded = false;
}

void flow_newline(struct flow *flow)
{
	if (flow->newlines <= FLOW_BLANK_LINES)
		flow->newlines++;
	flow->hard_blanks = 0;
	flow->space = false;
	flow->folded = false;
}
