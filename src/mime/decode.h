/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode.h -- one function a charset: bytes in, UTF-8 appended
 *
 * Each returns how many characters had no mapping and became 〓. `out` may be
 * NULL: then only the count is made.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buf;

size_t decode_utf8(const uint8_t *in, size_t len, struct buf *out);
/* high: 0x80..0xFF, 0 unmapped; NULL: nothing above 0x7F is mapped. */
size_t decode_single(const uint16_t *high, const uint8_t *in, size_t len,
		     struct buf *out);
size_t decode_cp932(const uint8_t *in, size_t len, struct buf *out);
size_t decode_euc_jp(const uint8_t *in, size_t len, struct buf *out);
/* ISO-2022-JP with everything that Japanese mail adds to it (decode_jis.c). */
size_t decode_jis(const uint8_t *in, size_t len, struct buf *out);
