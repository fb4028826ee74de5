/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_gap.c -- how far a style sets an element from the text beside it
 *
 * "2<span style="margin-left:20px">5,000" is two numbers to who sees it. Less
 * than half a letter is no gap: digits in boxes stand that far from each other.
 */
#include <string.h>

#include "mime/html_look.h"
#include "mime/html_value.h"

enum {
	SIDES = 4
};

/* Half a letter of usual size, or more. */
static bool is_wide(struct html_span value)
{
	static const struct {
		const char *name;
		long least; /* thousandths */
	} units[] = {
		{ "px", 8000 }, { "pt", 6000 }, { "em", 500 },  { "rem", 500 },
		{ "ex", 1000 }, { "ch", 1000 }, { "mm", 2000 }, { "cm", 200 },
		{ "in", 80 },   { "%", 1000 },  { "vw", 1000 },
	};
	struct html_span unit;
	long n;

	if (!html_value_number(value, &n, &unit))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (html_span_is(unit, units[i].name))
			return n >= units[i].least;
	return false;
}

/* The next of the values between blanks. False: there is none. */
static bool next_value(struct html_span *rest, struct html_span *value)
{
	size_t len = 0;

	while (rest->len && html_is_space((uint8_t)rest->at[0])) {
		rest->at++;
		rest->len--;
	}
	while (len < rest->len && !html_is_space((uint8_t)rest->at[len]))
		len++;
	*value = (struct html_span){ rest->at, len };
	rest->at += len;
	rest->len -= len;
	return len;
}

/* Top, right, bottom and left; what is not said is as its opposite, and that as
 * the first (CSS Box 4). */
static unsigned gaps_of_all(struct html_span value)
{
	struct html_span sides[SIDES];
	size_t n = 0, right, left;

	while (n < SIDES && next_value(&value, &sides[n]))
		n++;
	if (!n)
		return 0;
	right = n > 1;
	left = n == SIDES ? SIDES - 1 : right;
	return (is_wide(sides[left]) ? GAP_BEFORE : 0) |
	       (is_wide(sides[right]) ? GAP_BEHIND : 0);
}

unsigned html_gap_of(struct html_span name, struct html_span value)
{
	if (html_span_is(name, "margin") || html_span_is(name, "padding"))
		return gaps_of_all(value);
	if (html_span_is(name, "margin-left") ||
	    html_span_is(name, "padding-left"))
		return is_wide(value) ? GAP_BEFORE : 0;
	if (html_span_is(name, "margin-right") ||
	    html_span_is(name, "padding-right"))
		return is_wide(value) ? GAP_BEHIND : 0;
	return 0;
}
