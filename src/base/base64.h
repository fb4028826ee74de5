/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base64.h -- bytes as base64, in its one canonical form (RFC 4648 4 and 3.5)
 *
 * For keys and pins in an operator's text: nothing is skipped, the padding is
 * whole and the bits left over are zero, so that one value has one text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `len` letters to at most `size` bytes, `*out_len` of them; false if it is not
 * canonical, or too long. */
bool base64_read(const char *text, size_t len, uint8_t *out, size_t size,
		 size_t *out_len);
/* With padding; buf holds BASE64_TEXT(len). Returns buf. */
char *base64_text(char *buf, const void *bytes, size_t len);

/* Letters and NUL of `len` bytes. */
#define BASE64_TEXT(len) (((len) + 2) / 3 * 4 + 1)
