/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * removed.h -- the list of what is not in the text: size, type, digest
 */
#pragma once

#include <stddef.h>

#include "mime/convert.h"

struct mime;
struct part;

struct removed_list {
	struct removed_part *at;
	size_t n, cap;
};

/* Adds a leaf, once for each reading of its encoding (base64 with data behind
 * padding has two): which of them the reader at the other end would have had,
 * nobody knows. */
void removed_add(struct mime *mime, const struct part *part, enum removal why,
		 struct removed_list *list);
