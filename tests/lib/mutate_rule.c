/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_rule.c -- faults in rules
 */
#include <string.h>

#include "mutate_parts.h"
#include "random_policy.h"

static bool is_kind(const struct place *place, enum nf_expr_kind kind)
{
	return place->rule && place_expr(place)->kind == kind;
}

static void remove_rule(const struct place *place)
{
	struct nf_chain *chain = place->chain;

	memmove(place->rule, place->rule + 1,
		(chain->rules.n - place->nth_rule - 1) * sizeof(*place->rule));
	chain->rules.n--;
}

static void remove_expr(struct mutator *m, const struct place *place)
{
	struct nf_expr *own = mutate_own_exprs(m, place->rule);

	memmove(own + place->nth_expr, own + place->nth_expr + 1,
		(place->rule->exprs.n - place->nth_expr - 1) * sizeof(*own));
	place->rule->exprs.n--;
}

static bool is_first(const struct place *place)
{
	return place->rule && place->nth_expr == 0;
}

bool mutate_lose_rule(struct mutator *m)
{
	struct place place;

	if (!mutate_pick(m, is_first, &place))
		return false;
	remove_rule(&place);
	return true;
}

static bool is_last_drop(const struct place *place)
{
	return is_kind(place, EXPR_VERDICT) &&
	       place->nth_rule == place->chain->rules.n - 1 &&
	       place_expr(place)->verdict.kind == NF_VERDICT_DROP;
}

bool mutate_lose_last_drop(struct mutator *m)
{
	struct place place;

	if (!mutate_pick(m, is_last_drop, &place))
		return false;
	remove_rule(&place);
	return true;
}

static bool is_match(const struct place *place)
{
	return is_kind(place, EXPR_CMP) || is_kind(place, EXPR_RANGE) ||
	       (is_kind(place, EXPR_LOOKUP) &&
		place_expr(place)->lookup.dreg == NF_REG_NONE);
}

bool mutate_lose_match(struct mutator *m)
{
	struct place place;

	if (!mutate_pick(m, is_match, &place))
		return false;
	remove_expr(m, &place);
	return true;
}

static bool is_behind_meta(const struct place *place, uint32_t key)
{
	const struct nf_expr *expr = place_expr(place);

	return is_match(place) && place->nth_expr > 0 &&
	       expr[-1].kind == EXPR_META && expr[-1].meta.key == key;
}

static bool is_family(const struct place *place)
{
	return is_behind_meta(place, NF_META_NFPROTO);
}

bool mutate_lose_family(struct mutator *m)
{
	struct place place;

	if (!mutate_pick(m, is_family, &place))
		return false;
	remove_expr(m, &place);
	return true;
}

/* Of the chains that hold sources to their zones. */
static bool is_source_check(const struct place *place)
{
	return is_match(place) && strstr(place->chain->name, "_from_") != NULL;
}

bool mutate_lose_source(struct mutator *m)
{
	struct place place;

	if (!mutate_pick(m, is_source_check, &place))
		return false;
	remove_expr(m, &place);
	return true;
}

static bool can_invert(const struct place *place)
{
	return (is_kind(place, EXPR_CMP) &&
		place_expr(place)->cmp.op <= NF_CMP_NEQ) ||
	       is_kind(place, EXPR_RANGE) ||
	       (is_kind(place, EXPR_LOOKUP) &&
		place_expr(place)->lookup.dreg == NF_REG_NONE);
}

bool mutate_invert(struct mutator *m)
{
	struct place place;
	struct nf_expr *expr;

	if (!mutate_pick(m, can_invert, &place))
		return false;
	expr = mutate_own_exprs(m, place.rule) + place.nth_expr;
	if (expr->kind == EXPR_CMP)
		expr->cmp.op =
			expr->cmp.op == NF_CMP_EQ ? NF_CMP_NEQ : NF_CMP_EQ;
	else if (expr->kind == EXPR_RANGE)
		expr->range.inverted = !expr->range.inverted;
	else
		expr->lookup.inverted = !expr->lookup.inverted;
	return true;
}

static bool is_compare(const struct place *place)
{
	return is_kind(place, EXPR_CMP);
}

bool mutate_compare(struct mutator *m)
{
	struct place place;
	struct nf_expr *expr;
	uint8_t *bytes;

	if (!mutate_pick(m, is_compare, &place))
		return false;
	expr = mutate_own_exprs(m, place.rule) + place.nth_expr;
	bytes = mutate_own_bytes(m, expr->cmp.data.at, expr->cmp.data.len);
	bytes[pick((uint32_t)expr->cmp.data.len)] ^= (uint8_t)(1 << pick(8));
	expr->cmp.data.at = bytes;
	return true;
}

