/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * effect.h -- what rules write, and where a rule leaves a packet
 *
 * An effect says for some levels what their digit is afterwards: the old one,
 * masked and flipped (a constant where nothing of it is kept), or that of
 * another level before the effect (a copy, or a level of its own where nobody
 * knows). Effects are held once, as numbers; 0 is none.
 *
 * The leaf of a lifted rule or chain is where it leaves the packet, and with
 * which effect.
 */
#pragma once

#include "proof/lift/lift.h"

struct effect_entry {
	uint16_t level;
	uint16_t mask, flip;
	uint16_t from; /* a level; DIAGRAM_LEVELS: mask and flip hold */
};

enum outcome_kind {
	OUTCOME_DROP,   /* DIAGRAM_FALSE */
	OUTCOME_PASSED, /* DIAGRAM_TRUE: accepted by later chains as well */
	OUTCOME_ACCEPT,
	OUTCOME_RETURN, /* to whoever jumped here */
	OUTCOME_NEXT,   /* the next rule; without effect DIAGRAM_NOMATCH */
	OUTCOME_GOTO,   /* a chain, not looked into yet: see `chain` */
};

struct outcome {
	enum outcome_kind kind;
	uint32_t effect;
	uint32_t chain; /* its place in chain.h's list */
};

/* What a set of kinds has of this one: see diagram_kinds(). */
#define OUTCOME_BIT(kind) (1U << (kind))

enum {
	OUTCOMES_NEXT =
		OUTCOME_BIT(OUTCOME_NEXT) | OUTCOME_BIT(LEAF_KIND_NOMATCH),
};

/* The lift is lost where there are too many for a leaf: 2^17 chains or 2^9
 * effects with goto, 2^26 effects else. Of an accept only what later chains ask
 * is kept; where they all say the same, that is the outcome. */
uint32_t outcome_leaf(struct lift *lift, struct outcome outcome);
struct outcome outcome_of(uint32_t leaf);

/* One entry after another, each level once; 0 where nothing changes. */
uint32_t effect_of(struct lift *lift, const struct effect_entry *entries,
		   size_t n);
/* Without what later chains do not ask. */
uint32_t effect_live(struct lift *lift, uint32_t effect);
/* What a diagram says after the effect; leaves stay as they are. */
uint32_t effect_before(struct lift *lift, uint32_t effect, uint32_t diagram);
/* The same of one whose leaves are outcomes: they have both effects. */
uint32_t effect_before_outcomes(struct lift *lift, uint32_t effect,
				uint32_t diagram);
/*
 * Leaves of these kinds (OUTCOME_BIT) replaced by what `instead` says, which is
 * asked once for each; DIAGRAM_OPEN keeps the leaf. Leaves with the same answer
 * are put in together.
 */
typedef uint32_t (*outcome_instead)(void *state, uint32_t leaf);

uint32_t outcome_expand(struct lift *lift, uint32_t diagram, unsigned kinds,
			outcome_instead instead, void *state);
/* cuts[digit] is set where some node of the level ends an edge (DIGIT_MAX + 1
 * of them, zero before). False past the limits. */
bool effect_cuts(struct lift *lift, uint32_t diagram, unsigned level,
		 uint8_t *cuts);
/* `diagram` with the digit of `to` wherever it asks `level`. */
uint32_t effect_move(struct lift *lift, uint32_t diagram, unsigned level,
		     unsigned to);
