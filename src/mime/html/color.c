/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * color.c -- colours, as far as telling text from its background takes
 */
#include <string.h>

#include "mime/html/look.h"
#include "mime/html/number.h"

enum {
	ALIKE = 12, /* of 255, in each of the three: no eye sees it */
	FAINT = 50, /* of 1000: as good as clear */
	SOLID = 1000 - FAINT,
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

/* What is seen of a colour of this many thousandths, of which `least` make it one
 * that does not depend on what is behind it. */
static uint32_t over_anything(uint32_t color, long alpha, long least)
{
	if (alpha <= FAINT)
		return COLOR_CLEAR;
	return alpha < least ? COLOR_UNKNOWN : color;
}

/* "#rgb", "#rgba", "#rrggbb", "#rrggbbaa"; the sign may be missing in an
 * attribute. */
static uint32_t hexadecimal(struct html_span value, long least)
{
	uint32_t color = 0;
	long alpha = 1000;
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
		return over_anything(color >> 8, (color & 0xFF) * 1000L / 255,
				     least);
	if (n == 6)
		return color;
	if (n == 4) {
		alpha = (color & 0xF) * 1000L / 15;
		color >>= 4;
	} else if (n != 3) {
		return COLOR_UNKNOWN;
	}
	color = (color >> 8 & 0xF) * 0x110000 + (color >> 4 & 0xF) * 0x1100 +
		(color & 0xF) * 0x11;
	return over_anything(color, alpha, least);
}

/* One of red, green and blue in 0..1000, of a colour with this hue (degrees),
 * saturation and lightness (thousandths; CSS Color 4, 7.1). */
static long of_hue(long hue, long saturation, long light, long n)
{
	long k = (n * 1000 + hue * 1000 / 30) % 12000;
	long most = light < 1000 - light ? light : 1000 - light;
	long bend = k - 3000 < 9000 - k ? k - 3000 : 9000 - k;

	if (bend > 1000)
		bend = 1000;
	if (bend < -1000)
		bend = -1000;
	return light - saturation * most / 1000 * bend / 1000;
}

static long bounded(long n, long most)
{
	return n < 0 ? 0 : n > most ? most : n;
}

static uint32_t from_hue(const struct html_number part[static 3])
{
	long hue = (part[0].n / 1000 % 360 + 360) % 360;
	long saturation = bounded(part[1].n / 100, 1000);
	long light = bounded(part[2].n / 100, 1000);

	return (uint32_t)(of_hue(hue, saturation, light, 0) * 255 / 1000 << 16 |
			  of_hue(hue, saturation, light, 8) * 255 / 1000 << 8 |
			  of_hue(hue, saturation, light, 4) * 255 / 1000);
}

/* 0..255 */
static uint32_t component(const struct html_number *part)
{
	return (uint32_t)bounded(part->unit == UNIT_PERCENT
					 ? part->n * 255 / 100000
					 : part->n / 1000,
				 255);
}

/* "rgb(255, 255, 255)", "rgba(100% 0% 0% / .5)", "hsl(0deg 0% 100%)". */
static uint32_t numbers(struct html_span value, bool hue, long least)
{
	struct html_number parts[5] = { [3] = { 1000, UNIT_NONE } };
	uint32_t color;
	long alpha;
	size_t n = 0;

	while (n < 5 && html_number_next(&value, &parts[n]))
		n++;
	if (n < 3 || n > 4)
		return COLOR_UNKNOWN;
	alpha = parts[3].n;
	if (parts[3].unit == UNIT_PERCENT)
		alpha /= 100;
	color = hue ? from_hue(parts)
		    : component(&parts[0]) << 16 | component(&parts[1]) << 8 |
				component(&parts[2]);
	return over_anything(color, alpha, least);
}

static uint32_t read_color(struct html_span value, long least)
{
	size_t len;

	if (!value.len)
		return COLOR_UNSET;
	if (memchr(value.at, '(', value.len) &&
	    (memmem(value.at, value.len, "url(", 4) ||
	     memmem(value.at, value.len, "gradient(", 9)))
		return COLOR_UNKNOWN;
	if (value.at[0] == '#')
		return hexadecimal(html_span_from(value, 1), least);
	if (html_span_begins(value, "rgb"))
		return numbers(value, false, least);
	if (html_span_begins(value, "hsl"))
		return numbers(value, true, least);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		len = strlen(names[i].name);
		if (html_span_begins(value, names[i].name) &&
		    is_end(value, len))
			return names[i].color;
	}
	return COLOR_UNKNOWN;
}

uint32_t html_color(struct html_span value)
{
	return read_color(value, 0);
}

uint32_t html_color_of_ground(struct html_span value)
{
	return read_color(value, SOLID);
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
