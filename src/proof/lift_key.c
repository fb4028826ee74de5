/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_key.c -- many keys at once, as ranges of digits
 *
 * What the key's bits come from decides once how every element is read: as one
 * range of digits for each level, or each run of levels. Where it cannot be
 * said so (bits in the middle of a digit, conntrack's state, unknown values),
 * every element is compared by itself.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/lift_load.h"
#include "proof/lift_match.h"
#include "proof/lift_set.h"

enum {
	PARTS_MAX = 64,
	KEY_BITS_MAX = NF_REGS * NF_REG_LEN * 8,
};

/* A range of digits that is read from bits start … end - 1 of the key. */
struct part {
	size_t start, end;
	uint16_t level, n;
	bool iface;
	bool whole; /* no bit of its digits is free */
};

struct plan {
	const struct bit *bits;
	struct part parts[PARTS_MAX];
	size_t n;
	bool ignored[KEY_BITS_MAX]; /* padding that nobody compares */
};

static bool data_bit(const uint8_t *data, size_t i)
{
	return data[i / 8] >> (7 - i % 8) & 1;
}

/* The bits that part p's digit d takes of the key: mask, and their places. */
static uint16_t part_mask(const struct lift *lift, const struct plan *plan,
			  const struct part *part, unsigned level)
{
	uint16_t mask = lift_zeros(lift, level);

	for (size_t i = part->start; i < part->end; i++)
		if (plan->bits[i].kind == BIT_DIGIT &&
		    plan->bits[i].level == level && !plan->ignored[i])
			mask |= (uint16_t)(1U << plan->bits[i].at);
	return mask;
}

static bool low_are_free(uint16_t mask)
{
	uint16_t low = (uint16_t)~mask;

	return (low & (low + 1U)) == 0;
}

static struct part *part_add(struct plan *plan)
{
	if (plan->n >= PARTS_MAX)
		return NULL;
	return &plan->parts[plan->n++];
}

static bool add_iface(struct plan *plan, size_t start, size_t end)
{
	struct part *part = part_add(plan);

	if (!part)
		return false;
	*part = (struct part){ .start = start,
			       .end = end,
			       .level = plan->bits[start].level,
			       .n = 1,
			       .iface = true };
	return true;
}

/* Where the name or index that begins at bit i ends. */
static size_t iface_end(const struct plan *plan, size_t i, size_t end)
{
	size_t width = plan->bits[i].kind == BIT_NAME ? 128 : 32;

	return i + width < end ? i + width : end;
}

/* The last bit of the level that bit i is of. */
static size_t last_of(const struct plan *plan, size_t i, size_t n)
{
	size_t last = i;

	for (size_t k = i; k < n; k++)
		if (plan->bits[k].kind == BIT_DIGIT &&
		    plan->bits[k].level == plan->bits[i].level)
			last = k;
	return last;
}

/* Keys that are one value each: a part for every level. */
static bool plan_exact(const struct lift *lift, struct plan *plan, size_t n)
{
	bool seen[DIAGRAM_LEVELS] = { false };
	struct part *part;
	struct bit bit;
	uint16_t mask;

	for (size_t i = 0; i < n; i++) {
		bit = plan->bits[i];
		if (plan->ignored[i] || bit.kind == BIT_CONST)
			continue;
		if (bit.kind == BIT_NAME || bit.kind == BIT_INDEX) {
			if (seen[bit.level] ||
			    !add_iface(plan, i, iface_end(plan, i, n)))
				return false;
			seen[bit.level] = true;
			i = plan->parts[plan->n - 1].end - 1;
			continue;
		}
		if (bit.kind != BIT_DIGIT)
			return false;
		if (seen[bit.level])
			continue;
		seen[bit.level] = true;
		part = part_add(plan);
		if (!part)
			return false;
		*part = (struct part){ .start = i,
				       .end = last_of(plan, i, n) + 1,
				       .level = bit.level,
				       .n = 1 };
		mask = part_mask(lift, plan, part, bit.level);
		part->whole = mask == DIGIT_MAX;
		if (!low_are_free(mask))
			return false;
	}
	return true;
}

/* One field with intervals: digits of consecutive levels, in order, none of
 * whose bits are free but the last of the last. */
static bool plan_field(const struct lift *lift, struct plan *plan, size_t start,
		       size_t end)
{
	const struct bit *bits = plan->bits;
	unsigned level = bits[start].level;
	struct part *part;
	size_t i = start;
	uint16_t mask;

	if (bits[start].kind == BIT_NAME || bits[start].kind == BIT_INDEX)
		return add_iface(plan, start, end);
	part = part_add(plan);
	if (!part || bits[start].kind != BIT_DIGIT)
		return false;
	*part = (struct part){ .start = start,
			       .end = end,
			       .level = (uint16_t)level };
	for (; i < end; level++) {
		mask = lift_zeros(lift, level);
		for (; i < end && bits[i].kind == BIT_DIGIT &&
		       bits[i].level == level;
		     i++) {
			if (bits[i].flip ||
			    (uint16_t)(~mask & DIGIT_MAX) >> bits[i].at != 1)
				return false;
			mask |= (uint16_t)(1U << bits[i].at);
		}
		if (mask == lift_zeros(lift, level) ||
		    (i < end && mask != DIGIT_MAX) || ++part->n > RANGE_DIGITS)
			return false;
	}
	return true;
}

static int by_level(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	return x->level - y->level;
}

static bool parts_in_order(struct plan *plan)
{
	if (plan->n > 0)
		qsort(plan->parts, plan->n, sizeof(*plan->parts), by_level);
	for (size_t i = 1; i < plan->n; i++)
		if (plan->parts[i].level <
		    plan->parts[i - 1].level + plan->parts[i - 1].n)
			return false;
	return plan->n > 0;
}

static size_t n_fields(const struct nf_set *set)
{
	return set->n_fields > 1 ? set->n_fields : 1;
}

static void field_of(const struct nf_set *set, size_t field, size_t *start,
		     size_t *end)
{
	*start = 0;
	*end = (size_t)set->key_len * 8;
	if (set->n_fields > 1) {
		*start = rules_field_offset(set, field) * 8;
		*end = *start + set->field_lens[field] * 8UL;
	}
}

static void ignore_padding(struct plan *plan, const struct nf_set *set)
{
	size_t start, end;

	memset(plan->ignored, true, sizeof(plan->ignored));
	for (size_t i = 0; i < n_fields(set); i++) {
		field_of(set, i, &start, &end);
		for (size_t bit = start; bit < end; bit++)
			plan->ignored[bit] = false;
	}
}

static bool plan_fields(const struct lift *lift, struct plan *plan,
			const struct nf_set *set)
{
	size_t start, end;

	for (size_t i = 0; i < n_fields(set); i++) {
		field_of(set, i, &start, &end);
		if (!plan_field(lift, plan, start, end))
			return false;
	}
	return true;
}

/* False: no key can be this element. */
static bool constants_fit(const struct plan *plan, const struct lift_item *item,
			  size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!plan->ignored[i] && bit_is_const(plan->bits[i]) &&
		    plan->bits[i].flip != data_bit(item->first, i))
			return false;
	return true;
}

