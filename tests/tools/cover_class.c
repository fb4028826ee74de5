/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_class.c -- what the lift makes of each expression, by lifting it
 *
 * A rule is lifted once for each of its expressions, cut off behind it, with a
 * verdict or a question about what it did as its end. What the answer rests on
 * more than that of the rule cut off before it is the expression's own.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/rules/register.h"

#include "cover.h"

enum {
	TAIL = 3,
	NODES_MAX = 1 << 22,
	BYTES_MAX = 1 << 28,
	LIFT_MS = 20000,
};

static const uint8_t zeros[NF_REGS * NF_REG_LEN];

/* A chain alone with the rules that are tried. */
struct stage {
	struct rules *rules;
	struct nf_chain *chain;
	const struct lift_options *options;
	struct nf_chain *kept; /* of the table, as they were */
	struct nf_base base;
	struct nf_expr *exprs, *after;
	struct nf_rule lifted[2];
	enum nf_hook hook;
	bool combined, anything, lost; /* what the last answer rests on */
};

uint32_t cover_hook(const struct nf_rule *rule, uint32_t hook,
		    const char **type)
{
	*type = "filter";
	for (size_t i = 0; i < rule->exprs.n; i++) {
		const struct nf_expr *expr = &rule->exprs.at[i];
		bool source = expr->kind == EXPR_MASQ ||
			      (expr->kind == EXPR_NAT &&
			       expr->nat.type == NF_NAT_SNAT);

		if (!source && expr->kind != EXPR_NAT &&
		    expr->kind != EXPR_REDIR)
			continue;
		*type = "nat";
		return source ? NF_HOOK_POSTROUTING : NF_HOOK_PREROUTING;
	}
	return hook;
}

static void stage_open(struct stage *stage, const struct nf_rule *rule)
{
	struct nf_table *table = NULL;
	size_t n = rule->exprs.n + TAIL;
	const char *type;

	vec_each(one, &stage->rules->tables)
		if (one == stage->chain->table)
			table = one;
	must(table);
	stage->kept = xcalloc(table->chains.n, sizeof(*stage->kept));
	memcpy(stage->kept, table->chains.at,
	       table->chains.n * sizeof(*stage->kept));
	vec_each(chain, &table->chains) {
		chain->rules.n = 0;
		chain->base = NULL;
	}
	stage->hook = (enum nf_hook)cover_hook(rule, NF_HOOK_FORWARD, &type);
	stage->base = (struct nf_base){ .hook = stage->hook,
					.accepts = true,
					.type = type };
	stage->chain->base = &stage->base;
	stage->exprs = xcalloc(n, sizeof(*stage->exprs));
	stage->after = xcalloc(TAIL, sizeof(*stage->after));
}

static void stage_close(struct stage *stage)
{
	struct nf_table *table = NULL;

	vec_each(one, &stage->rules->tables)
		if (one == stage->chain->table)
			table = one;
	must(table);
	memcpy(table->chains.at, stage->kept,
	       table->chains.n * sizeof(*stage->kept));
	free(stage->kept);
	free(stage->exprs);
	free(stage->after);
}

static void note_atoms(struct stage *stage, const struct space *space,
		       const bool *asked, size_t *n)
{
	const char *text;

	for (size_t i = 0; i < space->atoms.n; i++) {
		if (!asked[space->first_atom + i])
			continue;
		text = space->atoms.at[i].text;
		++*n;
		stage->combined |= strstr(text, "two values combined") != NULL;
		stage->anything |= !strncmp(text, "something unknown", 17);
	}
}

/* How many atoms the answer of the chain as it stands rests on. */
static size_t measure(struct stage *stage)
{
	const struct diagram_limits limits = { NODES_MAX, BYTES_MAX, LIFT_MS };
	/* Other tables must not be seen. */
	struct rules alone = *stage->rules;
	bool asked[DIAGRAM_LEVELS] = { false };
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t answer = DIAGRAM_TOO_MUCH;
	size_t n = 0;

	for (size_t i = 0; i < stage->rules->tables.n; i++)
		if (stage->chain->table == &stage->rules->tables.at[i])
			alone.tables.at = &stage->rules->tables.at[i];
	alone.tables.n = 1;
	diagrams_init(&all, limits);
	space_init(&space, ORDER_DESTINATIONS);
	stage->combined = stage->anything = false;
	if (lift_tell_names(&alone, stage->options, &space)) {
		space_freeze(&space);
		lift_init(&lift, &all, &space, &alone, stage->options);
		answer = hook_alone(&lift, stage->hook);
		lift_finish(&lift);
	}
	stage->lost = answer == DIAGRAM_TOO_MUCH ||
		      !diagram_support(&all, answer, asked);
	if (!stage->lost)
		note_atoms(stage, &space, asked, &n);
	space_finish(&space);
	diagrams_finish(&all);
	return n;
}

static struct nf_expr drop(void)
{
	return (struct nf_expr){ .kind = EXPR_VERDICT,
				 .name = "immediate",
				 .verdict = { .kind = NF_VERDICT_DROP } };
}

