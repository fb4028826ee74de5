/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_mark.c -- marks out of a map that are the same for all that follows
 */
#include "proof/lift/rule_mark.h"

#include <stdlib.h>

#include "base/must.h"

/* For each digit the lowest of which `then` says the same. */
struct lift_alike {
	uint32_t then;
	bool little_endian;
	uint16_t lowest[2][DIGIT_MAX + 1];
};

/* Whether a register is one of those from `first` on that hold `len` bytes. */
static bool is_within(uint8_t reg, uint8_t first, size_t len)
{
	return reg < NF_REGS && reg >= first &&
	       (size_t)(reg - first) * NF_REG_LEN < len;
}

/* Whether an expression behind a map asks its data, or may end the rule with
 * the mark written. */
static bool asks_data(const struct nf_expr *expr, uint8_t reg)
{
	if (expr->strange)
		return true;
	switch ((int)expr->kind) {
	case EXPR_CT_SET:
	case EXPR_COUNTER:
	case EXPR_LOG:
		return false;
	case EXPR_META:
		return expr->meta.key != NF_META_MARK;
	case EXPR_META_SET:
		return expr->meta.reg == reg;
	case EXPR_BITWISE:
		return is_within(reg, expr->bitwise.sreg, expr->bitwise.len) ||
		       is_within(reg, expr->bitwise.sreg2, expr->bitwise.len);
	case EXPR_VERDICT:
		return expr->verdict.kind != NF_VERDICT_ACCEPT &&
		       expr->verdict.kind != NF_VERDICT_DROP;
	default:
		return true;
	}
}

/* All that is done with them is to write them into the connection's mark, and
 * no later rule of the chain is run. */
static bool only_written(const struct lift_run *run, const struct nf_expr *map)
{
	const struct nf_expr *end = run->rule->exprs.at + run->end;
	uint8_t reg = map->lookup.dreg;

	for (const struct nf_expr *expr = map + 1; expr < end; expr++) {
		if (asks_data(expr, reg))
			return false;
		if (expr->kind == EXPR_VERDICT)
			return true;
		if (expr->kind == EXPR_META && expr->meta.reg == reg)
			reg = NF_REG_NONE; /* they are gone */
	}
	return false;
}

static bool are_marks(const struct nf_set *set)
{
	if (set->data_len != NF_REG_LEN)
		return false;
	vec_each(element, &set->elements)
		if (element->data.len != NF_REG_LEN)
			return false;
	return true;
}

static bool find_lowest(struct lift *lift, unsigned level, uint16_t *lowest)
{
	uint8_t *cuts = xcalloc(DIGIT_MAX + 1, 1);
	uint32_t low = 0;

	if (!effect_cuts(lift, lift->then, level, cuts)) {
		free(cuts);
		return false;
	}
	for (uint32_t digit = 0; digit <= DIGIT_MAX; digit++) {
		lowest[digit] = (uint16_t)low;
		if (cuts[digit])
			low = digit + 1;
	}
	free(cuts);
	return true;
}

/* False: nothing is known of what follows, or past the limits. */
static bool know_alike(struct lift *lift)
{
	unsigned level = lift->space->levels[VAR_CT_MARK];
	struct lift_alike *alike;

	if (lift->then == DIAGRAM_OPEN)
		return false;
	if (lift->alike && lift->alike->then == lift->then)
		return true;
	if (!lift->alike)
		lift->alike = xcalloc(1, sizeof(*lift->alike));
	alike = lift->alike;
	alike->then = DIAGRAM_OPEN;
	for (unsigned d = 0; d < 2; d++)
		if (!find_lowest(lift, level + d, alike->lowest[d]))
			return false;
	alike->then = lift->then;
	alike->little_endian = lift->rules->little_endian;
	return true;
}

static uint32_t mark_meaning(void *state, const struct nf_element *element)
{
	const struct lift_alike *alike = state;
	const uint8_t *at = element->data.at;
	uint16_t digits[2];

	digits[0] = (uint16_t)(at[0] << 8 | at[1]);
	digits[1] = (uint16_t)(at[2] << 8 | at[3]);
	if (alike->little_endian) {
		digits[0] = (uint16_t)(at[3] << 8 | at[2]);
		digits[1] = (uint16_t)(at[1] << 8 | at[0]);
	}
	return (uint32_t)alike->lowest[0][digits[0]] << 16 |
	       alike->lowest[1][digits[1]];
}

void mark_bytes(const struct lift *lift, uint32_t meaning,
		uint8_t bytes[static NF_REG_LEN])
{
	for (unsigned i = 0; i < NF_REG_LEN; i++)
		bytes[lift->rules->little_endian ? i : NF_REG_LEN - 1 - i] =
			(uint8_t)(meaning >> 8 * i);
}

bool marks_alike(struct lift_run *run, const struct nf_expr *map,
		 struct lift_tell *tell)
{
	if (!only_written(run, map) || !are_marks(map->lookup.set) ||
	    !know_alike(run->lift))
		return false;
	*tell = (struct lift_tell){ .meaning = mark_meaning,
				    .state = run->lift->alike };
	return true;
}
