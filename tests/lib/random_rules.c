/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_rules.c -- random decoded rules: tables, chains, and what their rules say
 */
#include "random_rules.h"

#include "random_maker.h"
#include "random_policy.h"

enum {
	CHAINS = 7, /* of a table: the first four are base chains */
	BASES = 4,
	EXPRS_MAX = 24,
};

const struct lift_link random_links[] = {
	{ 1, "lo" }, { 2, "eth0" }, { 3, "eth1" }, { 4, "eth10" }, { 5, "wan" },
};
const size_t n_random_links = sizeof(random_links) / sizeof(random_links[0]);

struct nf_verdict random_verdict(struct random_maker *maker)
{
	static const enum nf_verdict_kind kinds[] = {
		NF_VERDICT_ACCEPT, NF_VERDICT_ACCEPT, NF_VERDICT_DROP,
		NF_VERDICT_DROP,   NF_VERDICT_RETURN, NF_VERDICT_JUMP,
		NF_VERDICT_JUMP,   NF_VERDICT_GOTO,   NF_VERDICT_CONTINUE,
	};
	struct nf_verdict verdict = { .kind = kinds[pick(9)] };
	size_t first = maker->chain < BASES ? BASES : maker->chain + 1;

	if (verdict.kind != NF_VERDICT_JUMP && verdict.kind != NF_VERDICT_GOTO)
		return verdict;
	if (first >= CHAINS)
		verdict.kind = NF_VERDICT_ACCEPT;
	else
		verdict.chain =
			&maker->table->chains
				 .at[first + pick((uint32_t)(CHAINS - first))];
	return verdict;
}

static void random_rule(struct random_maker *maker, struct nf_rule *rule)
{
	size_t n = pick(3), n_fields;
	struct random_field fields[3];
	bool ended = false;
	uint8_t reg;

	maker->n = 0;
	maker->exprs = arena_calloc(&maker->rules->arena, EXPRS_MAX,
				    sizeof(*maker->exprs));
	for (size_t i = 0; i < n && !ended && maker->n < 12; i++) {
		n_fields = 1 + pick(3);
		reg = 0;
		for (size_t f = 0; f < n_fields; f++) {
			random_load(maker, &fields[f], reg);
			random_change(maker, &fields[f]);
			reg += (uint8_t)((fields[f].len + 3) / 4);
		}
		if (n_fields > 1 || one_in(4))
			random_lookup(maker, fields, n_fields, &ended);
		else if (one_in(4))
			random_between(maker, fields);
		else
			random_compare(maker, fields);
	}
	if (!ended && one_in(3))
		random_write(maker);
	if (!ended && one_in(3)) { /* asks behind the write */
		random_load_mark(maker, 3);
		random_compare(maker,
			       &(struct random_field){ .reg = 3, .len = 1 });
	}
	if (!ended && one_in(20))
		random_expr(maker, EXPR_REJECT);
	else if (!ended && !one_in(5))
		random_expr(maker, EXPR_VERDICT)->verdict =
			random_verdict(maker);
	rule->exprs = (struct nf_exprs){ maker->exprs, maker->n };
}

static void random_chain(struct random_maker *maker, struct nf_chain *chain)
{
	static const char *const names[CHAINS] = { "a", "b", "c", "d",
						   "e", "f", "g" };
	static const uint32_t hooks[BASES] = { NF_HOOK_PREROUTING,
					       NF_HOOK_FORWARD, NF_HOOK_FORWARD,
					       NF_HOOK_POSTROUTING };
	struct nf_base *base;
	size_t n = 1 + pick(5);

	chain->table = maker->table;
	chain->name = names[maker->chain];
	chain->handle = maker->table->family * CHAINS + maker->chain;
	if (maker->chain < BASES) {
		base = arena_alloc(&maker->rules->arena, sizeof(*base));
		base->hook = hooks[maker->chain];
		base->type = "filter";
		base->priority = (int32_t)pick(5) - 2;
		base->accepts = !one_in(3);
		chain->base = base;
	}
	for (size_t i = 0; i < n; i++)
		random_rule(maker,
			    vec_add(&maker->rules->arena, &chain->rules));
}

void random_rules(struct rules *rules)
{
	static const uint32_t families[] = { NF_FAMILY_INET, NF_FAMILY_IP,
					     NF_FAMILY_IP6 };
	struct random_maker maker = { .rules = rules };
	size_t n = 1 + pick(3);

	*rules = (struct rules){ .little_endian = true };
	for (size_t i = 0; i < n; i++)
		*vec_add(&rules->arena, &rules->tables) = (struct nf_table){
			.family = families[i],
			.name = "t",
			.flags = i && one_in(6) ? NF_TABLE_DORMANT : 0,
		};
	for (size_t i = 0; i < n; i++) {
		maker.table = &rules->tables.at[i];
		maker.table->chains.at = arena_calloc(&rules->arena, CHAINS,
						      sizeof(struct nf_chain));
		maker.table->chains.n = CHAINS;
		maker.table->sets.at = arena_calloc(
			&rules->arena, RANDOM_SETS_MAX, sizeof(struct nf_set));
		for (maker.chain = 0; maker.chain < CHAINS; maker.chain++)
			random_chain(&maker,
				     &maker.table->chains.at[maker.chain]);
	}
}
