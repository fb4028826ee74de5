/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * effect.c -- what rules write, and where a rule leaves a packet
 */
#include "proof/lift/effect.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/diagram/node.h"
#include "proof/diagram/walk.h"

enum {
	KIND_BITS = LEAF_KIND_BITS,
	GOTO_CHAIN_BITS = 17,
	GOTO_EFFECT_BITS = 9,
	EFFECT_BITS = 26,
	ENTRIES_MAX = 64,
};

/* What later chains say after the effect. */
static uint32_t what_follows(struct lift *lift, uint32_t effect)
{
	struct lift_effect *one = &lift->effects.at[effect];
	uint32_t after;

	if (diagram_is_leaf(lift->then) || effect == 0)
		return lift->then;
	if (one->then == lift->then)
		return one->after;
	after = effect_before(lift, effect, lift->then);
	one = &lift->effects.at[effect];
	one->then = lift->then;
	one->after = after;
	return after;
}

static uint32_t accept_leaf(struct lift *lift, uint32_t effect)
{
	uint32_t follows = what_follows(lift, effect);

	if (follows == DIAGRAM_TRUE || follows == DIAGRAM_FALSE)
		return follows;
	if (effect >> EFFECT_BITS)
		lift->lost = true;
	return diagram_leaf(OUTCOME_ACCEPT | effect << KIND_BITS);
}

uint32_t outcome_leaf(struct lift *lift, struct outcome outcome)
{
	uint32_t value = (uint32_t)outcome.kind;

	if (outcome.kind == OUTCOME_ACCEPT)
		return accept_leaf(lift, effect_live(lift, outcome.effect));
	if (outcome.kind == OUTCOME_NEXT && outcome.effect == 0)
		return DIAGRAM_NOMATCH;
	if (outcome.kind == OUTCOME_GOTO) {
		if (outcome.effect >> GOTO_EFFECT_BITS ||
		    outcome.chain >> GOTO_CHAIN_BITS)
			lift->lost = true;
		value |= outcome.chain << KIND_BITS |
			 outcome.effect << (KIND_BITS + GOTO_CHAIN_BITS);
	} else {
		if (outcome.effect >> EFFECT_BITS)
			lift->lost = true;
		value |= outcome.effect << KIND_BITS;
	}
	return diagram_leaf(value);
}

struct outcome outcome_of(uint32_t leaf)
{
	uint32_t value = leaf_value(leaf);
	struct outcome outcome = { OUTCOME_NEXT, 0, 0 };

	if (leaf == DIAGRAM_NOMATCH)
		return outcome;
	outcome.kind = (enum outcome_kind)(value & ((1U << KIND_BITS) - 1));
	must(outcome.kind <= OUTCOME_GOTO);
	value >>= KIND_BITS;
	outcome.effect = value;
	if (outcome.kind == OUTCOME_GOTO) {
		outcome.chain = value & ((1U << GOTO_CHAIN_BITS) - 1);
		outcome.effect = value >> GOTO_CHAIN_BITS;
	}
	return outcome;
}

static uint64_t hash_of(const struct effect_entry *entries, size_t n)
{
	const uint16_t *words = (const uint16_t *)entries;
	uint64_t hash = 14695981039346656037U;

	for (size_t i = 0; i < n * sizeof(*entries) / sizeof(*words); i++)
		hash = (hash ^ words[i]) * 1099511628211U;
	return hash ^ hash >> 29;
}

static uint32_t *slot_of(struct lift *lift, const struct effect_entry *entries,
			 size_t n)
{
	size_t mask = lift->n_effect_slots - 1;
	size_t at = hash_of(entries, n) & mask;
	const struct lift_effect *one;

	for (; lift->effect_slots[at]; at = (at + 1) & mask) {
		one = &lift->effects.at[lift->effect_slots[at]];
		if (one->n == n &&
		    memcmp(one->at, entries, n * sizeof(*entries)) == 0)
			break;
	}
	return &lift->effect_slots[at];
}

