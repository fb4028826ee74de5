/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z3_set.c -- which element of a set a key is, as formulas
 */
#include <string.h>

#include "z3_parts.h"

static bool is_end(const struct nf_element *element)
{
	return element->flags & NF_ELEMENT_INTERVAL_END;
}

/* No other border lies between it and the key; at equal keys a beginning stands
 * behind an end. */
static Z3_ast is_nearest(struct z3_run *run, const struct nf_set *set,
			 const struct nf_element *element, Z3_ast key)
{
	Z3_context z3 = run->z3;
	Z3_ast mine = z3_constant(z3, element->key, set->key_len);
	Z3_ast result = Z3_mk_bvuge(z3, key, mine), border;

	vec_each(other, &set->elements) {
		if (other == element || !other->key ||
		    memcmp(other->key, element->key, set->key_len) <= 0)
			continue;
		border = z3_constant(z3, other->key, set->key_len);
		result = z3_and(z3, result, Z3_mk_bvult(z3, key, border));
	}
	return result;
}

static Z3_ast in_box(struct z3_run *run, const struct nf_set *set,
		     const struct nf_element *element, const Z3_ast *key)
{
	const uint8_t *last =
		element->key_end ? element->key_end : element->key;
	Z3_ast result = z3_true(run->z3);
	size_t at;

	if (set->n_fields <= 1)
		return z3_between(run->z3, key, element->key, last,
				  set->key_len);
	for (size_t i = 0; i < set->n_fields; i++) {
		at = rules_field_offset(set, i);
		result = z3_and(run->z3, result,
				z3_between(run->z3, key + at, element->key + at,
					   last + at, set->field_lens[i]));
	}
	return result;
}

void z3_members(struct z3_run *run, const struct nf_set *set, const Z3_ast *key,
		Z3_ast *hits)
{
	bool line = (set->flags & NF_SET_INTERVAL) && set->n_fields <= 1;
	Z3_ast whole = z3_number(run->z3, key, set->key_len);
	Z3_ast none = z3_true(run->z3);
	size_t i = 0;

	vec_each(element, &set->elements) {
		hits[i] = z3_false(run->z3);
		if (element->key && line && !is_end(element))
			hits[i] = is_nearest(run, set, element, whole);
		else if (element->key && !line)
			hits[i] = in_box(run, set, element, key);
		none = z3_and(run->z3, none, z3_not(run->z3, hits[i]));
		i++;
	}
	i = 0;
	vec_each(element, &set->elements) {
		if (!element->key)
			hits[i] = none;
		i++;
	}
}
