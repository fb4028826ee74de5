/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layer.c -- boxes parted into layers, within each of which none overlap
 *
 * Which boxes meet a given one is asked of a packed tree: the boxes sorted by
 * their corner, eight to a node, each node knowing the least box around its
 * own; so a register of tens of thousands of ranges does not cost a comparison
 * of each with each.
 */
#include "ruleset/layer.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/must.h"

enum {
	FANOUT = 8,
	LEVELS_MAX = 12, /* 8^11 boxes */
	AXES = 3,        /* destination, source, protocol and port */
};

struct corner {
	__extension__ unsigned __int128 at[AXES];
};

struct box {
	struct corner first, last;
	uint32_t place; /* in the set; of a leaf only */
};

/* The leaves are level 0; `begin` and `n` say where each level's boxes are. */
struct tree {
	struct box *boxes;
	size_t begin[LEVELS_MAX], n[LEVELS_MAX];
	size_t n_levels;
};

static void read_corner(const struct key_spec *key, const uint8_t *bytes,
			struct corner *corner)
{
	static const size_t axis_of[KEY_FIELDS] = { 1, 0, 2, 2 };
	__extension__ unsigned __int128 *axis;
	size_t at, len;

	for (size_t f = 0; f < key->n; f++) {
		at = key_offset(key, f);
		len = field_info(key->fields[f])->len;
		axis = &corner->at[axis_of[f]];
		for (size_t i = 0; i < len; i++)
			*axis = *axis << 8 | bytes[at + i];
	}
}

/* By destination first: it tells most flows apart. */
static int compare(const void *a, const void *b)
{
	const struct box *x = a, *y = b;

	for (int axis = 0; axis < AXES; axis++) {
		if (x->first.at[axis] != y->first.at[axis])
			return x->first.at[axis] < y->first.at[axis] ? -1 : 1;
	}
	return x->place < y->place ? -1 : 1;
}

static bool overlap(const struct box *a, const struct box *b)
{
	for (int axis = 0; axis < AXES; axis++) {
		if (a->first.at[axis] > b->last.at[axis] ||
		    b->first.at[axis] > a->last.at[axis])
			return false;
	}
	return true;
}

static void enclose(struct box *around, const struct box *inner)
{
	for (int axis = 0; axis < AXES; axis++) {
		if (inner->first.at[axis] < around->first.at[axis])
			around->first.at[axis] = inner->first.at[axis];
		if (inner->last.at[axis] > around->last.at[axis])
			around->last.at[axis] = inner->last.at[axis];
	}
}

static void uproot(struct tree *tree)
{
	free(tree->boxes);
}

static void plant(struct tree *tree, const struct set *set)
{
	size_t n = set->elements.n, total = 0;

	tree->n_levels = 0;
	for (;; n = (n + FANOUT - 1) / FANOUT) {
		must(tree->n_levels < LEVELS_MAX);
		tree->begin[tree->n_levels] = total;
		tree->n[tree->n_levels++] = n;
		total += n;
		if (n <= 1)
			break;
	}
	tree->boxes = xcalloc(total, sizeof(*tree->boxes));
	for (size_t i = 0; i < set->elements.n; i++) {
		read_corner(&set->key, set->elements.at[i].key,
			    &tree->boxes[i].first);
		read_corner(&set->key, set->elements.at[i].last,
			    &tree->boxes[i].last);
		tree->boxes[i].place = (uint32_t)i;
	}
}

static void grow(struct tree *tree)
{
	struct box *below, *level;

	qsort(tree->boxes, tree->n[0], sizeof(*tree->boxes), compare);
	for (size_t k = 1; k < tree->n_levels; k++) {
		below = tree->boxes + tree->begin[k - 1];
		level = tree->boxes + tree->begin[k];
		for (size_t i = 0; i < tree->n[k - 1]; i++) {
			if (i % FANOUT == 0)
				level[i / FANOUT] = below[i];
			else
				enclose(&level[i / FANOUT], &below[i]);
		}
	}
}

/* What one question needs: which layers the box may not have. */
struct question {
	const struct box *box;
	const uint32_t *layers;
	uint32_t *
		taken; /* [layer] = place + 1 of the box that may not have it */
};

static void meet(const struct question *q, const struct box *leaf)
{
	if (leaf->place < q->box->place)
		q->taken[q->layers[leaf->place]] = q->box->place + 1;
}

/* Walks down wherever a node meets the box; the stack cannot outgrow its bound,
 * for each level leaves at most FANOUT nodes waiting. */
static void ask(const struct tree *tree, const struct question *q)
{
	struct {
		size_t level, i;
	} stack[LEVELS_MAX * FANOUT], node;

	size_t depth = 0, end;

	stack[depth].level = tree->n_levels - 1;
	stack[depth++].i = 0;
	while (depth > 0) {
		node = stack[--depth];
		if (!overlap(&tree->boxes[tree->begin[node.level] + node.i],
			     q->box))
			continue;
		if (node.level == 0) {
			meet(q, &tree->boxes[node.i]);
			continue;
		}
		end = (node.i + 1) * FANOUT;
		if (end > tree->n[node.level - 1])
			end = tree->n[node.level - 1];
		for (size_t i = node.i * FANOUT; i < end; i++) {
			stack[depth].level = node.level - 1;
			stack[depth++].i = i;
		}
	}
}

size_t layers_assign(const struct set *boxes, uint32_t *layers)
{
	size_t n = boxes->elements.n, n_layers = 0;
	_cleanup_(uproot) struct tree tree = { 0 };
	_cleanup_(freep) uint32_t *taken = NULL, *leaf_of = NULL;
	struct question q;

	if (!n)
		return 0;
	plant(&tree, boxes);
	grow(&tree);
	taken = xcalloc(n, sizeof(*taken));
	leaf_of = xcalloc(n, sizeof(*leaf_of));
	for (size_t i = 0; i < n; i++)
		leaf_of[tree.boxes[i].place] = (uint32_t)i;
	q = (struct question){ .layers = layers, .taken = taken };
	for (size_t place = 0; place < n; place++) {
		q.box = &tree.boxes[leaf_of[place]];
		ask(&tree, &q);
		layers[place] = 0;
		while (taken[layers[place]] == place + 1)
			layers[place]++;
		if (layers[place] + 1 > n_layers)
			n_layers = layers[place] + 1;
	}
	return n_layers;
}