static void slots_grow(struct lift *lift)
{
	const struct lift_effect *one;

	if (lift->effects.n * 2 < lift->n_effect_slots)
		return;
	free(lift->effect_slots);
	lift->n_effect_slots =
		lift->n_effect_slots ? 2 * lift->n_effect_slots : 64;
	lift->effect_slots =
		xcalloc(lift->n_effect_slots, sizeof(*lift->effect_slots));
	for (uint32_t i = 1; i < lift->effects.n; i++) {
		one = &lift->effects.at[i];
		*slot_of(lift, one->at, one->n) = i;
	}
}

static int by_level(const void *a, const void *b)
{
	const struct effect_entry *x = a, *y = b;

	return x->level - y->level;
}

static bool keeps(const struct effect_entry *entry)
{
	return entry->from == DIAGRAM_LEVELS
		       ? entry->mask == DIGIT_MAX && entry->flip == 0
		       : entry->from == entry->level;
}

uint32_t effect_of(struct lift *lift, const struct effect_entry *entries,
		   size_t n)
{
	struct effect_entry sorted[ENTRIES_MAX], *kept;
	size_t n_sorted = 0;
	uint32_t *slot;

	must(n <= ENTRIES_MAX);
	for (size_t i = 0; i < n; i++)
		if (!keeps(&entries[i]))
			sorted[n_sorted++] = entries[i];
	if (n_sorted == 0)
		return 0;
	qsort(sorted, n_sorted, sizeof(*sorted), by_level);
	slots_grow(lift);
	slot = slot_of(lift, sorted, n_sorted);
	if (*slot)
		return *slot;
	kept = arena_calloc(&lift->arena, n_sorted, sizeof(*kept));
	memcpy(kept, sorted, n_sorted * sizeof(*kept));
	*slot = (uint32_t)lift->effects.n;
	*vec_add(&lift->arena, &lift->effects) =
		(struct lift_effect){ .at = kept, .n = n_sorted };
	return *slot;
}

static const struct effect_entry *entry_of(const struct lift_effect *effect,
					   unsigned level)
{
	for (size_t i = 0; i < effect->n; i++)
		if (effect->at[i].level == level)
			return &effect->at[i];
	return NULL;
}

/* `second` after `first`, which changes its level or the one it copies. */
static struct effect_entry merge(struct lift *lift,
				 const struct lift_effect *first,
				 struct effect_entry second)
{
	bool copies = second.from != DIAGRAM_LEVELS;
	const struct effect_entry *before =
		entry_of(first, copies ? second.from : second.level);
	struct effect_entry merged = second;

	if (!before || (!copies && second.mask == 0))
		return merged;
	if (copies) {
		merged = *before;
		merged.level = second.level;
		/* Some bits of another level's: nobody needs it exact. */
		if (before->from == DIAGRAM_LEVELS && before->mask != 0)
			merged.from = (uint16_t)lift_any_level(
				lift, "some bits of another value");
	} else if (before->from == DIAGRAM_LEVELS) {
		merged.mask = before->mask & second.mask;
		merged.flip = (before->flip & second.mask) ^ second.flip;
	} else if (second.mask != DIGIT_MAX || second.flip != 0) {
		merged.from = (uint16_t)lift_any_level(
			lift, "some bits of another value");
	} else {
		merged.from = before->from;
	}
	return merged;
}

/* `first`, then `second`. */
static uint32_t then_of(struct lift *lift, uint32_t first, uint32_t second)
{
	struct lift_effect a = lift->effects.at[first];
	struct lift_effect b = lift->effects.at[second];
	struct effect_entry entries[ENTRIES_MAX];
	size_t n = 0;

	if (!first || !second)
		return first ? first : second;
	for (size_t i = 0; i < b.n; i++)
		entries[n++] = merge(lift, &a, b.at[i]);
	for (size_t i = 0; i < a.n; i++)
		if (!entry_of(&b, a.at[i].level)) {
			must(n < ENTRIES_MAX);
			entries[n++] = a.at[i];
		}
	return effect_of(lift, entries, n);
}

