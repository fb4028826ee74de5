/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c -- lookups in sets and maps: which keys hit which elements
 *
 * Elements that mean the same are gathered, and each gathering becomes one
 * condition. Elements of a set never overlap: the kernel refuses them.
 */
#include "proof/lift/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/lift/key.h"
#include "proof/lift/known.h"
#include "proof/rules/range.h"

struct sorted_item {
	struct lift_item item;
	uint32_t meaning;
	bool apart;
	bool timed, doubtful;
};

/* Whether what is run at a hit may break the rule. */
static bool may_break(const struct nf_element *element)
{
	for (size_t i = 0; i < element->exprs.n; i++)
		if (element->exprs.at[i].strange ||
		    (element->exprs.at[i].kind != EXPR_COUNTER &&
		     element->exprs.at[i].kind != EXPR_LAST))
			return true;
	return element->strange;
}

static bool is_timed(const struct nf_set *set, const struct nf_element *element)
{
	return element->timeout_ms || element->expiration_ms || set->timeout_ms;
}

static int by_verdict(const struct nf_verdict *a, const struct nf_verdict *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	return (a->chain > b->chain) - (a->chain < b->chain);
}

static int by_meaning(const void *a, const void *b)
{
	const struct sorted_item *x = a, *y = b;
	const struct nf_element *p = x->item.element, *q = y->item.element;
	int order;

	if (x->timed != y->timed)
		return x->timed - y->timed;
	if (x->doubtful != y->doubtful)
		return x->doubtful - y->doubtful;
	if (x->meaning != y->meaning)
		return x->meaning < y->meaning ? -1 : 1;
	if (!x->apart)
		return 0;
	order = by_verdict(p->verdict, q->verdict);
	if (order != 0)
		return order;
	if (p->data.len != q->data.len)
		return p->data.len < q->data.len ? -1 : 1;
	return p->data.len ? memcmp(p->data.at, q->data.at, p->data.len) : 0;
}

struct lookup {
	struct lift *lift;
	const struct nf_set *set;
	const struct bit *bits;
	const struct lift_tell *tell;
	struct sorted_item *items;
	size_t n;
	const struct nf_element *catchall;
};

static uint32_t meaning_of(const struct lift_tell *tell,
			   const struct nf_element *element)
{
	return tell->meaning ? tell->meaning(tell->state, element) : 0;
}

static void add_item(struct lookup *lookup, const struct lift_item *item)
{
	struct sorted_item *one = &lookup->items[lookup->n++];

	one->item = *item;
	one->meaning = meaning_of(lookup->tell, item->element);
	one->apart = lookup->tell->apart;
	one->timed = lookup->lift->options.ever &&
		     is_timed(lookup->set, item->element);
	one->doubtful = may_break(item->element);
}

/* False: no kernel has such a set. */
static bool list_items(struct lookup *lookup, struct arena *arena)
{
	struct nf_ranges ranges = { 0 };
	const struct nf_set *set = lookup->set;
	struct lift_item item;

	vec_each(element, &set->elements)
		if (!element->key)
			lookup->catchall = element;
	if (rules_has_ranges(set)) {
		if (!rules_ranges(set, arena, &ranges))
			return false;
		vec_each(range, &ranges.list) {
			item = (struct lift_item){ range->first, range->last,
						   range->element };
			add_item(lookup, &item);
		}
		return true;
	}
	vec_each(element, &set->elements) {
		if (!element->key)
			continue;
		item = (struct lift_item){
			element->key,
			element->key_end ? element->key_end : element->key,
			element,
		};
		add_item(lookup, &item);
	}
	return true;
}

static uint32_t timed_atom(struct lift *lift, const struct nf_set *set)
{
	return lift_atom(lift,
			 arena_printf(&lift->arena,
				      "elements of set %s of table %s %u that "
				      "end have not ended",
				      set->name, set->table->name,
				      set->table->family));
}

static uint32_t doubt_atom(struct lift *lift, const struct nf_set *set)
{
	return lift_drawn_atom(lift,
			       arena_printf(&lift->arena,
					    "an element of set %s lets pass",
					    set->name));
}

