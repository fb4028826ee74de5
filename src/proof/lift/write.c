/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write.c -- what a rule writes, as effects
 *
 * A written digit is the old one with bits set and flipped, a copy of another
 * one, or a level of its own that may be anything.
 */
#include <string.h>

#include "proof/lift/rule.h"

uint32_t effect_set(struct lift *lift, uint32_t effect,
		    struct effect_entry entry)
{
	struct lift_effect old = lift->effects.at[effect];
	struct effect_entry entries[DIAGRAM_LEVELS];
	size_t n = 0;

	for (size_t i = 0; i < old.n; i++)
		if (old.at[i].level != entry.level)
			entries[n++] = old.at[i];
	entries[n++] = entry;
	return effect_of(lift, entries, n);
}

struct effect_entry effect_anything_at(struct lift *lift, unsigned level)
{
	return (struct effect_entry){
		.level = (uint16_t)level,
		.from = (uint16_t)lift_any_level(lift, "what was written"),
	};
}

uint32_t effect_unknown(struct lift *lift, uint32_t effect,
			const enum variable *variables, size_t n)
{
	unsigned level;

	for (size_t i = 0; i < n; i++)
		for (unsigned d = 0; d < variable_info(variables[i])->digits;
		     d++) {
			level = lift->space->levels[variables[i]] + d;
			effect = effect_set(lift, effect,
					    effect_anything_at(lift, level));
		}
	return effect;
}

uint32_t effect_anything(struct lift *lift, uint32_t effect)
{
	static const enum variable ip4[] = {
		VAR_MARK,    VAR_CT_MARK,   VAR_CT_STATE,  VAR_DPORT,
		VAR_SPORT,   VAR_IP4_DADDR, VAR_IP4_SADDR, VAR_IP4_TOS,
		VAR_IP4_TTL, VAR_TCP_FLAGS, VAR_PKTTYPE,
	};

	static const enum variable ip6[] = {
		VAR_MARK,      VAR_CT_MARK,      VAR_CT_STATE,  VAR_DPORT,
		VAR_SPORT,     VAR_IP6_DADDR,    VAR_IP6_SADDR, VAR_IP6_VERSION,
		VAR_IP6_CLASS, VAR_IP6_HOPLIMIT, VAR_TCP_FLAGS, VAR_PKTTYPE,
	};

	if (lift->family == NF_FAMILY_IP)
		return effect_unknown(lift, effect, ip4,
				      sizeof(ip4) / sizeof(ip4[0]));
	return effect_unknown(lift, effect, ip6, sizeof(ip6) / sizeof(ip6[0]));
}

static uint32_t atom(struct lift *lift, const char *text)
{
	return lift_drawn_atom(lift, text);
}

static uint32_t either(struct lift *lift, const char *text, uint32_t one,
		       uint32_t other)
{
	return diagram_choose(lift->all, atom(lift, text), one, other);
}

static uint32_t leaf(struct lift *lift, enum outcome_kind kind, uint32_t effect)
{
	return outcome_leaf(lift, (struct outcome){ kind, effect, 0 });
}

uint32_t outcome_anything(struct lift *lift, uint32_t effect)
{
	uint32_t result = leaf(lift, OUTCOME_DROP, 0);

	effect = effect_anything(lift, effect);
	result = either(lift, "something unknown returns",
			leaf(lift, OUTCOME_RETURN, effect), result);
	result = either(lift, "something unknown goes on",
			leaf(lift, OUTCOME_NEXT, effect), result);
	return either(lift, "something unknown accepts",
		      leaf(lift, OUTCOME_ACCEPT, effect), result);
}

uint32_t outcome_of_queue(struct lift *lift, uint32_t effect)
{
	return either(lift, "a program accepts what is queued",
		      leaf(lift, OUTCOME_ACCEPT, effect_anything(lift, effect)),
		      leaf(lift, OUTCOME_DROP, 0));
}

