/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram.c -- the nodes of diagrams, each held once, within limits
 */
#include "proof/diagram/diagram.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/diagram/node.h"

enum {
	FIRST_ROOM = 256,
	MOST_NODES = 0x7fffffff,
	STEPS_A_LOOK = 1 << 12, /* at the clock */
	PLACES_NEAR = 8,
	STRIDE_SHIFT = 12, /* other bits of the hash than the place's lowest;
			    * odd strides meet every place */
};

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void diagrams_init(struct diagrams *all, struct diagram_limits limits)
{
	if (!limits.nodes || limits.nodes > MOST_NODES)
		limits.nodes = MOST_NODES;
	if (!limits.bytes)
		limits.bytes = SIZE_MAX;
	*all = (struct diagrams){
		.limits = limits,
		.n_nodes = 1, /* 0 is the empty place of `unique` */
		.n_ops = N_DIAGRAM_OPS,
		.began_ms = now_ms(),
	};
}

void diagrams_wind(struct diagrams *all)
{
	all->began_ms = now_ms();
}

void diagrams_finish(struct diagrams *all)
{
	free(all->nodes);
	free(all->words);
	free(all->unique);
	free(all->memo);
	free(all->edges);
	free(all->frames);
	free(all->marks);
	*all = (struct diagrams){ 0 };
}

const char *diagram_limit_text(enum diagram_limit limit)
{
	switch (limit) {
	case DIAGRAM_WITHIN:
		return "within";
	case DIAGRAM_NODES:
		return "nodes";
	case DIAGRAM_BYTES:
		return "bytes";
	case DIAGRAM_TIME:
		return "time";
	}
	return "?";
}

/* Notes a limit as passed. Returns TOO_MUCH. */
static uint32_t pass_limit(struct diagrams *all, enum diagram_limit limit)
{
	if (!all->passed)
		all->passed = limit;
	return DIAGRAM_TOO_MUCH;
}

bool limit_tick(struct diagrams *all)
{
	if (all->limits.milliseconds && ++all->steps % STEPS_A_LOOK == 0 &&
	    now_ms() - all->began_ms >= all->limits.milliseconds)
		pass_limit(all, DIAGRAM_TIME);
	return !all->passed;
}

bool room_grow(struct diagrams *all, void **at, size_t *cap, size_t need,
	       size_t size)
{
	size_t left = (all->limits.bytes - all->bytes) / size;
	size_t more = *cap ? *cap / 2 : FIRST_ROOM;

	if (need <= *cap)
		return true;
	if (more < need - *cap)
		more = need - *cap;
	if (more > left)
		more = left;
	if (more < need - *cap) {
		pass_limit(all, DIAGRAM_BYTES);
		return false;
	}
	*at = xrealloc(*at, *cap + more, size);
	*cap += more;
	all->bytes += more * size;
	return true;
}

bool edges_push(struct diagrams *all, size_t from, uint16_t high,
		uint32_t child)
{
	void *at = all->edges;
	bool room;

	if (all->n_edges > from &&
	    all->edges[all->n_edges - 1].child == child) {
		all->edges[all->n_edges - 1].high = high;
		return true;
	}
	if (all->n_edges == all->cap_edges) {
		room = room_grow(all, &at, &all->cap_edges, all->n_edges + 1,
				 sizeof(*all->edges));
		all->edges = at;
		if (!room)
			return false;
	}
	all->edges[all->n_edges++] = (struct edge){ high, child };
	return true;
}

/*
 * Where a node is looked for: first at a few places near where nodes lie that
 * were made with its children, which the processor has at hand; where many
 * crowd there, anywhere. From there it goes on by strides of the node's own,
 * for where many crowd a whole neighbourhood is full.
 */
struct search {
	uint32_t hash;
	uint32_t near; /* the latest child; 0: only leaves */
};

static uint64_t hash_edge(uint64_t hash, uint16_t high, uint32_t child)
{
	hash ^= (uint64_t)high << 32 | child;
	hash *= 0x9e3779b97f4a7c15U;
	return hash ^ hash >> 29;
}

static uint32_t later(uint32_t near, uint32_t child)
{
	return diagram_is_leaf(child) || child < near ? near : child;
}

static struct search search_edges(unsigned level, const struct edge *edges,
				  size_t n)
{
	struct search search = { 0 };
	uint64_t hash = level;

	for (size_t i = 0; i < n; i++) {
		hash = hash_edge(hash, edges[i].high, edges[i].child);
		search.near = later(search.near, edges[i].child);
	}
	search.hash = hash_mix(hash);
	return search;
}

static struct search search_node(const struct diagrams *all, uint32_t id)
{
	struct search search = { 0 };
	uint64_t hash = node_level(all, id);
	uint32_t child;

	for (uint32_t i = 0; i < node_n(all, id); i++) {
		child = node_child(all, id, i);
		hash = hash_edge(hash, node_highs(all, id)[i], child);
		search.near = later(search.near, child);
	}
	search.hash = hash_mix(hash);
	return search;
}

/* The place to look at next. */
static size_t search_place(const struct diagrams *all, struct search search,
			   size_t step)
{
	size_t at = search.hash, stride = search.hash >> STRIDE_SHIFT | 1;

	if (!search.near)
		at += step * stride;
	else if (step < PLACES_NEAR)
		at = search.near + search.near / 3 +
		     search.hash % PLACES_AROUND + step;
	else
		at += (step - PLACES_NEAR) * stride;
	return at & (all->n_unique - 1);
}

