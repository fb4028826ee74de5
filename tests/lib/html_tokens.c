/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_tokens.c -- the tokens of HTML inputs, in hexadecimal, for html5lib's cases
 *
 * Reads "MODEL LAST_TAG LENGTH" lines, each followed by LENGTH bytes ("-" for no
 * last tag); prints one line of tokens for each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mime/html/token.h"

static void put(const char *at, size_t len)
{
	putchar(' ');
	putchar('x');
	for (size_t i = 0; i < len; i++)
		printf("%02x", (unsigned char)at[i]);
}

static void put_token(const struct html_token *token)
{
	static const char *const kinds[] = {
		[HTML_TEXT] = "text",
		[HTML_START] = "start",
		[HTML_END] = "end",
	};

	printf("%s", kinds[token->kind]);
	put(token->text.at, token->text.len);
	for (size_t i = 0; token->kind == HTML_START && i < token->n_attrs;
	     i++) {
		put(token->attrs[i].name.at, token->attrs[i].name.len);
		put(token->attrs[i].value.at, token->attrs[i].value.len);
	}
	if (token->kind == HTML_START && token->self_closing)
		printf(" /");
	printf(";");
}

int main(void)
{
	static char room[HTML_POOL];
	struct html_pool pool = { .at = room, .len = HTML_POOL };
	struct html_token token;
	struct html html;
	unsigned model;
	size_t len;
	char last[64];
	uint8_t *text;

	while (scanf("%u %63s %zu", &model, last, &len) == 3 &&
	       getchar() == '\n') {
		text = xcalloc(len + 1, 1);
		must(fread(text, 1, len, stdin) == len);
		html_init(&html, text, len, &pool);
		html.model = (enum html_model)model;
		if (strcmp(last, "-") != 0)
			html.last = (struct html_span){ last, strlen(last) };
		while (html_next(&html, &token))
			put_token(&token);
		putchar('\n');
		free(text);
	}
	return 0;
}
