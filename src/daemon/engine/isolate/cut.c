/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.c -- the live connections of what is isolated end with it
 *
 * Each generation counts its own, for a number means another entry in each;
 * then whatever else begins or ends there, older marks and none.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "daemon/engine/cuts.h"
#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/isolate/word.h"
#include "daemon/engine/transition.h"
#include "ruleset/ruleset.h"

static struct cut_entry *find(struct cut_counts *counts, const char *id)
{
	struct cut_entry *entry;

	vec_each(known, &counts->entries)
		if (!strcmp(known->id, id))
			return known;
	entry = vec_add(&counts->arena, &counts->entries);
	entry->id = arena_strdup(&counts->arena, id);
	return entry;
}

static void add(struct cut_counts *out, const struct cut_counts *more)
{
	vec_each(entry, &more->entries) {
		struct cut_entry *sum = find(out, entry->id);

		sum->n += entry->n;
		sum->packets += entry->packets;
		sum->bytes += entry->bytes;
	}
	out->n += more->n;
	out->n_left += more->n_left;
	out->failed |= more->failed;
}

/* Of one generation; NULL: of all and of none. */
static struct cut_what what_of(const struct standing *standing,
			       enum enforce_cut how)
{
	struct cut_what what = { .how = how, .marks = -1 };

	if (!standing)
		return what;
	what.mark = tree_of(standing->number) << GENERATION_SHIFT;
	what.mask = GENERATION_MASK;
	what.index = &standing->index;
	return what;
}

/* With an array of what it is about. */
static void cut(struct engine *engine, struct cut_what what, const void *array,
		size_t size, uint32_t client, struct cut_counts *out)
{
	_cleanup_(fd_closep) int list = sealed_make(array, size);
	_cleanup_(cuts_finish) struct cut_counts more = { 0 };

	if (list < 0) {
		out->failed = true;
		return;
	}
	what.list = list;
	cuts_make(engine, &what, client, &more);
	add(out, &more);
}

void isolate_cut(struct engine *engine, const char *word, uint32_t client,
		 struct cut_counts *out)
{
	const struct known known = { { &engine->live, &engine->pending } };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct word_ranges ends = { 0 };
	size_t size;

	isolate_word_ends(word, &known, &arena, &ends);
	size = ends.list.n * sizeof(*ends.list.at);
	for (size_t i = 0; i < 2; i++) {
		const struct standing *standing = known.at[i];
		struct word_numbers numbers = { 0 };

		isolate_word_numbers(word, standing, &arena, &numbers);
		if (numbers.list.n)
			cut(engine, what_of(standing, CUT_ENTRIES),
			    numbers.list.at,
			    numbers.list.n * sizeof(*numbers.list.at), client,
			    out);
		if (size && standing->number)
			cut(engine, what_of(standing, CUT_ENDS), ends.list.at,
			    size, client, out);
	}
	if (size)
		cut(engine, what_of(NULL, CUT_ENDS), ends.list.at, size, client,
		    out);
}
