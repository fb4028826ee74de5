/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enriched.h -- text/enriched (RFC 1896) and text/richtext (RFC 1341) as text
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buf;

enum enriched_kind {
	ENRICHED_NOT,
	ENRICHED_TEXT, /* text/enriched */
	ENRICHED_RICH, /* text/richtext: one end of line or more is a blank */
};

/* Appends the text of UTF-8 without its commands. Returns the number of
 * characters that no reader shows: comments, and parameters longer than any
 * command has. */
unsigned enriched_text(enum enriched_kind kind, const uint8_t *text, size_t len,
		       struct buf *out);
