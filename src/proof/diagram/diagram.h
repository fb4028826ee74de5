/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram.h -- functions over the whole packet space, each held once
 *
 * A diagram is a function from an assignment (a 16-bit digit for each level)
 * to a leaf. It is a multi-terminal interval decision diagram: a node asks for
 * the digit of one level and has an edge for each interval of answers;
 * neighbouring edges lead to different places, levels grow along every path,
 * and equal nodes are one node. So a function has exactly one diagram: two of
 * the same manager are the same function if and only if their ids are equal.
 *
 * An id is a uint32_t: a leaf or a node of one manager. Nodes are never
 * changed, nor freed before diagrams_finish() or diagrams_forget().
 *
 * Every manager has limits. The operation that would pass one returns
 * DIAGRAM_TOO_MUCH, and so does every later one that makes diagrams; it also
 * comes out of every operation it is put into. It is never part of a node.
 * Whoever meets it answers UNKNOWN. Diagrams made before stay good to ask.
 *
 * The rest, by what it is for:
 *   apply.h   combine, map, restrict, quantify
 *   build.h   ranges, boxes, first-match lists, big sets
 *   ask.h     evaluate, size, support, leaves, copy
 *   find.h    a witness; the boxes of a difference
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DIAGRAM_LEVELS = 1024, /* 0 … 1023, asked in this order */
	DIGIT_MAX = 0xffff,
};

/* Leaves: bit 31, and 30 bits of value. */
#define LEAF_BIT      0x80000000U
#define LEAF_VALUE    0x3fffffffU

#define DIAGRAM_FALSE (LEAF_BIT | 0U)
#define DIAGRAM_TRUE  (LEAF_BIT | 1U)
/* Of partial functions: nothing said here. The neutral element of
 * diagram_override(). */
#define DIAGRAM_NOMATCH  0xc0000000U
#define DIAGRAM_TOO_MUCH 0xffffffffU

struct diagram_limits {
	uint32_t nodes;
	size_t bytes;          /* all memory of the manager */
	uint32_t milliseconds; /* of the thread's CPU time, from
				* diagrams_init() or diagrams_wind() on; 0:
				* any. A busy machine does not change an
				* answer */
};

enum diagram_limit {
	DIAGRAM_WITHIN,
	DIAGRAM_NODES, /* which limit was passed first */
	DIAGRAM_BYTES,
	DIAGRAM_TIME,
};

struct node;
struct place;
struct memo;
struct frame;
struct edge;

/* A manager. Others read only the first four; the rest is node.h's. */
struct diagrams {
	struct diagram_limits limits;
	enum diagram_limit passed;
	uint32_t n_nodes; /* one more than there are */
	size_t bytes;

	struct node *nodes;
	size_t cap_nodes;
	uint32_t *words; /* the edges of all nodes */
	size_t n_words, cap_words;
	struct place *unique; /* all nodes by their hash; open addressing */
	size_t n_unique;
	struct memo *memo; /* direct mapped: forgets, never lies */
	size_t n_memo;
	uint32_t n_ops;
	struct edge *edges; /* of nodes in the making: a stack */
	size_t n_edges, cap_edges;
	struct frame *frames; /* of diagram_apply() */
	uint32_t *marks;      /* for each node: the walk that last met it */
	size_t cap_marks;
	uint32_t mark;
	uint32_t steps;
	uint64_t began_ms;
};

/* Limits of 0 nodes or bytes are the most there can be (2^31 nodes). */
void diagrams_init(struct diagrams *all, struct diagram_limits limits);
void diagrams_finish(struct diagrams *all);
/* The time that may be taken begins anew, as for the next question. */
void diagrams_wind(struct diagrams *all);
/* Gives up what was made since there were n_nodes: ids of it must not be used
 * any more, and their room is there for others. */
void diagrams_forget(struct diagrams *all, uint32_t n_nodes);
/* "nodes", "bytes", "time"; what to tell with UNKNOWN. */
const char *diagram_limit_text(enum diagram_limit limit);

static inline uint32_t diagram_leaf(uint32_t value)
{
	return LEAF_BIT | (value & LEAF_VALUE);
}

static inline bool diagram_is_leaf(uint32_t id)
{
	return id & LEAF_BIT;
}

static inline uint32_t leaf_value(uint32_t leaf)
{
	return leaf & LEAF_VALUE;
}

/*
 * Leaves are of kinds, by the lowest three bits of their value. Of each diagram
 * it is known which of the kinds 2 … 6 it can reach, and whether NOMATCH: so
 * that who looks for leaves of a kind need not look where there are none.
 */
enum {
	LEAF_KIND_BITS = 3,
	LEAF_KIND_NOMATCH = 7, /* no other leaf counts as 7, nor as 0 or 1 */
};

/* Bit 1 << kind is set of each kind that can be reached. */
unsigned diagram_kinds(const struct diagrams *all, uint32_t id);

static inline uint32_t diagram_of_bool(bool value)
{
	return value ? DIAGRAM_TRUE : DIAGRAM_FALSE;
}

/* Digits up to `high` (from the edge before) lead to `child`. */
struct edge {
	uint16_t high;
	uint32_t child;
};

/*
 * The node that asks `level`: edges by growing `high`, the last DIGIT_MAX;
 * each child a leaf or a node of a later level. Where all children are equal
 * there is no node but the child.
 */
uint32_t diagram_node(struct diagrams *all, unsigned level,
		      const struct edge *edges, size_t n);
/* Digits low … high (low <= high) lead to `inside`, all others to `outside`. */
uint32_t diagram_interval(struct diagrams *all, unsigned level, uint16_t low,
			  uint16_t high, uint32_t inside, uint32_t outside);

/* The level a node asks; DIAGRAM_LEVELS of a leaf. */
unsigned diagram_level(const struct diagrams *all, uint32_t id);
