/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bytes.c -- numbers, messages and attributes in a dump
 */
#include <string.h>

#include "checkproof/check.h"

struct bytes take(struct bytes *from, uint64_t len)
{
	struct bytes taken = { from->at, len };

	if (!from->at || len > from->len)
		return *from = (struct bytes){ NULL, 0 };
	*from = (struct bytes){ from->at + len, from->len - len };
	return taken;
}

struct bytes take_counted(struct bytes *from, size_t width)
{
	return take(from, number(take(from, width)));
}

uint64_t number(struct bytes bytes)
{
	uint64_t number = 0;

	for (size_t i = 0; i < bytes.len; i++)
		number = number << 8 | bytes.at[i];
	return number;
}

const char *text(struct bytes bytes)
{
	return bytes.len && !bytes.at[bytes.len - 1] ? (const char *)bytes.at
						     : "";
}

bool message_next(struct bytes *from, struct bytes *message)
{
	uint32_t len;

	if (from->len < sizeof(len))
		return false;
	memcpy(&len, from->at, sizeof(len));
	if (len < 20 || len % 4)
		return false;
	*message = take(from, len);
	return message->at;
}

bool attr_next(struct bytes *from, unsigned *type, struct bytes *value)
{
	uint16_t head[2];
	size_t whole;

	if (from->len < sizeof(head))
		return false;
	memcpy(head, from->at, sizeof(head));
	if (head[0] < sizeof(head) || head[0] > from->len)
		return false;
	*type = head[1] & 0x3fff;
	*value = (struct bytes){ from->at + 4, head[0] - 4U };
	whole = (head[0] + 3U) & ~3U;
	take(from, whole < from->len ? whole : from->len);
	return true;
}

bool attrs(struct bytes list, uint32_t known, struct bytes out[static ATTRS])
{
	struct bytes value;
	unsigned type;

	memset(out, 0, ATTRS * sizeof(*out));
	while (attr_next(&list, &type, &value)) {
		if (type >= ATTRS || !(known >> type & 1) || out[type].at)
			return false;
		out[type] = value;
	}
	return list.len == 0;
}

struct bytes value(struct bytes data)
{
	struct bytes in[ATTRS];

	return attrs(data, 0x06, in) ? in[1] : (struct bytes){ NULL, 0 };
}
