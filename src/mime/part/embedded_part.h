/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * embedded_part.h -- a part of a mail, header and all, in the middle of a text
 *
 * A multipart whose own header did not reach us as one (or that a bounce quotes)
 * is text: with the files of its parts in it. A part is found by a header that
 * says base64, or quoted-printable of what is no text, and by lines of base64
 * that begin like a known file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct embedded_block;
struct line;

/* Asked of each line in turn: false as long as there is none for sure. *base64
 * is kept from line to line, 0 at first. */
bool embedded_part_may_begin(const struct line *line, size_t *base64);

/* The first one at or behind `at`, which is the beginning of a line. */
bool embedded_part_find(const uint8_t *at, const uint8_t *end,
			struct embedded_block *out);
