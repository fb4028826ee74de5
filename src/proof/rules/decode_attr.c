/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_attr.c -- netlink messages and attributes, by one who trusts nobody
 */
#include "proof/rules/decode_attr.h"

#include <string.h>

#include "base/wire.h"

enum {
	ATTR_HEAD = 4,
	ATTR_TYPE = 0x3fff, /* without NLA_F_NESTED, NLA_F_NET_BYTEORDER */
	MESSAGE_HEAD = 16,
	NFGEN_HEAD = 4,
};

static uint16_t native_u16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint32_t native_u32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* Past a thing of len bytes and its padding, which the last may lack. */
static void step(struct decode_walk *walk, size_t len)
{
	size_t left = (size_t)(walk->end - walk->pos);
	size_t padded = (len + 3) & ~(size_t)3;

	walk->pos = padded < left ? walk->pos + padded : walk->end;
}

struct decode_walk decode_walk(struct nf_bytes bytes)
{
	return (struct decode_walk){
		.pos = bytes.at,
		.end = bytes.at ? bytes.at + bytes.len : NULL,
	};
}

bool decode_next(struct decode_walk *walk, struct decode_attr *out)
{
	size_t left = (size_t)(walk->end - walk->pos);
	size_t len;

	if (left == 0 || walk->bad)
		return false;
	len = left < ATTR_HEAD ? 0 : native_u16(walk->pos);
	if (len < ATTR_HEAD || len > left) {
		walk->bad = true;
		return false;
	}
	out->type = native_u16(walk->pos + 2) & ATTR_TYPE;
	out->value =
		(struct nf_bytes){ walk->pos + ATTR_HEAD, len - ATTR_HEAD };
	step(walk, len);
	return true;
}

bool decode_next_message(struct decode_walk *walk, struct decode_message *out)
{
	size_t left = (size_t)(walk->end - walk->pos);
	size_t len;

	if (left == 0 || walk->bad)
		return false;
	len = left < MESSAGE_HEAD ? 0 : native_u32(walk->pos);
	if (len < MESSAGE_HEAD + NFGEN_HEAD || len > left) {
		walk->bad = true;
		return false;
	}
	out->type = native_u16(walk->pos + 4);
	out->family = walk->pos[MESSAGE_HEAD];
	out->attrs = (struct nf_bytes){ walk->pos + MESSAGE_HEAD + NFGEN_HEAD,
					len - MESSAGE_HEAD - NFGEN_HEAD };
	step(walk, len);
	return true;
}

bool decode_index(struct nf_bytes bytes, struct decode_attrs *out)
{
	struct decode_walk walk = decode_walk(bytes);
	struct decode_attr attr;

	*out = (struct decode_attrs){ 0 };
	while (decode_next(&walk, &attr)) {
		if (attr.type >= DECODE_ATTRS_MAX) {
			out->unknown = true;
			continue;
		}
		if (out->at[attr.type].at)
			return false;
		out->at[attr.type] = attr.value;
	}
	return !walk.bad;
}

static struct wire reading(struct nf_bytes value)
{
	return (struct wire){ .pos = value.at, .end = value.at + value.len };
}

bool decode_u8(struct nf_bytes value, uint8_t *out)
{
	struct wire w = reading(value);
	uint8_t number = wire_u8(&w);

	if (!wire_done(&w))
		return false;
	*out = number;
	return true;
}

bool decode_u16(struct nf_bytes value, uint16_t *out)
{
	struct wire w = reading(value);
	uint16_t number = wire_u16(&w);

	if (!wire_done(&w))
		return false;
	*out = number;
	return true;
}

bool decode_u32(struct nf_bytes value, uint32_t *out)
{
	struct wire w = reading(value);
	uint32_t number = wire_u32(&w);

	if (!wire_done(&w))
		return false;
	*out = number;
	return true;
}

bool decode_u64(struct nf_bytes value, uint64_t *out)
{
	struct wire w = reading(value);
	uint64_t number = wire_u64(&w);

	if (!wire_done(&w))
		return false;
	*out = number;
	return true;
}

const char *decode_text(struct nf_bytes value)
{
	const uint8_t *nul = value.len ? memchr(value.at, 0, value.len) : NULL;

	if (!nul || nul != value.at + value.len - 1 || value.len > NF_NAME_MAX)
		return NULL;
	return (const char *)value.at;
}
