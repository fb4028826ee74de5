/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_attr.h -- netlink messages and attributes, by one who trusts nobody
 *
 * Headers are in the byte order of the machine that made the dump, which is
 * ours (dump_file.h); values of nf_tables are big-endian. Nothing is read
 * beyond its end, and every step goes forward.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/expr.h"

enum {
	DECODE_ATTRS_MAX = 24, /* types that we know are below */
};

/* One of a message or a nest. */
struct decode_attr {
	uint16_t type; /* without its flag bits */
	struct nf_bytes value;
};

/* What is left to be read. Sticks with `bad` where it is no attribute. */
struct decode_walk {
	const uint8_t *pos, *end;
	bool bad;
};

/* A message's begin, the headers of netlink (netlink(7)) and nfnetlink. */
struct decode_message {
	uint16_t type; /* subsystem << 8 | message */
	uint8_t family;
	struct nf_bytes attrs;
};

/* Attributes by type. */
struct decode_attrs {
	struct nf_bytes at[DECODE_ATTRS_MAX]; /* .at NULL: not there */
	bool unknown; /* there was one of a higher type */
};

struct decode_walk decode_walk(struct nf_bytes bytes);
/* False at the end, and where `bad` is set. */
bool decode_next(struct decode_walk *walk, struct decode_attr *out);
/* The same for the messages of a part. */
bool decode_next_message(struct decode_walk *walk, struct decode_message *out);

/* False where they are none, or one type comes twice. */
bool decode_index(struct nf_bytes bytes, struct decode_attrs *out);

/* Exactly so many bytes, or false. */
bool decode_u8(struct nf_bytes value, uint8_t *out);
bool decode_u16(struct nf_bytes value, uint16_t *out);
bool decode_u32(struct nf_bytes value, uint32_t *out);
bool decode_u64(struct nf_bytes value, uint64_t *out);
/* A text with one NUL, at its end; at most NF_NAME_MAX bytes with it. NULL:
 * none. */
const char *decode_text(struct nf_bytes value);

enum {
	NF_NAME_MAX = 256, /* NFT_NAME_MAXLEN */
};
