/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lzfu.c -- compressed RTF (MS-OXRTFCP)
 */
#include "mime/outlook/lzfu.h"

#include <string.h>

#include "mime/text/buf.h"

enum {
	HEADER = 16,         /* sizes, kind, sum: 2.1.3.1.1 */
	PACKED = 0x75465A4C, /* "LZFu" */
	STORED = 0x414C454D, /* "MELA" */
	WINDOW = 4096,
};

/* What the window holds before the first byte: 2.1.2.1. */
static const char beginning[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
	"\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes "
	"New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain"
	"\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct window {
	uint8_t at[WINDOW];
	size_t to; /* where the next byte goes */
	struct buf *out;
};

static void put(struct window *window, uint8_t byte)
{
	buf_put_byte(window->out, (char)byte);
	window->at[window->to] = byte;
	window->to = (window->to + 1) % WINDOW;
}

/* Two bytes: where, twelve bits, and how long, less two. False: the end. */
static bool copy(struct window *window, const uint8_t *token)
{
	size_t from = (size_t)token[0] << 4 | token[1] >> 4;
	unsigned len = (token[1] & 15) + 2U;

	if (from == window->to)
		return false;
	for (unsigned i = 0; i < len; i++)
		put(window, window->at[(from + i) % WINDOW]);
	return true;
}

/* Eight tokens behind a byte whose bits say which of them are copies. */
static bool unpack(const uint8_t *at, const uint8_t *end, struct buf *out)
{
	struct window window = { .out = out, .to = sizeof(beginning) - 1 };
	unsigned kinds;

	memcpy(window.at, beginning, sizeof(beginning) - 1);
	while (at < end && !out->cut) {
		kinds = *at++;
		for (unsigned i = 0; i < 8; i++, kinds >>= 1) {
			if (!(kinds & 1) && at < end) {
				put(&window, *at++);
				continue;
			}
			if (end - at < 2)
				return false;
			if (!copy(&window, at))
				return true;
			at += 2;
		}
	}
	return false;
}

static uint32_t read32(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

bool lzfu_read(const uint8_t *bytes, size_t len, struct buf *out)
{
	uint32_t size;

	if (len < HEADER)
		return false;
	size = read32(bytes + 4);
	if (read32(bytes + 8) == PACKED)
		return unpack(bytes + HEADER, bytes + len, out);
	if (read32(bytes + 8) != STORED)
		return false;
	len -= HEADER;
	buf_put(out, bytes + HEADER, len < size ? len : size);
	return len >= size;
}