struct effect_entry effect_digit(struct lift *lift, unsigned level,
				 const struct bit *bits)
{
	struct effect_entry entry = { .level = (uint16_t)level,
				      .from = DIAGRAM_LEVELS };
	bool copy = true;
	uint16_t place;

	for (unsigned i = 0; i < 16; i++)
		copy &= bits[i].kind == BIT_DIGIT && !bits[i].flip &&
			bits[i].level == bits->level && bits[i].at == 15 - i;
	if (copy && bits->level != level) {
		entry.from = bits->level;
		return entry;
	}
	for (unsigned i = 0; i < 16; i++) {
		place = (uint16_t)(1U << (15 - i));
		if (bits[i].flip)
			entry.flip |= place;
		if (bits[i].kind == BIT_CONST)
			continue;
		if (bits[i].kind != BIT_DIGIT || bits[i].level != level ||
		    bits[i].at != 15 - i)
			return effect_anything_at(lift, level);
		entry.mask |= place;
	}
	return entry;
}

/* A mark: 32 bits of the host's order. */
static uint32_t write_mark(struct lift *lift, uint32_t effect,
			   enum variable variable, const struct bit *bits)
{
	struct bit digit[16];
	size_t byte;

	for (unsigned d = 0; d < 2; d++) {
		for (unsigned i = 0; i < 2; i++) {
			byte = 2 * d + i;
			if (lift->rules->little_endian)
				byte = 3 - byte;
			memcpy(digit + i * 8UL, bits + byte * 8,
			       8 * sizeof(*bits));
		}
		effect = effect_set(
			lift, effect,
			effect_digit(lift, lift->space->levels[variable] + d,
				     digit));
	}
	return effect;
}

uint32_t effect_of_write(struct lift *lift, uint32_t effect, struct regs *regs,
			 const struct nf_expr *expr)
{
	static const enum variable pkttype[] = { VAR_PKTTYPE };

	static const enum variable options[] = { VAR_TRANSPORT_14 };

	static const enum variable ct_mark[] = { VAR_CT_MARK };

	switch ((int)expr->kind) {
	case EXPR_META_SET:
		if (expr->meta.key == NF_META_MARK)
			return write_mark(lift, effect, VAR_MARK,
					  regs_at(regs, expr->meta.reg));
		if (expr->meta.key == NF_META_PKTTYPE)
			return effect_unknown(lift, effect, pkttype, 1);
		return effect;
	case EXPR_CT_SET:
		if (expr->ct.key != NF_CT_MARK)
			return effect;
		if (lift->early) /* there may be no connection yet */
			return effect_unknown(lift, effect, ct_mark, 1);
		return write_mark(lift, effect, VAR_CT_MARK,
				  regs_at(regs, expr->ct.reg));
	case EXPR_PAYLOAD_SET:
		return effect_of_header(lift, effect,
					regs_at(regs, expr->payload.reg), expr);
	case EXPR_EXTHDR_SET:
		return effect_unknown(lift, effect, options, 1);
	default:
		return effect;
	}
}

static struct bit bit_after(struct lift *lift, const struct effect_entry *entry,
			    struct bit bit)
{
	uint16_t digit = entry->flip;

	if (entry->from != DIAGRAM_LEVELS) {
		bit.level = entry->from;
		return bit;
	}
	if (bit.kind == BIT_DIGIT) {
		if (!(entry->mask >> bit.at & 1))
			return bit_const((digit >> bit.at & 1) ^ bit.flip);
		bit.flip ^= digit >> bit.at & 1;
		return bit;
	}
	if (entry->mask == 0 && bit.kind == BIT_IS)
		return bit_const((digit == bit.at) ^ bit.flip);
	bit.kind = BIT_SOURCE;
	bit.level = (uint16_t)lift_drawn_source(lift, "a written value");
	return bit;
}

void effect_on_bits(struct lift *lift, uint32_t effect, struct bit *bits,
		    size_t n)
{
	struct lift_effect all = lift->effects.at[effect];

	for (size_t i = 0; i < n; i++) {
		if (bits[i].kind != BIT_DIGIT && bits[i].kind != BIT_IS)
			continue;
		for (size_t k = 0; k < all.n; k++)
			if (all.at[k].level == bits[i].level) {
				bits[i] = bit_after(lift, &all.at[k], bits[i]);
				break;
			}
	}
}
