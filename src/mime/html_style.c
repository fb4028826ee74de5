/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_style.c -- whether a style keeps its element from being seen
 *
 * What one list of declarations says by itself, comments and escapes undone; of
 * several declarations of a property the last counts.
 */
#include <string.h>
#include <strings.h>

#include "mime/html_look.h"
#include "mime/limits.h"
#include "mime/transfer.h"

enum {
	FAR_AWAY = -900 /* pixels: off any screen */
};

struct style {
	bool no_display, invisible, no_font, see_through, mso_hidden, indented;
	bool no_overflow, no_height, no_width, absolute, far_left, far_top;
	bool clipped, shrunk;
	uint32_t color, background;
};

static struct html_span trim(struct html_span span)
{
	while (span.len && html_is_space((uint8_t)span.at[0])) {
		span.at++;
		span.len--;
	}
	while (span.len && html_is_space((uint8_t)span.at[span.len - 1]))
		span.len--;
	return span;
}

static bool is(struct html_span span, const char *word)
{
	return span.len == strlen(word) &&
	       strncasecmp(span.at, word, span.len) == 0;
}

static bool begins(struct html_span span, const char *word)
{
	size_t len = strlen(word);

	return span.len >= len && strncasecmp(span.at, word, len) == 0;
}

/* A number in thousandths; *unit is what follows. False: there is none. */
static bool number(struct html_span span, long *out, struct html_span *unit)
{
	bool minus = span.len && span.at[0] == '-';
	long value = 0, scale = 1000;
	size_t i = minus, digits = 0;

	for (; i < span.len; i++) {
		if (span.at[i] == '.' && scale == 1000) {
			scale = 100;
			continue;
		}
		if (span.at[i] < '0' || span.at[i] > '9')
			break;
		digits++;
		if (scale == 1000) {
			if (value < 100000000)
				value = value * 10 + (span.at[i] - '0') * 1000L;
		} else if (scale) {
			value += (span.at[i] - '0') * scale;
			scale /= 10;
		}
	}
	*out = minus ? -value : value;
	*unit = (struct html_span){ span.at + i, span.len - i };
	return digits;
}

/* 0 of anything; 1 of a pixel or a point is no letter either. */
static bool is_tiny(struct html_span value)
{
	struct html_span unit;
	long n;

	if (!number(value, &n, &unit) || n < 0)
		return false;
	if (begins(unit, "px") || begins(unit, "pt"))
		return n <= 1000;
	return n == 0;
}

static bool is_zero(struct html_span value)
{
	struct html_span unit;
	long n;

	return number(value, &n, &unit) && n == 0;
}

static bool is_far(struct html_span value)
{
	struct html_span unit;
	long n;

	return number(value, &n, &unit) && n <= FAR_AWAY * 1000L;
}

/* "font: bold 0/0 a": the size is the word with a digit first. */
static bool is_tiny_font(struct html_span value)
{
	while (value.len && (value.at[0] < '0' || value.at[0] > '9')) {
		value.at++;
		value.len--;
	}
	return value.len && is_tiny(value);
}

/* "rect(0 0 0 0)", "inset(50%)": nothing is left. */
static bool clips_all(struct html_span value)
{
	return begins(value, "rect(0") || begins(value, "inset(50%") ||
	       begins(value, "inset(100%") || begins(value, "rect(1px") ||
	       begins(value, "circle(0");
}

static void read_place(struct style *style, struct html_span name,
		       struct html_span value)
{
	if (is(name, "overflow"))
		style->no_overflow =
			begins(value, "hidden") || begins(value, "clip");
	else if (is(name, "position"))
		style->absolute =
			begins(value, "absolute") || begins(value, "fixed");
	else if (is(name, "max-height") || is(name, "height"))
		style->no_height = is_zero(value);
	else if (is(name, "width") || is(name, "max-width"))
		style->no_width = is_zero(value);
	else if (is(name, "left") || is(name, "margin-left"))
		style->far_left = is_far(value);
	else if (is(name, "top"))
		style->far_top = is_far(value);
	else if (is(name, "clip") || is(name, "clip-path"))
		style->clipped = clips_all(value);
	else if (is(name, "transform"))
		style->shrunk =
			begins(value, "scale(0)") || begins(value, "scale(0,");
	else if (is(name, "zoom"))
		style->shrunk = is_zero(value);
}

