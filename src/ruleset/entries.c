/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entries.c -- what a ruleset lets pass, entry by entry, in words
 *
 * Everything is first written down as a flat list of (id, fact), then sorted
 * and grouped: an entry's elements lie in many sets.
 */
#include "ruleset/entries.h"

#include <stdlib.h>
#include <string.h>

#include "ruleset/entry_text.h"
#include "ruleset/print_value.h"

struct line {
	const char *id;
	struct fact fact;
};

struct notes {
	struct arena *arena; /* of the entries */
	const struct ruleset *ruleset;
	time_t now;
	VEC(struct line) lines;
	struct arena scratch; /* of `lines` */
};

static void note(struct notes *notes, const char *id, const char *text,
		 time_t until)
{
	struct line *line = vec_add(&notes->scratch, &notes->lines);

	line->id = id;
	line->fact.text = text;
	line->fact.until = until;
}

static void note_map(struct notes *notes, const struct set *set)
{
	const char *pair =
		pair_text(notes->arena, &notes->ruleset->tree, set->name);
	const char *text;
	time_t until;

	vec_each(element, &set->elements) {
		text = tuple_text(notes->arena, set, element);
		if (pair)
			text = arena_printf(notes->arena, "%s: %s", pair, text);
		until = element->timeout_ms
				? notes->now +
					  (time_t)(element->timeout_ms / 1000)
				: 0;
		note(notes, element->comment ? element->comment : "?", text,
		     until);
	}
}

/* The rules of an entry stand in its pair's chain, once for each direction,
 * under its id. */
static bool is_entry_rule(const struct rule *rule)
{
	const struct stmt *last;

	if (!rule->comment || rule->stmts.n < 2)
		return false;
	last = &rule->stmts.at[rule->stmts.n - 1];
	return last->kind == STMT_VERDICT &&
	       last->verdict.kind == VERDICT_JUMP &&
	       rule->stmts.at[0].field == FIELD_CT_DIRECTION &&
	       rule->stmts.at[0].value[0] == DIRECTION_ORIGINAL;
}

static void note_chain(struct notes *notes, const struct chain *chain)
{
	const char *pair = NULL, *text;
	time_t until;

	vec_each(rule, &chain->rules) {
		if (!is_entry_rule(rule))
			continue;
		if (!pair)
			pair = pair_text(notes->arena, &notes->ruleset->tree,
					 chain->name);
		text = rule_text(notes->arena, &notes->ruleset->tree, rule,
				 &until);
		note(notes, rule->comment,
		     arena_printf(notes->arena, "%s: %s", pair ? pair : "?",
				  text),
		     until);
	}
}

/* "gN_KIND_WORD" -> WORD; NULL if the name is another's. */
static const char *word_after(const char *name, const char *kind)
{
	const char *rest = strchr(name, '_');
	size_t len = strlen(kind);

	if (!rest || strncmp(rest + 1, kind, len) != 0)
		return NULL;
	return rest[1 + len] && !strchr(rest + 1 + len, '_') ? rest + 1 + len
							     : NULL;
}

static const char *zone_id(struct notes *notes, const char *word)
{
	return arena_printf(&notes->scratch, "zone %s", word);
}

/* Which sources a zone's chain lets in; what it does about neighbours is the
 * same for all. */
static void note_sources(struct notes *notes, const struct chain *chain)
{
	const char *word = word_after(chain->name, "from_"), *text;
	const struct stmt *last;

	for (size_t i = 0; word && i < chain->rules.n; i++) {
		const struct rule *rule = &chain->rules.at[i];

		last = &rule->stmts.at[rule->stmts.n - 1];
		if (last->kind != STMT_VERDICT ||
		    last->verdict.kind != VERDICT_ACCEPT)
			continue;
		text = source_text(notes->arena, &notes->ruleset->tree, rule);
		if (text)
			note(notes, zone_id(notes, word), text, 0);
	}
}

static void note_interfaces(struct notes *notes, const struct set *set)
{
	const char *word;

	if (set->kind != SET_VERDICTS || set->key.n != 1)
		return;
	vec_each(element, &set->elements) {
		if (!element->verdict.chain)
			continue;
		word = word_after(element->verdict.chain, "errors_");
		if (word)
			note(notes, zone_id(notes, word),
			     arena_printf(notes->arena, "interface %.15s",
					  (const char *)element->key),
			     0);
	}
}

static void note_pins(struct notes *notes, const struct set *set)
{
	const char *word = strchr(set->name, '_'), *end;

	if (set->key.n != 2 || set->key.fields[1] != FIELD_ETHER_SADDR || !word)
		return;
	end = strrchr(++word, '_');
	vec_each(element, &set->elements) {
		note(notes,
		     arena_printf(&notes->scratch, "zone %.*s",
				  (int)(end - word), word),
		     pin_text(notes->arena, set, element), 0);
	}
}

void entries_finish(struct entries *entries)
{
	arena_finish(&entries->arena);
	*entries = (struct entries){ 0 };
}

static int compare_facts(const struct fact *a, const struct fact *b)
{
	int order = strcmp(a->text, b->text);

	return order ? order : (a->until > b->until) - (a->until < b->until);
}

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : compare_facts(&x->fact, &y->fact);
}

static void group(struct notes *notes, struct entries *out)
{
	struct entry_facts *entry = NULL;

	if (notes->lines.n)
		qsort(notes->lines.at, notes->lines.n, sizeof(struct line),
		      compare_lines);
	vec_each(line, &notes->lines) {
		if (!entry || strcmp(entry->id, line->id) != 0) {
			entry = vec_add(&out->arena, &out->list);
			entry->id = arena_strdup(&out->arena, line->id);
		} else if (compare_facts(&entry->facts.at[entry->facts.n - 1],
					 &line->fact) == 0) {
			continue;
		}
		*vec_add(&out->arena, &entry->facts) = line->fact;
	}
}

void entries_of(const struct ruleset *ruleset, time_t now, struct entries *out)
{
	struct entries made = { 0 };
	struct notes notes = {
		.arena = &made.arena,
		.ruleset = ruleset,
		.now = now,
	};

	vec_each(set, &ruleset->tree.sets) {
		if (set->kind == SET_MARKS)
			note_map(&notes, set);
		note_interfaces(&notes, set);
		note_pins(&notes, set);
	}
	vec_each(chain, &ruleset->tree.chains) {
		note_chain(&notes, chain);
		note_sources(&notes, chain);
	}
	group(&notes, &made);
	arena_finish(&notes.scratch);
	*out = made;
}
