/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift.c -- what all of the lift shares: atoms, and what rules change
 */
#include "proof/lift/lift.h"

#include <stdlib.h>
#include <string.h>

#include "proof/lift/effect.h"
#include "proof/lift/station.h"
#include "proof/rules/nat.h"
#include "proof/rules/xt.h"

static int by_address(const void *a, const void *b)
{
	const struct lift_dynamic *x = a, *y = b;

	return (x->set > y->set) - (x->set < y->set);
}

/* Keys that some rule writes: what is read of them may not be what it was. */
static void note_writes(struct lift *lift, const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_META_SET:
		if (expr->meta.key < 64)
			lift->metas_written |= UINT64_C(1) << expr->meta.key;
		break;
	case EXPR_CT_SET:
		if (expr->ct.key < 64)
			lift->cts_written |= UINT64_C(1) << expr->ct.key;
		lift->zones_written |= expr->ct.key == NF_CT_ZONE;
		break;
	case EXPR_PAYLOAD_SET:
		lift->payload_written = lift->bytes_written = true;
		break;
	case EXPR_EXTHDR_SET:
		lift->exthdr_written = true;
		break;
	case EXPR_DYNSET:
		vec_add(&lift->arena, &lift->dynamic)->set = expr->dynset.set;
		break;
	case EXPR_UNKNOWN:
		lift->metas_written = lift->cts_written = UINT64_MAX;
		lift->payload_written = lift->exthdr_written = true;
		lift->bytes_written = lift->zones_written = true;
		break;
	default:
		break;
	}
}

/* Those of xtables by what they are; one that adds to an ipset changes what
 * its match says. */
static void note_target(struct lift *lift, const struct nf_expr *expr)
{
	static const uint32_t families[] = { NF_FAMILY_IP, NF_FAMILY_IP6 };
	const struct nf_expr unknown = { .kind = EXPR_UNKNOWN };
	struct rules_xt xt;

	for (size_t f = 0; f < 2; f++) {
		if (!rules_xt_target(expr, families[f], &xt))
			note_writes(lift, &unknown);
		for (size_t i = 0; i < xt.n_exprs; i++)
			note_writes(lift, &xt.exprs[i]);
	}
	if (!strcmp(expr->xt.name, "SET"))
		lift->payload_written = true;
}

/* Modules of xtables that call nf_ct_netns_get() when a rule names them. */
static bool xt_tracks(const char *name)
{
	static const char *const names[] = {
		"cluster",    "connbytes",   "connlabel", "connlimit",
		"connmark",   "conntrack",   "helper",    "state",
		"CONNMARK",   "CONNSECMARK", "CT",        "DNAT",
		"MASQUERADE", "NETMAP",      "NOTRACK",   "REDIRECT",
		"SNAT",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* Whoever asks for connections has the kernel look them up. */
static bool tracks(const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_CT:
	case EXPR_CT_SET:
	case EXPR_CONNLIMIT:
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
	case EXPR_SYNPROXY:
		return !expr->strange;
	case EXPR_MATCH:
	case EXPR_TARGET:
		return xt_tracks(expr->xt.name);
	default:
		return false;
	}
}

/* Whoever asks for none may do so before fragments are put together. */
static bool untracks(const struct nf_expr *expr)
{
	if (expr->kind == EXPR_TARGET)
		return !strcmp(expr->xt.name, "CT") ||
		       !strcmp(expr->xt.name, "NOTRACK");
	return expr->kind == EXPR_NOTRACK || expr->kind == EXPR_UNKNOWN;
}

static void note_expr(struct lift *lift, uint32_t family,
		      const struct nf_expr *expr)
{
	lift->untracks |= untracks(expr);
	if (tracks(expr)) {
		lift->tracks_ip4 |=
			family == NF_FAMILY_INET || family == NF_FAMILY_IP;
		lift->tracks_ip6 |=
			family == NF_FAMILY_INET || family == NF_FAMILY_IP6;
	}
	if (expr->kind == EXPR_TARGET && !expr->strange)
		note_target(lift, expr);
	else
		note_writes(lift, expr);
}

/* What is asked of a packet before and behind a translation, or of the
 * connection's other direction, need not be the same. */
static void note_translations(struct lift *lift)
{
	if (!nat_is_on(lift->rules, NF_FAMILY_IP) &&
	    !nat_is_on(lift->rules, NF_FAMILY_IP6))
		return;
	lift->payload_written = true;
	lift->cts_written |= ~(UINT64_C(1) << NF_CT_ZONE);
}

static void note_all_writes(struct lift *lift)
{
	note_translations(lift);
	vec_each(table, &lift->rules->tables) {
		vec_each(chain, &table->chains) {
			lift->begins_in_pieces |=
				chain->base && station_sees_pieces(chain->base);
			vec_each(rule, &chain->rules) {
				for (size_t i = 0; i < rule->exprs.n; i++)
					note_expr(lift, table->family,
						  &rule->exprs.at[i]);
			}
		}
	}
	if (lift->dynamic.n > 0)
		qsort(lift->dynamic.at, lift->dynamic.n,
		      sizeof(*lift->dynamic.at), by_address);
}

void lift_init(struct lift *lift, struct diagrams *all, struct space *space,
	       const struct rules *rules, const struct lift_options *options)
{
	*lift = (struct lift){ .all = all,
			       .space = space,
			       .rules = rules,
			       .options = *options,
			       .family = NF_FAMILY_IP,
			       .then = DIAGRAM_OPEN };
	*vec_add(&lift->arena, &lift->effects) = (struct lift_effect){ 0 };
	note_all_writes(lift);
}

void lift_finish(struct lift *lift)
{
	free(lift->alike);
	free(lift->effect_slots);
	arena_finish(&lift->arena);
	*lift = (struct lift){ 0 };
}

bool lift_is_dynamic(const struct lift *lift, const struct nf_set *set)
{
	struct lift_dynamic key = { set };

	if (set->strange || (set->flags & NF_SET_EVAL))
		return true;
	return lift->dynamic.n > 0 &&
	       bsearch(&key, lift->dynamic.at, lift->dynamic.n,
		       sizeof(*lift->dynamic.at), by_address);
}

static uint32_t holds(struct lift *lift, bool found, unsigned level)
{
	if (!found) {
		lift->lost = true;
		return DIAGRAM_TOO_MUCH;
	}
	return diagram_interval(lift->all, level, 0, 0, DIAGRAM_FALSE,
				DIAGRAM_TRUE);
}

uint32_t lift_atom(struct lift *lift, const char *text)
{
	unsigned level = 0;
	bool found = space_atom(lift->space, text, &level);

	return holds(lift, found, level);
}

uint32_t lift_drawn_atom(struct lift *lift, const char *text)
{
	unsigned level = 0;
	bool found = space_drawn_atom(lift->space, text, &level);

	return holds(lift, found, level);
}

unsigned lift_any_level(struct lift *lift, const char *text)
{
	unsigned level = DIAGRAM_LEVELS;

	if (!space_drawn_atom(lift->space, text, &level))
		lift->lost = true;
	return level;
}