/* What a verdict leads to is another rule's matter. */
static struct nf_expr without_target(const struct nf_expr *expr)
{
	struct nf_expr copy = *expr;

	if (expr->kind == EXPR_VERDICT && !expr->strange && expr->verdict.chain)
		copy.verdict = (struct nf_verdict){ .kind = NF_VERDICT_RETURN };
	return copy;
}

static struct nf_expr compare(uint8_t reg, size_t len)
{
	return (struct nf_expr){ .kind = EXPR_CMP,
				 .name = "cmp",
				 .cmp = { reg, NF_CMP_EQ, { zeros, len } } };
}

/* What asks for what a write wrote; false: it is none. */
static bool read_back(const struct nf_expr *write, struct nf_expr *read)
{
	*read = *write;
	switch ((int)write->kind) {
	case EXPR_META_SET:
		read->kind = EXPR_META;
		read->meta.reg = 0;
		return true;
	case EXPR_CT_SET:
		read->kind = EXPR_CT;
		read->ct.reg = 0;
		return true;
	case EXPR_PAYLOAD_SET:
		read->kind = EXPR_PAYLOAD;
		read->payload.reg = 0;
		return true;
	case EXPR_EXTHDR_SET:
		if (write->exthdr.reg == NF_REG_NONE)
			return false;
		read->kind = EXPR_EXTHDR;
		read->exthdr.reg = 0;
		return true;
	default:
		return false;
	}
}

/* The first n expressions, then what asks about the last; returns how many
 * atoms that rests on. */
static size_t measure_part(struct stage *stage, const struct nf_rule *rule,
			   size_t n, bool ask)
{
	struct nf_chain *chain = stage->chain;
	size_t end = n, len;
	uint8_t reg;
	struct nf_expr read;
	bool reads = ask && n && !rule->exprs.at[n - 1].strange &&
		     read_back(&rule->exprs.at[n - 1], &read);

	for (size_t i = 0; i < n; i++)
		stage->exprs[i] = without_target(&rule->exprs.at[i]);
	stage->lifted[0] = (struct nf_rule){ .strange = rule->strange };
	stage->lifted[1] = (struct nf_rule){ 0 };
	chain->rules.at = stage->lifted;
	chain->rules.n = 1;
	if (reads && rules_written(&read, NF_FAMILY_IP6, &reg, &len)) {
		stage->after[0] = read;
		stage->after[1] = compare(reg, len);
		stage->after[2] = drop();
		stage->lifted[1].exprs = (struct nf_exprs){ stage->after, 3 };
		chain->rules.n = 2;
	} else {
		if (ask && n &&
		    rules_written(&rule->exprs.at[n - 1], NF_FAMILY_IP, &reg,
				  &len))
			stage->exprs[end++] = compare(reg, len);
		stage->exprs[end++] = drop();
	}
	stage->lifted[0].exprs = (struct nf_exprs){ stage->exprs, end };
	return measure(stage);
}

static bool is_of_others(const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_CMP:
	case EXPR_RANGE:
	case EXPR_BITWISE:
	case EXPR_BYTEORDER:
		return true;
	case EXPR_LOOKUP:
		return !expr->lookup.set->strange &&
		       !(expr->lookup.set->flags & NF_SET_EVAL);
	default:
		return false;
	}
}

static enum cover_class class_of(struct stage *stage,
				 const struct nf_rule *rule, size_t i)
{
	size_t before = measure_part(stage, rule, i, false), after;
	bool was_combined = stage->combined, was_anything = stage->anything;

	after = measure_part(stage, rule, i + 1, true);
	if (stage->lost)
		return COVER_LOST;
	if (stage->anything && !was_anything)
		return COVER_ANYTHING;
	if (after <= before)
		return COVER_EXACT;
	if (is_of_others(&rule->exprs.at[i]) &&
	    !(stage->combined && !was_combined))
		return COVER_OF_FREE;
	return COVER_FREE;
}

enum cover_class cover_rule(struct rules *rules, struct nf_chain *chain,
			    const struct nf_rule *rule,
			    const struct lift_options *options,
			    struct cover_count *count)
{
	struct stage stage = { .rules = rules,
			       .chain = chain,
			       .options = options };
	const struct nf_rule copy = *rule; /* the chain is emptied */
	enum cover_class worst = COVER_EXACT, class;

	stage_open(&stage, &copy);
	for (size_t i = 0; i < copy.exprs.n; i++) {
		class = class_of(&stage, &copy, i);
		cover_note(count, &copy.exprs.at[i], class);
		if (class > worst)
			worst = class;
	}
	stage_close(&stage);
	count->rules[worst]++;
	return worst;
}

void cover_rules(struct rules *rules, const struct lift_options *options,
		 struct cover_count *count)
{
	vec_each(table, &rules->tables) {
		if (table->family != NF_FAMILY_INET &&
		    table->family != NF_FAMILY_IP &&
		    table->family != NF_FAMILY_IP6)
			continue;
		vec_each(chain, &table->chains)
			for (size_t i = 0; i < chain->rules.n; i++)
				cover_rule(rules, chain, &chain->rules.at[i],
					   options, count);
	}
}