static bool same(const struct diagrams *all, uint32_t id, unsigned level,
		 const struct edge *edges, size_t n)
{
	const uint32_t *children = all->words + all->nodes[id].at;
	const uint16_t *highs = node_highs(all, id);

	if (node_level(all, id) != level || node_n(all, id) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (children[i] != edges[i].child || highs[i] != edges[i].high)
			return false;
	return true;
}

static void unique_put(struct diagrams *all, uint32_t id, struct search search)
{
	size_t step = 0, at = search_place(all, search, 0);

	while (all->unique[at].id)
		at = search_place(all, search, ++step);
	all->unique[at] = (struct place){ id, search.hash };
}

static void unique_put_all(struct diagrams *all)
{
	for (uint32_t id = 1; id < all->n_nodes; id++)
		unique_put(all, id, search_node(all, id));
}

/* At least a quarter of the places stays empty. */
static bool unique_grow(struct diagrams *all)
{
	struct place *old = all->unique;
	size_t n_old = all->n_unique, n = n_old ? n_old * 2 : FIRST_TABLE;
	size_t left = all->limits.bytes - all->bytes;

	if (all->n_nodes < n_old / 4 * 3)
		return true;
	if (n * sizeof(*old) > left) { /* both are there for a while */
		pass_limit(all, DIAGRAM_BYTES);
		return false;
	}
	all->bytes += (n - n_old) * sizeof(*old);
	all->unique = xcalloc(n, sizeof(*old));
	all->n_unique = n;
	free(old);
	unique_put_all(all);
	return true;
}

void diagrams_forget(struct diagrams *all, uint32_t n_nodes)
{
	must(n_nodes && n_nodes <= all->n_nodes);
	if (n_nodes == all->n_nodes)
		return;
	all->n_words = all->nodes[n_nodes].at;
	all->n_nodes = n_nodes;
	memset(all->unique, 0, all->n_unique * sizeof(*all->unique));
	unique_put_all(all);
	memo_forget(all);
}

/* Room for one more node with n edges. */
static bool node_room(struct diagrams *all, size_t n)
{
	void *nodes = all->nodes, *words = all->words;
	size_t need = all->n_words + n + (n + 1) / 2;
	bool room;

	if (all->n_nodes > all->limits.nodes || need > UINT32_MAX) {
		pass_limit(all, DIAGRAM_NODES);
		return false;
	}
	room = room_grow(all, &nodes, &all->cap_nodes, all->n_nodes + 1U,
			 sizeof(*all->nodes)) &&
	       room_grow(all, &words, &all->cap_words, need,
			 sizeof(*all->words));
	all->nodes = nodes;
	all->words = words;
	return room && unique_grow(all);
}

static uint32_t node_add(struct diagrams *all, unsigned level,
			 struct search search, const struct edge *edges,
			 size_t n)
{
	uint32_t id = all->n_nodes, *children;
	struct node *node;
	uint16_t *highs;

	if (!node_room(all, n))
		return DIAGRAM_TOO_MUCH;
	node = &all->nodes[id];
	children = all->words + all->n_words;
	highs = (uint16_t *)(children + n);
	*node = (struct node){ .at = (uint32_t)all->n_words,
			       .level = (uint16_t)level,
			       .last = (uint16_t)(n - 1) };
	for (size_t i = 0; i < n; i++) {
		children[i] = edges[i].child;
		highs[i] = edges[i].high;
		node->level |= (uint16_t)node_kinds(all, edges[i].child);
	}
	all->n_words += n + (n + 1) / 2;
	all->n_nodes++;
	unique_put(all, id, search);
	return id;
}

uint32_t edges_pop(struct diagrams *all, size_t from, unsigned level)
{
	size_t n = all->n_edges - from, step = 0, at;
	const struct edge *edges;
	struct search search;

	all->n_edges = from;
	if (all->passed)
		return DIAGRAM_TOO_MUCH;
	edges = all->edges + from;
	if (n == 1)
		return edges[0].child;
	search = search_edges(level, edges, n);
	at = search_place(all, search, 0);
	for (; all->n_unique && all->unique[at].id;
	     at = search_place(all, search, ++step))
		if (all->unique[at].hash == search.hash &&
		    same(all, all->unique[at].id, level, edges, n))
			return all->unique[at].id;
	return node_add(all, level, search, edges, n);
}

uint32_t diagram_node(struct diagrams *all, unsigned level,
		      const struct edge *edges, size_t n)
{
	size_t from = all->n_edges;
	bool room = !all->passed;

	must(n && level < DIAGRAM_LEVELS && edges[n - 1].high == DIGIT_MAX);
	for (size_t i = 0; i < n; i++)
		if (edges[i].child == DIAGRAM_TOO_MUCH)
			return DIAGRAM_TOO_MUCH;
	for (size_t i = 0; room && i < n; i++) {
		must(!i || edges[i - 1].high < edges[i].high);
		must(node_level(all, edges[i].child) > level);
		room = edges_push(all, from, edges[i].high, edges[i].child);
	}
	return edges_pop(all, from, level);
}

uint32_t diagram_interval(struct diagrams *all, unsigned level, uint16_t low,
			  uint16_t high, uint32_t inside, uint32_t outside)
{
	struct edge edges[3];
	size_t n = 0;

	must(low <= high);
	if (low)
		edges[n++] = (struct edge){ (uint16_t)(low - 1), outside };
	edges[n++] = (struct edge){ high, inside };
	if (high < DIGIT_MAX)
		edges[n++] = (struct edge){ DIGIT_MAX, outside };
	return diagram_node(all, level, edges, n);
}

unsigned diagram_kinds(const struct diagrams *all, uint32_t id)
{
	return node_kinds(all, id) >> NODE_KIND_SHIFT;
}

unsigned diagram_level(const struct diagrams *all, uint32_t id)
{
	return node_level(all, id);
}
