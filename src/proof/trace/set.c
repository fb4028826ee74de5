/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.c -- lookups in sets and maps, by bytes
 *
 * The first lookup goes through the elements one by one, which is faster than
 * any index is made; a set that is asked again gets one. Elements of a set never
 * overlap: the kernel refuses them.
 */
#include <string.h>

#include "base/must.h"
#include "proof/trace/run.h"

enum {
	KEY_MAX = NF_REGS * NF_REG_LEN,
	MEANINGS_MAX = 16, /* that are told apart where a key is not known */
};

struct trace_set *run_set(struct running *r, const struct nf_set *set)
{
	const struct rules *rules = r->tracer->rules;
	size_t table = (size_t)(set->table - rules->tables.at);

	return &r->tracer->tables[table].sets[set - set->table->sets.at];
}

static bool is_gone(const struct running *r, const struct nf_element *element)
{
	uint64_t later = r->tracer->options.later_ms;

	return element->expiration_ms && element->expiration_ms <= later;
}

static const struct nf_element *catchall_of(const struct running *r,
					    const struct nf_set *set)
{
	vec_each(element, &set->elements)
		if (!element->key && !is_gone(r, element))
			return element;
	return NULL;
}

static uint64_t hash_of(const uint8_t *key, size_t len)
{
	uint64_t hash = 14695981039346656037U;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ key[i]) * 1099511628211U;
	return hash ^ hash >> 29;
}

/* The slot of the key, or the empty one where it would be. */
static uint32_t *slot_of(const struct nf_set *set,
			 const struct trace_set *known, const uint8_t *key)
{
	size_t mask = known->n_slots - 1;
	size_t at = hash_of(key, set->key_len) & mask;

	for (; known->slots[at]; at = (at + 1) & mask)
		if (memcmp(set->elements.at[known->slots[at] - 1].key, key,
			   set->key_len) == 0)
			break;
	return &known->slots[at];
}

static void make_slots(struct running *r, const struct nf_set *set,
		       struct trace_set *known)
{
	uint32_t *slot;

	known->n_slots = 8;
	while (known->n_slots < 2 * set->elements.n)
		known->n_slots *= 2;
	known->slots = arena_calloc(&r->tracer->arena, known->n_slots,
				    sizeof(*known->slots));
	vec_each(element, &set->elements) {
		if (!element->key)
			continue;
		slot = slot_of(set, known, element->key);
		if (!*slot)
			*slot = (uint32_t)(element - set->elements.at) + 1;
	}
	known->built = true;
}

static const struct nf_element *find_equal(struct running *r,
					   const struct nf_set *set,
					   struct trace_set *known,
					   const uint8_t *key)
{
	uint32_t place;

	if (known->asked > 1 && !known->built)
		make_slots(r, set, known);
	if (known->built) {
		place = *slot_of(set, known, key);
		return place ? &set->elements.at[place - 1] : NULL;
	}
	vec_each(element, &set->elements)
		if (element->key &&
		    memcmp(element->key, key, set->key_len) == 0)
			return element;
	return NULL;
}

static const struct nf_element *find_range(struct running *r,
					   const struct nf_set *set,
					   struct trace_set *known,
					   const uint8_t *key)
{
	size_t low = 0, high, mid;

	if (!known->built) {
		known->is_strange =
			!rules_ranges(set, &r->tracer->arena, &known->ranges);
		known->built = true;
	}
	high = known->ranges.list.n;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (memcmp(known->ranges.list.at[mid].last, key, set->key_len) <
		    0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == known->ranges.list.n ||
	    memcmp(known->ranges.list.at[low].first, key, set->key_len) > 0)
		return NULL;
	return known->ranges.list.at[low].element;
}

static bool has_fields(const struct nf_set *set,
		       const struct nf_element *element, const uint8_t *key)
{
	const uint8_t *last =
		element->key_end ? element->key_end : element->key;
	size_t at;

	for (size_t i = 0; i < set->n_fields; i++) {
		at = rules_field_offset(set, i);
		if (memcmp(key + at, element->key + at, set->field_lens[i]) <
			    0 ||
		    memcmp(key + at, last + at, set->field_lens[i]) > 0)
			return false;
	}
	return true;
}

static const struct nf_element *find_known(struct running *r,
					   const struct nf_set *set,
					   struct trace_set *known,
					   const uint8_t *key)
{
	if (rules_has_ranges(set))
		return find_range(r, set, known, key);
	if (set->n_fields <= 1)
		return find_equal(r, set, known, key);
	vec_each(element, &set->elements)
		if (element->key && has_fields(set, element, key))
			return element;
	return NULL;
}

/* Where the key is not known: whether it could be within. */
static bool may_be(const struct cell *cells, const uint8_t *first,
		   const uint8_t *last, size_t len)
{
	return cells_below(cells, first, len, true) != KNOWN_YES &&
	       cells_below(cells, last, len, false) != KNOWN_NO;
}