/* An element's value at one level; free bits are `fill`. False: it has bits
 * that are never set, or two values for one bit. */
static bool digit_of(const struct lift *lift, const struct plan *plan,
		     const struct part *part, unsigned level,
		     const uint8_t *data, bool fill, uint16_t *out)
{
	uint16_t zeros = lift_zeros(lift, level), mask = zeros, value = 0;
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
		if ((mask & place) && is != !!(value & place))
			return false;
		mask |= place;
		if (is)
			value |= place;
	}
	*out = value | (fill ? (uint16_t)~mask : 0);
	return true;
}

static bool part_range(struct lift *lift, const struct plan *plan,
		       const struct part *part, const struct lift_item *item,
		       struct diagram_range *out)
{
	bool low, high;

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
		low = digit_of(lift, plan, part, part->level + d, item->first,
			       false, &out->low[d]);
		high = digit_of(lift, plan, part, part->level + d, item->last,
				true, &out->high[d]);
		if (!low || !high)
			return false;
	}
	return true;
}

static uint32_t members_of_boxes(struct lift *lift, const struct plan *plan,
				 const struct lift_item *items, size_t n,
				 size_t n_bits)
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
		if (!constants_fit(plan, &items[i], n_bits))
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

static uint32_t members_of_sorted(struct lift *lift, const struct plan *plan,
				  const struct lift_item *items, size_t n,
				  size_t n_bits)
{
	uint16_t *digits = xcalloc(n * plan->n + 1, sizeof(*digits));
	uint16_t *sorted = xcalloc(n * plan->n + 1, sizeof(*sorted));
	struct key_order *order = xcalloc(n + 1, sizeof(*order));
	uint16_t levels[PARTS_MAX];
	struct diagram_keys keys = { .levels = levels,
				     .n_levels = plan->n,
				     .keys = sorted,
				     .value = DIAGRAM_TRUE };
	struct diagram_range range;
	uint32_t result;
	size_t at;

	for (size_t i = 0; i < n; i++) {
		if (!constants_fit(plan, &items[i], n_bits))
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
	result = keys.n ? diagram_of_sorted(lift->all, &keys) : DIAGRAM_NOMATCH;
	free(digits);
	free(sorted);
	free(order);
	return diagram_override(lift->all, result, DIAGRAM_FALSE);
}

/* Whether every element is one digit of each part. */
static bool all_single(const struct plan *plan, const struct lift_item *items,
		       size_t n)
{
	char name[SPACE_NAME_LEN + 1];
	const struct part *part;
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
		for (size_t f = 0; f < n_fields(set); f++) {
			field_of(set, f, &start, &end);
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
static bool ifaces_fit(struct lift *lift, const struct plan *plan,
		       const struct lift_item *items, size_t n)
{
	struct diagram_range range;
	const struct part *part;

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
	struct plan *plan = xcalloc(1, sizeof(*plan));
	size_t n_bits = (size_t)set->key_len * 8;
	bool exact = true, fits;
	uint32_t result;

	must(n_bits <= KEY_BITS_MAX);
	for (size_t i = 0; exact && i < n; i++)
		exact = memcmp(items[i].first, items[i].last, set->key_len) ==
			0;
	plan->bits = bits;
	ignore_padding(plan, set);
	fits = exact ? plan_exact(lift, plan, n_bits)
		     : plan_fields(lift, plan, set);
	fits = fits && parts_in_order(plan) && ifaces_fit(lift, plan, items, n);
	if (!fits)
		result = members_one_by_one(lift, bits, set, items, n);
	else if (exact && all_single(plan, items, n))
		result = members_of_sorted(lift, plan, items, n, n_bits);
	else
		result = members_of_boxes(lift, plan, items, n, n_bits);
	free(plan);
	return result;
}
