/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value.c -- which values of a style no eye sees: tiny, far, faint
 */
#include "mime/html/value.h"

#include <string.h>

#include "mime/html/number.h"
#include "mime/html/token.h"

enum {
	FAR_AWAY = -900 * 1000, /* pixels: off any screen */
	HAIR = 1333,            /* a point: no letter is as small */
	ALL = 100 * 1000,       /* percent */
};

static const long beyond = 1L << 60; /* any edge that a style says */

/* 0 of anything; 1 of a pixel or a point is no letter either. */
static bool is_tiny(const struct html_number *number)
{
	return number->n == 0 || (number->unit == UNIT_PIXELS &&
				  number->n > 0 && number->n <= HAIR);
}

bool html_value_is_zero(struct html_span value)
{
	struct html_number number;

	return html_number_only(value, &number) && number.n == 0;
}

bool html_value_is_tiny(struct html_span value)
{
	struct html_number number;

	return html_number_only(value, &number) && is_tiny(&number);
}

bool html_value_is_some(struct html_span value)
{
	struct html_number number;

	return html_number_only(value, &number) && number.n > 0 &&
	       !is_tiny(&number);
}

/* Nor is what makes that of a letter of 16. */
static bool is_tiny_letter(const struct html_number *number)
{
	return is_tiny(number) || (number->unit == UNIT_PERCENT &&
				   number->n > 0 && number->n <= 6200);
}

bool html_value_is_tiny_size(struct html_span value)
{
	struct html_number number;

	return html_number_only(value, &number) && is_tiny_letter(&number);
}

/* "font: bold 0/0 a": a number without unit, but 0, is how bold it is. */
bool html_value_is_tiny_font(struct html_span value)
{
	struct html_number number;

	while (html_number_next(&value, &number))
		if (!number.n || number.unit != UNIT_NONE)
			return is_tiny_letter(&number);
	return false;
}

/* Some number in it is: "translateX(-9999px)". */
bool html_value_is_far(struct html_span value)
{
	struct html_number number;

	while (html_number_next(&value, &number))
		if (number.unit != UNIT_DEGREES && number.n <= FAR_AWAY)
			return true;
	return false;
}

/* The same, or the other way. */
bool html_value_is_far_off(struct html_span value)
{
	struct html_number number;

	while (html_number_next(&value, &number))
		if (number.n <= FAR_AWAY || number.n >= -FAR_AWAY)
			return true;
	return false;
}

/* "auto" is the edge of the box itself, which *edge is already. */
static bool take_edge(struct html_span *value, long *edge)
{
	struct html_number number = { .n = *edge };

	while (value->len &&
	       (html_is_space((uint8_t)value->at[0]) || value->at[0] == ','))
		*value = html_span_from(*value, 1);
	if (html_span_begins(*value, "auto"))
		*value = html_span_from(*value, 4);
	else if (!html_number_take(value, &number))
		return false;
	*edge = number.n;
	return true;
}

/* "rect(0 0 0 0)", "rect(1px, 1px, 1px, 1px)": nothing is left between top and
 * bottom, or left and right (CSS 2, 11.1.2). */
bool html_value_clips_box(struct html_span value)
{
	long top = 0, right = beyond, bottom = beyond, left = 0;

	if (!html_span_begins(value, "rect("))
		return false;
	value = html_span_from(value, strlen("rect("));
	return take_edge(&value, &top) && take_edge(&value, &right) &&
	       take_edge(&value, &bottom) && take_edge(&value, &left) &&
	       (right - left <= HAIR || bottom - top <= HAIR);
}

/* "inset(50%)", "inset(0 100% 0 0)": what is cut off at two sides, those said as
 * by margins, is all. */
static bool insets_all(struct html_span value)
{
	long sides[4] = { 0 }, width, height;
	struct html_number number;
	size_t n = 0;

	for (; n < 4 && html_number_take(&value, &number); n++) {
		if (number.unit == UNIT_PERCENT)
			sides[n] = number.n;
		while (value.len && html_is_space((uint8_t)value.at[0]))
			value = html_span_from(value, 1);
	}
	width = sides[n > 1] + sides[n > 3 ? 3 : n > 1];
	height = sides[0] + sides[n > 2 ? 2 : 0];
	return width >= ALL || height >= ALL;
}

/* All of a shape's numbers are 0: it is a point. */
static bool is_point(struct html_span value)
{
	struct html_number number;
	size_t n = 0;

	for (; html_number_next(&value, &number); n++)
		if (number.n)
			return false;
	return n;
}

bool html_value_clips_path(struct html_span value)
{
	struct html_number radius;

	if (html_span_begins(value, "inset("))
		return insets_all(html_span_from(value, strlen("inset(")));
	if (html_span_begins(value, "polygon("))
		return is_point(value);
	if (!html_span_begins(value, "circle("))
		return false;
	value = html_span_from(value, strlen("circle("));
	return html_number_take(&value, &radius) && !radius.n;
}

/* "scale(0)", "rotate(1deg) translateX(-9999px)". */
bool html_value_moves_away(struct html_span value)
{
	const char *scale = memmem(value.at, value.len, "scale", 5);
	struct html_number number;

	if (html_value_is_far(value))
		return true;
	if (!scale)
		return false;
	value = html_span_from(value, (size_t)(scale - value.at));
	return html_number_next(&value, &number) && number.n == 0;
}

bool html_value_is_tiny_zoom(struct html_span value)
{
	struct html_number number;

	return html_number_only(value, &number) && number.n > 0 &&
	       number.n <= (number.unit == UNIT_PERCENT ? 6200 : 62);
}

/* Too faint for any eye. */
static bool is_faint(const struct html_number *number)
{
	if (number->unit == UNIT_PERCENT)
		return number->n <= 5000;
	return number->unit == UNIT_NONE && number->n <= 50;
}

bool html_value_is_faint(struct html_span value)
{
	struct html_number number;

	return html_number_only(value, &number) && is_faint(&number);
}

/* "opacity(0)", and nothing else: of more only a browser knows what it is. */
bool html_value_filters_all(struct html_span value)
{
	struct html_number number;

	if (!html_span_begins(value, "opacity("))
		return false;
	value = html_span_trim(html_span_from(value, strlen("opacity(")));
	if (!html_number_take(&value, &number) || !is_faint(&number))
		return false;
	value = html_span_trim(value);
	if (!value.len || value.at[0] != ')')
		return false;
	value = html_span_trim(html_span_from(value, 1));
	return !value.len || value.at[0] == '!';
}
