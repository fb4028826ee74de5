/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known.c -- whether browsers know a value of a style at all
 *
 * Only words are judged, for there are few of them; of what has a number or a
 * function in it nothing is said. A word stands here for all that begin with it
 * and a hyphen: "inline" for "inline-block".
 */
#include "mime/html/known.h"

#include "mime/html/look.h"

enum {
	MOST = 14, /* words of a way */
	WAYS_LONG = WAY_FAR_LEFT | WAY_FAR_TOP | WAY_NO_HEIGHT | WAY_NO_WIDTH |
		    WAY_SOME_HEIGHT | WAY_SOME_WIDTH | WAY_SHIFTED |
		    WAY_PADDED | WAY_INDENTED | WAY_SHRUNK | WAY_CLIPPED_BOX,
};

/* What values of each property are made of. */
static const struct words {
	uint32_t ways;
	bool numbers; /* or of these */
	const char *words[MOST];
} known[] = {
	{ WAY_NO_DISPLAY,
	  false,
	  { "block", "inline", "flow", "table", "flex", "grid", "ruby", "list",
	    "contents", "run", "math", "none", "masonry" } },
	{ WAY_INVISIBLE, false, { "visible", "hidden", "collapse" } },
	{ WAY_NO_OVERFLOW,
	  false,
	  { "visible", "hidden", "clip", "scroll", "auto", "overlay" } },
	{ WAY_PLACED,
	  false,
	  { "static", "relative", "absolute", "fixed", "sticky" } },
	{ WAY_RIGHT_TO_LEFT, false, { "ltr", "rtl" } },
	{ WAY_OVERRIDES,
	  false,
	  { "normal", "embed", "isolate", "bidi", "plaintext" } },
	{ WAY_PRE,
	  false,
	  { "normal", "collapse", "pre", "nowrap", "wrap", "break", "preserve",
	    "discard" } },
	{ WAY_NO_FONT,
	  true,
	  { "xxx", "xx", "x", "small", "medium", "large", "smaller", "larger",
	    "math", "caption", "icon", "menu", "message", "status" } },
	{ WAY_CLIPPED,
	  true,
	  { "none", "border", "padding", "content", "margin", "stroke", "fill",
	    "view" } },
	{ WAY_FILTERED, false, { "none" } },
	{ WAY_SEE_THROUGH, true, { NULL } },
	{ WAYS_LONG,
	  true,
	  { "auto", "none", "normal", "min", "max", "fit", "stretch", "reset",
	    "document" } },
};

/* Of every property, and words of one browser. */
static const struct words any = { .words = { "inherit", "initial", "unset",
					     "revert", "" } };

static bool has(const struct words *words, struct html_span word)
{
	const char first = (char)ascii_lower(word.at[0]);
	struct html_span rest;
	const char *one;

	for (size_t i = 0; i < MOST && words->words[i]; i++) {
		one = words->words[i];
		if ((*one && *one != first) || !html_span_begins(word, one))
			continue;
		rest = html_span_from(word, strlen(one));
		if (!rest.len || rest.at[0] == '-')
			return true;
	}
	return false;
}

/* The next word of the value, which is then what is behind it. */
static struct html_span next_word(struct html_span *value)
{
	struct html_span word = html_span_trim(*value);
	size_t n = 0;

	while (n < word.len && (unsigned char)word.at[n] > ' ')
		n++;
	*value = html_span_from(word, n);
	word.len = n;
	return word;
}

static bool has_number(struct html_span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (ascii_is_digit((uint8_t)value.at[i]))
			return true;
	return false;
}

/* Takes "!important" off. False: it is a mark that nobody knows. */
static bool take_mark(struct html_span *value)
{
	const char *mark = memchr(value->at, '!', value->len);
	const size_t n = mark ? (size_t)(mark - value->at) : value->len;
	const struct html_span behind = html_span_from(*value, n);

	value->len = n;
	return !mark || html_span_is(html_span_trim(html_span_from(behind, 1)),
				     "important");
}

bool html_value_is_known(uint32_t way, struct html_span value)
{
	const struct words *words = known,
			   *end = known + sizeof(known) / sizeof(known[0]);
	struct html_span word;
	size_t n = 0, good = 0;

	if (!take_mark(&value))
		return false;
	while (words < end && !(words->ways & way))
		words++;
	if (words == end || memchr(value.at, '(', value.len) ||
	    (words->numbers && has_number(value)))
		return true;
	while ((word = next_word(&value)).len) {
		n++;
		good += has(words, word) || has(&any, word);
	}
	/* Behind the size in "font" stand the names of fonts. */
	return way == WAY_NO_FONT ? good : n && good == n;
}
