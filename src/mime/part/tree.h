/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.h -- a message as a tree, in one forward pass over its lines
 *
 * The nodes lie in one array in the order of the message: a multipart comes
 * before its parts, and part.end says where they stop. No recursion: the open
 * multiparts are a stack of LIMIT_DEPTH.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "mime/header/field.h"
#include "mime/part/part.h"

struct tree {
	struct header header; /* of the message itself */
	struct part *parts;   /* parts[0] is the message */
	size_t n, cap;
};

/* With mime->verdict not OK afterwards, the tree is not whole. */
void tree_read(struct mime *mime, const uint8_t *bytes, size_t len,
	       struct tree *tree);
