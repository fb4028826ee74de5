/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_color.c -- colours, as far as telling text from its background takes
 */
#include <string.h>

#include "mime/html_look.h"

enum {
	ALIKE = 12, /* of 255, in each of the three: no eye sees it */
	FAINT = 50, /* of 1000: as good as clear */
};

static const struct {
	const char *name;
	uint32_t color;
} names[] = {
	{ "white", 0xFFFFFF },
	{ "black", 0x000000 },
	{ "red", 0xFF0000 },
	{ "green", 0x008000 },
	{ "blue", 0x0000FF },
	{ "yellow", 0xFFFF00 },
	{ "gray", 0x808080 },
	{ "grey", 0x808080 },
	{ "silver", 0xC0C0C0 },
	{ "navy", 0x000080 },
	{ "maroon", 0x800000 },
	{ "orange", 0xFFA500 },
	{ "snow", 0xFFFAFA },
	{ "ivory", 0xFFFFF0 },
	{ "whitesmoke", 0xF5F5F5 },
	{ "ghostwhite", 0xF8F8FF },
	{ "transparent", COLOR_CLEAR },
};

static bool is_end(struct html_span value, size_t len)
{
	return value.len == len || html_is_space((uint8_t)value.at[len]) ||
	       value.at[len] == '!';
}

/* "#rgb", "#rgba", "#rrggbb", "#rrggbbaa"; the sign may be missing in an
 * attribute. */
static uint32_t hexadecimal(struct html_span value)
{
	uint32_t color = 0;
	size_t n = 0;
	int digit;

	while (n < value.len && n < 8 &&
	       (digit = ascii_hex(value.at[n])) >= 0) {
		color = color << 4 | (uint32_t)digit;
		n++;
	}
	if (!is_end(value, n))
		return COLOR_UNKNOWN;
	if (n == 8)
		return (color & 0xFF) * 1000 > FAINT * 255 ? color >> 8
							   : COLOR_CLEAR;
	if (n == 6)
		return color;
	if (n == 4 && !(color & 0xF))
		return COLOR_CLEAR;
	if (n == 4)
		color >>= 4;
	if (n != 3 && n != 4)
		return COLOR_UNKNOWN;
	return (color >> 8 & 0xF) * 0x110000 + (color >> 4 & 0xF) * 0x1100 +
	       (color & 0xF) * 0x11;
}

/* The next number from *at on, in thousandths of `whole` if it is a
 * percentage, else in thousandths. */
static uint32_t next_number(const char **at, const char *end, uint32_t whole)
{
	uint32_t value = 0, scale = 1000;
	bool fraction = false;

	for (; *at < end && (ascii_is_digit(**at) || **at == '.'); ++*at) {
		if (**at == '.') {
			fraction = true;
			continue;
		}
		if (fraction)
			scale /= 10;
		else if (value < 1000000)
			value *= 10;
		value += (uint32_t)(**at - '0') * scale;
	}
	return *at < end && **at == '%' ? value / 100 * whole : value;
}

/* "rgb(255, 255, 255)", "rgba(100% 0% 0% / .5)". */
static uint32_t numbers(struct html_span value)
{
	const char *end = value.at + value.len;
	const char *at = memchr(value.at, '(', value.len);
	uint32_t parts[4] = { 0, 0, 0, 1000 }, n = 0;

	while (at && at < end && *at != ')' && n < 4) {
		if (ascii_is_digit(*at) || *at == '.') {
			parts[n] = next_number(&at, end, n < 3 ? 255 : 1);
			n++;
		} else {
			at++;
		}
	}
	if (n < 3 || parts[0] > 255000 || parts[1] > 255000 ||
	    parts[2] > 255000)
		return COLOR_UNKNOWN;
	if (parts[3] <= FAINT)
		return COLOR_CLEAR;
	return parts[0] / 1000 << 16 | parts[1] / 1000 << 8 | parts[2] / 1000;
}

uint32_t html_color(struct html_span value)
{
	size_t len;

	if (!value.len)
		return COLOR_UNSET;
	if (memmem(value.at, value.len, "url(", 4) ||
	    memmem(value.at, value.len, "gradient(", 9))
		return COLOR_UNKNOWN;
	if (value.at[0] == '#')
		return hexadecimal(html_span_from(value, 1));
	if (html_span_begins(value, "rgb"))
		return numbers(value);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		len = strlen(names[i].name);
		if (html_span_begins(value, names[i].name) &&
		    is_end(value, len))
			return names[i].color;
	}
	return COLOR_UNKNOWN;
}

bool html_color_same(uint32_t a, uint32_t b)
{
	if (a > 0xFFFFFF || b > 0xFFFFFF)
		return false;
	for (unsigned shift = 0; shift <= 16; shift += 8) {
		int one = (int)(a >> shift & 0xFF);
		int other = (int)(b >> shift & 0xFF);

		if (one - other > ALIKE || other - one > ALIKE)
			return false;
	}
	return true;
}
