/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_value.c -- which values of a style no eye sees: tiny, far, faint
 */
#include "mime/html_value.h"

#include <string.h>

enum {
	FAR_AWAY = -900 /* pixels: off any screen */
};

bool html_value_number(struct html_span span, long *out, struct html_span *unit)
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
		if (!html_value_number(*span, out, &unit))
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

/* Nor is what makes that of a letter of 16. */
static bool is_tiny_letter(long n, struct html_span unit)
{
	return is_tiny(n, unit) ||
	       (n > 0 && n <= 6200 && html_span_begins(unit, "%")) ||
	       (n > 0 && n <= 62 &&
		(html_span_begins(unit, "em") ||
		 html_span_begins(unit, "rem")));
}

bool html_value_is_zero(struct html_span value)
{
	struct html_span unit;
	long n;

	return html_value_number(value, &n, &unit) && n == 0;
}

bool html_value_is_tiny(struct html_span value)
{
	struct html_span unit;
	long n;

	return html_value_number(value, &n, &unit) && is_tiny(n, unit);
}

/* "font: bold 0/0 a": a number without unit, but 0, is how bold it is. */
bool html_value_is_tiny_font(struct html_span value)
{
	long n;

	while (next_number(&value, &n))
		if (!n || (value.len &&
			   (value.at[0] == '%' || ascii_is_alpha(value.at[0]))))
			return is_tiny_letter(n, value);
	return false;
}

/* Some number in it is: "translateX(-9999px)". */
bool html_value_is_far(struct html_span value)
{
	long n;

	while (next_number(&value, &n))
		if (n <= FAR_AWAY * 1000L)
			return true;
	return false;
}

/* The same, or the other way. */
bool html_value_is_far_off(struct html_span value)
{
	long n;

	while (next_number(&value, &n))
		if (n <= FAR_AWAY * 1000L || n >= -FAR_AWAY * 1000L)
			return true;
	return false;
}

/* "rect(0 0 0 0)", "rect(1px, 1px, 1px, 1px)": nothing is left. */
bool html_value_clips_box(struct html_span value)
{
	long n;

	if (!html_span_begins(value, "rect("))
		return false;
	while (next_number(&value, &n))
		if (!is_tiny(n, value))
			return false;
	return true;
}

bool html_value_clips_path(struct html_span value)
{
	return html_span_begins(value, "inset(50%") ||
	       html_span_begins(value, "inset(100%") ||
	       html_span_begins(value, "circle(0") ||
	       html_span_begins(value, "polygon(0 0,0 0)");
}

/* "scale(0)", "rotate(1deg) translateX(-9999px)". */
bool html_value_moves_away(struct html_span value)
{
	const char *scale = memmem(value.at, value.len, "scale", 5);
	long n;

	if (html_value_is_far(value))
		return true;
	if (!scale)
		return false;
	value.len -= (size_t)(scale - value.at);
	value.at = scale;
	return next_number(&value, &n) && n == 0;
}

/* Too faint for any eye. */
bool html_value_is_faint(struct html_span value)
{
	struct html_span unit;
	long n;

	return html_value_number(value, &n, &unit) &&
	       n <= (html_span_begins(unit, "%") ? 5000 : 50);
}
