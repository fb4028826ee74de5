/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages.c -- strings between the relay's processes
 */
#include "mail/messages.h"

#include <string.h>

void pack_string(struct pack *pack, const char *text)
{
	size_t len = strlen(text);

	pack_u16(pack, (uint16_t)len);
	pack_bytes(pack, text, len);
}

void wire_string(struct wire *wire, char out[static LIMIT_PATH + 1])
{
	uint16_t len = wire_u16(wire);
	const uint8_t *bytes;

	out[0] = '\0';
	if (len > LIMIT_PATH) {
		wire->bad = true;
		return;
	}
	bytes = wire_bytes(wire, len);
	if (!bytes || memchr(bytes, '\0', len)) {
		wire->bad = true;
		return;
	}
	memcpy(out, bytes, len);
	out[len] = '\0';
}
