/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gap.c -- how far a style sets an element from the text beside it
 *
 * "2<span style="margin-left:20px">5,000" is two numbers to who sees it. Less
 * than half a letter is no gap: digits in boxes stand that far from each other.
 */
#include <string.h>

#include "mime/html/look.h"
#include "mime/html/number.h"

enum {
	SIDES = 4,
	HALF_LETTER = 7500, /* 8 pixels, 6 points, 2 millimetres */
};

/* Half a letter of usual size, or more. */
static bool is_wide(struct html_span value)
{
	struct html_number number;

	if (!html_number_only(value, &number))
		return false;
	return (number.unit == UNIT_PIXELS && number.n >= HALF_LETTER) ||
	       (number.unit == UNIT_PERCENT && number.n >= 1000);
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

	while (n < SIDES && next_value(&value, &sides[n]) &&
	       sides[n].at[0] != '!') /* important */
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
