/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_set.c -- faults in sets, chains and tables
 */
#include <stdio.h>
#include <string.h>

#include "mutate_parts.h"
#include "random_policy.h"

const char mutate_stranger[] = "zz9";

enum {
	NAME_LEN = 16,
	TYPE_IFNAME = 41, /* as nft numbers types */
	LATE = 300,       /* priorities: behind source address translation */
	FOREIGN = 50,
};

static bool is_element(const struct place *place)
{
	return place->set != NULL;
}

static bool is_key(const struct place *place)
{
	return is_element(place) && place_element(place)->key != NULL;
}

bool mutate_lose_element(struct mutator *m)
{
	struct place place;
	struct nf_element *element;

	if (!mutate_pick(m, is_element, &place))
		return false;
	element = place_element(&place);
	memmove(element, element + 1,
		(place.set->elements.n - place.nth_element - 1) *
			sizeof(*element));
	place.set->elements.n--;
	return true;
}

/* Where a field of a concatenation ends that is `len` bytes at most. */
static size_t field_end(const struct nf_set *set)
{
	size_t field;

	if (set->n_fields == 0)
		return set->key_len;
	field = pick((uint32_t)set->n_fields);
	return rules_field_offset(set, field) + set->field_lens[field];
}

static bool has_end(const struct place *place)
{
	return is_key(place) &&
	       (place_element(place)->key_end ||
		(place_element(place)->flags & NF_ELEMENT_INTERVAL_END));
}

/* One or sixteen more at the end of a range. */
bool mutate_widen(struct mutator *m)
{
	struct place place;
	struct nf_element *element;
	const uint8_t **end;
	uint8_t *bytes;
	size_t at;

	if (!mutate_pick(m, has_end, &place))
		return false;
	element = place_element(&place);
	end = element->key_end ? &element->key_end : &element->key;
	bytes = mutate_own_bytes(m, *end, place.set->key_len);
	at = field_end(place.set) - 1;
	if (bytes[at] > 0xff - 16)
		return false;
	bytes[at] = (uint8_t)(bytes[at] + (one_in(2) ? 1 : 16));
	*end = bytes;
	return true;
}

static bool is_reversed(const struct nf_set *set, const uint8_t *key,
			const uint8_t *end)
{
	size_t at;

	for (size_t i = 0; i < set->n_fields; i++) {
		at = rules_field_offset(set, i);
		if (memcmp(key + at, end + at, set->field_lens[i]) > 0)
			return true;
	}
	return false;
}

bool mutate_key(struct mutator *m)
{
	struct place place;
	struct nf_element *element;
	uint8_t *key, *end, bit;
	size_t at;

	if (!mutate_pick(m, is_key, &place))
		return false;
	element = place_element(&place);
	if (place.set->key_type == TYPE_IFNAME) { /* another interface */
		key = arena_calloc(&m->rules->arena, NAME_LEN, 1);
		memcpy(key, mutate_stranger, strlen(mutate_stranger));
		element->key = key;
		return true;
	}
	at = pick(place.set->key_len);
	bit = (uint8_t)(1 << pick(8));
	key = mutate_own_bytes(m, element->key, place.set->key_len);
	key[at] ^= bit;
	element->key = key;
	if (!element->key_end)
		return true;
	end = mutate_own_bytes(m, element->key_end, place.set->key_len);
	end[at] ^= bit;
	element->key_end = end;
	return !is_reversed(place.set, key, end);
}

static bool leads_on(const struct place *place)
{
	return is_element(place) && place_element(place)->verdict &&
	       place->nth_element + 1 < place->set->elements.n &&
	       place_element(place)[1].verdict;
}

bool mutate_exchange_verdicts(struct mutator *m)
{
	struct place place;
	struct nf_element *element;
	const struct nf_verdict *kept;

	if (!mutate_pick(m, leads_on, &place))
		return false;
	element = place_element(&place);
	kept = element[0].verdict;
	element[0].verdict = element[1].verdict;
	element[1].verdict = kept;
	return true;
}

static bool has_data(const struct place *place)
{
	return is_element(place) && place_element(place)->data.len > 0;
}

bool mutate_data(struct mutator *m)
{
	struct place place;
	struct nf_element *element;
	uint8_t *bytes;

	if (!mutate_pick(m, has_data, &place))
		return false;
	element = place_element(&place);
	bytes = mutate_own_bytes(m, element->data.at, element->data.len);
	bytes[pick((uint32_t)element->data.len)] ^= (uint8_t)(1 << pick(8));
	element->data.at = bytes;
	return true;
}

static bool has_no_catchall(const struct place *place)
{
	if (!is_element(place))
		return false;
	vec_each(element, &place->set->elements)
		if (!element->key)
			return false;
	return true;
}

