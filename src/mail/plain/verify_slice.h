/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_slice.h -- bytes inside a larger buffer; never NUL-terminated
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *at;
	size_t len;
};

static inline struct slice slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static inline struct slice slice_from(struct slice text, size_t from)
{
	return (struct slice){ text.at + from, text.len - from };
}

static inline bool slice_same(struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

static inline bool slice_is(struct slice text, const char *other)
{
	return slice_same(text, slice_of(other));
}

/* Takes `with` off the beginning of *text, if it stands there. */
static inline bool slice_skip(struct slice *text, struct slice with)
{
	if (text->len < with.len || memcmp(text->at, with.at, with.len) != 0)
		return false;
	*text = slice_from(*text, with.len);
	return true;
}

static inline bool slice_starts(struct slice text, const char *with)
{
	return slice_skip(&text, slice_of(with));
}

/* Takes what is before the next `separator`, or all, off *rest; false if that
 * is empty. */
static inline bool slice_split(struct slice *rest, char separator,
			       struct slice *part)
{
	const char *at =
		rest->len ? memchr(rest->at, separator, rest->len) : NULL;

	if (!rest->len)
		return false;
	*part = *rest;
	part->len = at ? (size_t)(at - rest->at) : rest->len;
	*rest = slice_from(*rest, part->len + (at != NULL));
	return true;
}
