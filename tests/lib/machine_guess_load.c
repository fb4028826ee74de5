/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_guess_load.c -- values that no packet of the machine has
 *
 * Drawn anew, or from what the rule compares with further on and its
 * neighbours: so that comparisons hold as often as not.
 */
#include <string.h>

#include "base/must.h"
#include "proof/rules/register.h"

#include "machine_guess.h"
#include "machine_parts.h"
#include "random_policy.h"

enum {
	AIMS = 8,
};

struct aims {
	struct nf_bytes at[AIMS];
	size_t n;
};

static void add_aim(struct aims *aims, const uint8_t *at, size_t len)
{
	if (at && len && aims->n < AIMS)
		aims->at[aims->n++] = (struct nf_bytes){ at, len };
}

static void add_elements(struct aims *aims, const struct nf_set *set,
			 size_t offset)
{
	uint32_t n = (uint32_t)set->elements.n;
	const struct nf_element *element;

	for (size_t i = 0; i < 4 && n > 0 && offset < set->key_len; i++) {
		element = &set->elements.at[pick(n)];
		if (element->key)
			add_aim(aims, element->key + offset,
				set->key_len - offset);
	}
}

/* What the register is held against, behind the expression. */
static void find_aims(struct aims *aims, const struct nf_rule *rule,
		      const struct nf_expr *load, uint8_t reg)
{
	for (size_t i = 0; i < rule->exprs.n; i++) {
		const struct nf_expr *expr = &rule->exprs.at[i];

		if (expr <= load || expr->strange)
			continue;
		if (expr->kind == EXPR_CMP && expr->cmp.sreg == reg)
			add_aim(aims, expr->cmp.data.at, expr->cmp.data.len);
		if (expr->kind == EXPR_RANGE && expr->range.sreg == reg) {
			add_aim(aims, expr->range.from.at,
				expr->range.from.len);
			add_aim(aims, expr->range.to.at, expr->range.to.len);
		}
		if (expr->kind == EXPR_LOOKUP && expr->lookup.sreg <= reg)
			add_elements(aims, expr->lookup.set,
				     (size_t)(reg - expr->lookup.sreg) *
					     NF_REG_LEN);
	}
}

static void guess_value(struct machine_guess *guess, const struct nf_expr *expr,
			uint8_t reg, uint8_t *out, size_t len)
{
	struct aims aims = { 0 };

	find_aims(&aims, guess->rule, expr, reg);
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(one_in(2) ? 0 : pick(256));
	if (!aims.n || one_in(4))
		return;
	aims.at[0] = aims.at[pick((uint32_t)aims.n)];
	memcpy(out, aims.at[0].at, aims.at[0].len < len ? aims.at[0].len : len);
	if (one_in(4)) {
		out += one_in(2) ? len - 1 : 0;
		*out = (uint8_t)(*out + (one_in(2) ? 1 : 0xff));
	}
}

/* Values within the expression's bounds. */
static void bound_value(const struct machine *machine,
			const struct nf_expr *expr, uint8_t *bytes)
{
	uint32_t modulus, offset, value;

	if (expr->kind == EXPR_EXTHDR &&
	    (expr->exthdr.flags & NF_EXTHDR_PRESENT)) {
		bytes[0] = (uint8_t)pick(2);
		return;
	}
	if (expr->kind == EXPR_NUMGEN) {
		modulus = expr->numgen.modulus;
		offset = expr->numgen.offset;
	} else if (expr->kind == EXPR_HASH) {
		modulus = expr->hash.modulus;
		offset = expr->hash.offset;
	} else {
		return;
	}
	value = offset + (modulus ? pick(modulus) : 0);
	for (unsigned i = 0; i < 4; i++)
		bytes[machine->rules->little_endian ? i : 3 - i] =
			(uint8_t)(value >> 8 * i);
}