static bool is_long_compare(const struct place *place)
{
	return is_compare(place) && place_expr(place)->cmp.data.len > 1;
}

bool mutate_shorten(struct mutator *m)
{
	struct place place;
	struct nf_expr *expr;

	if (!mutate_pick(m, is_long_compare, &place))
		return false;
	expr = mutate_own_exprs(m, place.rule) + place.nth_expr;
	expr->cmp.data.len--;
	return true;
}

static bool is_payload(const struct place *place)
{
	return is_kind(place, EXPR_PAYLOAD);
}

bool mutate_offset(struct mutator *m)
{
	struct place place;
	struct nf_expr *expr;

	if (!mutate_pick(m, is_payload, &place))
		return false;
	expr = mutate_own_exprs(m, place.rule) + place.nth_expr;
	if (expr->payload.base == NF_PAYLOAD_TRANSPORT)
		expr->payload.offset ^= 2;
	else
		expr->payload.offset += one_in(2) ? 1 : 2;
	return true;
}

static bool is_address(const struct place *place)
{
	return is_payload(place) &&
	       place_expr(place)->payload.base == NF_PAYLOAD_NETWORK &&
	       place_expr(place)->payload.offset >= 8 &&
	       place_expr(place)->payload.len >= 4;
}

bool mutate_swap_addresses(struct mutator *m)
{
	struct place place;
	struct nf_expr *expr;
	uint32_t *offset;

	if (!mutate_pick(m, is_address, &place))
		return false;
	expr = mutate_own_exprs(m, place.rule) + place.nth_expr;
	offset = &expr->payload.offset;
	if (expr->payload.len == 16)
		*offset = *offset == 8 ? 24 : 8;
	else
		*offset = *offset < 16 ? *offset + 4 : *offset - 4;
	return true;
}

static bool is_mask(const struct place *place)
{
	return is_kind(place, EXPR_BITWISE) &&
	       place_expr(place)->bitwise.op == NF_BITWISE_MASK_XOR;
}

bool mutate_mask(struct mutator *m)
{
	struct place place;
	struct nf_expr *expr;
	uint8_t *bytes;

	if (!mutate_pick(m, is_mask, &place))
		return false;
	expr = mutate_own_exprs(m, place.rule) + place.nth_expr;
	bytes = mutate_own_bytes(m, expr->bitwise.mask.at,
				 expr->bitwise.mask.len);
	bytes[pick((uint32_t)expr->bitwise.mask.len)] ^=
		(uint8_t)(1 << pick(8));
	expr->bitwise.mask.at = bytes;
	return true;
}

static bool is_verdict(const struct place *place)
{
	return is_kind(place, EXPR_VERDICT);
}

bool mutate_verdict(struct mutator *m)
{
	struct place place;
	struct nf_verdict *verdict;

	if (!mutate_pick(m, is_verdict, &place))
		return false;
	verdict = &mutate_own_exprs(m, place.rule)[place.nth_expr].verdict;
	switch ((int)verdict->kind) {
	case NF_VERDICT_ACCEPT:
		verdict->kind = NF_VERDICT_DROP;
		break;
	case NF_VERDICT_DROP:
		verdict->kind = NF_VERDICT_ACCEPT;
		break;
	case NF_VERDICT_JUMP:
		verdict->kind = NF_VERDICT_GOTO;
		break;
	case NF_VERDICT_GOTO:
		verdict->kind = NF_VERDICT_JUMP;
		break;
	default:
		*verdict = (struct nf_verdict){ .kind = NF_VERDICT_ACCEPT };
		break;
	}
	return true;
}

bool mutate_accept(struct mutator *m)
{
	struct nf_expr *accept =
		arena_calloc(&m->rules->arena, 1, sizeof(*accept));
	struct place place;
	struct nf_rule *at;

	if (!mutate_pick(m, is_first, &place))
		return false;
	accept->kind = EXPR_VERDICT;
	accept->name = "immediate";
	accept->verdict.kind = NF_VERDICT_ACCEPT;
	vec_add(&m->rules->arena, &place.chain->rules);
	at = &place.chain->rules.at[place.nth_rule];
	memmove(at + 1, at,
		(place.chain->rules.n - place.nth_rule - 1) * sizeof(*at));
	*at = (struct nf_rule){ .exprs = { accept, 1 } };
	return true;
}

static bool has_next_rule(const struct place *place)
{
	return is_first(place) && place->nth_rule + 1 < place->chain->rules.n;
}

bool mutate_exchange_rules(struct mutator *m)
{
	struct place place;
	struct nf_rule kept;

	if (!mutate_pick(m, has_next_rule, &place))
		return false;
	kept = place.rule[0];
	place.rule[0] = place.rule[1];
	place.rule[1] = kept;
	return true;
}
