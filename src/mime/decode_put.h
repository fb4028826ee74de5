/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_put.h -- how every decoder of decode.h writes a character
 */
#pragma once

#include "mime/buf.h"

enum {
	DECODE_GETA = 0x3013, /* 〓, for what has no mapping */
};

/* Nothing where only the count is wanted. */
static inline void decode_put(struct buf *out, uint32_t cp)
{
	if (out)
		buf_put_cp(out, cp);
}
