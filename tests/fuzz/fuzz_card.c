/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_card.c -- any text as a calendar, a visiting card or a delivery report
 *
 * What comes out is UTF-8 if what went in is, and no longer than labels make
 * it; the first byte chooses the kind. The letter above is the same text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "mime/card/above.h"
#include "mime/card/card.h"
#include "mime/mime.h"
#include "mime/text/buf.h"

#include "fuzz.h"

enum {
	CEILING = 24 << 20,
	GROWTH = 16, /* bytes for one: blanks between columns, in HTML */
	LABEL = 64   /* bytes: the longest, its colon and line end */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { .ceiling = CEILING };
	struct convert_options options = { 0 };
	struct mime mime = { .arena = &arena, .options = &options };
	struct buf out = { .arena = &arena }, above = { .arena = &arena };
	size_t len = size ? size - 1 : 0, lines = 1;
	uint8_t *copy = malloc(len + !len);

	must(copy);
	if (size) {
		memcpy(copy, data + 1, len);
		for (size_t i = 0; i < len; i++)
			lines += copy[i] == '\n' || copy[i] == '\r';
		card_squeeze((const char *)copy, len, &above);
		card_text(&mime, 1 + data[0] % CARD_REPORT, copy, len, &above,
			  &out);
		must(out.len <= GROWTH * len + lines * LABEL);
		must(out.cut || !out.len || !utf8_valid(copy, len) ||
		     utf8_valid((const uint8_t *)out.at, out.len));
	}
	arena_finish(&arena);
	free(copy);
	return 0;
}
