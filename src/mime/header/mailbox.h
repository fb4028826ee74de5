/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mailbox.h -- the people of From, To, Cc and Reply-To (RFC 5322 3.4)
 *
 * One pass, no recursion: the field is cut at the commas that stand outside
 * quotes, comments, brackets, encoded-words and raw ISO-2022-JP, and each piece
 * is taken only if a strict address is found in it. Pieces of mere words before
 * one with "<...>" are its name, whose quotes were forgotten.
 */
#pragma once

#include <stdbool.h>

#include "mime/convert.h"

struct mime;
struct field;

struct mailbox_list {
	struct mailbox *at; /* in the arena */
	size_t n, cap;
};

/* Adds the mailboxes of one field; *odd is set if a piece is no mailbox. */
void mailbox_read(struct mime *mime, const struct field *field,
		  struct mailbox_list *out, bool *odd);
