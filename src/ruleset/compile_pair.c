/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_pair.c -- the chain of each pair of ends
 *
 * First the maps, which cost the same however many entries they hold: exact
 * tuples, then ranges; then the entries with rules of their own; then the end.
 * A packet of the reply direction looks itself up mirrored.
 */
#include "base/cleanup.h"
#include "base/must.h"
#include "ruleset/compiler.h"
#include "ruleset/layer.h"

/* What compiling one pair passes around. */
struct work {
	struct compiler *c;
	struct pair *pair;
	struct build *b;
	const char *base; /* the chain's name; its sets' begin with it */
};

static void ask_map(struct work *w, int family, enum shape shape, int direction,
		    const char *set)
{
	enum family guard = family == V4 ? FAMILY_IPV4 : FAMILY_IPV6;

	build_rule(w->b, NULL);
	build_match(w->b, FIELD_CT_DIRECTION, (uint64_t)direction);
	if (shape == SHAPE_ECHO)
		compile_echo(w->b, guard, direction);
	else
		build_family(w->b, guard);
	build_mark_map(w->b, compile_key(family, shape, direction), set);
	if (compile_stamps(w->c, w->pair->from, w->pair->to))
		build_stamp(w->b);
	build_accept(w->b);
}

static void add_map(struct work *w, int family, enum shape shape,
		    struct set *set)
{
	must(set->elements.at);
	set->at = set->elements.at[0].at;
	set->kind = SET_MARKS;
	set->counters = true;
	compile_set(w->c, set);
	ask_map(w, family, shape, DIRECTION_ORIGINAL, set->name);
	ask_map(w, family, shape, DIRECTION_REPLY, set->name);
}

static void add_exact(struct work *w, int family, enum shape shape)
{
	struct set *set = &w->pair->tuples[family][shape].exact;

	if (!set->elements.n)
		return;
	set->key = compile_key(family, shape, DIRECTION_ORIGINAL);
	set->name = arena_printf(w->c->arena, "%s_%s%s", w->base,
				 shape == SHAPE_ECHO ? "echo" : "exact",
				 family == V4 ? "4" : "6");
	compile_unique(set);
	add_map(w, family, shape, set);
}

/* A set of those boxes that are in the layer. */
static struct set take_layer(struct work *w, const struct set *boxes,
			     const uint32_t *layers, uint32_t layer)
{
	struct set set = *boxes;

	set.elements.at = NULL;
	set.elements.n = set.elements.cap = 0;
	for (size_t i = 0; i < boxes->elements.n; i++) {
		if (layers[i] == layer)
			*vec_add(w->c->arena, &set.elements) =
				boxes->elements.at[i];
	}
	return set;
}

static void add_ranges(struct work *w, int family, enum shape shape)
{
	_cleanup_(freep) uint32_t *layers = NULL;
	struct set *boxes = &w->pair->tuples[family][shape].boxes, set;
	const char *name;
	size_t n;

	if (!boxes->elements.n)
		return;
	boxes->key = compile_key(family, shape, DIRECTION_ORIGINAL);
	boxes->interval = true;
	compile_unique(boxes);
	layers = xcalloc(boxes->elements.n, sizeof(*layers));
	n = layers_assign(boxes, layers);
	name = arena_printf(w->c->arena, "%s_%sranges%s", w->base,
			    shape == SHAPE_ECHO ? "echo_" : "",
			    family == V4 ? "4" : "6");
	for (uint32_t layer = 0; layer < n; layer++) {
		set = n == 1 ? *boxes : take_layer(w, boxes, layers, layer);
		set.name = layer ? arena_printf(w->c->arena, "%s_%u", name,
						layer + 1)
				 : name;
		add_map(w, family, shape, &set);
	}
}

static const char *comment(struct compiler *c, const struct pair *pair)
{
	return build_comment(c->arena,
			     arena_printf(&c->scratch, "%s -> %s",
					  compile_label(c, pair->from),
					  compile_label(c, pair->to)));
}

static void add_chain(struct compiler *c, struct pair *pair)
{
	char *name = compile_pair_name(c, pair->from, pair->to);
	struct build b = build_chain(c->arena, name, comment(c, pair));
	struct work w = { .c = c, .pair = pair, .b = &b, .base = name };

	for (int f = 0; f < N_FAMILIES; f++) {
		for (int s = 0; s < N_SHAPES; s++)
			add_exact(&w, f, (enum shape)s);
	}
	for (int f = 0; f < N_FAMILIES; f++) {
		for (int s = 0; s < N_SHAPES; s++)
			add_ranges(&w, f, (enum shape)s);
	}
	vec_each(entry, &pair->ruled)
		compile_ruled(c, &b, entry);
	if (pair->to == c->gateway)
		compile_chatter(&b);
	b.at = (struct loc){ 0 };
	build_refusal(&b, compile_prefix(c, "drop", c->shown[pair->from],
					 c->shown[pair->to], NULL));
	build_end(&b, &c->out->tree);
}

bool compile_stamps(const struct compiler *c, uint32_t from, uint32_t to)
{
	return from != c->gateway && to != c->gateway;
}

void compile_pairs(struct compiler *c)
{
	for (uint32_t from = 0; from < c->n_ends; from++) {
		for (uint32_t to = 0; to < c->n_ends; to++) {
			if (from != c->gateway || to != c->gateway)
				add_chain(c, compile_pair_of(c, from, to));
		}
	}
}
