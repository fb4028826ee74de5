/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * node.h -- how nodes lie in memory; for diagram/ alone
 *
 * Nodes are numbered as they are made, so a child's id is always below its
 * parent's. The edges of all nodes lie in one array of words: first the
 * children, then the highs, two a word. That is six bytes an edge, and what
 * evaluation searches (the highs) lies together.
 */
#pragma once

#include "proof/diagram/diagram.h"

struct node {
	uint32_t at;    /* first word of its edges */
	uint16_t level; /* and NODE_KINDS */
	uint16_t last;  /* number of edges - 1 */
};

/* Where a node is found again. */
struct place {
	uint32_t id; /* 0: empty */
	uint32_t hash;
};

enum {
	NODE_LEVEL = DIAGRAM_LEVELS - 1,
	NODE_KINDS = 0xffff & ~NODE_LEVEL, /* of leaves: 2 … 7 */
	NODE_KIND_SHIFT = 8,
	NODE_PARTIAL = 1 << (NODE_KIND_SHIFT + LEAF_KIND_NOMATCH),
};

/* Numbers of the operations that every manager has; diagram_op_init() goes on
 * behind them. */
enum {
	OP_NONE,
	OP_OVERRIDE,
	OP_MASK,
	OP_AND,
	OP_OR,
	OP_NOT,
	OP_MINUS,
	OP_DIFFER,
	OP_FIRST,
	OP_LAST,
	N_DIAGRAM_OPS,
};

struct memo {
	uint32_t op, a, b, result; /* op 0: empty */
};

/* One pair of nodes that diagram_apply() is at. */
struct frame {
	uint32_t a, b;
	uint32_t i, n; /* edge of a, and where they end; n is 0: a stays */
	uint32_t j, m; /* the same of b */
	size_t edges;  /* where its own begin in the stack of edges */
	uint16_t level;
};

static inline unsigned node_level(const struct diagrams *all, uint32_t id)
{
	return diagram_is_leaf(id) ? DIAGRAM_LEVELS
				   : all->nodes[id].level & NODE_LEVEL;
}

/* As a node has them: shifted. */
static inline unsigned node_kinds(const struct diagrams *all, uint32_t id)
{
	if (!diagram_is_leaf(id))
		return all->nodes[id].level & NODE_KINDS;
	if (id == DIAGRAM_NOMATCH)
		return NODE_PARTIAL;
	return 1U << (NODE_KIND_SHIFT + (id & ((1U << LEAF_KIND_BITS) - 1))) &
	       NODE_KINDS & ~(unsigned)NODE_PARTIAL;
}

static inline bool node_partial(const struct diagrams *all, uint32_t id)
{
	return diagram_is_leaf(id) ? id == DIAGRAM_NOMATCH
				   : all->nodes[id].level & NODE_PARTIAL;
}

static inline uint32_t node_n(const struct diagrams *all, uint32_t id)
{
	return all->nodes[id].last + 1U;
}

static inline uint32_t node_child(const struct diagrams *all, uint32_t id,
				  uint32_t edge)
{
	return all->words[all->nodes[id].at + edge];
}

/* Two a word, in the machine's own order. */
static inline const uint16_t *node_highs(const struct diagrams *all,
					 uint32_t id)
{
	return (const uint16_t *)(all->words + all->nodes[id].at +
				  all->nodes[id].last + 1);
}

/* The edge that this digit takes. */
static inline uint32_t node_edge(const struct diagrams *all, uint32_t id,
				 uint16_t digit)
{
	const uint16_t *highs = node_highs(all, id);
	uint32_t low = 0, high = all->nodes[id].last, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (highs[middle] >= digit)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* What MurmurHash3 ends with: every bit of x moves every bit of the result. */
static inline uint32_t hash_mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdU;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53U;
	x ^= x >> 33;
	return (uint32_t)x;
}

enum {
	FIRST_TABLE = 1024,      /* places, of every table at first */
	PLACES_AROUND = 1 << 12, /* a place among which is near: what is asked
				  * together lies together */
};

/* More room for an array, up to the limit of bytes; false past it. */
bool room_grow(struct diagrams *all, void **at, size_t *cap, size_t need,
	       size_t size);
/* To be called at every step of what may take long; false when time is up or
 * another limit was passed. */
bool limit_tick(struct diagrams *all);

/* The stack of edges of nodes in the making. edges_push() drops an edge to the
 * same child as the one before it, down to `from`; false past the limits. */
bool edges_push(struct diagrams *all, size_t from, uint16_t high,
		uint32_t child);
/* The node of the edges from `from` on, which leave the stack. */
uint32_t edges_pop(struct diagrams *all, size_t from, unsigned level);

/* DIAGRAM_OPEN if not remembered. */
uint32_t memo_get(const struct diagrams *all, uint32_t op, uint32_t a,
		  uint32_t b);
void memo_put(struct diagrams *all, uint32_t op, uint32_t a, uint32_t b,
	      uint32_t result);
void memo_forget(struct diagrams *all);
