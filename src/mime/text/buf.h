/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf.h -- bytes that grow in an arena, up to a bound
 *
 * What does not fit (the bound, or the arena's ceiling) is not added and
 * `cut` counts it, so that callers write straight on and ask once at the end.
 * All-zero but for `arena` is a valid empty buffer without a bound.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "mime/text/utf8.h"

struct buf {
	struct arena *arena;
	char *at;
	size_t len, cap;
	size_t max; /* bytes; 0: only the arena bounds it */
	size_t cut; /* bytes that did not fit */
};

/* buf_put() and buf_put_cp() where there is little room. */
void buf_put_slowly(struct buf *buf, const void *bytes, size_t len);
void buf_put_cp_slowly(struct buf *buf, uint32_t cp);
/* Makes room for len more bytes ahead of time: growing copies. */
void buf_reserve(struct buf *buf, size_t len);
/* Where something was cut: without the last character, unless it is ASCII, for
 * it may be cut itself. */
void buf_end_whole(struct buf *buf);
/* The content with a NUL behind it, "" if there is no memory; the buffer is
 * empty afterwards and its memory belongs to the arena's document. */
const char *buf_take(struct buf *buf);
/* The content, NUL behind it, copied to the arena: the buffer can be used
 * again for another text. */
const char *buf_copy(struct buf *buf);

/* No bytes at all may be at NULL, and are not copied. */
static inline void buf_put(struct buf *buf, const void *bytes, size_t len)
{
	if (len - 1 < buf->cap - buf->len) {
		memcpy(buf->at + buf->len, bytes, len);
		buf->len += len;
	} else {
		buf_put_slowly(buf, bytes, len);
	}
}

static inline void buf_put_text(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

static inline void buf_put_byte(struct buf *buf, char byte)
{
	if (buf->len < buf->cap)
		buf->at[buf->len++] = byte;
	else
		buf_put(buf, &byte, 1);
}

/* One code point (a Unicode scalar value) as UTF-8: all of it or nothing. */
static inline void buf_put_cp(struct buf *buf, uint32_t cp)
{
	if (buf->cap - buf->len >= 4)
		buf->len += utf8_write(buf->at + buf->len, cp);
	else
		buf_put_cp_slowly(buf, cp);
}

static inline void buf_reset(struct buf *buf)
{
	buf->len = 0;
	buf->cut = 0;
}
