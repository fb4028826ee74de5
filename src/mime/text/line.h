/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.h -- one line of a text, ended by LF or CR LF
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct line {
	const uint8_t *at;
	size_t len;          /* without its end */
	const uint8_t *next; /* behind its end */
};

/* The line at `at`, which goes to `end` at most. */
static inline struct line line_at(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *lf = memchr(at, '\n', (size_t)(end - at));
	size_t len = (size_t)((lf ? lf : end) - at);

	if (len && at[len - 1] == '\r')
		len--;
	return (struct line){ at, len, lf ? lf + 1 : end };
}

/* Nothing but blanks and tabs. */
static inline bool line_is_blank(const uint8_t *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] != ' ' && at[i] != '\t')
			return false;
	return true;
}
