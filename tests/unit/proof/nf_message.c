/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nf_message.c -- messages of nf_tables made by hand, into a snapshot
 */
#include "nf_message.h"

#include <string.h>

#include "base/must.h"
#include "base/wire.h"

enum {
	HEAD = 20,
	SUBSYSTEM = 10,
	INET = 1,
};

void message_begin(struct message *m, uint8_t type)
{
	const uint16_t whole = (uint16_t)(SUBSYSTEM << 8 | type);

	*m = (struct message){ .len = HEAD };
	memcpy(m->bytes + 4, &whole, sizeof(whole));
	m->bytes[16] = INET;
}

void message_family(struct message *m, uint8_t family)
{
	m->bytes[16] = family;
}

void message_put(struct message *m, uint16_t attr, const void *bytes,
		 size_t len)
{
	const uint16_t whole = (uint16_t)(len + 4);

	must(m->len + len + 8 <= sizeof(m->bytes));
	memcpy(m->bytes + m->len, &whole, 2);
	memcpy(m->bytes + m->len + 2, &attr, 2);
	if (len)
		memcpy(m->bytes + m->len + 4, bytes, len);
	m->len += (whole + 3u) / 4 * 4;
}

void message_text(struct message *m, uint16_t attr, const char *text)
{
	message_put(m, attr, text, strlen(text) + 1);
}

void message_u8(struct message *m, uint16_t attr, uint8_t value)
{
	message_put(m, attr, &value, 1);
}

void message_u32(struct message *m, uint16_t attr, uint32_t value)
{
	uint8_t bytes[4];
	struct pack p = { .pos = bytes, .end = bytes + sizeof(bytes) };

	pack_u32(&p, value);
	message_put(m, attr, bytes, sizeof(bytes));
}

void message_u64(struct message *m, uint16_t attr, uint64_t value)
{
	uint8_t bytes[8];
	struct pack p = { .pos = bytes, .end = bytes + sizeof(bytes) };

	pack_u64(&p, value);
	message_put(m, attr, bytes, sizeof(bytes));
}

size_t message_nest(struct message *m, uint16_t attr)
{
	size_t nest = m->len;

	message_put(m, attr, NULL, 0);
	return nest;
}

void message_end(struct message *m, size_t nest)
{
	const uint16_t whole = (uint16_t)(m->len - nest);

	memcpy(m->bytes + nest, &whole, 2);
}

void message_add(struct message *m, struct snapshot *snapshot,
		 enum snapshot_part part)
{
	const uint32_t whole = (uint32_t)m->len;

	memcpy(m->bytes, &whole, sizeof(whole));
	must(snapshot_add(snapshot, part, m->bytes, m->len));
}
