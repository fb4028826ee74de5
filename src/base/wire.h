/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire.h -- reading and writing framed bytes with errors that stick
 *
 * Numbers are big-endian. The first step past the end sets `bad`; every later
 * step is a no-op that yields zero. Read straight down, ask once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire {
	const uint8_t *pos, *end;
	bool bad;
};

uint8_t wire_u8(struct wire *w);
uint16_t wire_u16(struct wire *w);
uint32_t wire_u32(struct wire *w);
uint64_t wire_u64(struct wire *w);
/* len bytes inside the buffer (not copied), or NULL. */
const uint8_t *wire_bytes(struct wire *w, size_t len);
/* Nothing wrong and nothing left over. */
bool wire_done(const struct wire *w);

struct pack {
	uint8_t *pos, *end;
	bool bad;
};

void pack_u8(struct pack *p, uint8_t value);
void pack_u16(struct pack *p, uint16_t value);
void pack_u32(struct pack *p, uint32_t value);
void pack_u64(struct pack *p, uint64_t value);
void pack_bytes(struct pack *p, const void *bytes, size_t len);
