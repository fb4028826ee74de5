/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maps.c -- what the frame's selector and fallback maps shall hold
 */
#include "kernel/maps.h"

#include <string.h>

#include "kernel/put/set.h"
#include "kernel/put/table.h"
#include "ruleset/frame.h"

static bool has_key(const struct set *set, const struct element *wanted)
{
	vec_each(element, &set->elements)
		if (!memcmp(element->key, wanted->key, KEY_LEN))
			return true;
	return false;
}

static void add_element(struct maps *maps, struct set *set,
			const struct element *element, uint64_t ms)
{
	struct element *mine = vec_add(&maps->arena, &set->elements);

	*mine = *element;
	mine->timeout_ms = ms;
}

static struct set *add_set(struct maps *maps, struct set like)
{
	struct set *set = vec_add(&maps->arena, &maps->sets);

	*set = like;
	set->elements.at = NULL;
	set->elements.n = set->elements.cap = 0;
	return set;
}

static void add_selector(struct maps *maps, const struct set *selector,
			 uint64_t ms, const struct set *fallback)
{
	struct set *set = add_set(maps, *selector);

	vec_each(element, &selector->elements)
		add_element(maps, set, element, ms);
	if (!fallback)
		return;
	vec_each(element, &fallback->elements) {
		struct element closed = *element;

		closed.verdict = (struct verdict){ VERDICT_DROP, NULL };
		if (!has_key(set, element))
			add_element(maps, set, &closed, ms);
	}
}

void maps_init(struct maps *maps, const struct ruleset *selected, uint64_t ms,
	       const struct ruleset *fallback)
{
	*maps = (struct maps){ 0 };
	for (size_t i = 0; i < selected->selectors.n; i++) {
		const struct set *selector = &selected->selectors.at[i];
		const struct set *other =
			fallback ? &fallback->selectors.at[i] : NULL;
		struct set *set;

		add_selector(maps, selector, ms, other);
		set = add_set(maps, frame_fallback(selector));
		for (size_t k = 0; other && k < other->elements.n; k++)
			add_element(maps, set, &other->elements.at[k], 0);
	}
}

/* What has lapsed by our clock may last a moment longer by the kernel's. */
void maps_init_intent(struct maps *maps, const struct intent *intent)
{
	if (intent->pending)
		maps_init(maps, intent->pending,
			  intent->pending_ms ? intent->pending_ms : 1,
			  intent->current);
	else
		maps_init(maps, intent->current, 0, NULL);
}

void maps_finish(struct maps *maps)
{
	arena_finish(&maps->arena);
	*maps = (struct maps){ 0 };
}

void put_maps(struct batch *batch, const struct maps *maps)
{
	vec_each(set, &maps->sets) {
		put_elements_gone(batch, TABLE_GATE, set->name);
		for (size_t i = 0; i < set->elements.n;)
			i = put_elements(batch, TABLE_GATE, set, i);
	}
}
