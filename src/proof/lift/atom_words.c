/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * atom_words.c -- what is not modelled, so that who reads it finds the rule
 *
 * lift_text() says of an expression: its name, its bytes in hexadecimal, and
 * "at hook N".
 */
#include "proof/lift/atom_words.h"

#include <string.h>

#include "base/text.h"

enum {
	NAME_SHOWN = 512,
};

/* What a text says. */
struct wanted {
	const char *name, *hex;
	size_t name_len, hex_len;
};

struct found {
	const struct nf_chain *chain; /* the first */
	const struct nf_rule *rule;
	size_t n;
};

static bool read_words(const char *text, struct wanted *out)
{
	out->name = text;
	out->name_len = strcspn(text, " ");
	out->hex = text + out->name_len + (text[out->name_len] == ' ');
	out->hex_len = strspn(out->hex, "0123456789abcdef");
	return out->hex_len % 2 == 0 &&
	       !strncmp(out->hex + out->hex_len, " at hook ", 9);
}

static bool is_it(const struct wanted *wanted, const struct nf_expr *expr)
{
	char byte[3];

	if (!expr->name || strlen(expr->name) != wanted->name_len ||
	    memcmp(expr->name, wanted->name, wanted->name_len) != 0 ||
	    expr->raw.len * 2 != wanted->hex_len)
		return false;
	for (size_t i = 0; i < expr->raw.len; i++)
		if (memcmp(text_hex(byte, expr->raw.at + i, 1),
			   wanted->hex + 2 * i, 2) != 0)
			return false;
	return true;
}

static void look_in(const struct wanted *wanted, const struct nf_chain *chain,
		    struct found *out)
{
	vec_each(rule, &chain->rules) {
		for (size_t i = 0; i < rule->exprs.n; i++) {
			if (!is_it(wanted, &rule->exprs.at[i]))
				continue;
			if (!out->n)
				*out = (struct found){ chain, rule, 0 };
			out->n++;
		}
	}
}

/* A name of somebody's, fit to be shown. */
static const char *shown(const char *name, struct arena *arena)
{
	char text[NAME_SHOWN];

	name = text_shown(text, sizeof(text), name);
	return name == text ? arena_strdup(arena, text) : name;
}

static const char *say(const struct wanted *wanted, const struct found *found,
		       struct arena *arena)
{
	const char *comment = found->rule->comment;
	const char *of = arena_printf(arena, "%.*s in %s %s, handle %llu",
				      (int)wanted->name_len, wanted->name,
				      shown(found->chain->table->name, arena),
				      shown(found->chain->name, arena),
				      (unsigned long long)found->rule->handle);

	if (comment)
		of = arena_printf(arena, "%s (%s)", of, shown(comment, arena));
	if (found->n > 1)
		of = arena_printf(arena, "%s, or %zu like it", of,
				  found->n - 1);
	return of;
}

const char *atom_words(const struct rules *rules, const char *text,
		       struct arena *arena)
{
	struct found found = { 0 };
	struct wanted wanted;

	if (!rules || !read_words(text, &wanted))
		return text;
	vec_each(table, &rules->tables)
		vec_each(chain, &table->chains)
			look_in(&wanted, chain, &found);
	if (found.n)
		return say(&wanted, &found, arena);
	return arena_printf(arena, "%.*s", (int)wanted.name_len, wanted.name);
}
