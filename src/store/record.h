/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record.h -- one original on the disk: a head, its envelope, its bytes
 *
 * All of it is aligned to blocks, so that a deletion can give its blocks back:
 *
 *   0    "sekisho-mail 1\n" and a NUL
 *   16   u32 number, u32 state
 *   24   u64 time (seconds since 1970)
 *   32   u64 size of the message in bytes
 *   40   u32 bytes of the envelope, u32 blocks of the record
 *   48   SHA-256 of the message
 *   80   the volume's salt: no sender can write it into his mail
 *   96   SHA-256 of bytes 0-95 and of the envelope
 *   128  the envelope, as the store's user packs it; of an erased one, who
 *        erased it and why
 *   then, from the next block on, the message
 *
 * Numbers are big-endian. What stands between and behind is zero. An erased one
 * begins where its message did (if it had one), and has none; size and digest
 * are still those of the message.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

enum {
	RECORD_BLOCK = 4096,
	RECORD_HEAD = 128,
	RECORD_SALT = 16,
	RECORD_FRONT_MAX = 7 * RECORD_BLOCK, /* a head and its envelope */
	RECORD_ENVELOPE_MAX = RECORD_FRONT_MAX - RECORD_HEAD,
};

enum record_state {
	RECORD_KEPT = 1,
	RECORD_ERASED,
	RECORD_BEGIN, /* of a volume; number: the first that may follow */
};

struct record {
	uint32_t number;
	enum record_state state;
	uint64_t time;
	uint64_t size;
	uint32_t envelope_len;
	uint32_t blocks; /* all of it */
	uint8_t digest[DIGEST_LEN];
	uint8_t salt[RECORD_SALT];
};

/* Bytes of head and envelope up to the next block. */
size_t record_front(uint32_t envelope_len);
/* Sets blocks by size and envelope_len. */
void record_measure(struct record *record);

/* Head and envelope, record_front() bytes to `out`. */
void record_write(const struct record *record, const void *envelope,
		  uint8_t *out);
/* What a head says by itself, of RECORD_HEAD bytes: enough to know how much to
 * read for record_check(). False: no head, or one that cannot be. */
bool record_read(const uint8_t *head, struct record *out);
/* Whether head and envelope (together) are as they were written. */
bool record_check(const uint8_t *front, const struct record *record);