static void read_declaration(struct style *style, struct html_span name,
			     struct html_span value)
{
	if (is(name, "display"))
		style->no_display = begins(value, "none");
	else if (is(name, "visibility"))
		style->invisible =
			begins(value, "hidden") || begins(value, "collapse");
	else if (is(name, "font-size"))
		style->no_font = is_tiny(value);
	else if (is(name, "font"))
		style->no_font = is_tiny_font(value);
	else if (is(name, "opacity"))
		style->see_through = is_zero(value);
	else if (is(name, "mso-hide"))
		style->mso_hidden = begins(value, "all");
	else if (is(name, "text-indent"))
		style->indented = is_far(value);
	else if (is(name, "color"))
		style->color = html_color(value);
	else if (is(name, "background") || is(name, "background-color"))
		style->background = html_color(value);
	else if (is(name, "background-image"))
		style->background = COLOR_UNKNOWN;
	else
		read_place(style, name, value);
}

/* An escape (CSS Syntax 4.3.7) as the one ASCII character that it is. */
static size_t unescape(const char *at, const char *end, char *out)
{
	size_t n = 1;
	int value = 0;

	while (n < 7 && at + n < end && transfer_hex((uint8_t)at[n]) >= 0)
		value = value * 16 + transfer_hex((uint8_t)at[n++]);
	if (n == 1) {
		if (at + 1 < end)
			*out = at[1];
		else
			*out = ' ';
		return 2;
	}
	*out = '?';
	if (value > ' ' && value < 0x7F)
		*out = (char)value;
	if (at + n < end && html_is_space((uint8_t)at[n]))
		n++;
	return n;
}

/* Comments are nothing, escapes what they stand for. */
static struct html_span plain(struct html_span style,
			      char room[static LIMIT_HTML_VALUE])
{
	const char *at = style.at, *end = at + style.len, *stop;
	size_t n = 0;

	if (!memchr(at, '\\', style.len) && !memchr(at, '*', style.len))
		return style;
	while (at < end && n < LIMIT_HTML_VALUE) {
		if (at + 1 < end && at[0] == '/' && at[1] == '*') {
			stop = memmem(at + 2, (size_t)(end - at) - 2, "*/", 2);
			at = stop ? stop + 2 : end;
		} else if (*at == '\\') {
			at += unescape(at, end, &room[n++]);
		} else {
			room[n++] = *at++;
		}
	}
	return (struct html_span){ room, n };
}

static bool hides(const struct style *style)
{
	return style->no_display || style->invisible || style->no_font ||
	       style->see_through || style->mso_hidden || style->indented ||
	       style->clipped || style->shrunk ||
	       (style->no_overflow && (style->no_height || style->no_width)) ||
	       (style->absolute && (style->far_left || style->far_top)) ||
	       style->color == COLOR_CLEAR;
}

struct html_look html_style_read(struct html_span style)
{
	struct style found = { .color = COLOR_UNSET,
			       .background = COLOR_UNSET };
	char room[LIMIT_HTML_VALUE];
	struct html_span text = plain(style, room);
	const char *at = text.at, *end = at + text.len, *stop, *colon;

	while (at < end) {
		stop = memchr(at, ';', (size_t)(end - at));
		if (!stop)
			stop = end;
		colon = memchr(at, ':', (size_t)(stop - at));
		if (colon)
			read_declaration(&found,
					 trim((struct html_span){
						 at, (size_t)(colon - at) }),
					 trim((struct html_span){
						 colon + 1,
						 (size_t)(stop - colon - 1) }));
		at = stop < end ? stop + 1 : end;
	}
	return (struct html_look){ hides(&found), found.color,
				   found.background };
}
