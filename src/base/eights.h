/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eights.h -- bytes of a text, eight at a time
 *
 * A flag is the high bit of a byte. Sums and differences of words carry from a
 * byte to those behind it, so of the flags only the first one need be true:
 * which is all that eights_first() looks at.
 */
#pragma once

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EIGHTS_ONES  UINT64_C(0x0101010101010101)
#define EIGHTS_FLAGS (EIGHTS_ONES * 0x80)

/* The eight bytes at `at`, the first one lowest. */
static inline uint64_t eights_load(const void *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* Flags the bytes beyond ASCII. */
static inline uint64_t eights_beyond(uint64_t word)
{
	return word & EIGHTS_FLAGS;
}

/* Flags those below `least`, of ASCII, and some behind them. */
static inline uint64_t eights_below(uint64_t word, uint8_t least)
{
	return (word - EIGHTS_ONES * least) & ~word & EIGHTS_FLAGS;
}

/* Flags those that are `byte`, of ASCII, and some behind them. */
static inline uint64_t eights_equal(uint64_t word, uint8_t byte)
{
	return eights_below(word ^ EIGHTS_ONES * byte, 1);
}

/* The same where those beyond ASCII are flagged as well: they may be here, or
 * not, so ask eights_beyond(), too. */
static inline uint64_t eights_maybe_equal(uint64_t word, uint8_t byte)
{
	return ((word ^ EIGHTS_ONES * byte) - EIGHTS_ONES) & EIGHTS_FLAGS;
}

/* Flags all but printable ASCII, and some behind them: less than a blank, or one
 * more than DEL or beyond. */
static inline uint64_t eights_unprintable(uint64_t word)
{
	return ((word - EIGHTS_ONES * ' ') | (word + EIGHTS_ONES)) &
	       EIGHTS_FLAGS;
}

/* Which byte has the first flag; there is one. */
static inline size_t eights_first(uint64_t flags)
{
	return (size_t)__builtin_ctzll(flags) / 8;
}
