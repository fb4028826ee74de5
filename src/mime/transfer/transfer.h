/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transfer.h -- Content-Transfer-Encoding: back to bytes (RFC 2045 6)
 *
 * A reader over encoded bytes that lie in memory. It is forgiving in the one
 * way that readers of mail share (junk in base64 is skipped, a "=" that begins
 * no escape stands for itself) and says so in `damaged`.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum transfer_kind {
	TRANSFER_IDENTITY, /* 7bit, 8bit, binary, none */
	TRANSFER_BASE64,
	TRANSFER_QP,
	TRANSFER_UU,      /* the lines of a uuencoded block */
	TRANSFER_YENC,    /* the lines between =ybegin and =yend */
	TRANSFER_BINHEX,  /* what is between the colons */
	TRANSFER_UNKNOWN, /* read as identity */
};

struct transfer {
	enum transfer_kind kind;
	const uint8_t *at, *end; /* what is still to be read */
	bool damaged;
	size_t left;   /* uuencode: bytes still to come from this line; BinHex:
			* repeats of `last` */
	uint32_t bits; /* base64: of a quantum begun */
	unsigned n_bits;
	uint8_t last; /* BinHex */
	bool repeat;  /* BinHex: a count comes next */
	bool padded;  /* base64: "=" was the last that counts */
	bool joined;  /* base64: data stood behind padding */
	bool first;   /* base64: end there, as some readers do */
};

/* By the value of the field, already without comments and blanks. */
enum transfer_kind transfer_of(const char *name, size_t len);

/* Decodes up to `room` bytes (at least 4) to out and returns their number; 0
 * only at the end. */
size_t transfer_read(struct transfer *transfer, uint8_t *out, size_t room);
/* Bytes at the beginning that are characters of base64, or its padding. */
size_t transfer_base64_run(const uint8_t *at, size_t len);
/* RFC 2047 4.2: the Q encoding of a word; `_` is a blank. Returns the number of
 * bytes written to out (room for len). */
size_t transfer_decode_q(const uint8_t *in, size_t len, uint8_t *out,
			 bool *damaged);
