/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * translate.c -- a hook where addresses are translated
 */
#include "proof/lift/translate.h"

#include <stdlib.h>

#include "proof/diagram/ask.h"
#include "proof/lift/load.h"
#include "proof/lift/nat_chain.h"
#include "proof/lift/rule.h"
#include "proof/rules/nat.h"

enum {
	APART = 64, /* translations that are told apart */
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_DCCP = 33,
	PROTO_SCTP = 132,
	PROTO_UDPLITE = 136,
};

static const enum variable noted[] = { VAR_CT_STATUS };

static const enum variable leaving[] = { VAR_OIF, VAR_OIFTYPE };

/* ------ destinations ------ */

struct turn {
	struct place *place;
	struct arena arena;
	VEC(uint32_t) leaves; /* of place.first: translations, each once */
	uint32_t kept;        /* what becomes of who is not translated */
	uint32_t moved;       /* … of who is */
	uint32_t to;          /* where to some packet is translated */
};

static uint32_t keep_untranslated(void *state, uint32_t leaf)
{
	const struct place *place = state;
	uint32_t effect = outcome_of(leaf).effect;

	if (place_translates(place, effect))
		return DIAGRAM_FALSE;
	return effect_before(place->lift, effect, place->late);
}

static bool has_level(const struct lift_effect *effect, unsigned level)
{
	for (size_t i = 0; i < effect->n; i++)
		if (effect->at[i].level == level)
			return true;
	return false;
}

/* For some digit of each level that the effect changes, and of what else a
 * translation changes: the port's bytes too where there are no ports. */
static uint32_t some(const struct place *place,
		     const struct lift_effect *effect, bool ports, uint32_t id)
{
	struct lift *lift = place->lift;
	const struct veil veil = place_veil(place);
	unsigned port = lift->space->levels[VAR_DPORT];
	bool asked[DIAGRAM_LEVELS];

	if (!diagram_support(lift->all, id, asked))
		return DIAGRAM_TOO_MUCH;
	for (size_t i = 0; i < veil.n; i++) {
		for (unsigned d = 0; d < variable_info(veil.at[i])->digits;
		     d++) {
			unsigned level = lift->space->levels[veil.at[i]] + d;

			if (!asked[level] || veil.at[i] == VAR_OIF ||
			    veil.at[i] == VAR_OIFTYPE)
				continue;
			if (place_translates_level(place, level) &&
			    !has_level(effect, level) &&
			    !(level == port && !ports))
				continue;
			id = diagram_exists(lift->all, id, level);
		}
	}
	return id;
}

static uint32_t has_ports(struct lift *lift)
{
	static const uint8_t protos[] = { PROTO_TCP, PROTO_UDP, PROTO_DCCP,
					  PROTO_SCTP, PROTO_UDPLITE };
	uint32_t result = DIAGRAM_FALSE;

	for (size_t i = 0; i < sizeof(protos); i++)
		result = diagram_or(lift->all, result,
				    lift_is(lift, VAR_L4PROTO, protos[i]));
	return result;
}

/* The packets that the effect's constants say. */
static uint32_t arrive_at(const struct place *place,
			  const struct lift_effect *effect, uint32_t ports)
{
	struct lift *lift = place->lift;
	uint32_t result = DIAGRAM_TRUE, one;

	for (size_t i = 0; i < effect->n; i++) {
		const struct effect_entry *entry = &effect->at[i];

		if (!place_translates_level(place, entry->level) ||
		    entry->from != DIAGRAM_LEVELS || entry->mask != 0)
			continue;
		one = diagram_interval(lift->all, entry->level, entry->flip,
				       entry->flip, DIAGRAM_TRUE,
				       DIAGRAM_FALSE);
		if (entry->level == lift->space->levels[VAR_DPORT])
			one = diagram_or(lift->all, one,
					 diagram_not(lift->all, ports));
		result = diagram_and(lift->all, result, one);
	}
	return result;
}

/* What it writes besides. */
static uint32_t marks_of(const struct place *place,
			 const struct lift_effect *effect)
{
	struct effect_entry entries[DIAGRAM_LEVELS];
	size_t n = 0;

	for (size_t i = 0; i < effect->n; i++)
		if (!place_translates_level(place, effect->at[i].level))
			entries[n++] = effect->at[i];
	return effect_of(place->lift, entries, n);
}

static void turn_to(struct turn *turn, uint32_t to, uint32_t marks)
{
	struct lift *lift = turn->place->lift;

	turn->to = diagram_or(lift->all, turn->to, to);
	turn->moved = diagram_or(
		lift->all, turn->moved,
		diagram_and(lift->all, to,
			    effect_before(lift, marks, turn->place->astray)));
}

