/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attach.h -- which of the removed files may pass as they are
 *
 * Only where convert_options.attachments lists types, which is outward. A file
 * passes if all agree on it: its declared type, the end of its name and its
 * bytes are one listed type; its bytes and its place in the message have one
 * reading (base64, in nothing but multipart/mixed); nothing marks it; and the
 * message has no defect of its structure, its encodings or its parameters.
 */
#pragma once

#include "mime/convert.h"

struct mime;
struct removed_list;
struct tree;

/* Of the list, to out->files; the others are told why not. With no type listed
 * it does nothing. */
void attach_pick(struct mime *mime, const struct tree *tree,
		 struct removed_list *list, struct converted *out);
