/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire.c -- framed bytes with errors that stick
 */
#include "base/wire.h"

#include <string.h>

const uint8_t *wire_bytes(struct wire *w, size_t len)
{
	const uint8_t *at = w->pos;

	if (w->bad || (size_t)(w->end - w->pos) < len) {
		w->bad = true;
		return NULL;
	}
	w->pos += len;
	return at;
}

static uint64_t number(struct wire *w, size_t len)
{
	const uint8_t *at = wire_bytes(w, len);
	uint64_t value = 0;

	for (size_t i = 0; at && i < len; i++)
		value = value << 8 | at[i];
	return value;
}

uint8_t wire_u8(struct wire *w)
{
	return (uint8_t)number(w, 1);
}

uint16_t wire_u16(struct wire *w)
{
	return (uint16_t)number(w, 2);
}

uint32_t wire_u32(struct wire *w)
{
	return (uint32_t)number(w, 4);
}

uint64_t wire_u64(struct wire *w)
{
	return number(w, 8);
}

bool wire_done(const struct wire *w)
{
	return !w->bad && w->pos == w->end;
}

void pack_bytes(struct pack *p, const void *bytes, size_t len)
{
	if (p->bad || (size_t)(p->end - p->pos) < len) {
		p->bad = true;
		return;
	}
	if (len)
		memcpy(p->pos, bytes, len);
	p->pos += len;
}

static void put(struct pack *p, uint64_t value, size_t len)
{
	uint8_t bytes[8];

	for (size_t i = len; i-- > 0; value >>= 8)
		bytes[i] = (uint8_t)value;
	pack_bytes(p, bytes, len);
}

void pack_u8(struct pack *p, uint8_t value)
{
	put(p, value, 1);
}

void pack_u16(struct pack *p, uint16_t value)
{
	put(p, value, 2);
}

void pack_u32(struct pack *p, uint32_t value)
{
	put(p, value, 4);
}

void pack_u64(struct pack *p, uint64_t value)
{
	put(p, value, 8);
}
