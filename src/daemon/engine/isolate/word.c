/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.c -- the word of an order to isolate: what it is, what it means
 */
#include "daemon/engine/isolate/word.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "policy/suggest.h"

enum word_kind {
	WORD_ZONE,
	WORD_HOST,
	WORD_ENTRY,
	WORD_ADDRESS,
	N_WORDS,
};

static const struct {
	const char *prefix;
	enum isolated_kind kind;
} words[N_WORDS] = {
	[WORD_ZONE] = { "zone:", ISOLATED_ZONE },
	[WORD_HOST] = { "host:", ISOLATED_HOST },
	[WORD_ENTRY] = { "flow:", ISOLATED_ENTRY },
	[WORD_ADDRESS] = { "address:", ISOLATED_HOST },
};

/* What is behind that prefix; NULL: the word has another. */
static const char *behind(const char *word, enum word_kind kind)
{
	size_t len = strlen(words[kind].prefix);

	return strncmp(word, words[kind].prefix, len) ? NULL : word + len;
}

/* The name, and of what; N_WORDS: the word has no prefix. */
static const char *split(const char *word, enum word_kind *kind)
{
	const char *name;

	for (int k = 0; k < N_WORDS; k++) {
		*kind = (enum word_kind)k;
		name = behind(word, *kind);
		if (name)
			return name;
	}
	*kind = N_WORDS;
	return word;
}

/* ------ entries ------ */

static bool is_side_of(const char *id, const char *relay)
{
	size_t len = strlen(relay);

	return !strncmp(id, relay, len) &&
	       (!strcmp(id + len, "/in") || !strcmp(id + len, "/out"));
}

static bool is_entry(const char *id, const char *name)
{
	static const char relay[] = "relay:";

	return !strcmp(id, name) || is_side_of(id, name) ||
	       (!strncmp(id, relay, strlen(relay)) &&
		is_side_of(id + strlen(relay), name));
}

static bool has_entry(const struct index *index, const char *name)
{
	vec_each(entry, &index->entries)
		if (is_entry(entry->id, name))
			return true;
	return false;
}

/* ------ knowing ------ */

static bool knows(const struct index *index, enum word_kind kind,
		  const char *name)
{
	struct addr_range range;

	switch (kind) {
	case WORD_ZONE:
		return index_find_zone(index, name) != NULL;
	case WORD_HOST:
		return index_find_host(index, name) != NULL;
	case WORD_ENTRY:
		return has_entry(index, name);
	case WORD_ADDRESS:
		return range_read(name, &range) == ADDR_OK;
	case N_WORDS:
		break;
	}
	return false;
}

bool isolate_word_is(const char *text)
{
	struct addr_range range;
	enum word_kind kind;
	const char *name = split(text, &kind);

	return kind != N_WORDS && *name &&
	       (kind != WORD_ADDRESS || range_read(name, &range) == ADDR_OK);
}

bool isolate_word_known(const char *word, const struct standing *standing)
{
	enum word_kind kind;
	const char *name = split(word, &kind);

	return knows(&standing->index, kind, name);
}

static void offer(struct suggest *suggest, const struct index *index)
{
	vec_each(zone, &index->zones)
		suggest_offer(suggest, zone->name);
	vec_each(host, &index->hosts)
		suggest_offer(suggest, host->name);
	vec_each(entry, &index->entries)
		suggest_offer(suggest, entry->id);
}

static void say_unknown(struct engine *engine, const char *name,
			uint32_t client)
{
	struct suggest suggest = { .word = name };
	struct addr_range range;

	if (range_read(name, &range) == ADDR_HOST_BITS) {
		say(engine, client,
		    "'%s': bits are set behind the prefix length", name);
		return;
	}
	if (!engine->live.number && !engine->pending.number) {
		say(engine, client,
		    "no generation is in force: what is isolated now is an address or a prefix, not '%s'",
		    name);
		return;
	}
	offer(&suggest, &engine->live.index);
	offer(&suggest, &engine->pending.index);
	say(engine, client,
	    "'%s' is no zone, host or entry in force, and no address%s%s%s",
	    name, suggest.best ? "; did you mean '" : "",
	    suggest.best ? suggest.best : "", suggest.best ? "'?" : "");
}

static void say_ambiguous(struct engine *engine, const char *name,
			  unsigned kinds, uint32_t client)
{
	char choice[N_WORDS * (REQUEST_WORD + 16)] = "";
	size_t len = 0;

	for (int k = 0; k < N_WORDS; k++)
		if (kinds & 1U << k)
			len += (size_t)snprintf(
				choice + len, sizeof(choice) - len, "%s%s%s",
				len ? " or " : "", words[k].prefix, name);
	say(engine, client, "'%s' is more than one thing: say %s", name,
	    choice);
}

