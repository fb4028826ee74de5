/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_aim.c -- packets at the edges of what a rule says
 *
 * A rule is read as it is run: of each register it is known which load filled it
 * and what was done to it since. Where it is compared, a value at the edge of
 * the comparison is led back through all that and put into the packet.
 */
#include <string.h>

#include "base/must.h"
#include "proof/rules/register.h"

#include "cover.h"
#include "random_policy.h"

enum {
	CHANGES_MAX = 6,
	BYTES = NF_REGS * NF_REG_LEN,
};

/* What a register holds. */
struct origin {
	const struct nf_expr *load; /* NULL: nothing that a packet has */
	size_t len;
	const struct nf_expr *changes[CHANGES_MAX];
	size_t n;
};

struct aiming {
	const struct cover_aim *aim;
	struct origin of[NF_REGS];
};

static uint32_t word_of(const struct cover_aim *aim, const uint8_t *at)
{
	uint32_t word = 0;

	for (size_t i = 0; i < 4; i++)
		word = word << 8 | at[aim->little_endian ? 3 - i : i];
	return word;
}

static void shift_back(const struct cover_aim *aim, const struct nf_expr *expr,
		       uint8_t *bytes)
{
	bool left = expr->bitwise.op == NF_BITWISE_RSHIFT;
	unsigned by = expr->bitwise.shift;
	size_t n = (expr->bitwise.len + 3) / 4;
	uint32_t words[NF_REGS], word;

	for (size_t i = 0; i < n; i++)
		words[i] = word_of(aim, bytes + 4 * i);
	for (size_t i = 0; i < n; i++) {
		word = left ? words[i] << by : words[i] >> by;
		if (by && left && i + 1 < n)
			word |= words[i + 1] >> (32 - by);
		if (by && !left && i > 0)
			word |= words[i - 1] << (32 - by);
		for (size_t k = 0; k < 4; k++)
			bytes[4 * i + (aim->little_endian ? k : 3 - k)] =
				(uint8_t)(word >> 8 * k);
	}
}

/* What a register held before the change, so that it holds `bytes` behind. */
static void lead_back(const struct cover_aim *aim, const struct nf_expr *expr,
		      uint8_t *bytes)
{
	size_t size = expr->byteorder.size;
	uint8_t turned[BYTES], free;

	if (expr->kind == EXPR_BYTEORDER) {
		memcpy(turned, bytes, expr->byteorder.len);
		for (size_t i = 0; aim->little_endian &&
				   i < expr->byteorder.len / size * size;
		     i++)
			bytes[i] =
				turned[i / size * size + size - 1 - i % size];
		return;
	}
	if (expr->bitwise.op == NF_BITWISE_LSHIFT ||
	    expr->bitwise.op == NF_BITWISE_RSHIFT) {
		shift_back(aim, expr, bytes);
		return;
	}
	for (size_t i = 0; i < expr->bitwise.len; i++) {
		free = (uint8_t)(one_in(2) ? 0 : pick(256));
		if (expr->bitwise.op == NF_BITWISE_MASK_XOR)
			bytes[i] = ((bytes[i] ^ expr->bitwise.xor.at[i]) &
				    expr->bitwise.mask.at[i]) |
				   (free & ~expr->bitwise.mask.at[i]);
	}
}

static void put(const struct aiming *aiming, const struct origin *origin,
		const uint8_t *value, size_t len)
{
	uint8_t bytes[2 * BYTES] = { 0 };

	memcpy(bytes, value, len);
	for (size_t i = origin->n; i-- > 0;)
		lead_back(aiming->aim, origin->changes[i], bytes);
	cover_put(aiming->aim, origin->load, bytes, len);
}

/* A key that may come out of several loads. */
static void put_all(const struct aiming *aiming, uint8_t reg,
		    const uint8_t *value, size_t len)
{
	size_t done = 0, n;

	while (done < len && reg < NF_REGS) {
		const struct origin *origin = &aiming->of[reg];

		n = origin->load ? origin->len : NF_REG_LEN;
		if (n > len - done)
			n = len - done;
		if (origin->load)
			put(aiming, origin, value + done, n);
		n = (n + 3) / 4 * 4;
		done += n;
		reg += (uint8_t)(n / 4);
	}
}

