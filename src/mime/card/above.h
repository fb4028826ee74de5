/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * above.h -- whether a description stands in the letter above it
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct mime;

/* Appends the text without its blanks and line ends. */
void card_squeeze(const char *text, size_t len, struct buf *out);
/* Whether the text, of more than one line, will be in what card_squeeze() made
 * of the letter, once it is clean and inert like that. */
bool card_is_above(const struct mime *mime, const struct buf *above,
		   const char *text, size_t len);
