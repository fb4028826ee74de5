/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * name.h -- what a mail program takes for the name of a host
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* link_fold() of what is not ASCII. */
uint8_t link_fold_beyond(const uint8_t *at, const uint8_t *end, size_t *used);

/* The printable ASCII character that the code point at `at` is or, under NFKC,
 * looks like; 0 if none. at < end, well-formed UTF-8. Sets *used. The dots of
 * CJK (U+3002, U+FF61) are dots to a browser: '.'. */
static inline uint8_t link_fold(const uint8_t *at, const uint8_t *end,
				size_t *used)
{
	if (*at >= 0x80)
		return link_fold_beyond(at, end, used);
	*used = 1;
	return *at > ' ' && *at < 0x7F ? *at : 0;
}

/* Bytes at the beginning that are kana, ideographs and hangul, which most of a
 * text is: none folds, none is invisible. */
size_t link_plain_run(const uint8_t *at, const uint8_t *end);
/* The beginning of the code point before `at`; at > the text's beginning. */
const uint8_t *link_step_back(const uint8_t *at);
/* The length of one label at the beginning: letters, digits, "-", "_" of one
 * kind, ASCII (folded) or beyond it. */
size_t link_label(const uint8_t *at, const uint8_t *end);
/* Whether a label of that kind ends just before `at`, not reaching below
 * `floor`; returns its beginning, or NULL. */
const uint8_t *link_label_before(const uint8_t *floor, const uint8_t *at);
/* Whether the label is one behind which names end: a top-level domain. */
bool link_is_top(const uint8_t *at, size_t len);
/* Whether the name ends with the label from `top` to `dot`, and the text goes on
 * behind, with the label `next` of `len` bytes: "a.com。次", "a.com.次". */
bool link_is_sentence(const uint8_t *top, const uint8_t *dot,
		      const uint8_t *next, size_t len);
/* Compares folded, in any case; `word` in lower case. */
bool link_is_word(const uint8_t *at, size_t len, const char *word);
/* "www", "www2" and the like, all of [at, stop). */
bool link_is_www(const uint8_t *at, const uint8_t *stop);
/* A scheme that is followed without "//" too, in any case and width. */
bool link_is_opaque(const uint8_t *at, size_t len);