static void turn_one(struct turn *turn, uint32_t leaf)
{
	const struct place *place = turn->place;
	struct lift *lift = place->lift;
	uint32_t number = outcome_of(leaf).effect, ports = has_ports(lift);
	uint32_t when = diagram_equals(lift->all, place->first, leaf), to;
	struct lift_effect effect = lift->effects.at[number];

	to = diagram_choose(lift->all, ports, some(place, &effect, true, when),
			    some(place, &effect, false, when));
	turn_to(turn,
		diagram_and(lift->all, to, arrive_at(place, &effect, ports)),
		marks_of(place, &effect));
}

/* Of many translations that write nothing else it is not told where to. */
static bool is_one_of_many(const struct turn *turn, uint32_t leaf)
{
	uint32_t number = outcome_of(leaf).effect;
	struct lift_effect effect = turn->place->lift->effects.at[number];

	return turn->leaves.n > APART && marks_of(turn->place, &effect) == 0;
}

static int by_leaf(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void note_translation(void *state, uint32_t leaf)
{
	struct turn *turn = state;

	if (place_translates(turn->place, outcome_of(leaf).effect))
		*vec_add(&turn->arena, &turn->leaves) = leaf;
}

static void drop_doubles(struct turn *turn)
{
	size_t n = 0;

	if (turn->leaves.n > 0)
		qsort(turn->leaves.at, turn->leaves.n, sizeof(uint32_t),
		      by_leaf);
	for (size_t i = 0; i < turn->leaves.n; i++)
		if (n == 0 || turn->leaves.at[n - 1] != turn->leaves.at[i])
			turn->leaves.at[n++] = turn->leaves.at[i];
	turn->leaves.n = n;
}

static void turn_all(struct turn *turn)
{
	struct lift *lift = turn->place->lift;
	size_t many = 0;

	if (!diagram_leaves_of(lift->all, turn->place->first,
			       OUTCOME_BIT(OUTCOME_ACCEPT), note_translation,
			       turn)) {
		turn->to = DIAGRAM_TOO_MUCH;
		return;
	}
	drop_doubles(turn);
	vec_each(leaf, &turn->leaves) {
		if (is_one_of_many(turn, *leaf))
			many++;
		else
			turn_one(turn, *leaf);
	}
	if (many > 0)
		turn_to(turn, DIAGRAM_TRUE, 0);
}

/* Packets that are no first ones and may have another destination. One of the
 * gateway's own only by rules that stand: translate.h. */
static uint32_t may_be_bound(const struct place *place)
{
	struct lift *lift = place->lift;
	uint32_t has = lift_in(lift, space_has_connection(lift->space));

	if (place_may_translate(lift, NF_HOOK_OUTPUT) ||
	    place_may_translate(lift, NF_HOOK_INPUT))
		return has;
	if (place->hook == NF_HOOK_OUTPUT)
		return DIAGRAM_FALSE;
	return diagram_minus(lift->all, has, place_comes_back(place));
}

static uint32_t pass_destination(struct place *place, size_t early)
{
	struct lift *lift = place->lift;
	struct diagrams *all = lift->all;
	struct turn turn = { .place = place,
			     .moved = DIAGRAM_FALSE,
			     .to = DIAGRAM_FALSE };
	const struct veil kept = { noted, 1 }, moved = place_veil(place);
	const struct nf_chain *const *chains = place->others.list.at;
	uint32_t first = place_first_packets(place), is_moved;

	turn.kept =
		outcome_expand(lift, place->first, OUTCOME_BIT(OUTCOME_ACCEPT),
			       keep_untranslated, place);
	turn_all(&turn);
	arena_finish(&turn.arena);
	turn.kept = diagram_choose(
		all, first, turn.kept,
		place_later_packets(place, place->late, place->late));
	/* Where no first packet is translated `to` says so; then it need not
	 * be said of each packet again. */
	turn.moved =
		turn.to == DIAGRAM_FALSE
			? place->astray
			: diagram_choose(all, first, turn.moved, place->astray);
	turn.to = diagram_choose(all, first, turn.to, may_be_bound(place));
	turn.kept = stations_pass(lift, chains, early, turn.kept, &kept);
	if (turn.to == DIAGRAM_FALSE)
		return turn.kept;
	turn.moved = stations_pass(lift, chains, early, turn.moved, &moved);
	turn.to = stations_pass(lift, chains, early, turn.to, &moved);
	is_moved = diagram_and(
		all, turn.to,
		lift_drawn_atom(lift, "the destination was translated"));
	return diagram_choose(all, is_moved, turn.moved, turn.kept);
}

/* ------ sources ------ */

/* Anything in what a translation of a source changes, so far as it is asked. */
static uint32_t unsure(struct place *place, uint32_t effect, struct veil veil)
{
	struct lift *lift = place->lift;

	for (size_t i = 0; i < veil.n; i++) {
		for (unsigned d = 0; d < variable_info(veil.at[i])->digits;
		     d++) {
			unsigned level = lift->space->levels[veil.at[i]] + d;
			struct lift_effect old = lift->effects.at[effect];

			if (place->is_asked[level] && !has_level(&old, level))
				effect = effect_set(
					lift, effect,
					translated_anyhow(lift, level));
		}
	}
	return effect;
}

static uint32_t leave(void *state, uint32_t leaf)
{
	struct place *place = state;
	uint32_t effect = outcome_of(leaf).effect;
	struct veil veil = { noted, 1 };

	if (place_translates(place, effect))
		veil = place_veil(place);
	return effect_before(place->lift, unsure(place, effect, veil),
			     place->late);
}

static uint32_t pass_source(struct place *place, size_t early)
{
	struct lift *lift = place->lift;
	struct diagrams *all = lift->all;
	const struct veil kept = { noted, 1 }, moved = place_veil(place);
	uint32_t first, other, has;

	first = outcome_expand(lift, place->first, OUTCOME_BIT(OUTCOME_ACCEPT),
			       leave, place);
	other = diagram_choose(
		all, lift_drawn_atom(lift, "the source was translated"),
		effect_before(lift, unsure(place, 0, moved), place->late),
		effect_before(lift, unsure(place, 0, kept), place->late));
	has = lift_in(lift, space_has_connection(lift->space));
	other = diagram_choose(all, has, other, place->late);
	other = place_later_packets(place, other, place->late);
	return stations_pass(
		lift, place->others.list.at, early,
		diagram_choose(all, place_first_packets(place), first, other),
		NULL);
}

/* ------ the hook ------ */

/* The first `early` chains run before the translation. */
static uint32_t pass_split(struct place *place, size_t early, uint32_t then)
{
	struct lift *lift = place->lift;
	const struct nf_chain *const *chains = place->others.list.at;
	const struct veil unsaid = { leaving, 2 };
	bool asked[DIAGRAM_LEVELS];
	size_t n = place->others.list.n;
	uint32_t result, fits;

	place->late =
		stations_pass(lift, chains + early, n - early, then, NULL);
	place->astray = place->late;
	if (place->hook == NF_HOOK_OUTPUT)
		place->astray = stations_pass(lift, chains + early, n - early,
					      then, &unsaid);
	fits = place_error_fits(place);
	place->late = diagram_and(lift->all, place->late, fits);
	place->astray = diagram_and(lift->all, place->astray, fits);
	if (!diagram_support(lift->all, place->late, place->is_asked) ||
	    !diagram_support(lift->all, place->astray, asked))
		return DIAGRAM_TOO_MUCH;
	for (unsigned level = 0; level < DIAGRAM_LEVELS; level++)
		place->is_asked[level] |= asked[level];
	place_ask(place);
	result = nat_is_of_destination(place->hook)
			 ? pass_destination(place, early)
			 : pass_source(place, early);
	arena_finish(&place->translators.arena);
	place->translators = (struct stations){ 0 };
	return result;
}

uint32_t translate_pass(struct lift *lift, enum nf_hook hook, uint32_t then)
{
	struct place place = { .lift = lift, .hook = hook };
	int32_t priority = nat_priority(hook);
	size_t early = 0, equal = 0;
	uint32_t result;

	stations_find(lift, hook, false, &place.others);
	for (size_t i = 0; i < place.others.list.n; i++) {
		int32_t own = place.others.list.at[i]->base->priority;

		early += own < priority;
		equal += own == priority;
	}
	if (equal > 1) { /* in which order? */
		lift->lost = true;
		arena_finish(&place.others.arena);
		return DIAGRAM_TOO_MUCH;
	}
	result = pass_split(&place, early, then);
	/* Of equal priority the last that was registered comes first. */
	if (equal == 1)
		result = diagram_choose(
			lift->all,
			lift_atom(lift, arena_printf(&lift->arena,
						     "the chain of hook %u and "
						     "priority %d comes before "
						     "translation",
						     hook, priority)),
			pass_split(&place, early + 1, then), result);
	arena_finish(&place.others.arena);
	return result;
}
