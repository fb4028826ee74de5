/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode.h -- one function a charset: bytes in, UTF-8 appended
 *
 * Each returns how many characters had no mapping and became 〓. `out` may be
 * NULL: then only the count is made.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

size_t decode_utf8(const uint8_t *in, size_t len, struct buf *out);
/* Nothing is wrong but that it ends within a character, as what was cut to so
 * many bytes does; a character of three bytes or more stands before that. */
bool decode_utf8_is_cut(const uint8_t *in, size_t len);
/* high: 0x80..0xFF, 0 unmapped; NULL: nothing above 0x7F is mapped. */
size_t decode_single(const uint16_t *high, const uint8_t *in, size_t len,
		     struct buf *out);
size_t decode_cp932(const uint8_t *in, size_t len, struct buf *out);
size_t decode_euc_jp(const uint8_t *in, size_t len, struct buf *out);
/* ISO-2022-JP with everything that Japanese mail adds to it (decode_jis.c). */
size_t decode_jis(const uint8_t *in, size_t len, struct buf *out);
/* GB 18030 with GBK and GB 2312 in it; 0x80 is the euro sign of CP936. */
size_t decode_gb18030(const uint8_t *in, size_t len, struct buf *out);
/* GB 2312 in seven bits (RFC 1843). */
size_t decode_hz(const uint8_t *in, size_t len, struct buf *out);
/* CP950 and HKSCS. */
size_t decode_big5(const uint8_t *in, size_t len, struct buf *out);
/* CP949, which contains EUC-KR. */
size_t decode_euc_kr(const uint8_t *in, size_t len, struct buf *out);
/* KS X 1001 in seven bits by SO and SI (RFC 1557). */
size_t decode_iso2022_kr(const uint8_t *in, size_t len, struct buf *out);
/* RFC 2152. */
size_t decode_utf7(const uint8_t *in, size_t len, struct buf *out);

enum utf16_order {
	UTF16_UNKNOWN,
	UTF16_LITTLE,
	UTF16_BIG,
};

/* By the byte order mark, else as said, else by where the zeros lie, else
 * big-endian (RFC 2781 4.3). A mark at the beginning is left out. */
size_t decode_utf16(const uint8_t *in, size_t len, enum utf16_order order,
		    struct buf *out);

/* One character of two bytes of those, both above 0x7F; 0: unmapped. */
uint32_t decode_gb_pair(uint8_t lead, uint8_t trail);
uint32_t decode_kr_pair(uint8_t lead, uint8_t trail);
