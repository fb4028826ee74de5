/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.h -- HTML as the text that a reader would have seen
 *
 * A tokenizer without a tree feeds a flat renderer: memory does not grow with
 * nesting, and time is linear in the input.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buf;
struct mime;

/* Appends the visible text of UTF-8 markup. Returns the number of characters
 * that were hidden (and left out, unless nothing else is there). */
unsigned html_text(struct mime *mime, const uint8_t *text, size_t len,
		   struct buf *out);
