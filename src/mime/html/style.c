/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * style.c -- whether a style keeps its element from being seen
 *
 * What one list of declarations says by itself, comments and escapes undone; of
 * several declarations of a property the last counts, but for "!important".
 */
#include <string.h>

#include "mime/html/known.h"
#include "mime/html/look.h"
#include "mime/html/value.h"
#include "mime/limits.h"

static struct html_span trim(struct html_span span)
{
	while (span.len && html_is_space((uint8_t)span.at[0])) {
		span.at++;
		span.len--;
	}
	while (span.len && html_is_space((uint8_t)span.at[span.len - 1]))
		span.len--;
	return span;
}

static bool is_word(struct html_span value, const char *word)
{
	size_t len = strlen(word);

	return html_span_begins(value, word) &&
	       (value.len == len || value.at[len] == '!' ||
		html_is_space((uint8_t)value.at[len]));
}

/* It is the whole value: of two, browsers obey neither. */
static bool is_only(struct html_span value, const char *word)
{
	struct html_span behind;
	size_t len = strlen(word);

	if (!is_word(value, word))
		return false;
	behind = trim((struct html_span){ value.at + len, value.len - len });
	return !behind.len || behind.at[0] == '!';
}

static void say(struct html_look *look, uint32_t way, bool so, bool important)
{
	if ((look->fixed & way) && !important)
		return;
	look->said |= way;
	look->ways = so ? look->ways | way : look->ways & ~way;
	if (important)
		look->fixed |= way;
}

/* A shadow, or what fills letters instead of their colour. */
static bool is_paint(struct html_span value)
{
	return html_color(value) != COLOR_CLEAR && !is_only(value, "none");
}

enum {
	PREFIX = 26,         /* "-" in place of a letter */
	MOST_OF_A_LETTER = 6 /* and behind them one without a name */
};

/* What may hide by itself or with others, by the first letter of the name. */
static const struct property {
	const char *name;
	uint32_t way;
	bool (*so)(struct html_span value);
	const char *words[5];
} properties[PREFIX + 1][MOST_OF_A_LETTER + 1] = {
	['b' - 'a'] = {
		{ "bottom", WAY_FAR_TOP, html_value_is_far_off },
		{ "background-clip", WAY_PAINTED, NULL, { "text" } },
	},
	['c' - 'a'] = {
		{ "clip", WAY_CLIPPED_BOX, html_value_clips_box },
		{ "clip-path", WAY_CLIPPED, html_value_clips_path },
	},
	['d' - 'a'] = {
		{ "display", WAY_NO_DISPLAY, NULL, { "none" } },
		{ "direction", WAY_RIGHT_TO_LEFT, NULL, { "rtl" } },
	},
	['f' - 'a'] = {
		{ "font-size", WAY_NO_FONT, html_value_is_tiny_size },
		{ "font", WAY_NO_FONT, html_value_is_tiny_font },
		{ "font-family", WAY_SYMBOLS, html_font_is_symbols },
		{ "filter", WAY_FILTERED, html_value_filters_all },
	},
	['h' - 'a'] = {
		{ "height", WAY_NO_HEIGHT, html_value_is_zero },
	},
	['l' - 'a'] = {
		{ "left", WAY_FAR_LEFT, html_value_is_far },
	},
	['m' - 'a'] = {
		{ "max-height", WAY_NO_HEIGHT, html_value_is_tiny },
		{ "min-height", WAY_SOME_HEIGHT, html_value_is_some },
		{ "max-width", WAY_NO_WIDTH, html_value_is_tiny },
		{ "min-width", WAY_SOME_WIDTH, html_value_is_some },
		{ "margin-left", WAY_SHIFTED, html_value_is_far },
		{ "margin-top", WAY_FAR_TOP, html_value_is_far },
	},
	['o' - 'a'] = {
		{ "overflow", WAY_NO_OVERFLOW, NULL, { "hidden", "clip" } },
		{ "overflow-x", WAY_NO_OVERFLOW, NULL, { "hidden", "clip" } },
		{ "overflow-y", WAY_NO_OVERFLOW, NULL, { "hidden", "clip" } },
		{ "opacity", WAY_SEE_THROUGH, html_value_is_faint },
	},
	['p' - 'a'] = {
		{ "position", WAY_PLACED, NULL, { "absolute", "fixed", "relative" } },
		{ "padding-left", WAY_PADDED, html_value_is_far_off },
	},
	['r' - 'a'] = {
		{ "right", WAY_FAR_LEFT, html_value_is_far_off },
	},
	['t' - 'a'] = {
		{ "text-indent", WAY_INDENTED, html_value_is_far },
		{ "top", WAY_FAR_TOP, html_value_is_far },
		{ "transform", WAY_SHRUNK, html_value_moves_away },
		{ "text-shadow", WAY_SHADED, is_paint },
	},
	['u' - 'a'] = {
		{ "unicode-bidi", WAY_OVERRIDES, NULL, { "bidi-override", "isolate-override" } },
	},
	['v' - 'a'] = {
		{ "visibility", WAY_INVISIBLE, NULL, { "hidden", "collapse" } },
	},
	['w' - 'a'] = {
		{ "white-space", WAY_PRE, NULL, { "pre", "pre-wrap", "pre-line", "break-spaces", "preserve" } },
		{ "white-space-collapse", WAY_PRE, NULL, { "preserve", "preserve-breaks", "break-spaces" } },
		{ "width", WAY_NO_WIDTH, html_value_is_zero },
	},
	['z' - 'a'] = {
		{ "zoom", WAY_SHRUNK, html_value_is_tiny_zoom },
	},
	[PREFIX] = {
		{ "-webkit-background-clip", WAY_PAINTED, NULL, { "text" } },
		{ "-webkit-text-fill-color", WAY_PAINTED, is_paint },
		{ "-webkit-filter", WAY_FILTERED, html_value_filters_all },
	},
};

