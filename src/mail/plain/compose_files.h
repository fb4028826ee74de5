/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_files.h -- the parts of a message that has files with it
 *
 * With files it is multipart/mixed: the text as without, then each file in
 * base64 under a Content-Type from a table and "attachment" with its name in
 * UTF-8 (RFC 2183, RFC 2231). Without, none of this is written.
 */
#pragma once

#include "mail/plain/compose.h"

/* What the message is, in its header. */
void compose_type(struct composed *out, const struct plain *plain);
/* The text, and the files behind it. */
void compose_parts(struct composed *out, const struct plain *plain,
		   struct slice text);
