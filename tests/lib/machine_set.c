/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_set.c -- lookups, element by element
 */
#include <string.h>

#include "machine_parts.h"

static bool is_in(const struct nf_set *set, const struct nf_element *element,
		  const uint8_t *key)
{
	const uint8_t *last =
		element->key_end ? element->key_end : element->key;

	if (set->n_fields <= 1)
		return memcmp(key, element->key, set->key_len) >= 0 &&
		       memcmp(key, last, set->key_len) <= 0;
	for (size_t i = 0; i < set->n_fields; i++) {
		size_t at = rules_field_offset(set, i);

		if (memcmp(key + at, element->key + at, set->field_lens[i]) <
			    0 ||
		    memcmp(key + at, last + at, set->field_lens[i]) > 0)
			return false;
	}
	return true;
}

/* The greatest end that is not beyond the key; a beginning before an end. */
static const struct nf_element *find_interval(const struct nf_set *set,
					      const uint8_t *key)
{
	const struct nf_element *best = NULL;
	int order;

	vec_each(element, &set->elements) {
		if (!element->key ||
		    memcmp(element->key, key, set->key_len) > 0)
			continue;
		order = best ? memcmp(element->key, best->key, set->key_len)
			     : 1;
		if (order > 0 ||
		    (order == 0 && !(element->flags & NF_ELEMENT_INTERVAL_END)))
			best = element;
	}
	return best && !(best->flags & NF_ELEMENT_INTERVAL_END) ? best : NULL;
}

const struct nf_element *machine_find(const struct nf_set *set,
				      const uint8_t *key)
{
	const struct nf_element *found = NULL;

	if ((set->flags & NF_SET_INTERVAL) && set->n_fields <= 1)
		found = find_interval(set, key);
	else
		vec_each(element, &set->elements)
			if (!found && element->key && is_in(set, element, key))
				found = element;
	vec_each(element, &set->elements)
		if (!found && !element->key)
			found = element;
	return found;
}

bool machine_lookup(struct machine_regs *regs, const struct nf_expr *expr,
		    struct nf_verdict *verdict)
{
	const struct nf_element *found = machine_find(
		expr->lookup.set, machine_reg(regs, expr->lookup.sreg));

	if ((found != NULL) == expr->lookup.inverted)
		return false;
	if (expr->lookup.dreg == NF_REG_VERDICT)
		*verdict = *found->verdict;
	else if (expr->lookup.dreg != NF_REG_NONE)
		machine_put(regs, expr->lookup.dreg, found->data.at,
			    found->data.len);
	return true;
}