/* The value, or a neighbour in memcmp's order. */
static void put_near(const struct aiming *aiming, uint8_t reg,
		     const uint8_t *value, size_t len)
{
	uint8_t near[BYTES];
	uint8_t step = one_in(2) ? 1 : 0xff, carry;

	memcpy(near, value, len);
	if (one_in(3)) {
		carry = step == 1 ? 0xff : 0;
		for (size_t i = len; i-- > 0;) {
			near[i] = (uint8_t)(near[i] + step);
			if ((uint8_t)(near[i] - step) != carry)
				break;
		}
	}
	put_all(aiming, reg, near, len);
}

static void put_element(const struct aiming *aiming, const struct nf_expr *expr)
{
	const struct nf_set *set = expr->lookup.set;
	const struct nf_element *element;
	const uint8_t *from;
	uint8_t key[BYTES];
	size_t last;

	if (!set->elements.n || set->key_len > sizeof(key))
		return;
	element = &set->elements.at[pick((uint32_t)set->elements.n)];
	from = element->key_end && one_in(2) ? element->key_end : element->key;
	if (!from)
		return;
	memcpy(key, from, set->key_len);
	if (set->n_fields > 1 && one_in(3)) { /* beyond one of the fields */
		size_t i = pick((uint32_t)set->n_fields);

		last = rules_field_offset(set, i) + set->field_lens[i] - 1;
		key[last] = (uint8_t)(key[last] + (one_in(2) ? 1 : 0xff));
	}
	if (set->n_fields > 1)
		put_all(aiming, expr->lookup.sreg, key, set->key_len);
	else
		put_near(aiming, expr->lookup.sreg, key, set->key_len);
}

static void note_load(struct aiming *aiming, const struct nf_expr *expr)
{
	bool known = expr->kind == EXPR_PAYLOAD || expr->kind == EXPR_META ||
		     expr->kind == EXPR_CT;
	uint8_t reg;
	size_t len;

	if (!rules_written(expr, NF_FAMILY_IP, &reg, &len))
		return;
	for (size_t i = 0; i < len; i += NF_REG_LEN)
		aiming->of[reg + i / NF_REG_LEN].load = NULL;
	if (known)
		aiming->of[reg] = (struct origin){ .load = expr, .len = len };
}

static void note_change(struct aiming *aiming, const struct nf_expr *expr,
			uint8_t sreg, uint8_t dreg)
{
	struct origin origin = aiming->of[sreg];

	if (origin.n == CHANGES_MAX)
		origin.load = NULL;
	else
		origin.changes[origin.n++] = expr;
	aiming->of[dreg] = origin;
}

void cover_aim(const struct cover_aim *aim, const struct nf_rule *rule)
{
	struct aiming aiming = { .aim = aim };

	for (size_t i = 0; i < rule->exprs.n; i++) {
		const struct nf_expr *expr = &rule->exprs.at[i];

		if (expr->strange)
			return;
		if (expr->kind == EXPR_CMP)
			put_near(&aiming, expr->cmp.sreg, expr->cmp.data.at,
				 expr->cmp.data.len);
		else if (expr->kind == EXPR_RANGE)
			put_near(&aiming, expr->range.sreg,
				 one_in(2) ? expr->range.from.at
					   : expr->range.to.at,
				 expr->range.from.len);
		else if (expr->kind == EXPR_BITWISE)
			note_change(&aiming, expr, expr->bitwise.sreg,
				    expr->bitwise.dreg);
		else if (expr->kind == EXPR_BYTEORDER)
			note_change(&aiming, expr, expr->byteorder.sreg,
				    expr->byteorder.dreg);
		if (expr->kind == EXPR_LOOKUP)
			put_element(&aiming, expr);
		if (expr->kind != EXPR_BITWISE && expr->kind != EXPR_BYTEORDER)
			note_load(&aiming, expr);
	}
}
