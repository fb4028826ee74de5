/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_charset.c -- any bytes in any charset: UTF-8 comes out, of bounded
 * length, and cleaned twice it is the same as once
 *
 * The first line is the label, the rest the text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "mime/charset/charset.h"
#include "mime/text/buf.h"

#include "fuzz.h"
#include "text_check.h"

enum {
	CEILING = 64 << 20,
	GROWTH = 4 /* bytes of UTF-8 for one of the input: 〓, [U+..] aside */
};

static void check_clean(const struct buf *text, struct arena *arena)
{
	struct buf once = { .arena = arena }, twice = { .arena = arena };
	struct clean clean = { 0 }, again = { 0 };

	clean_lines(&clean, (const uint8_t *)text->at, text->len, &once);
	if (once.len && once.at[once.len - 1] != '\n')
		buf_put_byte(&once, '\n');
	text_check(once.at, once.len, SIZE_MAX, 1);
	clean_lines(&again, (const uint8_t *)once.at, once.len, &twice);
	must(once.cut || twice.cut ||
	     (once.len == twice.len &&
	      (!once.len || !memcmp(once.at, twice.at, once.len))));
	must(!again.controls && !again.invisibles && !again.unmapped);
}

/* Every decoder alone: it may write nothing but UTF-8. */
static void decode(const struct charset *charset, const uint8_t *bytes,
		   size_t len, struct arena *arena)
{
	struct buf out = { .arena = arena };
	size_t unmapped;

	if (charset->kind == CHARSET_UNKNOWN || charset->kind == CHARSET_NONE)
		return;
	unmapped = charset_decode(charset, bytes, len, &out);
	must(out.cut || utf8_valid((const uint8_t *)out.at, out.len));
	must(out.len <= GROWTH * (len + 1));
	must(unmapped <= len);
	check_clean(&out, arena);
}

/* By its label or by a guess. */
static void read(const struct charset *charset, const uint8_t *bytes,
		 size_t len, struct arena *arena)
{
	struct buf out = { .arena = arena };
	struct charset_text text = charset_read(charset, bytes, len, &out);

	must(text.used.kind != CHARSET_UNKNOWN || !out.len);
	must(utf8_valid((const uint8_t *)out.at, out.len));
	must(out.len <= GROWTH * (len + 1));
	check_clean(&out, arena);
	charset_is_utf16(charset, bytes, len);
	charset_settle(bytes, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *lf = memchr(data, '\n', size);
	struct arena arena = { .ceiling = CEILING };
	size_t label = lf ? (size_t)(lf - data) : 0;
	size_t len = lf ? size - label - 1 : 0;
	struct charset charset;
	uint8_t *copy;

	if (!lf)
		return 0;
	/* Memory of its own: a byte read beyond the end is seen. */
	copy = malloc(len + !len);
	must(copy);
	memcpy(copy, lf + 1, len);
	charset = charset_find((const char *)data, label);
	decode(&charset, copy, len, &arena);
	read(&charset, copy, len, &arena);
	arena_finish(&arena);
	free(copy);
	return 0;
}
