/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leaf_files.c -- files in the middle of a text, taken out and listed
 */
#include <string.h>

#include "mime/header/word.h"
#include "mime/leaf.h"
#include "mime/limits.h"
#include "mime/mime.h"
#include "mime/part/embedded.h"
#include "mime/part/name.h"
#include "mime/part/part.h"
#include "mime/removed.h"
#include "mime/text/ascii.h"
#include "mime/text/line.h"

enum {
	LONGEST_NAME = 4096, /* bytes of a file's name in a text */
	BINHEX_HEADER = 22,  /* and its name */
	/* in a text behind base64; what is longer is base64 as well */
	LONGEST_WORD = 24,
	LONGEST_PATH = 60, /* within an address of the web */
};

/* Not word_line(): the text lies in the buffer that it would use. */
static const char *name_of(struct mime *mime,
			   const struct embedded_block *block)
{
	struct buf text = { .arena = mime->arena };
	struct charset none = charset_of(CHARSET_NONE);
	const uint8_t *name = block->name;
	size_t len = block->name_len;

	/* The ending says what it is. */
	if (len > LONGEST_NAME) {
		name += len - LONGEST_NAME;
		len = LONGEST_NAME;
	}
	if (len)
		charset_read(&none, name, len, &text);
	return part_name_show(mime, (const uint8_t *)text.at, text.len);
}

/* A BinHex file becomes its data fork, decoded into mime->text. RFC 1741: the
 * length of its name, the name, and 21 bytes, of which the twelfth to fifteenth
 * say how long the fork is. What is cut short stays as it was. */
static void open_binhex(struct mime *mime, struct embedded_block *block)
{
	const struct part whole = { .encodings = { TRANSFER_BINHEX },
				    .body = block->data,
				    .len = block->len };
	const uint8_t *at, *size;
	size_t left, len;

	leaf_bytes(mime, &whole, &mime->text);
	at = (const uint8_t *)mime->text.at;
	left = mime->text.len;
	if (!left || left < at[0] + (size_t)BINHEX_HEADER)
		return;
	block->name = at + 1;
	block->name_len = at[0];
	size = at + at[0] + 12;
	len = (size_t)size[0] << 24 | (size_t)size[1] << 16 |
	      (size_t)size[2] << 8 | size[3];
	left -= at[0] + (size_t)BINHEX_HEADER;
	if (len > left)
		return;
	block->encoding = TRANSFER_IDENTITY;
	block->data = at + at[0] + BINHEX_HEADER;
	block->len = len;
}

static void remove_file(struct mime *mime, struct embedded_block *block,
			struct removed_list *removed)
{
	struct part file = { .type = "", .n_encodings = 1 };
	bool armor = block->kind == EMBEDDED_PGP ||
		     block->kind == EMBEDDED_SIGNATURE;

	if (block->kind == EMBEDDED_BINHEX)
		open_binhex(mime, block);
	file.name = name_of(mime, block);
	file.encodings[0] = block->encoding;
	file.body = block->data;
	file.len = block->len;
	if (block->kind == EMBEDDED_PART)
		mime_defect(mime, DEFECT_MIME_IN_TEXT);
	removed_add(mime, &file, armor ? REMOVAL_SIGNED : REMOVAL_ATTACHMENT,
		    removed);
}

static bool is_base64(uint8_t c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/';
}

/* Whether something stands between the base64 of a line, whose longest run is
 * *most. */
static bool is_broken(const uint8_t *at, size_t len, size_t *most)
{
	bool broken = false;
	size_t run = 0;

	*most = 0;
	while (len && at[len - 1] <= ' ')
		len--;
	for (size_t i = 0; i < len; i++) {
		run = is_base64(at[i]) ? run + 1 : 0;
		*most = run > *most ? run : *most;
		broken |= !run && at[i] != '=';
	}
	return broken;
}

const uint8_t *leaf_footer(const struct part *part)
{
	const uint8_t *at = part->body, *end = at + part->len, *next;
	const uint8_t *from = NULL;
	size_t most;
	bool broken;

	for (; at < end; at = next) {
		next = line_at(at, end).next;
		broken = is_broken(at, (size_t)(next - at), &most);
		if (from && most > (broken ? LONGEST_PATH : LONGEST_WORD))
			return NULL;
		if (!from && broken && most <= LONGEST_WORD)
			from = at;
	}
	return from;
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
