/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_look.h -- what styles make of an element: hidden, coloured
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "mime/html_token.h"

enum {
	COLOR_UNSET = 1 << 24,   /* nothing is said */
	COLOR_UNKNOWN = 2 << 24, /* a picture, a name that is not known */
	COLOR_CLEAR = 3 << 24,   /* nothing is painted */
};

struct html_look {
	bool hides;
	uint32_t color, background; /* 0xRRGGBB, or one of the above */
};

/* A colour as CSS or an attribute writes it. */
uint32_t html_color(struct html_span value);
/* What one style says (the value of an attribute, or between braces). */
struct html_look html_style_read(struct html_span style);
/* What the attributes of an element say: style, hidden, color, bgcolor. */
struct html_look html_look_of(const struct html_token *token);
/* Two known colours that an eye does not tell apart. */
bool html_color_same(uint32_t a, uint32_t b);