static const struct property *find_property(struct html_span name)
{
	static const struct property none[1] = { { .name = NULL } };
	const char first = (char)ascii_lower(name.at[0]);
	const struct property *at = none;

	if (first == '-')
		at = properties[PREFIX];
	else if (ascii_is_alpha(first))
		at = properties[first - 'a'];
	while (at->name && !html_span_is(name, at->name))
		at++;
	return at;
}

/* The way that a property speaks of; 0: it is none of them. */
static uint32_t way_of(struct html_span name, struct html_span value, bool *so)
{
	const struct property *property = find_property(name);

	*so = property->so && property->so(value);
	for (size_t k = 0; k < 5 && property->words[k]; k++)
		*so |= property->way == WAY_NO_OVERFLOW
			       ? is_word(value, property->words[k])
			       : is_only(value, property->words[k]);
	return property->way;
}

/* What stands on lines of its own, whatever its element is. */
static bool is_box(struct html_span value)
{
	return is_word(value, "block") || is_word(value, "flex") ||
	       is_word(value, "grid") || is_word(value, "table") ||
	       is_word(value, "list-item");
}

/* A row or column of boxes. */
static bool has_items(struct html_span value)
{
	return is_word(value, "flex") || is_word(value, "inline-flex") ||
	       is_word(value, "grid") || is_word(value, "inline-grid");
}

/* The colour among the words: "none #fff". */
static uint32_t background(struct html_span value)
{
	uint32_t color = html_color_of_ground(value);
	struct html_span word = value;
	const char *blank;

	while (color == COLOR_UNKNOWN &&
	       (blank = memchr(word.at, ' ', word.len)) &&
	       !memchr(value.at, '(', value.len)) {
		word = trim((struct html_span){
			blank, word.len - (size_t)(blank - word.at) });
		color = word.len ? html_color_of_ground(word) : COLOR_UNKNOWN;
	}
	return color;
}

static void paint(struct html_look *look, uint32_t bit, uint32_t *where,
		  uint32_t color, bool important)
{
	if ((look->fixed & bit) && !important)
		return;
	*where = color;
	if (important)
		look->fixed |= bit;
}

static void read_declaration(struct html_look *look, struct html_span name,
			     struct html_span value)
{
	bool so, important = memmem(value.at, value.len, "important", 9);
	uint32_t way = name.len ? way_of(name, value, &so) : 0;

	look->gaps |= html_gap_of(name, value);
	if (!value.len || (way && !html_value_is_known(way, value)))
		return;
	if (way == WAY_NO_DISPLAY) {
		look->box = is_box(value);
		look->items = has_items(value);
	}
	if (way)
		say(look, way, so, important);
	else if (html_span_is(name, "color"))
		paint(look, WAY_COLOR, &look->color, html_color(value),
		      important);
	else if (html_span_is(name, "background") ||
		 html_span_is(name, "background-color"))
		paint(look, WAY_BACKGROUND, &look->background,
		      background(value), important);
	else if (html_span_is(name, "background-image"))
		look->background = COLOR_UNKNOWN;
	else if (html_span_is(name, "text-decoration") ||
		 html_span_is(name, "text-decoration-line"))
		look->struck = memmem(value.at, value.len, "line-through", 12);
}

