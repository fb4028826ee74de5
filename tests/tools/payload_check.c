/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_check.c -- upstream's bytecode read, written again, and counted
 *
 *	payload-check FILE…	tests/py/…/X.payload… of nftables
 *
 * Every expression that is read must be written as it was. Says which kinds
 * there were; exit 1 where a line was not understood or came out otherwise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "payload_text.h"
#include "rules_text.h"

enum {
	SHOWN = 40,
	LINE_MAX_LEN = 1024,
};

static size_t counts[N_NF_EXPRS], n_cases, n_exprs, n_wrong;

static void say_wrong(const char *path, size_t line, const char *what)
{
	if (n_wrong++ < SHOWN)
		printf("%s:%zu: %s\n", path, line, what);
}

static void check_case(const char *path, const struct payload_case *c)
{
	n_cases++;
	if (c->wrong)
		say_wrong(path, c->line, c->wrong);
	for (size_t i = 0; i < c->rule->exprs.n; i++)
		counts[c->rule->exprs.at[i].kind]++;
	n_exprs += c->rule->exprs.n;
}

static char *text_of(const struct nf_expr *expr)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	rules_text_expr(expr, out);
	(void)fclose(out);
	return text;
}

/* Both without repeated blanks. */
static bool same_text(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (*a != *b)
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}

/* The expressions of the file again, in order. */
static void compare(const char *path, FILE *in, const struct payload_case *c)
{
	char line[LINE_MAX_LEN];

	for (size_t i = 0; i < c->rule->exprs.n; i++) {
		char *text = text_of(&c->rule->exprs.at[i]);
		char *begin = NULL, *end;

		while (!begin && fgets(line, sizeof(line), in))
			begin = strstr(line, "  [ ");
		end = begin ? strrchr(begin, ']') : NULL;
		if (end) {
			*end = '\0';
			if (!same_text(begin + 4, text))
				say_wrong(path, c->line, text);
		}
		free(text);
	}
}

static int check(const char *path)
{
	struct payload_file file;
	struct payload_case c;
	FILE *again = fopen(path, "re");

	if (!again || !payload_open(&file, path)) {
		fprintf(stderr, "payload-check: %s cannot be read\n", path);
		return 3;
	}
	while (payload_next(&file, &c)) {
		size_t before = n_wrong;

		check_case(path, &c);
		if (n_wrong == before)
			compare(path, again, &c);
		rules_finish(&c.rules);
	}
	payload_close(&file);
	(void)fclose(again);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (check(argv[i]))
			return 3;
	printf("%zu cases, %zu expressions, %zu wrong; of each kind:", n_cases,
	       n_exprs, n_wrong);
	for (size_t i = 0; i < N_NF_EXPRS; i++)
		printf(" %zu", counts[i]);
	putchar('\n');
	return n_wrong || !n_cases ? 1 : 0;
}
