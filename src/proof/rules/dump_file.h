/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump_file.h -- a snapshot as bytes, to be kept in a file and answered from
 *
 * The frame, all numbers big-endian:
 *
 *	"SKDUMP1\n"
 *	u32 0x01020304 in the byte order of the netlink messages
 *	u64 nanoseconds since 1970   u64 namespace   u32 generation
 *	16 bytes boot id   u8 length and the kernel's release
 *	u8 1 if links and facts were looked for, and 2 if connections were
 *	of each part, in the order of enum snapshot_part:
 *		u32 length, the messages
 *	if connections were looked for: u32 length, and of each 44 bytes:
 *		u8 4 or 6   u8 protocol   u8 ICMP's type   u8 0
 *		u16 ports of source and destination   u32 mark
 *		16 bytes source, 16 bytes destination; of IPv4 the first four
 *	u32 number of links: u32 index, u8 length and the name, ascending
 *	u32 number of facts: u8 length and the name, u64 value, ascending
 *	32 bytes SHA-256 of all that is before them
 *
 * One snapshot has one form. What its digest is, an answer names.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "ruleset/snapshot.h"

enum dump_verdict {
	DUMP_FINE,
	DUMP_NO_DUMP,   /* it begins otherwise */
	DUMP_ENDIAN,    /* of a machine of the other byte order */
	DUMP_SHORT,     /* it ends too early */
	DUMP_LONG,      /* something comes after the end */
	DUMP_UNORDERED, /* links or facts not ascending */
	DUMP_UNSOUND,   /* a name, length or number out of its bounds */
	DUMP_DIGEST,    /* the bytes were changed */
	N_DUMP_VERDICTS
};

/* "it ends too early". */
const char *dump_verdict_text(enum dump_verdict verdict);

/* How many bytes dump_file_write() writes. */
size_t dump_file_len(const struct snapshot *snapshot);
/* `out` holds that many. */
void dump_file_write(const struct snapshot *snapshot, uint8_t *out,
		     uint8_t digest[static DIGEST_LEN]);
/* The digest alone. */
void dump_file_digest(const struct snapshot *snapshot,
		      uint8_t digest[static DIGEST_LEN]);
/* Copies; `out` and `digest` are set only if it is fine. */
enum dump_verdict dump_file_read(const uint8_t *bytes, size_t len,
				 struct snapshot *out,
				 uint8_t digest[static DIGEST_LEN]);
