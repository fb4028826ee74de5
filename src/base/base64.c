/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base64.c -- bytes as base64, in its one canonical form
 */
#include "base/base64.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz0123456789+/";

bool base64_read(const char *text, size_t len, uint8_t *out, size_t size,
		 size_t *out_len)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t pad = 0, n = 0;

	while (pad < 2 && pad < len && text[len - 1 - pad] == '=')
		pad++;
	if (len % 4)
		return false;
	for (size_t i = 0; i < len - pad; i++) {
		const char *letter = strchr(letters, text[i]);

		if (!letter || !text[i])
			return false;
		bits = (bits << 6 | (uint32_t)(letter - letters)) & 0xffff;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		if (n == size)
			return false;
		out[n++] = (uint8_t)(bits >> n_bits);
	}
	*out_len = n;
	/* What is left over fits the padding, and is zero. */
	return n_bits == 2 * pad && !(bits & ((1U << n_bits) - 1));
}

char *base64_text(char *buf, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	char *pos = buf;

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t bits = (uint32_t)at[i] << 16 |
				(left > 1 ? (uint32_t)at[i + 1] << 8 : 0) |
				(left > 2 ? at[i + 2] : 0);

		*pos++ = letters[bits >> 18];
		*pos++ = letters[bits >> 12 & 63];
		*pos++ = '=';
		*pos++ = '=';
		if (left > 1)
			pos[-2] = letters[bits >> 6 & 63];
		if (left > 2)
			pos[-1] = letters[bits & 63];
	}
	*pos = '\0';
	return buf;
}
