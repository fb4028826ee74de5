/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embedded.h -- files that lie in the middle of a plain text
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/transfer/transfer.h"

enum embedded_kind {
	EMBEDDED_UU,
	EMBEDDED_UU_BASE64, /* the other form of uuencode */
	EMBEDDED_YENC,
	EMBEDDED_BINHEX,
	EMBEDDED_PGP,       /* an encrypted message */
	EMBEDDED_SIGNATURE, /* of PGP */
	EMBEDDED_PART,      /* what looks like a part of a mail */
	N_EMBEDDED,
};

struct embedded_block {
	enum embedded_kind kind;
	const uint8_t *from, *to; /* with its first and last line */
	const uint8_t *name; /* as written; BinHex: none, it is in its data */
	size_t name_len;
	enum transfer_kind encoding;
	const uint8_t *data;
	size_t len;
};

/* A text being gone through; all but at and end zero at first. */
struct embedded {
	const uint8_t *at, *end;
	bool markup; /* HTML: only what ends with a line of its own is sought */
	struct embedded_block next[N_EMBEDDED];
	bool known[N_EMBEDDED]; /* next[] was sought; from NULL: none */
	bool looked;            /* which kinds are worth it */
};

/* The next block; embedded->at is behind it then. */
bool embedded_next(struct embedded *embedded, struct embedded_block *out);
