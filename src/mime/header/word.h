/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.h -- the text of a header field (RFC 2047), however it was mangled
 *
 * Neighbouring encoded-words of one charset are joined as bytes before they are
 * decoded: mailers cut inside a character or inside a run of ISO-2022-JP. Raw
 * bytes (ISO-2022-JP, Shift_JIS, UTF-8 without encoding) are guessed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mime;
struct buf;

/* Appends UTF-8, not cleaned. Uses mime->bytes. */
void word_decode(struct mime *mime, const uint8_t *in, size_t len,
		 struct buf *out);
/* The decoded and cleaned text on one line, links inert, at most max bytes (cut
 * between characters); in the arena. Uses mime->bytes and mime->text. */
const char *word_line(struct mime *mime, const uint8_t *in, size_t len,
		      size_t max);
/* Cleans UTF-8 to one line of at most max bytes, links made inert as the options
 * say; in the arena. */
const char *word_show(struct mime *mime, const uint8_t *text, size_t len,
		      size_t max);
/* The same into an empty line, up to its bound; false: it was cut there. */
bool word_fit(struct mime *mime, const uint8_t *text, size_t len,
	      struct buf *line);
/* The same with its links as they are: for what is not shown as text. */
const char *word_clean(struct mime *mime, const uint8_t *text, size_t len,
		       size_t max);
/* Whether "=?" is in the text, without which there is no encoded-word. */
bool word_may_be_in(const void *text, size_t len);
/* The length of the encoded-word at the beginning, or 0. */
size_t word_length(const uint8_t *in, size_t len);
