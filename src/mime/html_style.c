/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_style.c -- whether an inline style keeps its element from being seen
 *
 * Only what one attribute says by itself: to know colours and sizes through
 * style sheets would take a browser, and text that is dropped by mistake is
 * worse than hidden text that is shown.
 */
#include <string.h>
#include <strings.h>

#include "mime/html_element.h"

enum {
	FAR_AWAY = -900 /* pixels: off any screen */
};

struct style {
	bool hides;
	bool no_overflow, no_size, absolute;
	struct html_span color, background;
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

static void read_declaration(struct style *style, struct html_span name,
			     struct html_span value)
{
	if (is(name, "display"))
		style->hides |= begins(value, "none");
	else if (is(name, "visibility"))
		style->hides |=
			begins(value, "hidden") || begins(value, "collapse");
	else if (is(name, "font-size"))
		style->hides |= is_tiny(value);
	else if (is(name, "opacity"))
		style->hides |= is_zero(value);
	else if (is(name, "mso-hide"))
		style->hides |= begins(value, "all");
	else if (is(name, "text-indent"))
		style->hides |= is_far(value);
	else if (is(name, "overflow"))
		style->no_overflow = begins(value, "hidden");
	else if (is(name, "position"))
		style->absolute =
			begins(value, "absolute") || begins(value, "fixed");
	else if (is(name, "max-height") || is(name, "height") ||
		 is(name, "width") || is(name, "max-width"))
		style->no_size |= is_zero(value);
	else if (is(name, "left") || is(name, "top"))
		style->hides |= style->absolute && is_far(value);
	else if (is(name, "color"))
		style->color = value;
	else if (is(name, "background") || is(name, "background-color"))
		style->background = value;
}

/* "#FFFFFF", "#fff" and "white" are one; other colours by their words. */
static struct html_span plain_color(struct html_span color)
{
	static const struct html_span white = { "#fff", 4 };

	return is(color, "white") || is(color, "#ffffff") ? white : color;
}

static bool same_color(struct html_span a, struct html_span b)
{
	a = plain_color(a);
	b = plain_color(b);
	return a.len && a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

bool html_style_hides(struct html_span style)
{
	struct style found = { .hides = false };
	const char *at = style.at, *end = style.at + style.len;
	const char *stop, *colon;

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
	return found.hides || (found.no_overflow && found.no_size) ||
	       is(found.color, "transparent") ||
	       same_color(found.color, found.background);
}