uint32_t effect_live(struct lift *lift, uint32_t effect)
{
	struct lift_effect all = lift->effects.at[effect];
	struct effect_entry entries[ENTRIES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (lift->live[all.at[i].level])
			entries[n++] = all.at[i];
	return n == all.n ? effect : effect_of(lift, entries, n);
}

bool effect_cuts(struct lift *lift, uint32_t diagram, unsigned level,
		 uint8_t *cuts)
{
	struct walk walk;
	uint32_t id;

	if (!walk_init(&walk, lift->all, diagram, level))
		return false;
	while (walk_next(&walk, &id))
		if (node_level(lift->all, id) == level)
			for (uint32_t i = 0; i < node_n(lift->all, id); i++)
				cuts[node_highs(lift->all, id)[i]] = 1;
	return true;
}

uint32_t effect_move(struct lift *lift, uint32_t diagram, unsigned level,
		     unsigned to)
{
	uint8_t *cuts = xcalloc(DIGIT_MAX + 1, 1);
	struct diagram_pile pile = { 0 };
	uint32_t low = 0, part, within;

	if (to >= DIAGRAM_LEVELS || !effect_cuts(lift, diagram, level, cuts)) {
		free(cuts);
		return DIAGRAM_TOO_MUCH;
	}
	cuts[DIGIT_MAX] = 1;
	for (uint32_t high = 0; high <= DIGIT_MAX; high++) {
		if (!cuts[high])
			continue;
		part = diagram_assign(lift->all, diagram, level,
				      (uint16_t)high);
		within = diagram_interval(lift->all, to, (uint16_t)low,
					  (uint16_t)high, DIAGRAM_TRUE,
					  DIAGRAM_FALSE);
		if (low == 0 && high == DIGIT_MAX)
			within = DIAGRAM_TRUE;
		diagram_pile_add(lift->all, &pile,
				 diagram_mask(lift->all, within, part));
		low = high + 1;
	}
	free(cuts);
	return diagram_pile_end(lift->all, &pile);
}

static uint32_t put(struct lift *lift, const struct effect_entry *entry,
		    uint32_t diagram)
{
	if (entry->from != DIAGRAM_LEVELS)
		return effect_move(lift, diagram, entry->level, entry->from);
	if (entry->mask == 0)
		return diagram_assign(lift->all, diagram, entry->level,
				      entry->flip);
	return diagram_bitwise(lift->all, diagram, entry->level, entry->mask,
			       entry->flip);
}

/* Whether another entry that is still to be put would change what this one
 * copies from. */
static bool waits(const struct lift_effect *effect, const bool *done, size_t i)
{
	for (size_t j = 0; j < effect->n; j++)
		if (j != i && !done[j] &&
		    effect->at[i].from == effect->at[j].level)
			return true;
	return false;
}

uint32_t effect_before(struct lift *lift, uint32_t effect, uint32_t diagram)
{
	struct lift_effect all = lift->effects.at[effect];
	bool done[ENTRIES_MAX] = { false };
	struct effect_entry entry;
	size_t left = all.n, i;

	if (diagram_is_leaf(diagram))
		return diagram;
	while (left > 0) {
		for (i = 0; i < all.n; i++)
			if (!done[i] && !waits(&all, done, i))
				break;
		if (i < all.n) {
			entry = all.at[i];
		} else { /* two values exchanged: nobody needs it exact */
			for (i = 0; done[i];)
				i++;
			entry = all.at[i];
			entry.from = (uint16_t)lift_any_level(
				lift, "two values exchanged");
		}
		diagram = put(lift, &entry, diagram);
		done[i] = true;
		left--;
	}
	return diagram;
}

struct after {
	struct lift *lift;
	uint32_t effect;
};

enum {
	ALL_BUT_FINAL = OUTCOMES_NEXT | OUTCOME_BIT(OUTCOME_ACCEPT) |
			OUTCOME_BIT(OUTCOME_RETURN) | OUTCOME_BIT(OUTCOME_GOTO),
};

static uint32_t leaf_after(void *state, uint32_t leaf)
{
	const struct after *after = state;
	struct outcome outcome = outcome_of(leaf);

	outcome.effect = then_of(after->lift, after->effect, outcome.effect);
	return outcome_leaf(after->lift, outcome);
}

uint32_t effect_before_outcomes(struct lift *lift, uint32_t effect,
				uint32_t diagram)
{
	struct after after = { lift, effect };

	if (effect == 0)
		return diagram;
	diagram = effect_before(lift, effect, diagram);
	return outcome_expand(lift, diagram, ALL_BUT_FINAL, leaf_after, &after);
}
