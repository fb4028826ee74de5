/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_style.c -- whether a style keeps its element from being seen
 *
 * What one list of declarations says by itself, comments and escapes undone; of
 * several declarations of a property the last counts, but for "!important".
 */
#include <string.h>

#include "mime/html_look.h"
#include "mime/limits.h"

enum {
	FAR_AWAY = -900 /* pixels: off any screen */
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

bool html_style_number(struct html_span span, long *out, struct html_span *unit)
{
	bool minus = span.len && span.at[0] == '-';
	long value = 0, scale = 1000;
	size_t i = minus, digits = 0;

	for (; i < span.len; i++) {
		if (span.at[i] == '.' && scale == 1000) {
			scale = 100;
			continue;
		}
		if (!ascii_is_digit(span.at[i]))
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

/* The next number in the span, which then begins with its unit. */
static bool next_number(struct html_span *span, long *out)
{
	struct html_span unit;

	for (; span->len; span->at++, span->len--) {
		if (!html_style_number(*span, out, &unit))
			continue;
		*span = unit;
		return true;
	}
	return false;
}

/* 0 of anything; 1 of a pixel or a point is no letter either. */
static bool is_tiny(long n, struct html_span unit)
{
	return n == 0 ||
	       (n > 0 && n <= 1000 &&
		(html_span_begins(unit, "px") || html_span_begins(unit, "pt")));
}

static bool is_zero(struct html_span value)
{
	struct html_span unit;
	long n;

	return html_style_number(value, &n, &unit) && n == 0;
}

static bool begins_tiny(struct html_span value)
{
	struct html_span unit;
	long n;

	return html_style_number(value, &n, &unit) && is_tiny(n, unit);
}

/* "font: bold 0/0 a": a number without unit, but 0, is how bold it is. */
static bool is_tiny_font(struct html_span value)
{
	long n;

	while (next_number(&value, &n))
		if (!n || (value.len &&
			   (value.at[0] == '%' || ascii_is_alpha(value.at[0]))))
			return is_tiny(n, value);
	return false;
}

/* Some number in it is: "translateX(-9999px)". */
static bool has_far(struct html_span value)
{
	long n;

	while (next_number(&value, &n))
		if (n <= FAR_AWAY * 1000L)
			return true;
	return false;
}

static bool is_word(struct html_span value, const char *word)
{
	size_t len = strlen(word);

	return html_span_begins(value, word) &&
	       (value.len == len || value.at[len] == '!' ||
		html_is_space((uint8_t)value.at[len]));
}

/* It is the whole value: of two, browsers obey neither. */
static bool is_only(struct html_span value, const char *word)
{
	struct html_span behind;
	size_t len = strlen(word);

	if (!is_word(value, word))
		return false;
	behind = trim((struct html_span){ value.at + len, value.len - len });
	return !behind.len || behind.at[0] == '!';
}

/* "rect(0 0 0 0)", "rect(1px, 1px, 1px, 1px)": nothing is left. */
static bool clips_box(struct html_span value)
{
	long n;

	if (!html_span_begins(value, "rect("))
		return false;
	while (next_number(&value, &n))
		if (!is_tiny(n, value))
			return false;
	return true;
}

static bool clips_path(struct html_span value)
{
	return html_span_begins(value, "inset(50%") ||
	       html_span_begins(value, "inset(100%") ||
	       html_span_begins(value, "circle(0") ||
	       html_span_begins(value, "polygon(0 0,0 0)");
}

/* "scale(0)", "rotate(1deg) translateX(-9999px)". */
static bool moves_away(struct html_span value)
{
	const char *scale = memmem(value.at, value.len, "scale", 5);
	long n;

	if (has_far(value))
		return true;
	if (!scale)
		return false;
	value.len -= (size_t)(scale - value.at);
	value.at = scale;
	return next_number(&value, &n) && n == 0;
}

/* Too faint for any eye. */
static bool is_faint(struct html_span value)
{
	struct html_span unit;
	long n;

	return html_style_number(value, &n, &unit) &&
	       n <= (html_span_begins(unit, "%") ? 5000 : 50);
}

static void say(struct html_look *look, uint32_t way, bool so, bool important)
{
	if ((look->fixed & way) && !important)
		return;
	look->said |= way;
	look->ways = so ? look->ways | way : look->ways & ~way;
	if (important)
		look->fixed |= way;
}

/* A property that may hide by itself or with others; 0: it is none. */
static uint32_t way_of(struct html_span name, struct html_span value, bool *so)
{
	static const struct {
		const char *name;
		uint32_t way;
		bool (*so)(struct html_span value);
		const char *words[5];
	} table[] = {
		{ "display", WAY_NO_DISPLAY, NULL, { "none" } },
		{ "visibility", WAY_INVISIBLE, NULL, { "hidden", "collapse" } },
		{ "white-space",
		  WAY_PRE,
		  NULL,
		  { "pre", "pre-wrap", "pre-line", "break-spaces",
		    "preserve" } },
		{ "white-space-collapse",
		  WAY_PRE,
		  NULL,
		  { "preserve", "preserve-breaks", "break-spaces" } },
		{ "overflow", WAY_NO_OVERFLOW, NULL, { "hidden", "clip" } },
		{ "overflow-x", WAY_NO_OVERFLOW, NULL, { "hidden", "clip" } },
		{ "overflow-y", WAY_NO_OVERFLOW, NULL, { "hidden", "clip" } },
		{ "position",
		  WAY_PLACED,
		  NULL,
		  { "absolute", "fixed", "relative" } },
		{ "font-size", WAY_NO_FONT, begins_tiny },
		{ "font", WAY_NO_FONT, is_tiny_font },
		{ "text-indent", WAY_INDENTED, has_far },
		{ "opacity", WAY_SEE_THROUGH, is_faint },
		{ "height", WAY_NO_HEIGHT, is_zero },
		{ "max-height", WAY_NO_HEIGHT, begins_tiny },
		{ "width", WAY_NO_WIDTH, is_zero },
		{ "max-width", WAY_NO_WIDTH, begins_tiny },
		{ "left", WAY_FAR_LEFT, has_far },
		{ "right", WAY_FAR_LEFT, has_far },
		{ "top", WAY_FAR_TOP, has_far },
		{ "bottom", WAY_FAR_TOP, has_far },
		{ "margin-left", WAY_SHIFTED, has_far },
		{ "margin-top", WAY_FAR_TOP, has_far },
		{ "clip", WAY_CLIPPED_BOX, clips_box },
		{ "clip-path", WAY_CLIPPED, clips_path },
		{ "transform", WAY_SHRUNK, moves_away },
		{ "zoom", WAY_SHRUNK, begins_tiny },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if ((*name.at | 0x20) != *table[i].name ||
		    !html_span_is(name, table[i].name))
			continue;
		*so = table[i].so && table[i].so(value);
		for (size_t k = 0; k < 5 && table[i].words[k]; k++)
			*so |= table[i].way == WAY_NO_OVERFLOW
				       ? is_word(value, table[i].words[k])
				       : is_only(value, table[i].words[k]);
		return table[i].way;
	}
	return 0;
}

/* What stands on lines of its own, whatever its element is. */
static bool is_box(struct html_span value)
{
	return is_word(value, "block") || is_word(value, "flex") ||
	       is_word(value, "grid") || is_word(value, "table") ||
	       is_word(value, "list-item");
}

/* A row or column of boxes. */
static bool has_items(struct html_span value)
{
	return is_word(value, "flex") || is_word(value, "inline-flex") ||
	       is_word(value, "grid") || is_word(value, "inline-grid");
}

static void read_declaration(struct html_look *look, struct html_span name,
			     struct html_span value)
{
	bool so, important;
	uint32_t way = name.len ? way_of(name, value, &so) : 0;

	look->gaps |= name.len ? html_gap_of(name, value) : 0;
	important = way && memmem(value.at, value.len, "important", 9);
	if (way == WAY_NO_DISPLAY) {
		look->box = is_box(value);
		look->items = has_items(value);
	}
	if (way)
		say(look, way, so, important);
	else if (html_span_is(name, "color"))
		look->color = html_color(value);
	else if (html_span_is(name, "background") ||
		 html_span_is(name, "background-color"))
		look->background = html_color(value);
	else if (html_span_is(name, "background-image"))
		look->background = COLOR_UNKNOWN;
	else if (html_span_is(name, "text-decoration") ||
		 html_span_is(name, "text-decoration-line"))
		look->struck = value.len &&
			       memmem(value.at, value.len, "line-through", 12);
}

/* An escape (CSS Syntax 4.3.7) as the one ASCII character that it is. */
static size_t unescape(const char *at, const char *end, char *out)
{
	size_t n = 1;
	int value = 0;

	while (n < 7 && at + n < end && ascii_hex(at[n]) >= 0)
		value = value * 16 + ascii_hex(at[n++]);
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

static struct html_look read_plain(struct html_span style)
{
	struct html_look found = html_look_none;
	const char *at = style.at, *end = at + style.len, *stop, *colon;

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
	return found;
}

/* Comments are nothing, escapes what they stand for. */
static struct html_look read_escaped(struct html_span style)
{
	const char *at = style.at, *end = at + style.len, *stop;
	char room[LIMIT_HTML_VALUE] = { 0 };
	size_t n = 0;

	while (at < end && n < LIMIT_HTML_VALUE) {
		if (at + 1 < end && at[0] == '/' && at[1] == '*') {
			stop = memmem(at + 2, (size_t)(end - at) - 2, "*/", 2);
			at = stop ? stop + 2 : end;
			room[n++] = ' ';
		} else if (*at == '\\') {
			at += unescape(at, end, &room[n++]);
		} else {
			room[n++] = *at++;
		}
	}
	return read_plain((struct html_span){ room, n });
}

struct html_look html_style_read(struct html_span style)
{
	if (memchr(style.at, '\\', style.len) ||
	    memchr(style.at, '*', style.len))
		return read_escaped(style);
	return read_plain(style);
}