/* What no other element has is treated as one of them. */
bool mutate_catch_all(struct mutator *m)
{
	struct place place;
	struct nf_element *element, like;

	if (!mutate_pick(m, has_no_catchall, &place))
		return false;
	like = *place_element(&place);
	if (like.flags & NF_ELEMENT_INTERVAL_END)
		return false;
	element = vec_add(&m->rules->arena, &place.set->elements);
	*element = like;
	element->key = element->key_end = NULL;
	element->flags = NF_ELEMENT_CATCHALL;
	return true;
}

/* A base chain of the gate's, to be written to; `base` is its own. */
static struct nf_chain *some_base(struct mutator *m, struct nf_base **base)
{
	VEC(struct nf_chain *) all = { 0 };
	struct nf_chain *chosen;

	vec_each(table, &m->rules->tables) {
		vec_each(chain, &table->chains) {
			if (chain->base)
				*vec_add(&m->arena, &all) = chain;
		}
	}
	if (all.n == 0)
		return NULL;
	chosen = all.at[pick((uint32_t)all.n)];
	*base = arena_alloc(&m->rules->arena, sizeof(**base));
	**base = *chosen->base;
	chosen->base = *base;
	snprintf(m->out->where, sizeof(m->out->where), "%s %s",
		 chosen->table->name, chosen->name);
	return chosen;
}

bool mutate_policy(struct mutator *m)
{
	struct nf_base *base;

	if (!some_base(m, &base))
		return false;
	base->accepts = !base->accepts;
	return true;
}

bool mutate_priority(struct mutator *m)
{
	struct nf_base *base;

	if (!some_base(m, &base))
		return false;
	base->priority = base->priority < 0 ? LATE : -LATE;
	return true;
}

bool mutate_sleep(struct mutator *m)
{
	struct nf_table *table =
		&m->rules->tables.at[pick((uint32_t)m->rules->tables.n)];

	table->flags |= NF_TABLE_DORMANT;
	snprintf(m->out->where, sizeof(m->out->where), "%s", table->name);
	return true;
}

/* Tables move when there is one more: who points at them, points at the new. */
static struct nf_table *add_table(struct mutator *m)
{
	struct nf_table *added = vec_add(&m->rules->arena, &m->rules->tables);

	*added = (struct nf_table){ .family = NF_FAMILY_INET,
				    .name = "stranger" };
	vec_each(table, &m->rules->tables) {
		vec_each(chain, &table->chains)
			chain->table = table;
		vec_each(set, &table->sets)
			set->table = table;
	}
	return added;
}

static bool add_foreign(struct mutator *m, const struct nf_expr *exprs,
			size_t n, enum nf_verdict_kind verdict)
{
	static const uint32_t hooks[] = { NF_HOOK_PREROUTING, NF_HOOK_FORWARD,
					  NF_HOOK_INPUT };
	struct nf_table *table = add_table(m);
	struct nf_chain *chain = vec_add(&m->rules->arena, &table->chains);
	struct nf_rule *rule = vec_add(&m->rules->arena, &chain->rules);
	struct nf_base *base = arena_alloc(&m->rules->arena, sizeof(*base));
	struct nf_expr *own =
		arena_calloc(&m->rules->arena, n + 1, sizeof(*own));

	*base = (struct nf_base){ .hook = hooks[pick(3)],
				  .priority = one_in(2) ? -FOREIGN : FOREIGN,
				  .accepts = true,
				  .type = "filter" };
	memcpy(own, exprs, n * sizeof(*own));
	own[n] = (struct nf_expr){ .kind = EXPR_VERDICT,
				   .name = "immediate",
				   .verdict = { .kind = verdict } };
	*rule = (struct nf_rule){ .exprs = { own, n + 1 } };
	chain->table = table;
	chain->name = "stranger";
	chain->base = base;
	snprintf(m->out->where, sizeof(m->out->where), "hook %u, priority %d",
		 base->hook, base->priority);
	return true;
}

bool mutate_foreign_accept(struct mutator *m)
{
	return add_foreign(m, NULL, 0, NF_VERDICT_ACCEPT);
}

/* One protocol of the three that matter. */
bool mutate_foreign_drop(struct mutator *m)
{
	static const uint8_t protos[] = { 1, 6, 17 };
	const struct nf_expr exprs[] = {
		{ .kind = EXPR_META,
		  .name = "meta",
		  .meta = { 0, NF_META_L4PROTO } },
		{ .kind = EXPR_CMP,
		  .name = "cmp",
		  .cmp = { 0, NF_CMP_EQ, { &protos[pick(3)], 1 } } },
	};

	return add_foreign(m, exprs, 2, NF_VERDICT_DROP);
}
