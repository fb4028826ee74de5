/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture_ng.c -- the blocks of a pcapng file
 *
 * Of simple packet blocks there is no time: they count as of the last one.
 */
#include "base/text.h"
#include "replay/capture_part.h"

enum {
	BLOCK_INTERFACE = 1,
	BLOCK_SIMPLE = 3,
	BLOCK_ENHANCED = 6,
	BLOCK_MIN = 12, /* type, length, length again */
	SECTION_MIN = 28,
	OPTION_NAME = 2,
	OPTION_FLAGS = 2, /* of a packet */
	OPTION_RESOLUTION = 9,
	OPTION_OFFSET = 14,
	BINARY = 0x80, /* a resolution of powers of two */
};

#define BLOCK_SECTION 0x0a0d0d0aU
#define MAGIC_ORDER   0x1a2b3c4dU

static uint64_t units_of(uint8_t resolution)
{
	uint8_t power = resolution & (BINARY - 1);
	uint64_t units = 1;

	/* What is finer than the most there can be is wrong: 0. */
	if (power > ((resolution & BINARY) ? 63 : 18))
		return 0;
	while (power--)
		units *= (resolution & BINARY) ? 2 : 10;
	return units;
}

static void take_option(const struct capture *capture, uint16_t code,
			const uint8_t *at, uint16_t len,
			struct capture_interface *out)
{
	uint64_t offset;

	if (code == OPTION_NAME && len < CAPTURE_NAME &&
	    text_is_utf8((const char *)at, len)) {
		memcpy(out->name, at, len);
		out->name[len] = '\0';
		if (text_has_control(out->name))
			out->name[0] = '\0';
	}
	if (code == OPTION_RESOLUTION && len == 1)
		out->units = units_of(at[0]);
	if (code == OPTION_OFFSET && len == sizeof(offset)) {
		memcpy(&offset, at, sizeof(offset));
		out->offset =
			(int64_t)(capture->swapped ? __builtin_bswap64(offset)
						   : offset);
	}
}

static bool take_interface(struct capture *capture, const uint8_t *body,
			   size_t len)
{
	struct capture_interface *out;
	size_t at = 8;
	uint16_t code, size;

	if (len < 8)
		return capture_wrong(capture, "an interface is cut off");
	if (capture->n_interfaces == CAPTURE_INTERFACES)
		return capture_wrong(capture, "too many interfaces");
	out = &capture->interfaces[capture->n_interfaces++];
	*out = (struct capture_interface){
		.link = capture_u16(capture, body),
		.snaplen = capture_u32(capture, body + 4),
		.units = MICROSECONDS,
	};
	while (len - at >= 4) {
		code = capture_u16(capture, body + at);
		size = capture_u16(capture, body + at + 2);
		at += 4;
		if (!code)
			break;
		if (size > len - at)
			return capture_wrong(capture, "an option is cut off");
		take_option(capture, code, body + at, size, out);
		at += (size + 3U) & ~3U;
		if (at > len)
			break;
	}
	return out->units || capture_wrong(capture, "a clock too fine");
}

static bool take_section(struct capture *capture)
{
	uint32_t order;

	if (capture_left(capture) < SECTION_MIN)
		return capture_wrong(capture, "a section is cut off");
	memcpy(&order, capture->pos + 8, sizeof(order));
	if (order != MAGIC_ORDER && order != __builtin_bswap32(MAGIC_ORDER))
		return capture_wrong(capture, "a section of no byte order");
	capture->swapped = order != MAGIC_ORDER;
	capture->told += capture->n_interfaces;
	capture->n_interfaces = 0;
	return true;
}

static uint64_t time_of(const struct capture_interface *interface,
			uint64_t units)
{
	uint64_t seconds = units / interface->units;
	uint64_t rest = units % interface->units, ns;

	if (interface->units <= NANOSECONDS)
		ns = rest * NANOSECONDS / interface->units;
	else
		ns = rest / (interface->units / NANOSECONDS);
	if (ns >= NANOSECONDS)
		ns = NANOSECONDS - 1;
	return (seconds + (uint64_t)interface->offset) * NANOSECONDS + ns;
}

