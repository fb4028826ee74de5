/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_set.c -- random sets and maps, and lookups in them
 */
#include <string.h>

#include "random_maker.h"
#include "random_policy.h"

static bool overlap(const struct nf_set *set, const struct nf_element *a,
		    const struct nf_element *b)
{
	const uint8_t *x = a->key_end ? a->key_end : a->key;
	const uint8_t *y = b->key_end ? b->key_end : b->key;

	if (set->n_fields <= 1)
		return memcmp(a->key, b->key, set->key_len) == 0;
	for (size_t i = 0; i < set->n_fields; i++) {
		size_t at = rules_field_offset(set, i);

		if (memcmp(x + at, b->key + at, set->field_lens[i]) < 0 ||
		    memcmp(y + at, a->key + at, set->field_lens[i]) < 0)
			return false;
	}
	return true;
}

static void give_data(struct random_maker *maker, const struct nf_set *set,
		      struct nf_element *element)
{
	struct nf_verdict *verdict;

	if (set->verdicts) {
		verdict = arena_alloc(&maker->rules->arena, sizeof(*verdict));
		*verdict = random_verdict(maker);
		element->verdict = verdict;
	} else if (set->data_len) {
		element->data.at = random_bytes(maker, set->data_len);
		element->data.len = set->data_len;
	}
}

/* A key, each field in its place; `last` is not below it in any field. */
static void random_key(struct random_maker *maker, const struct nf_set *set,
		       const struct random_field *fields, size_t n,
		       uint8_t **first, uint8_t **last)
{
	const uint8_t *a, *b, *swap;
	size_t at = 0;

	*first = arena_alloc(&maker->rules->arena, set->key_len);
	*last = arena_alloc(&maker->rules->arena, set->key_len);
	for (size_t i = 0; i < n; i++) {
		a = random_value(maker, &fields[i]);
		b = random_value(maker, &fields[i]);
		if (memcmp(a, b, fields[i].len) > 0) {
			swap = a;
			a = b;
			b = swap;
		}
		memcpy(*first + at, a, fields[i].len);
		memcpy(*last + at, fields[i].index || fields[i].name ? a : b,
		       fields[i].len);
		at += (fields[i].len + 3) / 4 * 4;
	}
}

static void fill_set(struct random_maker *maker, struct nf_set *set,
		     const struct random_field *fields, size_t n)
{
	size_t n_elements = 1 + pick(8);
	struct nf_element *element;
	uint8_t *first, *last;
	bool clash;

	for (size_t i = 0; i < n_elements; i++) {
		random_key(maker, set, fields, n, &first, &last);
		element = vec_add(&maker->rules->arena, &set->elements);
		element->key = first;
		if (set->n_fields > 1)
			element->key_end = last;
		if ((set->flags & NF_SET_INTERVAL) && one_in(3))
			element->flags = NF_ELEMENT_INTERVAL_END;
		clash = false;
		for (size_t k = 0; k + 1 < set->elements.n; k++)
			clash |= overlap(set, &set->elements.at[k], element);
		if (clash) {
			set->elements.n--;
			continue;
		}
		give_data(maker, set, element);
	}
	if (one_in(4)) {
		element = vec_add(&maker->rules->arena, &set->elements);
		memset(element, 0, sizeof(*element));
		element->flags = NF_ELEMENT_CATCHALL;
		give_data(maker, set, element);
	}
}

static struct nf_set *random_set(struct random_maker *maker,
				 const struct random_field *fields, size_t n)
{
	struct nf_set *set = &maker->table->sets.at[maker->table->sets.n++];

	set->table = maker->table;
	set->name = "set";
	for (size_t i = 0; i < n; i++) {
		set->field_lens[i] = (uint8_t)fields[i].len;
		set->key_len +=
			(uint32_t)(n == 1 ? fields[i].len
					  : (fields[i].len + 3) / 4 * 4);
	}
	if (one_in(2)) {
		set->flags |= NF_SET_INTERVAL;
		set->n_fields = n > 1 ? n : 0;
	}
	return set;
}

/* False: no room. */
bool random_lookup(struct random_maker *maker,
		   const struct random_field *fields, size_t n, bool *verdicts)
{
	struct nf_expr *expr;
	struct nf_set *set;
	uint32_t kind = pick(3);

	if (maker->table->sets.n == RANDOM_SETS_MAX)
		return false;
	set = random_set(maker, fields, n);
	expr = random_expr(maker, EXPR_LOOKUP);
	expr->lookup.sreg = fields->reg;
	expr->lookup.dreg = NF_REG_NONE;
	expr->lookup.set = set;
	if (kind == 0) {
		expr->lookup.inverted = one_in(3);
	} else if (kind == 1) {
		set->verdicts = true;
		expr->lookup.dreg = NF_REG_VERDICT;
		*verdicts = true;
	} else {
		set->data_len = 4;
		expr->lookup.dreg = fields->reg;
	}
	fill_set(maker, set, fields, n);
	if (kind != 2)
		return true;
	if (one_in(3)) {
		random_compare(maker, &(struct random_field){ fields->reg, 4,
							      false, false });
	} else {
		expr = random_expr(maker,
				   one_in(2) ? EXPR_META_SET : EXPR_CT_SET);
		if (expr->kind == EXPR_META_SET) {
			expr->meta.reg = fields->reg;
			expr->meta.key = NF_META_MARK;
		} else {
			expr->ct.reg = fields->reg;
			expr->ct.key = NF_CT_MARK;
		}
	}
	return true;
}
