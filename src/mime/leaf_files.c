/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaf_files.c -- files in the middle of a text, taken out and listed
 */
#include <string.h>

#include "mime/embedded.h"
#include "mime/leaf.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part.h"
#include "mime/removed.h"
#include "mime/word.h"

enum {
	LONGEST_NAME = 256 /* bytes of a file's name in a text */
};

/* The name in the header of a BinHex file: a length and that many bytes. */
static size_t binhex_name(const struct embedded_block *block,
			  uint8_t room[static LONGEST_NAME])
{
	struct transfer transfer = { .kind = TRANSFER_BINHEX,
				     .at = block->data,
				     .end = block->data + block->len };
	size_t len = transfer_read(&transfer, room, LONGEST_NAME), name;

	name = len ? room[0] : 0;
	if (name >= len)
		name = len ? len - 1 : 0;
	memmove(room, room + 1, name);
	return name;
}

/* Not word_line(): the text lies in the buffer that it would use. */
static const char *name_of(struct mime *mime,
			   const struct embedded_block *block)
{
	struct buf text = { .arena = mime->arena, .max = 4UL * LONGEST_NAME };
	struct charset none = charset_of(CHARSET_NONE);
	uint8_t room[LONGEST_NAME];
	const uint8_t *name = block->name;
	size_t len =
		block->name_len < LONGEST_NAME ? block->name_len : LONGEST_NAME;

	if (block->kind == EMBEDDED_BINHEX) {
		len = binhex_name(block, room);
		name = room;
	}
	if (len)
		charset_read(&none, name, len, &text);
	return word_show(mime, (const uint8_t *)text.at, text.len, LIMIT_NAME);
}

static void remove_file(struct mime *mime, const struct embedded_block *block,
			struct removed_list *removed)
{
	bool armor = block->kind == EMBEDDED_PGP ||
		     block->kind == EMBEDDED_SIGNATURE;
	struct part file = {
		.type = "",
		.name = name_of(mime, block),
		.encodings = { block->encoding },
		.n_encodings = 1,
		.body = block->data,
		.len = block->len,
	};

	if (block->kind == EMBEDDED_PART)
		mime_defect(mime, DEFECT_MIME_IN_TEXT);
	removed_add(mime, &file, armor ? REMOVAL_SIGNED : REMOVAL_ATTACHMENT,
		    removed);
}

bool leaf_take_files(struct mime *mime, const uint8_t *text, size_t len,
		     bool markup, struct removed_list *removed,
		     struct buf *rest)
{
	const uint8_t *at = text, *end = at + len;
	struct embedded embedded = { .at = at, .end = end, .markup = markup };
	struct embedded_block block;

	if (!len || !embedded_next(&embedded, &block))
		return false;
	buf_reserve(rest, len);
	do {
		buf_put(rest, at, (size_t)(block.from - at));
		remove_file(mime, &block, removed);
		at = block.to;
	} while (mime->verdict == CONVERT_OK &&
		 embedded_next(&embedded, &block));
	buf_put(rest, at, (size_t)(end - at));
	return true;
}
