/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.c -- where a key is one of many elements
 *
 * What the key's bits come from decides once how every element is read
 * (key_plan.h): as one range of digits for each level, or each run of
 * levels. Where it cannot be said so, every element is compared by itself.
 */
#include "proof/lift/key.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/lift/key_plan.h"
#include "proof/lift/match.h"

static bool data_bit(const uint8_t *data, size_t i)
{
	return data[i / 8] >> (7 - i % 8) & 1;
}

/* False: no key can be this element. */
static bool constants_fit(const struct key_plan *plan,
			  const struct lift_item *item)
{
	for (size_t i = 0; i < plan->n_bits; i++)
		if (!plan->ignored[i] && bit_is_const(plan->bits[i]) &&
		    plan->bits[i].flip != data_bit(item->first, i))
			return false;
	return true;
}

/* What data say about the digit at one level. */
struct digit {
	uint16_t mask; /* the bits that are said */
	uint16_t value;
};

/* False: two values for one bit, or one that is never set is. */
static bool read_digit(const struct key_plan *plan, const struct key_part *part,
		       unsigned level, const uint8_t *data, struct digit *digit)
{
	uint16_t place;
	struct bit bit;
	bool is;

	for (size_t i = part->start; i < part->end; i++) {
		bit = plan->bits[i];
		if (plan->ignored[i] || bit.kind != BIT_DIGIT ||
		    bit.level != level)
			continue;
		is = data_bit(data, i) ^ bit.flip;
		place = (uint16_t)(1U << bit.at);
		if ((digit->mask & place) && is != !!(digit->value & place))
			return false;
		digit->mask |= place;
		if (is)
			digit->value |= place;
	}
	return true;
}

/* The digits from an element's first to its last key; bits of which it says
 * nothing are free. */
static bool part_range(struct lift *lift, const struct key_plan *plan,
		       const struct key_part *part,
		       const struct lift_item *item, struct diagram_range *out)
{
	if (part->iface) {
		if (!lift_name_range(lift, plan->bits + part->start,
				     item->first + part->start / 8,
				     item->last + part->start / 8,
				     (part->end - part->start) / 8, out))
			return false;
		return out->n > 0;
	}
	*out = (struct diagram_range){ .level = part->level, .n = part->n };
	for (unsigned d = 0; d < part->n; d++) {
		unsigned level = part->level + d;
		struct digit low = { .mask = lift_zeros(lift, level) };
		struct digit high = low;

		if (!read_digit(plan, part, level, item->first, &low) ||
		    !read_digit(plan, part, level, item->last, &high))
			return false;
		out->low[d] = low.value;
		out->high[d] = high.value | (uint16_t)~high.mask;
	}
	return true;
}

static uint32_t members_of_boxes(struct lift *lift, const struct key_plan *plan,
				 const struct lift_item *items, size_t n)
{
	struct diagram_range *ranges =
		xcalloc(n * plan->n + 1, sizeof(*ranges));
	struct diagram_boxes boxes = { .ranges = ranges,
				       .n_ranges = plan->n,
				       .value = DIAGRAM_TRUE,
				       .disjoint = true };
	uint32_t result;
	size_t at;

	for (size_t i = 0; i < n; i++) {
		if (!constants_fit(plan, &items[i]))
			continue;
		for (at = 0; at < plan->n; at++)
			if (!part_range(lift, plan, &plan->parts[at], &items[i],
					&ranges[boxes.n * plan->n + at]))
				break;
		boxes.n += at == plan->n;
	}
	result =
		boxes.n ? diagram_of_boxes(lift->all, &boxes) : DIAGRAM_NOMATCH;
	free(ranges);
	return diagram_override(lift->all, result, DIAGRAM_FALSE);
}

struct key_order {
	const uint16_t *digits;
	size_t n;
};

static int by_digits(const void *a, const void *b)
{
	const struct key_order *x = a, *y = b;

	for (size_t i = 0; i < x->n; i++)
		if (x->digits[i] != y->digits[i])
			return x->digits[i] < y->digits[i] ? -1 : 1;
	return 0;
}

