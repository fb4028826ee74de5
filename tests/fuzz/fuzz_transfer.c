/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_transfer.c -- any bytes in any transfer encoding, read in pieces of any
 * size: the same bytes come out, and never more than the encoding can say
 *
 * The first byte chooses the encoding and the pieces.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "mime/part/embedded.h"
#include "mime/part/flowed.h"
#include "mime/text/buf.h"
#include "mime/transfer/uuencode.h"

#include "fuzz.h"

enum {
	CEILING = 64 << 20,
	ROOM = 4096,
	REPEATS = 255 /* of one byte in BinHex: "\x90" and a count */
};

static void read_all(enum transfer_kind kind, const uint8_t *bytes, size_t len,
		     size_t room, struct buf *out, bool *damaged)
{
	struct transfer transfer = { .kind = kind,
				     .at = bytes,
				     .end = bytes + len };
	uint8_t piece[ROOM];
	size_t n;

	while ((n = transfer_read(&transfer, piece, room))) {
		must(n <= room);
		buf_put(out, piece, n);
		must(out->len <= (len + 1) * REPEATS);
	}
	must(transfer.at == transfer.end);
	*damaged = transfer.damaged;
}

/* Most bytes that one can become. */
static size_t growth(enum transfer_kind kind)
{
	if (kind == TRANSFER_BINHEX)
		return REPEATS;
	/* a line says how long it is; blanks at its end may have been lost */
	return kind == TRANSFER_UU ? 63 : 1;
}

static void check_pieces(enum transfer_kind kind, const uint8_t *bytes,
			 size_t len, size_t room, struct arena *arena)
{
	struct buf whole = { .arena = arena }, pieces = { .arena = arena };
	bool damaged, again;

	read_all(kind, bytes, len, ROOM, &whole, &damaged);
	read_all(kind, bytes, len, room, &pieces, &again);
	if (whole.cut || pieces.cut)
		return;
	must(whole.len == pieces.len && damaged == again);
	must(!whole.len || !memcmp(whole.at, pieces.at, whole.len));
	must(whole.len <= len * growth(kind));
}

/* Blocks come in order, one behind the other, and hold what they name. */
static void check_blocks(const uint8_t *bytes, size_t len, struct arena *arena)
{
	struct embedded embedded = { .at = bytes, .end = bytes + len };
	const uint8_t *before = bytes;
	struct embedded_block block;

	while (embedded_next(&embedded, &block)) {
		must(block.from >= before && block.from < block.to);
		must(block.to <= bytes + len && embedded.at >= block.to);
		must(!block.name_len ||
		     (block.name >= block.from &&
		      block.name + block.name_len <= block.to));
		must(block.data >= block.from &&
		     block.data + block.len <= block.to);
		check_pieces(block.encoding, block.data, block.len, 4, arena);
		before = block.to;
	}
}

static void check_flowed(const uint8_t *bytes, size_t len, bool delsp,
			 struct arena *arena)
{
	struct buf out = { .arena = arena };

	flowed_join(bytes, len, delsp, &out);
	/* a blank behind the quote marks, a line end at the end */
	must(out.len <= 2 * len + 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { .ceiling = CEILING };
	size_t len = size ? size - 1 : 0;
	uint8_t *copy = malloc(len + !len), *word = malloc(len + 1);
	struct uuencode uu;
	bool damaged = false;

	must(copy && word);
	if (size) {
		memcpy(copy, data + 1, len);
		check_pieces(data[0] % (TRANSFER_UNKNOWN + 1), copy, len,
			     4 + data[0] / 8, &arena);
		check_blocks(copy, len, &arena);
		check_flowed(copy, len, data[0] & 1, &arena);
		must(transfer_decode_q(copy, len, word, &damaged) <= len);
		if (uuencode_find(copy, copy + len, &uu))
			must(uu.from >= copy && uu.to <= copy + len &&
			     uu.data >= uu.from &&
			     uu.data + uu.data_len <= uu.to);
	}
	arena_finish(&arena);
	free(copy);
	free(word);
	return 0;
}
