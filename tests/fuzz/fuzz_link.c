/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_link.c -- any clean text: its links made inert twice are as once, and a
 * reader that takes a bare "http://" for a link finds none
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "mime/html/idn.h"
#include "mime/link/link.h"
#include "mime/text/buf.h"

#include "fuzz.h"
#include "text_check.h"

enum {
	CEILING = 24 << 20,
	GROWTH = 3 /* "." becomes "[.]" */
};

static void check_inert(const struct buf *text)
{
	static const char *const links[] = { "http://", "https://", "ftp://",
					     "HTTP://" };

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		must(!memmem(text->at, text->len, links[i], strlen(links[i])));
}

/* One host name beyond ASCII back from its other form. */
static void check_idn(const struct buf *text, struct arena *arena)
{
	struct html_span host = { text->at, text->len < 255 ? text->len : 255 };
	struct buf other = { .arena = arena };

	if (idn_other_form(host, &other))
		must(other.len && other.len <= 16 * host.len);
	else
		must(!other.len);
	idn_is_mixed(host);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { .ceiling = CEILING };
	struct buf text = { .arena = &arena }, again = { .arena = &arena };
	struct clean clean = { 0 };
	size_t before;

	clean_lines(&clean, data, size, &text);
	if (text.len && text.at[text.len - 1] != '\n')
		buf_put_byte(&text, '\n');
	before = text.len;
	check_idn(&text, &arena);
	link_defang(&text, 0);
	text_check(text.at, text.len, GROWTH * before, 1);
	if (text.len && !text.cut) {
		check_inert(&text);
		buf_put(&again, text.at, text.len);
		link_defang(&again, 0);
		must(again.len == text.len &&
		     !memcmp(again.at, text.at, text.len));
	}
	arena_finish(&arena);
	return 0;
}
