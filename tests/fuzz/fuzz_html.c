/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_html.c -- any bytes as markup: the tokens lie where they may, the text
 * stays within its bound
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mime/html/text.h"
#include "mime/html/token.h"
#include "mime/limits.h"
#include "mime/mime.h"

#include "fuzz.h"

enum {
	CEILING = 24 << 20
};

static volatile unsigned sink; /* so that no reading is left out */

/* Reading every byte lets the sanitizer see a span that lies wrong. */
static unsigned sum(struct html_span span)
{
	unsigned n = 0;

	for (size_t i = 0; i < span.len; i++)
		n += (unsigned char)span.at[i];
	return n;
}

static void tokens(const uint8_t *data, size_t size, enum html_model model)
{
	static char room[HTML_POOL];
	struct html_pool pool = { .at = room, .len = HTML_POOL };
	struct html_token token;
	struct html html;
	unsigned n = 0;

	html_init(&html, data, size, &pool);
	html.model = model;
	html.foreign = size & 1;
	html.last = (struct html_span){ "script", 6 };
	while (html_next(&html, &token)) {
		n += sum(token.text);
		if (token.kind == HTML_TEXT)
			continue;
		must(token.n_attrs <= LIMIT_HTML_ATTRIBUTES);
		for (size_t i = 0; i < token.n_attrs; i++)
			n += sum(token.attrs[i].name) +
			     sum(token.attrs[i].value);
	}
	sink = n;
	must(html.at == html.end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct convert_options options = { 0 };
	struct arena arena = { .ceiling = CEILING };
	struct mime mime = { .arena = &arena, .options = &options };
	struct buf out = { .arena = &arena, .max = LIMIT_RAW_TEXT };
	uint8_t *copy = xcalloc(size, 1);

	/* Without the byte behind the end: so that one read too far is seen. */
	memcpy(copy, data, size);
	for (enum html_model model = HTML_DATA; model <= HTML_CDATA; model++)
		tokens(copy, size, model);
	html_text(&mime, copy, size, &out);
	must(out.len <= LIMIT_RAW_TEXT);
	free(copy);
	arena_finish(&arena);
	return 0;
}