/* An escape (CSS Syntax 4.3.7) as the one ASCII character that it is; what is no
 * letter is never a sign of the syntax. */
static size_t unescape(const char *at, const char *end, char *out)
{
	size_t n = 1;
	int value = 0;

	while (n < 7 && at + n < end && ascii_hex(at[n]) >= 0)
		value = value * 16 + ascii_hex(at[n++]);
	*out = '?';
	if (n == 1) {
		value = at + 1 < end ? (uint8_t)at[1] : 0;
		n = 2;
	} else if (at + n < end && html_is_space((uint8_t)at[n])) {
		n++;
	}
	if (value == '-' || (value < 0x7F && ascii_is_alnum((char)value)))
		*out = (char)value;
	return n;
}

/* The quote that closes the one at `at`, or the end of its line. */
static const char *skip_string(const char *at, const char *end)
{
	char quote = *at;

	while (end - at > 1 && at[1] != quote && at[1] != '\n')
		at += at[1] == '\\' && end - at > 2 ? 2 : 1;
	return end - at > 1 ? at + 1 : at;
}

/* The first sign of the syntax, or the end. */
static const char *next_sign(const char *at, const char *end)
{
	static const bool signs[256] = {
		['{'] = true, ['}'] = true, ['('] = true,  [')'] = true,
		[';'] = true, ['"'] = true, ['\''] = true,
	};

	while (at < end && !signs[(uint8_t)*at])
		at++;
	return at;
}

const char *html_style_block_end(const char *at, const char *end)
{
	size_t depth = 1;

	for (; depth && (at = next_sign(at, end)) < end; at++) {
		depth += *at == '{';
		depth -= *at == '}';
		if (*at == '"' || *at == '\'')
			at = skip_string(at, end);
	}
	return at;
}

/* The ";" behind a declaration, or the "{" that makes it a rule within the rule,
 * which is of other elements. */
static const char *end_of_declaration(const char *at, const char *end)
{
	size_t depth = 0;

	for (; (at = next_sign(at, end)) < end; at++) {
		if (!depth && (*at == ';' || *at == '{'))
			break;
		depth += *at == '(';
		depth -= *at == ')' && depth;
		if (*at == '"' || *at == '\'')
			at = skip_string(at, end);
	}
	return at;
}

static struct html_look read_plain(struct html_span style)
{
	struct html_look found = html_look_none;
	const char *at = style.at, *end = at + style.len, *stop, *colon;

	while (at < end) {
		stop = end_of_declaration(at, end);
		if (stop < end && *stop == '{') {
			at = html_style_block_end(stop + 1, end);
			continue;
		}
		colon = memchr(at, ':', (size_t)(stop - at));
		if (colon)
			read_declaration(&found,
					 trim((struct html_span){
						 at, (size_t)(colon - at) }),
					 trim((struct html_span){
						 colon + 1,
						 (size_t)(stop - colon - 1) }));
		at = stop < end ? stop + 1 : end;
	}
	return found;
}

/* Comments are nothing, escapes what they stand for. */
static struct html_look read_escaped(struct html_span style)
{
	const char *at = style.at, *end = at + style.len, *stop;
	char room[LIMIT_HTML_VALUE] = { 0 }, quote = '\0';
	size_t n = 0;

	while (at < end && n < LIMIT_HTML_VALUE) {
		if (!quote && at + 1 < end && at[0] == '/' && at[1] == '*') {
			stop = memmem(at + 2, (size_t)(end - at) - 2, "*/", 2);
			at = stop ? stop + 2 : end;
			room[n++] = ' ';
		} else if (*at == '\\') {
			at += unescape(at, end, &room[n++]);
		} else {
			if (*at == quote || *at == '\n')
				quote = '\0';
			else if (!quote && (*at == '"' || *at == '\''))
				quote = *at;
			room[n++] = *at++;
		}
	}
	return read_plain((struct html_span){ room, n });
}

struct html_look html_style_read(struct html_span style)
{
	if (memchr(style.at, '\\', style.len) ||
	    memchr(style.at, '*', style.len))
		return read_escaped(style);
	return read_plain(style);
}