static bool is_drawn(const struct nf_expr *expr)
{
	if (expr->kind == EXPR_META)
		return expr->meta.key == NF_META_PRANDOM ||
		       expr->meta.key == NF_META_CPU;
	if (expr->kind == EXPR_CT)
		return expr->ct.key == NF_CT_PKTS ||
		       expr->ct.key == NF_CT_BYTES ||
		       expr->ct.key == NF_CT_AVGPKT;
	return expr->kind == EXPR_NUMGEN || expr->kind == EXPR_HASH;
}

static bool is_same(const struct nf_expr *a, const struct nf_expr *b)
{
	return a->kind == b->kind && a->raw.len == b->raw.len &&
	       !memcmp(a->raw.at, b->raw.at, a->raw.len);
}

bool machine_guess_load(const struct machine *machine,
			struct machine_regs *regs, const struct nf_expr *expr)
{
	struct machine_guess *guess = machine->guess;
	struct machine_answer *answer = NULL;
	uint8_t reg;
	size_t len;

	must(guess && "a load that is modelled");
	if (!rules_written(expr, machine->ip6 ? NF_FAMILY_IP6 : NF_FAMILY_IP,
			   &reg, &len))
		return one_in(2);
	vec_each(one, &guess->answers)
		if (!is_drawn(expr) && is_same(one->expr, expr))
			answer = one;
	if (!answer) {
		answer = vec_add(&guess->arena, &guess->answers);
		answer->expr = expr;
		answer->breaks = one_in(5);
		guess_value(guess, expr, reg, answer->bytes, len);
		bound_value(machine, expr, answer->bytes);
	}
	machine_put(regs, reg, answer->bytes, len);
	return !answer->breaks;
}

static uint8_t unread_byte(struct machine_guess *guess,
			   const struct nf_expr *expr, uint32_t i)
{
	uint32_t offset = expr->payload.offset + i;
	uint8_t value[NF_REGS * NF_REG_LEN];
	struct machine_byte *byte;

	vec_each(one, &guess->bytes)
		if (one->base == (uint32_t)expr->payload.base &&
		    one->offset == offset)
			return one->value;
	guess_value(guess, expr, expr->payload.reg, value, expr->payload.len);
	byte = vec_add(&guess->arena, &guess->bytes);
	*byte = (struct machine_byte){ expr->payload.base, offset, value[i] };
	return value[i];
}

struct known {
	const uint8_t *at;
	size_t len;      /* bytes that are held */
	size_t readable; /* from the header's begin on */
};

static struct known known_of(const struct machine *machine,
			     enum nf_payload_base base)
{
	const struct machine_guess *guess = machine->guess;

	switch (base) {
	case NF_PAYLOAD_LL:
		return (struct known){ machine->link, sizeof(machine->link),
				       machine->link_len };
	case NF_PAYLOAD_NETWORK:
		return (struct known){ machine->network, machine->ip6 ? 40 : 20,
				       (machine->ip6 ? 20 : 0) +
					       guess->network_len };
	case NF_PAYLOAD_TRANSPORT:
		return (struct known){ machine->transport,
				       sizeof(machine->transport),
				       machine->transport_len };
	case NF_PAYLOAD_INNER:
	case NF_PAYLOAD_TUNNEL:
		break;
	}
	return (struct known){ NULL, 0, guess->inner_len };
}

bool machine_guess_payload(const struct machine *machine,
			   struct machine_regs *regs,
			   const struct nf_expr *expr)
{
	struct known known = known_of(machine, expr->payload.base);
	uint8_t bytes[NF_REGS * NF_REG_LEN];
	uint32_t offset = expr->payload.offset;

	if ((size_t)offset + expr->payload.len > known.readable)
		return false;
	for (uint32_t i = 0; i < expr->payload.len; i++)
		bytes[i] = offset + i < known.len
				   ? known.at[offset + i]
				   : unread_byte(machine->guess, expr, i);
	machine_put(regs, expr->payload.reg, bytes, expr->payload.len);
	return true;
}
