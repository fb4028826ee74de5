/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf.c -- bytes that grow in an arena, up to a bound
 */
#include "mime/text/buf.h"

enum {
	FIRST_ROOM = 256
};

static size_t room(const struct buf *buf, size_t len)
{
	size_t cap = buf->cap ? buf->cap * 2 : FIRST_ROOM;

	while (cap < buf->len + len)
		cap *= 2;
	if (buf->max && cap > buf->max)
		cap = buf->max;
	return cap;
}

static void grow(struct buf *buf, size_t cap)
{
	char *at = cap > buf->cap ? arena_alloc(buf->arena, cap) : NULL;

	if (!at)
		return;
	if (buf->len)
		memcpy(at, buf->at, buf->len);
	buf->at = at;
	buf->cap = cap;
}

/* Just that much at first; what grows piece by piece doubles, or each piece
 * would copy all before it. */
void buf_reserve(struct buf *buf, size_t len)
{
	size_t cap = buf->cap ? room(buf, len) : len;

	if (buf->max && cap > buf->max)
		cap = buf->max;
	if (len > buf->cap - buf->len)
		grow(buf, cap);
}

void buf_put_slowly(struct buf *buf, const void *bytes, size_t len)
{
	size_t fits;

	if (!len)
		return;
	if (len > buf->cap - buf->len)
		grow(buf, room(buf, len));
	fits = buf->cap - buf->len;
	if (fits > len)
		fits = len;
	if (fits)
		memcpy(buf->at + buf->len, bytes, fits);
	buf->len += fits;
	buf->cut += len - fits;
}

void buf_put_cp_slowly(struct buf *buf, uint32_t cp)
{
	char bytes[4];
	size_t len = utf8_write(bytes, cp);

	if (len > buf->cap - buf->len)
		grow(buf, room(buf, len));
	if (len <= buf->cap - buf->len)
		buf_put(buf, bytes, len);
	else
		buf->cut += len;
}

void buf_end_whole(struct buf *buf)
{
	if (!buf->cut)
		return;
	while (buf->len && (buf->at[buf->len - 1] & 0xC0) == 0x80)
		buf->len--;
	if (buf->len && (buf->at[buf->len - 1] & 0x80))
		buf->len--;
}

const char *buf_copy(struct buf *buf)
{
	char *text =
		buf->len ? arena_strndup(buf->arena, buf->at, buf->len) : NULL;

	return text ? text : "";
}

const char *buf_take(struct buf *buf)
{
	const char *text;

	if (buf->len == buf->cap) {
		text = buf_copy(buf);
	} else {
		buf->at[buf->len] = '\0';
		text = buf->at;
	}
	buf->at = NULL;
	buf->len = buf->cap = 0;
	return text;
}
