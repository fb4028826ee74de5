/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * raw.h -- stepping over raw Japanese bytes whose halves look like syntax
 *
 * In ISO-2022-JP あ is `$"` and 、 is `!"`; in Shift_JIS ソ ends in a backslash.
 * Whoever seeks a quote or a comma steps by whole runs or pairs.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length of a run of raw ISO-2022-JP at the beginning, of two bytes a
 * character or of half-width kana, its closing escape included; 0 if there is
 * none. It ends with its line: the next begins in ASCII (RFC 1468). */
static inline size_t raw_jis(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *from = at;

	if (end - at < 3 || at[0] != 0x1B ||
	    (at[1] != '$' && (at[1] != '(' || at[2] != 'I')))
		return 0;
	for (at += 2; at < end && *at != '\r' && *at != '\n'; at++)
		if (end - at >= 3 && at[0] == 0x1B && at[1] == '(' &&
		    at[2] != 'I')
			return (size_t)(at + 3 - from);
	return (size_t)(at - from);
}

/* A pair of Shift_JIS; only sensible in bytes that are no UTF-8. Its second
 * byte is no quote, comma or bracket: in EUC-JP and Latin, where the first may
 * be the last of a name, they end it. */
static inline bool raw_is_pair(const uint8_t *at, const uint8_t *end)
{
	return end - at >= 2 &&
	       ((at[0] >= 0x81 && at[0] <= 0x9F) ||
		(at[0] >= 0xE0 && at[0] <= 0xFC)) &&
	       at[1] >= 0x40;
}
