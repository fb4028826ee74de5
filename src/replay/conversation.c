/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conversation.c -- the conversations of a capture, found by their ends
 */
#include "replay/conversation.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/must.h"

enum {
	FIRST_SLOTS = 1 << 12,
	PARTS = 16 + 16 + 2 + 2 + 2 + 1 + 1, /* bytes of a tuple */
};

_Static_assert(sizeof(struct tuple) == PARTS, "no padding");

void tuple_turn(const struct tuple *tuple, struct tuple *out)
{
	*out = *tuple;
	memcpy(out->source, tuple->destination, sizeof(out->source));
	memcpy(out->destination, tuple->source, sizeof(out->source));
	out->sport = tuple->dport;
	out->dport = tuple->sport;
	if (out->query)
		out->query ^= QUERY_ANSWER;
}

/* The smaller end first: both directions become the same. */
static void normal_of(const struct tuple *tuple, struct tuple *out)
{
	int way = memcmp(tuple->source, tuple->destination,
			 sizeof(tuple->source));

	if (way > 0 || (!way && tuple->sport > tuple->dport))
		tuple_turn(tuple, out);
	else
		*out = *tuple;
}

/* Whoever sends packets must not choose which ones collide. */
static uint32_t hash_of(const struct conversations *all,
			const struct tuple *normal)
{
	return (uint32_t)siphash(all->key, normal, sizeof(*normal));
}

void conversations_init(struct conversations *all)
{
	*all = (struct conversations){ .n_slots = FIRST_SLOTS,
				       .most = CONVERSATIONS_MOST };
	must(getrandom(all->key, sizeof(all->key), 0) == sizeof(all->key));
	all->slots = xcalloc(all->n_slots, sizeof(*all->slots));
}

void conversations_finish(struct conversations *all)
{
	free(all->at);
	free(all->slots);
	*all = (struct conversations){ 0 };
}

/* Its slot, or the free one where it would be. */
static struct slot *slot_of(const struct conversations *all,
			    const struct tuple *normal, uint32_t hash)
{
	size_t i = hash & (all->n_slots - 1);
	struct tuple other;

	for (;; i = (i + 1) & (all->n_slots - 1)) {
		struct slot *slot = &all->slots[i];

		if (!slot->index)
			return slot;
		if (slot->hash != hash)
			continue;
		normal_of(&all->at[slot->index - 1].tuple, &other);
		if (!memcmp(&other, normal, sizeof(other)))
			return slot;
	}
}

struct conversation *conversations_find(const struct conversations *all,
					const struct tuple *tuple, bool *reply)
{
	struct conversation *found;
	struct tuple normal;
	struct slot *slot;

	normal_of(tuple, &normal);
	slot = slot_of(all, &normal, hash_of(all, &normal));
	if (!slot->index)
		return NULL;
	found = &all->at[slot->index - 1];
	*reply = memcmp(&found->tuple, tuple, sizeof(*tuple)) != 0;
	return found;
}

static void grow_slots(struct conversations *all)
{
	struct slot *old = all->slots;
	size_t n_old = all->n_slots;

	all->n_slots *= 2;
	all->slots = xcalloc(all->n_slots, sizeof(*all->slots));
	for (size_t i = 0; i < n_old; i++) {
		size_t to = old[i].hash & (all->n_slots - 1);

		if (!old[i].index)
			continue;
		while (all->slots[to].index)
			to = (to + 1) & (all->n_slots - 1);
		all->slots[to] = old[i];
	}
	free(old);
}

struct conversation *conversations_add(struct conversations *all,
				       const struct tuple *tuple)
{
	struct conversation *new;
	struct tuple normal;
	struct slot *slot;
	uint32_t hash;

	if (all->n == all->most)
		return NULL;
	if (all->used * 2 >= all->n_slots)
		grow_slots(all);
	if (all->n == all->cap) {
		all->cap = all->cap ? all->cap * 2 : FIRST_SLOTS;
		all->at = xrealloc(all->at, all->cap, sizeof(*all->at));
	}
	normal_of(tuple, &normal);
	hash = hash_of(all, &normal);
	slot = slot_of(all, &normal, hash);
	all->used += !slot->index;
	new = &all->at[all->n++];
	*new = (struct conversation){ .tuple = *tuple };
	*slot = (struct slot){ hash, (uint32_t)all->n };
	return new;
}
