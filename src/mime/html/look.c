/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look.c -- looks laid over each other, and what is seen of the text
 */
#include "mime/html/look.h"

#include <string.h>

static bool all(uint32_t ways, uint32_t wanted)
{
	return (ways & wanted) == wanted;
}

/* All of the wanted, and not what speaks against them. */
static bool all_but(uint32_t ways, uint32_t wanted, uint32_t against)
{
	return (ways & (wanted | against)) == wanted;
}

bool html_look_hides(const struct html_look *look)
{
	uint32_t ways = look->ways;

	if (!ways)
		return false;
	return (ways & (WAY_KIND | WAY_NO_DISPLAY | WAY_SEE_THROUGH |
			WAY_CLIPPED | WAY_SHRUNK | WAY_FILTERED)) ||
	       all_but(ways, WAY_SHIFTED, WAY_PADDED) ||
	       all_but(ways, WAY_NO_OVERFLOW | WAY_NO_HEIGHT,
		       WAY_SOME_HEIGHT) ||
	       all_but(ways, WAY_NO_OVERFLOW | WAY_NO_WIDTH, WAY_SOME_WIDTH) ||
	       all(ways, WAY_PLACED | WAY_FAR_LEFT) ||
	       all(ways, WAY_PLACED | WAY_FAR_TOP) ||
	       all(ways, WAY_PLACED | WAY_CLIPPED_BOX);
}

bool html_look_turns(const struct html_look *look)
{
	return all(look->ways, WAY_OVERRIDES | WAY_RIGHT_TO_LEFT);
}

bool html_look_matters(const struct html_look *look)
{
	const uint32_t inherited = WAYS_INHERITED & ~(uint32_t)WAY_SYMBOLS;

	return html_look_hides(look) || (look->said & inherited) ||
	       (look->ways & WAY_SYMBOLS) || html_look_turns(look) ||
	       look->struck || look->color != COLOR_UNSET ||
	       look->background != COLOR_UNSET;
}

void html_look_lay(struct html_look *under, const struct html_look *over)
{
	uint32_t counts = over->said & ~(under->fixed & ~over->fixed);

	if (over->color != COLOR_UNSET &&
	    !(under->fixed & ~over->fixed & WAY_COLOR))
		under->color = over->color;
	if (over->background != COLOR_UNSET &&
	    !(under->fixed & ~over->fixed & WAY_BACKGROUND))
		under->background = over->background;
	under->ways = (under->ways & ~counts) | (over->ways & counts);
	under->said |= counts;
	under->fixed |= over->fixed;
	under->struck |= over->struck;
	under->gaps |= over->gaps;
	if (counts & WAY_NO_DISPLAY) {
		under->box = over->box;
		under->items = over->items;
	}
}

/* The attribute's, if there is one. */
static void use_color(const struct html_token *token, const char *name,
		      uint32_t *color)
{
	const struct html_span *value = html_attr_find(token, name);

	if (value)
		*color = html_color(*value);
}

bool html_font_is_symbols(struct html_span value)
{
	if (value.len && (value.at[0] == '"' || value.at[0] == '\''))
		value = html_span_from(value, 1);
	return html_span_begins(value, "wingdings");
}

/* Of <font>. */
static void use_font(const struct html_token *token, struct html_look *look)
{
	const struct html_span *face = html_attr_find(token, "face");

	if (html_attr_find(token, "size"))
		look->said |= WAY_NO_FONT;
	if (!face)
		return;
	look->said |= WAY_SYMBOLS;
	if (html_font_is_symbols(*face))
		look->ways |= WAY_SYMBOLS;
}

void html_look_of_attributes(const struct html_token *token,
			     struct html_look *look)
{
	*look = html_look_none;
	if (!token->n_attrs)
		return;
	use_color(token, "text", &look->color); /* of <body> */
	use_color(token, "color", &look->color);
	use_color(token, "bgcolor", &look->background);
	if (html_attr_find(token, "background"))
		look->background = COLOR_UNKNOWN;
	if (html_span_equals(token->text, "font"))
		use_font(token, look);
	if (html_attr_find(token, "hidden"))
		look->ways |= WAY_NO_DISPLAY;
}

struct html_sight html_sight_inside(const struct html_sight *around,
				    const struct html_look *look)
{
	struct html_sight sight = *around;

	sight.gone |= html_look_hides(look);
	sight.ways &= ~(look->said | look->undone);
	sight.ways |= look->ways & WAYS_INHERITED;
	if (look->styled)
		sight.color = sight.background = COLOR_UNKNOWN;
	if (look->color != COLOR_UNSET)
		sight.color = look->color;
	if (look->ways & (WAY_PAINTED | WAY_SHADED))
		sight.color = COLOR_UNKNOWN;
	/* It may stand on something that is not around it. */
	if ((look->ways & WAY_PLACED) && sight.background == COLOR_UNSET)
		sight.background = COLOR_UNKNOWN;
	if (look->background != COLOR_UNSET && look->background != COLOR_CLEAR)
		sight.background = look->background;
	return sight;
}

bool html_sight_is_gone(const struct html_sight *sight)
{
	return sight->gone || (sight->ways & WAY_INVISIBLE);
}

bool html_sight_hides_text(const struct html_sight *sight, uint32_t page)
{
	const bool bare = sight->background == COLOR_UNSET;

	if (sight->gone || (sight->ways & WAYS_UNSEEN))
		return true;
	if (sight->color > 0xFFFFFF)
		return sight->color == COLOR_CLEAR;
	return html_color_same(sight->color, bare ? page : sight->background);
}

static bool is_end(const char *at, const char *end)
{
	return at == end || *at == ';';
}

/* "0", "0px", but not "0.5em". */
static bool is_zero(const char *at, const char *end)
{
	return !is_end(at, end) && *at == '0' &&
	       (at + 1 == end ||
		(at[1] != '.' && (at[1] < '0' || at[1] > '9')));
}

/* The first value of a property; NULL: there is none. */
static const char *value_of(const struct html_span *style, const char *name)
{
	const char *end = style->at + style->len;
	const char *at = memmem(style->at, style->len, name, strlen(name));

	if (!at)
		return NULL;
	for (at += strlen(name); at < end && *at == ' '; at++)
		;
	return at;
}

/* The value behind `n` others, or the first one. */
static const char *value_at(const char *first, const char *end, int n)
{
	const char *at = first;

	for (; n; n--) {
		while (!is_end(at, end) && *at != ' ')
			at++;
		while (!is_end(at, end) && *at == ' ')
			at++;
	}
	return is_end(at, end) ? first : at;
}

/* No space above and below. */
static bool has_no_margin(const struct html_span *style)
{
	const char *end = style->at + style->len;
	const char *both = value_of(style, "margin:");
	const char *top = value_of(style, "margin-top:");
	const char *bottom = value_of(style, "margin-bottom:");

	if (both && !top)
		top = both;
	if (both && !bottom)
		bottom = value_at(both, end, 2);
	return top && bottom && is_zero(top, end) && is_zero(bottom, end);
}

bool html_look_is_tight(const struct html_token *token)
{
	const struct html_span *class = html_attr_find(token, "class");
	const struct html_span *style = html_attr_find(token, "style");

	return (class && memmem(class->at, class->len, "Mso", 3)) ||
	       (style && has_no_margin(style));
}
