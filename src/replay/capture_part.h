/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture_part.h -- what the two formats share; for capture*.c
 */
#pragma once

#include <string.h>

#include "replay/capture.h"

enum {
	NANOSECONDS = 1000000000,
	MICROSECONDS = 1000000,
};

static inline uint32_t capture_u32(const struct capture *capture,
				   const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return capture->swapped ? __builtin_bswap32(value) : value;
}

static inline uint16_t capture_u16(const struct capture *capture,
				   const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return capture->swapped ? __builtin_bswap16(value) : value;
}

static inline size_t capture_left(const struct capture *capture)
{
	return (size_t)(capture->end - capture->pos);
}

bool capture_wrong(struct capture *capture, const char *what);
/* The first block has been seen to be a section's header. */
enum capture_step capture_next_block(struct capture *capture,
				     struct frame_record *out);
