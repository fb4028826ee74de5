/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number.h -- numbers of CSS, with their units
 *
 * What functions make of numbers ("calc(…)", "var(…)") takes a browser to know:
 * that is no number here.
 */
#pragma once

#include <stdbool.h>

#include "mime/html/span.h"

enum html_unit {
	UNIT_NONE,
	UNIT_PERCENT,
	UNIT_PIXELS,  /* any length */
	UNIT_DEGREES, /* any angle */
};

struct html_number {
	long n; /* in thousandths */
	enum html_unit unit;
};

/* The number that the value begins with, which is then what is behind it. False:
 * it begins with none, and both stay as they are. */
bool html_number_take(struct html_span *value, struct html_number *out);
/* The same of the next one; false: there is none, and the value is empty. */
bool html_number_next(struct html_span *value, struct html_number *out);
/* The number that is all of the value (but for "!important"). */
bool html_number_only(struct html_span value, struct html_number *out);
