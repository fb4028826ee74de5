/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number.c -- numbers of CSS, with their units
 */
#include "mime/html/number.h"

#include <stdint.h>
#include <string.h>

enum {
	LARGEST = 100000000, /* and more is as far away */
	MOST_TENS = 100      /* and more leave nothing, or the largest */
};

static const struct {
	const char *name;
	enum html_unit unit;
	long factor; /* thousandths: of a letter of 16, a window of 800 */
} units[] = {
	{ "px", UNIT_PIXELS, 1000 },      { "pt", UNIT_PIXELS, 1333 },
	{ "em", UNIT_PIXELS, 16000 },     { "rem", UNIT_PIXELS, 16000 },
	{ "mm", UNIT_PIXELS, 3780 },      { "cm", UNIT_PIXELS, 37795 },
	{ "in", UNIT_PIXELS, 96000 },     { "pc", UNIT_PIXELS, 16000 },
	{ "q", UNIT_PIXELS, 945 },        { "ex", UNIT_PIXELS, 8000 },
	{ "ch", UNIT_PIXELS, 8000 },      { "rex", UNIT_PIXELS, 8000 },
	{ "rch", UNIT_PIXELS, 8000 },     { "cap", UNIT_PIXELS, 11000 },
	{ "rcap", UNIT_PIXELS, 11000 },   { "ic", UNIT_PIXELS, 16000 },
	{ "ric", UNIT_PIXELS, 16000 },    { "lh", UNIT_PIXELS, 19200 },
	{ "rlh", UNIT_PIXELS, 19200 },    { "deg", UNIT_DEGREES, 1000 },
	{ "grad", UNIT_DEGREES, 900 },    { "rad", UNIT_DEGREES, 57296 },
	{ "turn", UNIT_DEGREES, 360000 },
};

enum {
	WINDOW = 8000
};

/* Of what a hundredth of a window is a unit: small, large and changing ones, and
 * the box around ("svw", "lvmin", "dvh", "cqi"). */
static const char *const windows[] = { "v", "sv", "lv", "dv", "cq" };
static const char *const sides[] = { "w", "h", "i", "b", "min", "max" };

static bool is_sign(char c)
{
	return c == '-' || c == '+';
}

static bool is_name_char(char c)
{
	return ascii_is_alnum(c) || c == '-' || c == '_' || c == '#' ||
	       (uint8_t)c >= 0x80;
}

static size_t name_length(struct html_span span)
{
	size_t n = 0;

	while (n < span.len && is_name_char(span.at[n]))
		n++;
	return n;
}

/* "e-3", so many times ten; returns how many bytes, 0: it is none ("em"). */
static size_t exponent(struct html_span span, long *value)
{
	size_t i = 1, from;
	unsigned n = 0;
	bool smaller = span.len > 1 && span.at[1] == '-';

	if (!span.len || (span.at[0] | 0x20) != 'e')
		return 0;
	if (span.len > 1 && is_sign(span.at[1]))
		i++;
	for (from = i; i < span.len && ascii_is_digit(span.at[i]); i++)
		if (n < MOST_TENS)
			n = n * 10 + (unsigned)(span.at[i] - '0');
	if (i == from)
		return 0;
	for (; n && *value && (smaller || *value < LARGEST * 1000L); n--)
		*value = smaller ? *value / 10 : *value * 10;
	return i;
}

/* The digits in thousandths; returns how many bytes, 0: there are none. */
static size_t digits(struct html_span span, long *out)
{
	long value = 0, scale = 1000;
	size_t i = span.len && is_sign(span.at[0]), n = 0;

	for (; i < span.len; i++) {
		if (scale == 1000 && span.len - i > 1 && span.at[i] == '.' &&
		    ascii_is_digit(span.at[i + 1])) {
			scale = 100;
			continue;
		}
		if (!ascii_is_digit(span.at[i]))
			break;
		n++;
		if (scale == 1000) {
			if (value < LARGEST * 1000L)
				value = value * 10 + (span.at[i] - '0') * 1000L;
		} else if (scale) {
			value += (span.at[i] - '0') * scale;
			scale /= 10;
		}
	}
	if (!n)
		return 0;
	i += exponent(html_span_from(span, i), &value);
	*out = span.at[0] == '-' ? -value : value;
	return i;
}

static bool is_of_window(struct html_span unit)
{
	struct html_span side;

	for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		if (!html_span_begins(unit, windows[i]))
			continue;
		side = html_span_from(unit, strlen(windows[i]));
		for (size_t k = 0; k < sizeof(sides) / sizeof(sides[0]); k++)
			if (html_span_is(side, sides[k]))
				return true;
	}
	return false;
}

static void scale(struct html_number *number, enum html_unit unit, long factor)
{
	number->unit = unit;
	number->n =
		number->n / 1000 * factor + number->n % 1000 * factor / 1000;
}

/* In thousandths of the one unit of its kind; false: browsers know none such. */
static bool convert(struct html_span unit, struct html_number *number)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if ((*unit.at | 0x20) != *units[i].name ||
		    !html_span_is(unit, units[i].name))
			continue;
		scale(number, units[i].unit, units[i].factor);
		return true;
	}
	if (!is_of_window(unit))
		return false;
	scale(number, UNIT_PIXELS, WINDOW);
	return true;
}

bool html_number_take(struct html_span *value, struct html_number *out)
{
	struct html_number number = { .unit = UNIT_NONE };
	size_t n = digits(*value, &number.n);
	struct html_span unit = html_span_from(*value, n);

	if (!n)
		return false;
	if (unit.len && unit.at[0] == '%') {
		number.unit = UNIT_PERCENT;
		unit.len = 1;
	} else {
		unit.len = name_length(unit);
		if (unit.len && !convert(unit, &number))
			return false;
	}
	*value = html_span_from(*value, n + unit.len);
	*out = number;
	return true;
}

/* What is inside of these is not their value. */
static bool is_opaque(struct html_span name)
{
	static const char *const names[] = { "calc", "var",   "env",
					     "min",  "max",   "clamp",
					     "mod",  "round", "rem" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (html_span_is(name, names[i]))
			return true;
	return false;
}

/* Behind the bracket that closes the one at at[0]. */
static struct html_span skip_brackets(struct html_span span)
{
	size_t depth = 0, i = 0;

	do {
		depth += span.at[i] == '(';
		depth -= span.at[i] == ')';
		i++;
	} while (i < span.len && depth);
	return html_span_from(span, i);
}

bool html_number_next(struct html_span *value, struct html_number *out)
{
	struct html_span name;

	while (value->len) {
		if (html_number_take(value, out))
			return true;
		name = (struct html_span){ value->at, name_length(*value) };
		*value = html_span_from(*value, name.len ? name.len : 1);
		if (name.len && value->len && value->at[0] == '(' &&
		    is_opaque(name))
			*value = skip_brackets(*value);
	}
	return false;
}

bool html_number_only(struct html_span value, struct html_number *out)
{
	if (!html_number_take(&value, out))
		return false;
	value = html_span_trim(value);
	return !value.len || value.at[0] == '!';
}