/* Where one of some elements is hit; noted in `any`. */
static void add_hit(struct lookup *lookup, struct lift_hits *out, uint32_t *any,
		    uint32_t where, const struct sorted_item *one)
{
	struct lift *lift = lookup->lift;
	struct lift_hit *hit = vec_add(&lift->arena, &out->list);

	if (one->timed)
		where = diagram_and(lift->all, where,
				    timed_atom(lift, lookup->set));
	*any = where;
	if (one->doubtful)
		where = diagram_and(lift->all, where,
				    doubt_atom(lift, lookup->set));
	hit->when = where;
	hit->element = one->item.element;
	hit->meaning = one->meaning;
}

static void add_catchall(struct lookup *lookup, struct lift_hits *out)
{
	struct sorted_item one = { .item = { NULL, NULL, lookup->catchall } };
	struct diagrams *all = lookup->lift->all;
	uint32_t any;

	if (!lookup->catchall)
		return;
	one.timed = lookup->lift->options.ever &&
		    is_timed(lookup->set, lookup->catchall);
	one.doubtful = may_break(lookup->catchall);
	one.meaning = meaning_of(lookup->tell, lookup->catchall);
	add_hit(lookup, out, &any, diagram_not(all, out->any), &one);
	out->any = diagram_or(all, out->any, any);
}

/* Those of all elements are remembered, unless they are drawn anew. */
static uint32_t members_of(struct lookup *lookup, const struct lift_item *items,
			   size_t n)
{
	struct lift *lift = lookup->lift;
	bool all = n == lookup->n;
	uint32_t members = 0;
	size_t n_atoms = lift->space->atoms.n;

	if (all)
		members = known_members(lift, lookup->bits, lookup->set);
	if (members)
		return members;
	members = lift_members(lift, lookup->bits, lookup->set, items, n);
	if (all && lift->space->atoms.n == n_atoms)
		know_members(lift, lookup->bits, lookup->set, members);
	return members;
}

static void add_groups(struct lookup *lookup, struct lift_hits *out)
{
	struct lift_item *items = xcalloc(lookup->n + 1, sizeof(*items));
	uint32_t *any = xcalloc(lookup->n + 1, sizeof(*any));
	size_t end, n = 0;

	for (size_t i = 0; i < lookup->n; i = end) {
		for (end = i;
		     end < lookup->n &&
		     by_meaning(&lookup->items[i], &lookup->items[end]) == 0;
		     end++)
			items[end - i] = lookup->items[end].item;
		add_hit(lookup, out, &any[n++],
			members_of(lookup, items, end - i), &lookup->items[i]);
	}
	out->any = diagram_any(lookup->lift->all, any, n);
	free(any);
	free(items);
}

/* Where any of the hits is. */
static uint32_t where_passed(struct lift *lift, const struct lift_hits *hits)
{
	uint32_t *when = xcalloc(hits->list.n + 1, sizeof(*when)), result;

	for (size_t i = 0; i < hits->list.n; i++)
		when[i] = hits->list.at[i].when;
	result = diagram_any(lift->all, when, hits->list.n);
	free(when);
	return result;
}

/* Whatever a key hits. */
static void hit_anything(struct lift *lift, const struct nf_set *set,
			 struct lift_hits *out)
{
	out->any = lift_drawn_atom(
		lift,
		arena_printf(&lift->arena, "the key is in set %s", set->name));
	*vec_add(&lift->arena, &out->list) =
		(struct lift_hit){ out->any, NULL };
}

void lift_lookup(struct lift *lift, const struct bit *bits,
		 const struct nf_set *set, const struct lift_tell *tell,
		 struct lift_hits *out)
{
	struct lookup lookup = {
		.lift = lift, .set = set, .bits = bits, .tell = tell
	};
	struct arena arena = { 0 };

	*out = (struct lift_hits){ .any = DIAGRAM_FALSE };
	lookup.items = xcalloc(set->elements.n + 1, sizeof(*lookup.items));
	if (lift_is_dynamic(lift, set) || !list_items(&lookup, &arena)) {
		hit_anything(lift, set, out);
	} else {
		if (lookup.n > 0)
			qsort(lookup.items, lookup.n, sizeof(*lookup.items),
			      by_meaning);
		add_groups(&lookup, out);
		add_catchall(&lookup, out);
	}
	out->passed = where_passed(lift, out);
	free(lookup.items);
	arena_finish(&arena);
}