static void take_packet_interface(const struct capture *capture, size_t index,
				  struct frame_record *out)
{
	out->interface = &capture->interfaces[index];
	out->number = (uint32_t)(capture->told + index + 1);
	out->way = WAY_UNKNOWN;
}

/* Of a packet's options: did it come in, or go out? */
static enum frame_way way_of(const struct capture *capture, const uint8_t *at,
			     const uint8_t *end)
{
	uint16_t code, size;

	while (at < end && end - at >= 8) {
		code = capture_u16(capture, at);
		size = capture_u16(capture, at + 2);
		if (code == OPTION_FLAGS && size == 4) {
			switch (capture_u32(capture, at + 4) & 3) {
			case 1:
				return WAY_IN;
			case 2:
				return WAY_OUT;
			default:
				return WAY_UNKNOWN;
			}
		}
		if (!code || size > end - at - 4)
			break;
		at += 4 + ((size + 3U) & ~3U);
	}
	return WAY_UNKNOWN;
}

static bool take_enhanced(struct capture *capture, const uint8_t *body,
			  size_t len, struct frame_record *out)
{
	uint32_t index;

	if (len < 20)
		return capture_wrong(capture, "a packet is cut off");
	index = capture_u32(capture, body);
	out->held = capture_u32(capture, body + 12);
	if (index >= capture->n_interfaces)
		return capture_wrong(capture, "a packet of no interface");
	if (out->held > len - 20 || out->held > CAPTURE_FRAME)
		return capture_wrong(capture, "a packet is cut off");
	take_packet_interface(capture, index, out);
	out->at = body + 20;
	out->way = way_of(capture, body + 20 + ((out->held + 3) & ~(size_t)3),
			  body + len);
	out->ns = time_of(out->interface,
			  (uint64_t)capture_u32(capture, body + 4) << 32 |
				  capture_u32(capture, body + 8));
	return true;
}

static bool take_simple(struct capture *capture, const uint8_t *body,
			size_t len, struct frame_record *out)
{
	uint32_t snaplen;

	if (len < 4)
		return capture_wrong(capture, "a packet is cut off");
	if (!capture->n_interfaces)
		return capture_wrong(capture, "a packet of no interface");
	take_packet_interface(capture, 0, out);
	out->at = body + 4;
	out->held = capture_u32(capture, body);
	snaplen = out->interface->snaplen;
	if (snaplen && out->held > snaplen)
		out->held = snaplen;
	if (out->held > len - 4 || out->held > CAPTURE_FRAME)
		return capture_wrong(capture, "a packet is cut off");
	return true;
}

/* One block; CAPTURE_END where it is none of a packet. */
static enum capture_step take_block(struct capture *capture,
				    struct frame_record *out)
{
	uint32_t type = capture_u32(capture, capture->pos), len;
	const uint8_t *body = capture->pos + 8;
	bool fine = true, found = false;

	if (type == BLOCK_SECTION && !take_section(capture))
		return CAPTURE_WRONG;
	len = capture_u32(capture, capture->pos + 4);
	if (len < BLOCK_MIN || len % 4 || len > capture_left(capture)) {
		capture_wrong(capture, "a block is cut off");
		return CAPTURE_WRONG;
	}
	if (type == BLOCK_INTERFACE)
		fine = take_interface(capture, body, len - BLOCK_MIN);
	else if (type == BLOCK_ENHANCED)
		found = fine =
			take_enhanced(capture, body, len - BLOCK_MIN, out);
	else if (type == BLOCK_SIMPLE)
		found = fine = take_simple(capture, body, len - BLOCK_MIN, out);
	if (!fine)
		return CAPTURE_WRONG;
	capture->pos += len;
	return found ? CAPTURE_RECORD : CAPTURE_END;
}

enum capture_step capture_next_block(struct capture *capture,
				     struct frame_record *out)
{
	enum capture_step step = CAPTURE_END;

	while (step == CAPTURE_END && capture_left(capture)) {
		if (capture_left(capture) < BLOCK_MIN) {
			capture_wrong(capture, "a block is cut off");
			return CAPTURE_WRONG;
		}
		step = take_block(capture, out);
	}
	return step;
}
