/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entries_diff.c -- which entries let pass more or less than before
 */
#include <stdlib.h>
#include <string.h>

#include "ruleset/entries.h"

static bool same_end(time_t a, time_t b)
{
	if (!a || !b)
		return a == b;
	return llabs((long long)a - (long long)b) <= UNTIL_TOLERANCE;
}

static void keep(struct changes *out, struct entry_change *change, bool gained,
		 const struct fact *fact)
{
	if (gained)
		*vec_add(&out->arena, &change->gained) = *fact;
	else
		*vec_add(&out->arena, &change->lost) = *fact;
}

/* Both lists are sorted: one walk through them side by side. Either entry may
 * be NULL. */
static void compare_facts(struct changes *out, struct entry_change *change,
			  const struct entry_facts *old,
			  const struct entry_facts *new)
{
	size_t n_old = old ? old->facts.n : 0, n_new = new ? new->facts.n : 0;
	size_t i = 0, k = 0;
	int order;

	while (i < n_old || k < n_new) {
		if (i == n_old || k == n_new)
			order = i == n_old ? 1 : -1;
		else
			order = strcmp(old->facts.at[i].text,
				       new->facts.at[k].text);
		if (order == 0 &&
		    same_end(old->facts.at[i].until, new->facts.at[k].until)) {
			i++;
			k++;
			continue;
		}
		if (order <= 0)
			keep(out, change, false, &old->facts.at[i++]);
		if (order >= 0)
			keep(out, change, true, &new->facts.at[k++]);
	}
}

/* Either may be NULL. */
static void compare_entry(struct changes *out, enum change_kind kind,
			  const char *id, const struct entry_facts *old,
			  const struct entry_facts *new)
{
	struct entry_change change = { .kind = kind, .id = id };

	compare_facts(out, &change, old, new);
	if (change.gained.n || change.lost.n)
		*vec_add(&out->arena, &out->list) = change;
}

void entries_diff(const struct entries *old, const struct entries *new,
		  struct changes *out)
{
	struct changes made = { 0 };
	const struct entry_facts *a, *b;
	size_t i = 0, k = 0;
	int order;

	while (i < old->list.n || k < new->list.n) {
		a = i < old->list.n ? &old->list.at[i] : NULL;
		b = k < new->list.n ? &new->list.at[k] : NULL;
		if (a && b)
			order = strcmp(a->id, b->id);
		else
			order = a ? -1 : 1;
		if (order < 0 && a)
			compare_entry(&made, CHANGE_REMOVED, a->id, a, NULL);
		else if (order > 0 && b)
			compare_entry(&made, CHANGE_ADDED, b->id, NULL, b);
		else if (a)
			compare_entry(&made, CHANGE_ALTERED, a->id, a, b);
		i += order <= 0;
		k += order >= 0;
	}
	*out = made;
}

void changes_finish(struct changes *changes)
{
	arena_finish(&changes->arena);
	*changes = (struct changes){ 0 };
}
