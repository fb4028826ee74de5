/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key_plan.c -- how the bits of a set's key are read, as ranges of digits
 *
 * Keys that are one value each may have their bits anywhere: a part gathers
 * those of one level. A field of an interval is in order as its bytes are: a
 * part is a run of levels, and only the last bits of the last may be missing.
 */
#include "proof/lift/key_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/lift/match.h"

size_t key_n_fields(const struct nf_set *set)
{
	return set->n_fields > 1 ? set->n_fields : 1;
}

void key_field(const struct nf_set *set, size_t field, size_t *start,
	       size_t *end)
{
	*start = 0;
	*end = (size_t)set->key_len * 8;
	if (set->n_fields > 1) {
		*start = rules_field_offset(set, field) * 8;
		*end = *start + set->field_lens[field] * 8UL;
	}
}

static void ignore_padding(struct key_plan *plan, const struct nf_set *set)
{
	size_t start, end;

	memset(plan->ignored, true, sizeof(plan->ignored));
	for (size_t i = 0; i < key_n_fields(set); i++) {
		key_field(set, i, &start, &end);
		for (size_t bit = start; bit < end; bit++)
			plan->ignored[bit] = false;
	}
}

/* The bits that part p's digit d takes of the key: mask, and their places. */
static uint16_t part_mask(const struct lift *lift, const struct key_plan *plan,
			  const struct key_part *part, unsigned level)
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

static struct key_part *part_add(struct key_plan *plan)
{
	if (plan->n >= KEY_PARTS_MAX)
		return NULL;
	return &plan->parts[plan->n++];
}

static bool add_iface(struct key_plan *plan, size_t start, size_t end)
{
	struct key_part *part = part_add(plan);

	if (!part)
		return false;
	*part = (struct key_part){ .start = start,
				   .end = end,
				   .level = plan->bits[start].level,
				   .n = 1,
				   .iface = true };
	return true;
}

/* Where the name or index that begins at bit i ends. */
static size_t iface_end(const struct key_plan *plan, size_t i, size_t end)
{
	size_t width = plan->bits[i].kind == BIT_NAME ? 128 : 32;

	return i + width < end ? i + width : end;
}

/* The last bit of the level that bit i is of. */
static size_t last_of(const struct key_plan *plan, size_t i, size_t n)
{
	size_t last = i;

	for (size_t k = i; k < n; k++)
		if (plan->bits[k].kind == BIT_DIGIT &&
		    plan->bits[k].level == plan->bits[i].level)
			last = k;
	return last;
}

/* Keys that are one value each: a part for every level. */
static bool plan_exact(const struct lift *lift, struct key_plan *plan, size_t n)
{
	bool seen[DIAGRAM_LEVELS] = { false };
	struct key_part *part;
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
		*part = (struct key_part){ .start = i,
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
static bool plan_field(const struct lift *lift, struct key_plan *plan,
		       size_t start, size_t end)
{
	const struct bit *bits = plan->bits;
	unsigned level = bits[start].level;
	struct key_part *part;
	size_t i = start;
	uint16_t mask;

	if (bits[start].kind == BIT_NAME || bits[start].kind == BIT_INDEX)
		return add_iface(plan, start, end);
	part = part_add(plan);
	if (!part || bits[start].kind != BIT_DIGIT)
		return false;
	*part = (struct key_part){ .start = start,
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

static bool plan_fields(const struct lift *lift, struct key_plan *plan,
			const struct nf_set *set)
{
	size_t start, end;

	for (size_t i = 0; i < key_n_fields(set); i++) {
		key_field(set, i, &start, &end);
		if (!plan_field(lift, plan, start, end))
			return false;
	}
	return true;
}

static int by_level(const void *a, const void *b)
{
	const struct key_part *x = a, *y = b;

	return x->level - y->level;
}

static bool parts_in_order(struct key_plan *plan)
{
	if (plan->n > 0)
		qsort(plan->parts, plan->n, sizeof(*plan->parts), by_level);
	for (size_t i = 1; i < plan->n; i++)
		if (plan->parts[i].level <
		    plan->parts[i - 1].level + plan->parts[i - 1].n)
			return false;
	return plan->n > 0;
}

bool key_plan_make(const struct lift *lift, struct key_plan *plan,
		   const struct bit *bits, const struct nf_set *set, bool exact)
{
	size_t n_bits = (size_t)set->key_len * 8;

	must(n_bits <= KEY_BITS_MAX);
	plan->bits = bits;
	plan->n_bits = n_bits;
	plan->n = 0;
	ignore_padding(plan, set);
	return (exact ? plan_exact(lift, plan, n_bits)
		      : plan_fields(lift, plan, set)) &&
	       parts_in_order(plan);
}
