/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture.c -- which format a file has, and the frames of a pcap file
 */
#include "replay/capture.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "replay/capture_part.h"

enum {
	HEADER_LEN = 24,
	RECORD_LEN = 16,
};

#define MAGIC_MICRO 0xa1b2c3d4U
#define MAGIC_NANO  0xa1b23c4dU
#define MAGIC_NG    0x0a0d0d0aU
#define LINK_BITS   0x0fffffffU /* above are a checksum's */

bool capture_wrong(struct capture *capture, const char *what)
{
	snprintf(capture->error, sizeof(capture->error), "%s at byte %zu", what,
		 (size_t)(capture->pos - capture->at));
	return false;
}

static bool open_pcap(struct capture *capture, uint64_t units)
{
	const uint8_t *at = capture->at;

	if (capture_left(capture) < HEADER_LEN)
		return capture_wrong(capture, "the header is cut off");
	capture->interfaces[0] = (struct capture_interface){
		.link = capture_u32(capture, at + 20) & LINK_BITS,
		.snaplen = capture_u32(capture, at + 16),
		.units = units,
	};
	capture->n_interfaces = 1;
	capture->pos += HEADER_LEN;
	return true;
}

bool capture_open(struct capture *capture, const uint8_t *bytes, size_t len)
{
	uint32_t magic = 0;

	*capture = (struct capture){ .at = bytes,
				     .pos = bytes,
				     .end = bytes + len };
	capture->interfaces =
		xcalloc(CAPTURE_INTERFACES, sizeof(*capture->interfaces));
	if (len >= sizeof(magic))
		memcpy(&magic, bytes, sizeof(magic));
	if (magic == MAGIC_NG) {
		capture->ng = true;
		return true;
	}
	capture->swapped = magic == __builtin_bswap32(MAGIC_MICRO) ||
			   magic == __builtin_bswap32(MAGIC_NANO);
	if (capture->swapped)
		magic = __builtin_bswap32(magic);
	if (magic == MAGIC_MICRO)
		return open_pcap(capture, MICROSECONDS);
	if (magic == MAGIC_NANO)
		return open_pcap(capture, NANOSECONDS);
	return capture_wrong(capture, "neither pcap nor pcapng");
}

bool capture_on(struct capture *capture, const char *name)
{
	struct capture_interface *only = &capture->interfaces[0];

	if (capture->ng || strlen(name) >= sizeof(only->name))
		return false;
	snprintf(only->name, sizeof(only->name), "%s", name);
	return true;
}

static enum capture_step next_record(struct capture *capture,
				     struct frame_record *out)
{
	const uint8_t *at = capture->pos;
	uint64_t part;

	if (capture_left(capture) == 0)
		return CAPTURE_END;
	if (capture_left(capture) < RECORD_LEN) {
		capture_wrong(capture, "a record is cut off");
		return CAPTURE_WRONG;
	}
	out->held = capture_u32(capture, at + 8);
	if (out->held > CAPTURE_FRAME ||
	    out->held > capture_left(capture) - RECORD_LEN) {
		capture_wrong(capture, "a record is cut off");
		return CAPTURE_WRONG;
	}
	part = capture_u32(capture, at + 4);
	out->interface = &capture->interfaces[0];
	out->number = 1;
	out->ns = capture_u32(capture, at) * (uint64_t)NANOSECONDS +
		  part * (NANOSECONDS / out->interface->units);
	out->at = at + RECORD_LEN;
	capture->pos = out->at + out->held;
	return CAPTURE_RECORD;
}

enum capture_step capture_next(struct capture *capture,
			       struct frame_record *out)
{
	return capture->ng ? capture_next_block(capture, out)
			   : next_record(capture, out);
}

void capture_finish(struct capture *capture)
{
	free(capture->interfaces);
	capture->interfaces = NULL;
}
