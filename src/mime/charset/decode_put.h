/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_put.h -- how every decoder of decode.h writes a character
 */
#pragma once

#include "mime/text/buf.h"

enum {
	HALF_KANA = 0xFF61, /* what 0xA1 of JIS X 0201 is */
	/* ISO 2022 */
	ESC = 0x1B,
	SO = 0x0E,
	SI = 0x0F,
};

/* Nothing where only the count is wanted. */
static inline void decode_put(struct buf *out, uint32_t cp)
{
	if (out)
		buf_put_cp(out, cp);
}

/* A character out of a table, where 0 is unmapped: how many of those it is. */
static inline size_t decode_mapped(struct buf *out, uint32_t cp)
{
	decode_put(out, cp ? cp : GETA);
	return !cp;
}

/* A byte of seven bits, or with the eighth set, that is no control and no blank:
 * nothing else is half of a character of ISO 2022. */
static inline bool decode_is_graphic(uint8_t c)
{
	return (c & 0x7F) > ' ' && (c & 0x7F) < 0x7F;
}