/* An address is kept as there is only one way to write it. */
static bool put_word(char out[static REQUEST_WORD], enum word_kind kind,
		     const char *name)
{
	char text[RANGE_TEXT];
	struct addr_range range;

	if (kind == WORD_ADDRESS) {
		must(range_read(name, &range) == ADDR_OK);
		name = range_text(text, &range);
	}
	return snprintf(out, REQUEST_WORD, "%s%s", words[kind].prefix, name) <
	       REQUEST_WORD;
}

bool isolate_word_find(struct engine *engine, const char *said, uint32_t client,
		       char out[static REQUEST_WORD])
{
	enum word_kind wanted, found = N_WORDS;
	const char *name = split(said, &wanted);
	unsigned kinds = 0;

	for (int k = 0; k < N_WORDS; k++) {
		enum word_kind kind = (enum word_kind)k;

		if (wanted != N_WORDS && wanted != kind)
			continue;
		if (!knows(&engine->live.index, kind, name) &&
		    !knows(&engine->pending.index, kind, name))
			continue;
		kinds |= 1U << k;
		found = kind;
	}
	if (!kinds) {
		say_unknown(engine, name, client);
		return false;
	}
	if (kinds & (kinds - 1)) {
		say_ambiguous(engine, name, kinds, client);
		return false;
	}
	if (!put_word(out, found, name)) {
		say(engine, client, "'%s' is too long", name);
		return false;
	}
	return true;
}

/* ------ meaning ------ */

static bool has_interface(const struct isolated *isolated, const char *name)
{
	vec_each(known, &isolated->interfaces)
		if (!strcmp(*known, name))
			return true;
	return false;
}

static void add_interfaces(struct isolated *out, const struct index *index,
			   const char *name, struct arena *arena)
{
	const struct index_zone *zone = index_find_zone(index, name);

	if (!zone)
		return;
	vec_each(interface, &zone->interfaces)
		if (!has_interface(out, *interface))
			*vec_add(arena, &out->interfaces) =
				arena_strdup(arena, *interface);
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

void isolate_word_numbers(const char *word, const struct standing *standing,
			  struct arena *arena, struct word_numbers *out)
{
	const char *name = behind(word, WORD_ENTRY);

	if (!name || !standing->number)
		return;
	vec_each(entry, &standing->index.entries)
		if (is_entry(entry->id, name))
			*vec_add(arena, &out->list) = entry->number;
	if (out->list.n)
		qsort(out->list.at, out->list.n, sizeof(*out->list.at),
		      compare_numbers);
}

static void add_entries(struct isolated *out, const char *word,
			const struct standing *standing, struct arena *arena)
{
	struct word_numbers numbers = { 0 };

	isolate_word_numbers(word, standing, arena, &numbers);
	vec_each(number, &numbers.list)
		*vec_add(arena, &out->entries) =
			(struct isolated_entry){ tree_of(standing->number),
						 *number };
}

static void add_ends(const char *word, const struct standing *standing,
		     struct arena *arena, struct word_ranges *out)
{
	enum word_kind kind;
	const char *name = split(word, &kind);
	const struct index_zone *zone =
		kind == WORD_ZONE ? index_find_zone(&standing->index, name)
				  : NULL;
	const struct index_host *host =
		kind == WORD_HOST ? index_find_host(&standing->index, name)
				  : NULL;

	if (zone)
		vec_each(range, &zone->addresses)
			*vec_add(arena, &out->list) = *range;
	if (host)
		vec_each(range, &host->addresses)
			*vec_add(arena, &out->list) = *range;
}

void isolate_word_ends(const char *word, const struct known *known,
		       struct arena *arena, struct word_ranges *out)
{
	const char *address = behind(word, WORD_ADDRESS);
	struct addr_range range;

	if (address && range_read(address, &range) == ADDR_OK)
		*vec_add(arena, &out->list) = range;
	for (size_t i = 0; i < 3; i++)
		if (known->at[i])
			add_ends(word, known->at[i], arena, out);
	if (out->list.n)
		out->list.n = ranges_merge(out->list.at, out->list.n);
}

struct isolated isolate_word_mean(const char *word, const struct known *known,
				  struct arena *arena)
{
	enum word_kind kind;
	const char *name = split(word, &kind);
	struct isolated out = { 0 };
	struct word_ranges ends = { 0 };

	must(kind != N_WORDS);
	out.kind = words[kind].kind;
	out.name = arena_strdup(arena, name);
	for (size_t i = 0; i < 3; i++) {
		if (!known->at[i])
			continue;
		if (kind == WORD_ZONE)
			add_interfaces(&out, &known->at[i]->index, name, arena);
		else if (kind == WORD_ENTRY)
			add_entries(&out, word, known->at[i], arena);
	}
	if (kind != WORD_HOST && kind != WORD_ADDRESS)
		return out;
	isolate_word_ends(word, known, arena, &ends);
	vec_each(range, &ends.list)
		*vec_add(arena, &out.ranges) = *range;
	return out;
}
