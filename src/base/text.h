/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.h -- strict reading of small texts, and safe showing of strangers' bytes
 *
 * Numbers: decimal digits only, no sign, no blank, no leading zero, the whole
 * text, in range -- or false with the output untouched.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_u16(const char *text, uint16_t *out);
bool text_u32(const char *text, uint32_t max, uint32_t *out);
bool text_u64(const char *text, uint64_t max, uint64_t *out);
/* "1".."18 446 …" followed by nothing, K, M or G (powers of 1024). */
bool text_size(const char *text, uint64_t max, uint64_t *out);

/* Well-formed UTF-8 (RFC 3629) without NUL. */
bool text_is_utf8(const char *text, size_t len);
/* The bytes of the well-formed character at the beginning, or 0. */
size_t text_char(const char *text, uint32_t *out);
/* A C0 or C1 control, DEL, or a bidirectional or invisible format character
 * that could make a name read as another (Trojan Source)? */
bool text_is_control(uint32_t c);
/* Holds one of these. The text must be well-formed UTF-8. */
bool text_has_control(const char *text);

/* Printable ASCII stays; \ and every other byte become \xNN. Always ends with
 * NUL; cuts at size. Returns buf. */
char *text_escape(char *buf, size_t size, const void *bytes, size_t len);
/* The text itself if a terminal may have it (well-formed, no control), else
 * escaped in buf. */
const char *text_shown(char *buf, size_t size, const char *text);
/* What vprintf(3) makes, cut to fit behind a whole character, and '\n' behind
 * it; no NUL. Its length, or 0: it cannot be made. */
size_t text_line(char *buf, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));
/* Lower-case hexadecimal; buf holds 2 * len + 1. Returns buf. */
char *text_hex(char *buf, const void *bytes, size_t len);

/* Columns that UTF-8 text takes on a terminal: two for what begins with three
 * bytes or more (kana, kanji), one for the rest. */
size_t text_columns(const char *text);
