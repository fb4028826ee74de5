/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ascii.h -- letters, digits and words of ASCII, whatever the locale
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* What a byte is; nothing beyond ASCII is any of it. */
enum ascii_kind {
	ASCII_LETTER = 1,
	ASCII_DIGIT = 2,
	ASCII_ATOM = 4,  /* what an atom is made of (RFC 5322 3.2.3) */
	ASCII_TOKEN = 8, /* what a token is made of (RFC 2045 5.1) */
};

extern const uint8_t ascii_kinds[256];

static inline bool ascii_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(int c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Of a byte, signed or not. */
static inline bool ascii_is_alnum(int c)
{
	return ascii_kinds[(uint8_t)c] & (ASCII_LETTER | ASCII_DIGIT);
}

static inline int ascii_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* Bytes at the beginning that are printable ASCII. */
size_t ascii_printable_run(const uint8_t *at, size_t len);
/* The value of a hexadecimal digit, or -1. */
int ascii_hex(int c);

/* The word, in any case, is all of the text, or its beginning. */
static inline bool ascii_is(const void *text, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(text, word, len) == 0;
}

static inline bool ascii_begins(const void *text, size_t len, const char *word)
{
	return len >= strlen(word) &&
	       strncasecmp(text, word, strlen(word)) == 0;
}

/* Behind the first such word, in any case; NULL: it is nowhere. */
const void *ascii_behind(const void *text, size_t len, const char *word);
