/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.h -- diagrams made of diagrams: combined, mapped, restricted
 *
 * All run on a stack of their own whose depth is the number of levels, and
 * each pair of nodes is worked out once as long as it is remembered.
 */
#pragma once

#include "proof/diagram/diagram.h"

/*
 * A function of leaves, lifted to diagrams. `step` must answer for two leaves,
 * and may answer earlier, for nodes: the result, or DIAGRAM_OPEN to look
 * further down. It must depend on nothing but the two ids and `state`, and
 * never gets DIAGRAM_TOO_MUCH. A struct gets its own place in the manager's
 * memory from diagram_op_init(); it must not be used with another manager, nor
 * its state be changed afterwards.
 */
#define DIAGRAM_OPEN 0xfffffffeU

typedef uint32_t (*diagram_step)(const void *state, uint32_t a, uint32_t b);

struct diagram_op {
	diagram_step step;
	const void *state;
	uint32_t number;
};

void diagram_op_init(struct diagrams *all, struct diagram_op *op,
		     diagram_step step, const void *state);
uint32_t diagram_apply(struct diagrams *all, const struct diagram_op *op,
		       uint32_t a, uint32_t b);

/* Every leaf replaced; `fn` gets a leaf and returns a leaf. */
typedef uint32_t (*diagram_leaf_fn)(const void *state, uint32_t leaf);

uint32_t diagram_map(struct diagrams *all, uint32_t a, diagram_leaf_fn fn,
		     const void *state);

/* `first` where it says something, else `second`: the first match wins. */
uint32_t diagram_override(struct diagrams *all, uint32_t first,
			  uint32_t second);
/* `then` where `condition` is DIAGRAM_TRUE; nothing (NOMATCH) elsewhere. */
uint32_t diagram_mask(struct diagrams *all, uint32_t condition, uint32_t then);
/* `then` where `condition` is DIAGRAM_TRUE, else `otherwise`. */
uint32_t diagram_choose(struct diagrams *all, uint32_t condition, uint32_t then,
			uint32_t otherwise);

/* TRUE where the leaf is this one, else FALSE. */
uint32_t diagram_equals(struct diagrams *all, uint32_t a, uint32_t leaf);

/* Of diagrams whose leaves are TRUE and FALSE, and no others. */
extern const struct diagram_op diagram_and_op, diagram_or_op;

uint32_t diagram_and(struct diagrams *all, uint32_t a, uint32_t b);
uint32_t diagram_or(struct diagrams *all, uint32_t a, uint32_t b);
uint32_t diagram_not(struct diagrams *all, uint32_t a);
uint32_t diagram_minus(struct diagrams *all, uint32_t a, uint32_t b);
/* TRUE where the leaves of a and b are not the same; of any leaves. */
uint32_t diagram_differ(struct diagrams *all, uint32_t a, uint32_t b);

/* The smaller, or larger, leaf of two that say something: which of numbered
 * things is asked first, or last. */
extern const struct diagram_op diagram_first_op, diagram_last_op;

/* Which assignments: a range of digits for each level. */
struct diagram_box {
	uint16_t low[DIAGRAM_LEVELS], high[DIAGRAM_LEVELS];
};

void diagram_box_all(struct diagram_box *box);

/*
 * What `a` says inside the box, asking no more than that takes: a level that
 * has one digit in the box is not asked any more. What the result says outside
 * of the box means nothing.
 */
uint32_t diagram_restrict(struct diagrams *all, uint32_t a,
			  const struct diagram_box *box);
/* a with the digit of this level set: it does not depend on it any more. */
uint32_t diagram_assign(struct diagrams *all, uint32_t a, unsigned level,
			uint16_t digit);
/*
 * a with the digit d of this level replaced by (d & mask) ^ flip before it is
 * asked: for a match behind a `bitwise` (state the match on the result, then
 * put this over it), and for a mark that was changed in some bits.
 */
uint32_t diagram_bitwise(struct diagrams *all, uint32_t a, unsigned level,
			 uint16_t mask, uint16_t flip);

/* a with the digit d of this level replaced by d - 1 (of 0: by 0) before it is
 * asked: for a hop that is counted between two matches. */
uint32_t diagram_one_less(struct diagrams *all, uint32_t a, unsigned level);

/*
 * All digits of one level folded into one by `op`, which must be associative,
 * commutative and idempotent. diagram_exists(): TRUE where some digit makes it
 * TRUE; diagram_forall(): where every digit does. For free atoms: may accept,
 * must accept. Only digits low … high count.
 */
uint32_t diagram_fold(struct diagrams *all, const struct diagram_op *op,
		      uint32_t a, unsigned level, uint16_t low, uint16_t high);
uint32_t diagram_exists(struct diagrams *all, uint32_t a, unsigned level);
uint32_t diagram_forall(struct diagrams *all, uint32_t a, unsigned level);
