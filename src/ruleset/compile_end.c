/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_end.c -- what zones and the gateway are called in the kernel
 *
 * Names of chains and sets are ASCII and must stay apart: "gN_a_to_b_to_c"
 * would be two pairs if zones' names could hold underscores, and a zone "z0"
 * or "gateway" would be taken for another. A zone whose own name will not do
 * is called z and its place in the policy. Log lines show the name as it is
 * wherever it is ASCII.
 */
#include <string.h>

#include "base/must.h"
#include "ruleset/compiler.h"

enum {
	WORD_MAX = 32,
};

static const char gateway_word[] = "gateway";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_place(const char *name)
{
	return name[0] == 'z' && name[1] &&
	       strspn(name + 1, "0123456789") == strlen(name + 1);
}

static bool is_word(const char *name)
{
	if (!is_letter(name[0]) || strlen(name) > WORD_MAX)
		return false;
	for (const char *p = name; *p; p++) {
		if (!is_letter(*p) && !is_digit(*p) && *p != '-')
			return false;
	}
	return !is_place(name) && strcmp(name, gateway_word) != 0;
}

void compile_ends(struct compiler *c)
{
	size_t n = c->n_ends;

	c->words = arena_calloc(&c->scratch, n, sizeof(*c->words));
	c->shown = arena_calloc(&c->scratch, n, sizeof(*c->shown));
	c->pairs = arena_calloc(&c->scratch, n * n, sizeof(*c->pairs));
	vec_each(zone, &c->policy->zones) {
		const char *place =
			arena_printf(&c->scratch, "z%u", zone->index);

		must(zone->index < c->gateway);
		c->words[zone->index] =
			is_word(zone->name) ? zone->name : place;
		c->shown[zone->index] =
			build_is_word(zone->name) &&
					strlen(zone->name) <= WORD_MAX
				? zone->name
				: place;
	}
	c->words[c->gateway] = gateway_word;
	c->shown[c->gateway] = gateway_word;
	for (uint32_t from = 0; from < c->n_ends; from++) {
		for (uint32_t to = 0; to < c->n_ends; to++) {
			compile_pair_of(c, from, to)->from = from;
			compile_pair_of(c, from, to)->to = to;
		}
	}
}

struct pair *compile_pair_of(struct compiler *c, uint32_t from, uint32_t to)
{
	must(from < c->n_ends && to < c->n_ends);
	return &c->pairs[(size_t)from * c->n_ends + to];
}

const char *compile_label(const struct compiler *c, uint32_t end)
{
	const struct zone *zone;

	if (end == c->gateway)
		return gateway_word;
	zone = &c->policy->zones.at[end];
	return zone->label && *zone->label ? zone->label : zone->name;
}

const char *compile_prefix(struct compiler *c, const char *word,
			   const char *from, const char *to, const char *what)
{
	const char *text = arena_printf(c->arena, "sekisho %s %s%s%s", word,
					from, to ? "->" : "", to ? to : "");

	if (what && build_is_word(what) &&
	    strlen(text) + 1 + strlen(what) <= LOG_PREFIX_MAX)
		return arena_printf(c->arena, "%s %s", text, what);
	return text;
}

char *compile_pair_name(struct compiler *c, uint32_t from, uint32_t to)
{
	return compile_name(c, "%s_to_%s", c->words[from], c->words[to]);
}

char *compile_flow_name(struct compiler *c, uint32_t number)
{
	return compile_name(c, "flow_%u", number);
}

void compile_put_name(const char *name, uint8_t *key)
{
	must(*name);
	must(memccpy(key, name, '\0', field_info(FIELD_IIFNAME)->len));
}
