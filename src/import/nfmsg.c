/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nfmsg.c -- messages of nf_tables as the kernel's dump has them
 */
#include "import/nfmsg.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/wire.h"

enum {
	SUBSYSTEM = 10, /* NFNL_SUBSYS_NFTABLES */
	HEADERS = 20,   /* struct nlmsghdr and struct nfgenmsg */
	AT_TYPE = 4,
	AT_FAMILY = 16,
	ATTR_HEADER = 4,
	NESTED = 0x8000, /* NLA_F_NESTED */
	FIRST_ROOM = 4096,
};

static uint8_t *room(struct nfmsg *m, size_t len)
{
	uint8_t *at;

	if (m->cap - m->len < len) {
		m->cap = m->cap ? m->cap : FIRST_ROOM;
		while (m->cap - m->len < len)
			m->cap *= 2;
		m->at = xrealloc(m->at, m->cap, 1);
	}
	at = m->at + m->len;
	memset(at, 0, len);
	m->len += len;
	return at;
}

void nfmsg_begin(struct nfmsg *m, uint8_t type, uint8_t family)
{
	const uint16_t whole = (uint16_t)(SUBSYSTEM << 8 | type);
	uint8_t *at;

	m->len = 0;
	m->too_long = false;
	at = room(m, HEADERS);
	memcpy(at + AT_TYPE, &whole, sizeof(whole));
	at[AT_FAMILY] = family;
}

static void put_header(uint8_t *at, size_t len, uint16_t attr)
{
	const uint16_t whole = (uint16_t)len;

	memcpy(at, &whole, sizeof(whole));
	memcpy(at + sizeof(whole), &attr, sizeof(attr));
}

void nfmsg_put(struct nfmsg *m, uint16_t attr, const void *bytes, size_t len)
{
	uint8_t *at;

	if (len > UINT16_MAX - ATTR_HEADER) {
		m->too_long = true;
		return;
	}
	at = room(m, ATTR_HEADER + ((len + 3) & ~(size_t)3));
	put_header(at, ATTR_HEADER + len, attr);
	if (len > 0)
		memcpy(at + ATTR_HEADER, bytes, len);
}

void nfmsg_text(struct nfmsg *m, uint16_t attr, const char *text)
{
	nfmsg_put(m, attr, text, strlen(text) + 1);
}

void nfmsg_u8(struct nfmsg *m, uint16_t attr, uint8_t value)
{
	nfmsg_put(m, attr, &value, sizeof(value));
}

void nfmsg_u16(struct nfmsg *m, uint16_t attr, uint16_t value)
{
	uint8_t bytes[2];
	struct pack p = { .pos = bytes, .end = bytes + sizeof(bytes) };

	pack_u16(&p, value);
	nfmsg_put(m, attr, bytes, sizeof(bytes));
}

void nfmsg_u32(struct nfmsg *m, uint16_t attr, uint32_t value)
{
	uint8_t bytes[4];
	struct pack p = { .pos = bytes, .end = bytes + sizeof(bytes) };

	pack_u32(&p, value);
	nfmsg_put(m, attr, bytes, sizeof(bytes));
}

void nfmsg_u64(struct nfmsg *m, uint16_t attr, uint64_t value)
{
	uint8_t bytes[8];
	struct pack p = { .pos = bytes, .end = bytes + sizeof(bytes) };

	pack_u64(&p, value);
	nfmsg_put(m, attr, bytes, sizeof(bytes));
}

size_t nfmsg_nest(struct nfmsg *m, uint16_t attr)
{
	size_t nest = m->len;

	put_header(room(m, ATTR_HEADER), ATTR_HEADER, attr | NESTED);
	return nest;
}

void nfmsg_end(struct nfmsg *m, size_t nest)
{
	size_t len = m->len - nest;
	const uint16_t whole = (uint16_t)len;

	if (len > UINT16_MAX)
		m->too_long = true;
	memcpy(m->at + nest, &whole, sizeof(whole));
}

void nfmsg_append(struct nfmsg *m, const void *bytes, size_t len)
{
	uint8_t *at = room(m, len);

	if (len > 0)
		memcpy(at, bytes, len);
}

bool nfmsg_send(struct nfmsg *m, struct snapshot *to, enum snapshot_part part)
{
	const uint32_t whole = (uint32_t)m->len;

	if (m->too_long)
		return false;
	memcpy(m->at, &whole, sizeof(whole));
	return snapshot_add(to, part, m->at, m->len);
}

void nfmsg_finish(struct nfmsg *m)
{
	free(m->at);
	*m = (struct nfmsg){ 0 };
}
