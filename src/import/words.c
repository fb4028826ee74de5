/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c -- a line of iptables-save as words
 */
#include "import/words.h"

#include <string.h>

#include "import/limits.h"

struct cursor {
	const char *at, *end;
	char *to;
	bool quoted, open;
};

/* One word, from its first character on. */
static void read_word(struct cursor *c)
{
	for (; c->at < c->end; c->at++) {
		if (c->open && *c->at == '"') {
			c->open = false;
			c->at++;
			return;
		}
		if (!c->open && (*c->at == ' ' || *c->at == '\t'))
			return;
		if (!c->open && *c->at == '"') {
			c->open = c->quoted = true;
			continue;
		}
		if (c->open && *c->at == '\\' && c->at + 1 < c->end)
			c->at++;
		*c->to++ = *c->at;
	}
}

bool words_read(const char *line, size_t len, struct loc at,
		struct arena *arena, struct words *out, struct diags *diags)
{
	/* Every word is shorter than what it is read from and its blank. */
	struct cursor c = { .at = line,
			    .end = line + len,
			    .to = arena_alloc(arena, 2 * len + 1) };
	struct word *word;

	while (c.at < c.end) {
		if (*c.at == ' ' || *c.at == '\t') {
			c.at++;
			continue;
		}
		if (out->list.n >= IMPORT_WORDS)
			return diag_error(diags, at, "import-line",
					  "more than %d words", IMPORT_WORDS);
		word = vec_add(arena, &out->list);
		word->text = c.to;
		c.quoted = false;
		read_word(&c);
		*c.to++ = '\0';
		word->quoted = c.quoted;
		if (c.open)
			return diag_error(diags, at, "import-line",
					  "a quotation that does not end");
	}
	return true;
}

bool word_is_not(const struct word *word)
{
	return !word->quoted && !strcmp(word->text, "!");
}

bool word_is_option(const struct word *word)
{
	if (word->quoted)
		return false;
	return word_is_not(word) || (word->text[0] == '-' && word->text[1]);
}
