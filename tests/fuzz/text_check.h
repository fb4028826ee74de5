/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_check.h -- what every text that src/mime hands out must be
 */
#pragma once

#include "base/must.h"
#include "mime/text/clean.h"
#include "mime/text/utf8.h"

/* Well-formed, of characters that may leave, at most max bytes; LF and TAB only
 * with `lines`. */
static inline void text_check(const char *text, size_t len, size_t max,
			      int lines)
{
	const uint8_t *at = (const uint8_t *)text;
	uint32_t cp, base = 0;
	size_t used;

	must(len <= max);
	for (size_t i = 0; i < len; i += used) {
		cp = utf8_read(at + i, len - i, &used);
		must(clean_allows(cp, base));
		must(lines || (cp != '\n' && cp != '\t'));
		base = cp;
	}
	must(!lines || !len || text[len - 1] == '\n');
}
