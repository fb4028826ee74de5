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

/* Whether what is at `at`, the beginning of a line, may begin one with a header;
 * at < end. */
bool embedded_part_is_field(const uint8_t *at, const uint8_t *end);
/* Whether the line may belong to one without: base64, and at most a blank. */
bool embedded_part_is_base64(const struct line *line);
/* The first one at or behind `at`, which is the beginning of a line. */
bool embedded_part_find(const uint8_t *at, const uint8_t *end,
			struct embedded_block *out);
