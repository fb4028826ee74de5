/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sixteens.h -- bytes of a text, sixteen at a time
 *
 * For a text that is seldom stopped at, and for runs whose ends no processor can
 * tell before. A byte's flag is 0xFF or 0 and each one is true, so that flags of a
 * place and of the one behind it may be combined. Other short runs are found by
 * base/eights.h. The vectors are those of GCC and clang; a machine without them
 * does the same in words.
 */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t sixteen __attribute__((vector_size(16)));

/* The sixteen bytes at `at`. */
static inline sixteen sixteen_load(const void *at)
{
	sixteen bytes;

	memcpy(&bytes, at, sizeof(bytes));
	return bytes;
}

static inline sixteen sixteen_equal(sixteen bytes, uint8_t byte)
{
	return (sixteen)(bytes == byte);
}

/* Flags those from `least` to `most`. */
static inline sixteen sixteen_between(sixteen bytes, uint8_t least,
				      uint8_t most)
{
	return (sixteen)(bytes - least <= (uint8_t)(most - least));
}

static inline bool sixteen_any(sixteen flags)
{
	uint64_t words[2];

	memcpy(words, &flags, sizeof(words));
	return words[0] | words[1];
}

/* Which byte has the first flag; there is one. */
static inline size_t sixteen_first(sixteen flags)
{
	uint64_t words[2];

	memcpy(words, &flags, sizeof(words));
	return (size_t)(words[0] ? __builtin_ctzll(le64toh(words[0]))
				 : __builtin_ctzll(le64toh(words[1])) + 64) /
	       8;
}

/* The first `n`, up to 16, and 0 behind them. */
static inline sixteen sixteen_head(sixteen bytes, size_t n)
{
	static const uint8_t kept[32] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
					  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
					  0xFF, 0xFF, 0xFF, 0xFF };

	return bytes & sixteen_load(kept + sizeof(bytes) - n);
}
