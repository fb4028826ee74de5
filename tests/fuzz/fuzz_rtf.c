/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_rtf.c -- any bytes as compressed RTF, and as RTF: the text is UTF-8, no
 * longer than the input allows
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mime/limits.h"
#include "mime/outlook/lzfu.h"
#include "mime/outlook/rtf.h"
#include "mime/text/buf.h"

#include "fuzz.h"

enum {
	CEILING = 24 << 20,
	GROWTH = 24 /* "〔取消: 〕" is as long, for two bytes and a bit */
};

/* Whole characters, and no bytes that are none. */
static void check_text(const struct buf *text)
{
	size_t used;

	for (size_t i = 0; i < text->len; i += used) {
		utf8_read((const uint8_t *)text->at + i, text->len - i, &used);
		must(used && i + used <= text->len);
	}
}

static void read(const uint8_t *bytes, size_t len)
{
	struct arena arena = { .ceiling = CEILING };
	struct buf out = { .arena = &arena, .max = LIMIT_RAW_TEXT };
	struct rtf_result result = rtf_read(bytes, len, &arena, &out);

	must(out.len <= GROWTH * len + GROWTH);
	must(result.hidden <= len);
	check_text(&out);
	arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { .ceiling = CEILING };
	struct buf out = { .arena = &arena, .max = LIMIT_RAW_TEXT };
	uint8_t *copy = xcalloc(size, 1);

	memcpy(copy, data, size);
	lzfu_read(copy, size, &out);
	must(out.len <= 9 * size + 16);
	read((const uint8_t *)out.at, out.len);
	read(copy, size);
	free(copy);
	arena_finish(&arena);
	return 0;
}