static uint32_t members_of_sorted(struct lift *lift,
				  const struct key_plan *plan,
				  const struct lift_item *items, size_t n)
{
	uint16_t *digits = xcalloc(n * plan->n + 1, sizeof(*digits));
	uint16_t *sorted = xcalloc(n * plan->n + 1, sizeof(*sorted));
	struct key_order *order = xcalloc(n + 1, sizeof(*order));
	uint16_t levels[KEY_PARTS_MAX];
	struct diagram_keys keys = { .levels = levels,
				     .n_levels = plan->n,
				     .keys = sorted,
				     .value = DIAGRAM_TRUE,
				     .otherwise = DIAGRAM_FALSE };
	struct diagram_range range;
	uint32_t result;
	size_t at;

	for (size_t i = 0; i < n; i++) {
		if (!constants_fit(plan, &items[i]))
			continue;
		for (at = 0; at < plan->n; at++) {
			if (!part_range(lift, plan, &plan->parts[at], &items[i],
					&range))
				break;
			digits[keys.n * plan->n + at] = range.low[0];
		}
		if (at == plan->n) {
			order[keys.n] =
				(struct key_order){ digits + keys.n * plan->n,
						    plan->n };
			keys.n++;
		}
	}
	for (at = 0; at < plan->n; at++)
		levels[at] = plan->parts[at].level;
	if (keys.n > 0)
		qsort(order, keys.n, sizeof(*order), by_digits);
	for (size_t i = 0; i < keys.n; i++)
		memcpy(sorted + i * plan->n, order[i].digits,
		       plan->n * sizeof(*sorted));
	result = diagram_of_sorted(lift->all, &keys);
	free(digits);
	free(sorted);
	free(order);
	return result;
}

/* Whether every element is one digit of each part. */
static bool all_single(const struct key_plan *plan,
		       const struct lift_item *items, size_t n)
{
	char name[SPACE_NAME_LEN + 1];
	const struct key_part *part;
	size_t from, len;

	for (size_t at = 0; at < plan->n; at++) {
		part = &plan->parts[at];
		from = part->start / 8;
		len = (part->end - part->start) / 8;
		if (!part->iface && !part->whole)
			return false;
		for (size_t i = 0; part->iface && i < n; i++)
			if (plan->bits[part->start].kind == BIT_NAME &&
			    lift_name_of(items[i].first + from,
					 items[i].last + from, len,
					 name) == NAME_PREFIX)
				return false;
	}
	return true;
}

/* Each element by itself. */
static uint32_t members_one_by_one(struct lift *lift, const struct bit *bits,
				   const struct nf_set *set,
				   const struct lift_item *items, size_t n)
{
	struct diagram_pile pile = { 0 };
	size_t start, end;
	uint32_t one;

	for (size_t i = 0; i < n; i++) {
		one = DIAGRAM_TRUE;
		for (size_t f = 0; f < key_n_fields(set); f++) {
			key_field(set, f, &start, &end);
			one = diagram_and(
				lift->all, one,
				lift_between(lift, bits + start,
					     items[i].first + start / 8,
					     items[i].last + start / 8,
					     (end - start) / 8));
		}
		diagram_pile_add(lift->all, &pile,
				 diagram_mask(lift->all, one, DIAGRAM_TRUE));
	}
	return diagram_override(lift->all, diagram_pile_end(lift->all, &pile),
				DIAGRAM_FALSE);
}

/* Names and indexes that no range of digits can say are atoms. */
static bool ifaces_fit(struct lift *lift, const struct key_plan *plan,
		       const struct lift_item *items, size_t n)
{
	struct diagram_range range;
	const struct key_part *part;

	for (size_t at = 0; at < plan->n; at++) {
		part = &plan->parts[at];
		for (size_t i = 0; part->iface && i < n; i++)
			if (!lift_name_range(lift, plan->bits + part->start,
					     items[i].first + part->start / 8,
					     items[i].last + part->start / 8,
					     (part->end - part->start) / 8,
					     &range))
				return false;
	}
	return true;
}

uint32_t lift_members(struct lift *lift, const struct bit *bits,
		      const struct nf_set *set, const struct lift_item *items,
		      size_t n)
{
	struct key_plan *plan = xcalloc(1, sizeof(*plan));
	bool exact = true;
	uint32_t result;

	for (size_t i = 0; exact && i < n; i++)
		exact = memcmp(items[i].first, items[i].last, set->key_len) ==
			0;
	if (!key_plan_make(lift, plan, bits, set, exact) ||
	    !ifaces_fit(lift, plan, items, n))
		result = members_one_by_one(lift, bits, set, items, n);
	else if (exact && all_single(plan, items, n))
		result = members_of_sorted(lift, plan, items, n);
	else
		result = members_of_boxes(lift, plan, items, n);
	free(plan);
	return result;
}
