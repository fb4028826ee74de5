/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * span.h -- a piece of markup, where it lies
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mime/text/ascii.h"

struct html_span {
	const char *at;
	size_t len;
};

static const struct html_span html_span_none = { "", 0 };

/* The word, in any case, is all of it, or its beginning. */
static inline bool html_span_is(struct html_span span, const char *word)
{
	return ascii_is(span.at, span.len, word);
}

/* The same of the name of a tag, which is in lower case as the word is. */
static inline bool html_span_equals(struct html_span name, const char *word)
{
	return name.len == strlen(word) &&
	       memcmp(name.at, word, strlen(word)) == 0;
}

static inline bool html_span_begins(struct html_span span, const char *word)
{
	return ascii_begins(span.at, span.len, word);
}

/* What is behind its first n bytes. */
static inline struct html_span html_span_from(struct html_span span, size_t n)
{
	return (struct html_span){ span.at + n, span.len - n };
}

/* Without controls and blanks at either end, as browsers take an address. */
static inline struct html_span html_span_trim(struct html_span span)
{
	while (span.len && (unsigned char)span.at[0] <= ' ')
		span = html_span_from(span, 1);
	while (span.len && (unsigned char)span.at[span.len - 1] <= ' ')
		span.len--;
	return span;
}
