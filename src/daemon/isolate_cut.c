/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate_cut.c -- the live connections of what is isolated end with it
 *
 * Each generation counts its own, for a number means another entry in each;
 * then whatever else begins or ends there, older marks and none.
 */
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "daemon/cuts.h"
#include "daemon/isolate.h"
#include "daemon/isolate_word.h"
#include "daemon/transition.h"
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

static void cut(struct engine *engine, const struct cut_what *what,
		uint32_t client, struct cut_counts *out)
{
	_cleanup_(cuts_finish) struct cut_counts more = { 0 };

	cuts_make(engine, what, client, &more);
	add(out, &more);
}

/* With an array of what it is about. */
static void cut_by(struct engine *engine, const struct standing *standing,
		   enum enforce_cut how, const void *array, size_t size,
		   uint32_t client, struct cut_counts *out)
{
	_cleanup_(fd_closep) int list = sealed_make(array, size);
	struct cut_what what = { .how = how, .list = list };

	if (standing) {
		what.mark = tree_of(standing->number) << GENERATION_SHIFT;
		what.mask = GENERATION_MASK;
		what.index = &standing->index;
	}
	if (list < 0)
		out->failed = true;
	else
		cut(engine, &what, client, out);
}

void isolate_cut(struct engine *engine, const char *word, uint32_t client,
		 struct cut_counts *out)
{
	const struct known known = { { &engine->live, &engine->pending } };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct word_ranges ends = { 0 };

	isolate_word_ends(word, &known, &arena, &ends);
	for (size_t i = 0; i < 2; i++) {
		const struct standing *standing = known.at[i];
		struct word_numbers numbers = { 0 };

		isolate_word_numbers(word, standing, &arena, &numbers);
		if (numbers.list.n)
			cut_by(engine, standing, CUT_ENTRIES, numbers.list.at,
			       numbers.list.n * sizeof(*numbers.list.at),
			       client, out);
		if (ends.list.n && standing->number)
			cut_by(engine, standing, CUT_ENDS, ends.list.at,
			       ends.list.n * sizeof(*ends.list.at), client,
			       out);
	}
	if (ends.list.n)
		cut_by(engine, NULL, CUT_ENDS, ends.list.at,
		       ends.list.n * sizeof(*ends.list.at), client, out);
}
