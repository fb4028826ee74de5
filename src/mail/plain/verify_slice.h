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

static inline bool slice_starts(struct slice text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.at, with, len) == 0;
}

static inline bool slice_is(struct slice text, const char *other)
{
	return text.len == strlen(other) && slice_starts(text, other);
}

static inline struct slice slice_from(struct slice text, size_t from)
{
	return (struct slice){ text.at + from, text.len - from };
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