static bool fields_may_be(const struct cell *cells, const struct nf_set *set,
			  const struct nf_element *element)
{
	const uint8_t *last =
		element->key_end ? element->key_end : element->key;
	size_t at;

	if (set->n_fields <= 1)
		return cells_equal(cells, element->key, set->key_len) !=
		       KNOWN_NO;
	for (size_t i = 0; i < set->n_fields; i++) {
		at = rules_field_offset(set, i);
		if (!may_be(cells + at, element->key + at, last + at,
			    set->field_lens[i]))
			return false;
	}
	return true;
}

static bool mean_the_same(const struct nf_element *a,
			  const struct nf_element *b)
{
	if (!a->verdict != !b->verdict || a->data.len != b->data.len)
		return false;
	if (a->verdict && (a->verdict->kind != b->verdict->kind ||
			   a->verdict->code != b->verdict->code ||
			   a->verdict->chain != b->verdict->chain))
		return false;
	return !a->data.len || memcmp(a->data.at, b->data.at, a->data.len) == 0;
}

struct meanings {
	const struct nf_element *at[MEANINGS_MAX + 1];
	size_t n;
};

static void add_meaning(struct meanings *meanings,
			const struct nf_element *element)
{
	for (size_t i = 0; i < meanings->n && i < MEANINGS_MAX; i++)
		if (mean_the_same(meanings->at[i], element))
			return;
	if (meanings->n <= MEANINGS_MAX)
		meanings->at[meanings->n++] = element;
}

static void find_meanings(struct running *r, const struct nf_set *set,
			  struct trace_set *known, const struct cell *cells,
			  struct meanings *out)
{
	static const uint8_t zero[KEY_MAX];

	if (rules_has_ranges(set)) {
		find_range(r, set, known, zero);
		vec_each(range, &known->ranges.list)
			if (may_be(cells, range->first, range->last,
				   set->key_len) &&
			    !is_gone(r, range->element))
				add_meaning(out, range->element);
		return;
	}
	vec_each(element, &set->elements)
		if (element->key && fields_may_be(cells, set, element) &&
		    !is_gone(r, element))
			add_meaning(out, element);
}

/* The first answers are the meanings, then the catchall, or none. */
static bool find_unknown(struct running *r, const struct nf_set *set,
			 struct trace_set *known, const struct cell *cells,
			 struct trace_hit *hit)
{
	const struct nf_element *catchall = catchall_of(r, set);
	struct meanings meanings = { 0 };
	const char *text;
	unsigned answer;

	find_meanings(r, set, known, cells, &meanings);
	hit->element = catchall;
	if (meanings.n == 0)
		return catchall != NULL;
	text = run_printf(r, "what set %s of table %s %u has for %s", set->name,
			  set->table->name, set->table->family,
			  cells_text(r, cells, set->key_len));
	if (meanings.n > MEANINGS_MAX) { /* anything */
		hit->element = NULL;
		return run_holds(r, text, false) || catchall;
	}
	answer = run_choose(r, text, false, (unsigned)meanings.n + 1);
	if (answer == meanings.n)
		return catchall != NULL;
	hit->element = meanings.at[answer];
	return true;
}

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

static bool find(struct running *r, uint8_t reg, const struct nf_set *set,
		 struct trace_hit *hit)
{
	struct trace_set *known = run_set(r, set);
	struct cell *cells = cells_at(&r->regs, reg);
	uint8_t key[KEY_MAX] = { 0 };

	must(set->key_len <= KEY_MAX);
	cells_resolve(r, cells, set->key_len);
	*hit = (struct trace_hit){ .set = set };
	known->asked++;
	if (known->is_dynamic || set->strange)
		return run_holds(
			r, run_printf(r, "the key is in set %s", set->name),
			true);
	if (cells_are_known(cells, set->key_len)) {
		cells_take(cells, set->key_len, key);
		hit->element = find_known(r, set, known, key);
		if (known->is_strange)
			return run_holds(r,
					 run_printf(r, "the key is in set %s",
						    set->name),
					 true);
		if (hit->element && is_gone(r, hit->element))
			hit->element = NULL;
		if (!hit->element)
			hit->element = catchall_of(r, set);
		return hit->element != NULL;
	}
	return find_unknown(r, set, known, cells, hit);
}

bool run_find(struct running *r, uint8_t reg, const struct nf_set *set,
	      struct trace_hit *hit)
{
	if (!find(r, reg, set, hit))
		return false;
	*vec_add(&r->run->arena, &r->hits) = *hit;
	return true;
}

bool run_lets_pass(struct running *r, const struct trace_hit *hit)
{
	return !hit->element || !may_break(hit->element) ||
	       run_holds(r,
			 run_printf(r, "the element of set %s lets pass",
				    hit->set->name),
			 true);
}
