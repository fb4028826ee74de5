/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token.h -- the tokens of HTML (WHATWG HTML, 13.2.5), without a tree
 *
 * The markup lies in memory as UTF-8. Text comes as it lies there, in as many
 * tokens as are handy; names with capitals, and values with references, are
 * copied to a pool of fixed size and live until the next tag. Comments and
 * doctypes are passed over. Everything is linear in the input.
 *
 * The input is not preprocessed (13.2.3.5): CR counts as a blank in tags and is
 * handed out in text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sixteens.h"
#include "mime/html/span.h"
#include "mime/limits.h"

struct arena;

enum html_model { /* what the tokenizer takes the next bytes for */
	HTML_DATA,
	HTML_RCDATA,  /* title, textarea: references, no tags */
	HTML_RAWTEXT, /* style, xmp, iframe, noembed, noframes */
	HTML_SCRIPT,
	HTML_PLAINTEXT,
	HTML_CDATA,
};

enum html_kind {
	HTML_TEXT,
	HTML_START,
	HTML_END,
};

enum html_escape { /* how deep a script is inside its comment marks */
	HTML_PLAIN_SCRIPT,
	HTML_ESCAPED,
	HTML_DOUBLE_ESCAPED,
};

enum { /* bytes for the names and values of one token */
	HTML_POOL = 64 << 10,
	HTML_POOL_FIRST = 4 << 10, /* which are enough for nearly all */
};

/* Most tags leave all of it untouched, and memory that is taken is zeroed for the
 * next message: the rest is taken for a tag that needs it, which is read again. */
struct html_pool {
	struct arena *arena; /* of the rest */
	char *at;
	size_t len; /* one of the above */
};

struct html_attr {
	struct html_span name, value;
};

struct html_token {
	enum html_kind kind;
	struct html_span text; /* TEXT: the data, and nothing below; else the
				* name */
	struct html_attr attrs[LIMIT_HTML_ATTRIBUTES];
	size_t n_attrs;
	uint64_t names; /* html_name_bit() of all */
	bool self_closing;
};

struct html {
	const uint8_t *at, *end; /* what is still to be read */
	enum html_model model;
	enum html_escape escape;
	size_t dashes; /* "-" just before, in a script */
	bool foreign;  /* inside svg or math: <![CDATA[ is a section */
	bool crowded;  /* a tag had more in it than is kept */
	struct html_pool *pool;
	bool cramped; /* the first bytes of it were not enough */
	size_t used;  /* by a tag, and what it has in the markup itself */
	struct html_span last; /* the name of the last start tag, up to the
				* next tag: its end ends RCDATA and the like */
	char small[8];         /* a character reference, decoded */
	size_t small_len;
};

/* NULL: there is no memory. */
struct html_pool *html_pool_new(struct arena *arena);
void html_init(struct html *html, const uint8_t *text, size_t len,
	       struct html_pool *pool);
/* False at the end of the input. After a start tag the caller sets the model
 * that the element asks for. */
bool html_next(struct html *html, struct html_token *token);

/* A bit for each name, by its ends and its length: most attributes that are asked
 * for are not there, and this says so. */
static inline uint64_t html_name_bit(struct html_span name)
{
	const uint8_t *at = (const uint8_t *)name.at;
	size_t n = name.len;

	return UINT64_C(1) << (n ? (at[0] * 3U + at[n - 1] + n * 5) & 63 : 0);
}

/* The value of an attribute; NULL if it is not there. */
const struct html_span *html_attr_sought(const struct html_token *token,
					 struct html_span name);

static inline const struct html_span *
html_attr_find(const struct html_token *token, const char *name)
{
	struct html_span sought = { name, strlen(name) };

	return token->names & html_name_bit(sought)
		       ? html_attr_sought(token, sought)
		       : NULL;
}

/* The same as a number, whatever stands behind its digits (WHATWG HTML, 2.3.4.1);
 * a million is the largest. */
long html_attr_number(const struct html_token *token, const char *name,
		      long otherwise);

/* Behind the other files only. */

#define HTML_NUL "\xEF\xBF\xBD" /* what stands for it: U+FFFD */

/* A tag from the first letter of its name on: what is behind it; NULL: the input
 * ends inside, and it is none. */
const uint8_t *html_tag_read(struct html *html, struct html_token *token,
			     const uint8_t *at);
/* The first of this byte, "&" and NUL, or the end. */
const uint8_t *html_find_sign(const uint8_t *at, const uint8_t *end,
			      uint8_t sign);
/* A reference at at[0] == '&': the bytes used (0: it is none) and the
 * characters in out. */
size_t html_reference(const uint8_t *at, const uint8_t *end, bool attribute,
		      char out[static 8], size_t *out_len);
/* The name at `at` followed by what ends a tag name. */
bool html_is_named(const struct html *html, const uint8_t *at, const char *name,
		   size_t len);
/* One byte or one mark of script data (13.2.5.15 to 13.2.5.31): how far to go.
 * Inside "<!--" a "<script>" opens a level that only "</script>" closes. */
size_t html_script_step(struct html *html, const uint8_t *at);
/* Behind what begins with "<!", "<?" or an odd "</" at `at`. */
const uint8_t *html_declaration_end(const uint8_t *at, const uint8_t *end);

static inline bool html_is_space(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r';
}

/* Flags those that are. */
static inline sixteen html_blanks(sixteen bytes)
{
	return sixteen_equal(bytes, ' ') | (sixteen_between(bytes, '\t', '\r') &
					    ~sixteen_equal(bytes, '\v'));
}
