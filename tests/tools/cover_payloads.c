/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover_payloads.c -- nft's own cases of bytecode, lifted and tried
 *
 * A case is one rule. Those of bridge and netdev are taken as if they stood in a
 * table of inet: what their expressions say of a packet of IP is the same. ARP
 * has no such packets; its cases are counted and left.
 */
#include <string.h>

#include "base/must.h"

#include "cover_files.h"
#include "payload_text.h"
#include "random_rules.h"
#include "rules_text.h"

enum {
	EXPRS_MAX = 72,
};

struct one_case {
	struct payload_case c;
	struct rules *rules;
	struct nf_chain *chain;
	struct nf_base base;
	struct nf_expr exprs[EXPRS_MAX], after[3];
	struct nf_rule rules_at[2];
	char name[512];
};

static uint32_t hook_of(const char *chain)
{
	static const char *const names[] = { "prerouting", "input", "forward",
					     "output", "postrouting" };

	for (uint32_t i = 0; i < COVER_HOOKS; i++)
		if (!strcmp(names[i], chain))
			return i;
	return NF_HOOK_INPUT;
}

static const struct lift_options *options(void)
{
	static struct lift_options kept;

	kept = (struct lift_options){ .links = random_links,
				      .n_links = n_random_links,
				      .has_links = true };
	return &kept;
}

static bool ends(const struct nf_expr *expr)
{
	return expr->kind == EXPR_VERDICT || expr->kind == EXPR_REJECT ||
	       expr->kind == EXPR_NAT || expr->kind == EXPR_MASQ ||
	       expr->kind == EXPR_REDIR || expr->kind == EXPR_QUEUE ||
	       (expr->kind == EXPR_LOOKUP &&
		expr->lookup.dreg == NF_REG_VERDICT);
}

/* What was put into the register that a write takes. */
static struct nf_bytes written_bytes(const struct nf_exprs *exprs, size_t at,
				     uint8_t reg, size_t len)
{
	static const uint8_t zeros[NF_REGS * NF_REG_LEN];
	const struct nf_expr *expr;

	while (at-- > 0) {
		expr = &exprs->at[at];
		if (expr->kind == EXPR_IMMEDIATE &&
		    expr->immediate.dreg == reg &&
		    expr->immediate.data.len >= len)
			return (struct nf_bytes){ expr->immediate.data.at,
						  len };
	}
	return (struct nf_bytes){ zeros, len };
}

/* A second rule that drops what reads as it was written. */
static bool ask_written(struct one_case *one)
{
	const struct nf_exprs *exprs = &one->c.rule->exprs;
	struct nf_expr *read = &one->after[0];
	uint8_t reg = 0;
	size_t i = exprs->n, len = 0;

	while (i-- > 0 && !len) {
		*read = exprs->at[i];
		if (read->kind == EXPR_META_SET &&
		    read->meta.key == NF_META_MARK) {
			read->kind = EXPR_META;
			reg = read->meta.reg;
			read->meta.reg = 0;
			len = 4;
		} else if (read->kind == EXPR_CT_SET &&
			   read->ct.key == NF_CT_MARK) {
			read->kind = EXPR_CT;
			reg = read->ct.reg;
			read->ct.reg = 0;
			len = 4;
		} else if (read->kind == EXPR_PAYLOAD_SET) {
			read->kind = EXPR_PAYLOAD;
			reg = read->payload.reg;
			read->payload.reg = 0;
			len = read->payload.len;
		}
		if (len)
			break;
	}
	if (!len)
		return false;
	one->after[1] = (struct nf_expr){
		.kind = EXPR_CMP,
		.name = "cmp",
		.cmp = { 0, NF_CMP_EQ, written_bytes(exprs, i, reg, len) }
	};
	one->after[2] =
		(struct nf_expr){ .kind = EXPR_VERDICT,
				  .name = "immediate",
				  .verdict = { NF_VERDICT_DROP, 0, NULL } };
	return true;
}

static bool try_case(struct cover_totals *totals, struct one_case *one)
{
	const struct nf_exprs *exprs = &one->c.rule->exprs;
	const struct cover_try attempt = { .name = one->name,
					   .rules = one->rules,
					   .options = options(),
					   .packets = totals->packets,
					   .limits = { 1 << 22, 1 << 28,
						       20000 } };
	bool writes = ask_written(one), whole = true;
	size_t n = exprs->n;

	must(n < EXPRS_MAX);
	memcpy(one->exprs, exprs->at, n * sizeof(*one->exprs));
	one->rules_at[0] = (struct nf_rule){ .exprs = { one->exprs, n } };
	one->rules_at[1] = (struct nf_rule){ .exprs = { one->after, 3 } };
	one->chain->rules.at = one->rules_at;
	if (writes) {
		one->chain->rules.n = 2;
		whole = cover_check(&attempt, &totals->check);
	}
	one->chain->rules.n = 1;
	if (n == 0 || !ends(&one->exprs[n - 1])) {
		one->exprs[n] = (struct nf_expr){ .kind = EXPR_VERDICT,
						  .name = "immediate",
						  .verdict = { NF_VERDICT_DROP,
							       0, NULL } };
		one->rules_at[0].exprs.n = n + 1;
	}
	return cover_check(&attempt, &totals->check) && whole;
}

static struct cover_family *family_of(struct cover_totals *totals,
				      uint32_t family)
{
	for (size_t i = 0; i < COVER_FAMILIES; i++)
		if (!totals->families[i].family ||
		    totals->families[i].family == family) {
			totals->families[i].family = family;
			return &totals->families[i];
		}
	must(false);
	return NULL;
}

static void measure_case(struct cover_totals *totals, struct one_case *one,
			 size_t *whole)
{
	struct nf_table *table = one->rules->tables.at;
	struct cover_family *family = family_of(totals, table->family);
	enum cover_class class;
	struct nf_rule rule = *one->c.rule;

	family->cases++;
	totals->cases++;
	if (table->family == NF_FAMILY_ARP) {
		totals->refused++;
		return;
	}
	if (table->family == NF_FAMILY_BRIDGE ||
	    table->family == NF_FAMILY_NETDEV)
		table->family = NF_FAMILY_INET;
	one->chain = &table->chains.at[0];
	one->base.hook =
		cover_hook(&rule, hook_of(one->chain->name), &one->base.type);
	one->base.accepts = true;
	one->chain->base = &one->base;
	class = cover_rule(one->rules, one->chain, &rule, options(),
			   &totals->count);
	if (!try_case(totals, one))
		class = COVER_LOST;
	family->whole[class]++;
	whole[class]++;
}

bool cover_payloads(struct cover_totals *totals, const char *path)
{
	size_t whole[N_COVER_CLASSES] = { 0 }, wrong = totals->check.wrong;
	size_t before = totals->cases, refused = totals->refused;
	struct payload_file file;
	struct one_case one;

	if (!payload_open(&file, path))
		return false;
	memset(&one, 0, sizeof(one));
	while (payload_next(&file, &one.c)) {
		one.rules = &one.c.rules;
		snprintf(one.name, sizeof(one.name), "%s:%zu", path,
			 one.c.line);
		measure_case(totals, &one, whole);
		rules_finish(one.rules);
	}
	payload_close(&file);
	totals->files++;
	printf("| %s | %zu |", path, totals->cases - before);
	for (size_t c = 0; c < N_COVER_CLASSES; c++)
		printf(" %zu |", whole[c]);
	printf(" %zu | %zu |\n", totals->refused - refused,
	       totals->check.wrong - wrong);
	return true;
}

void cover_payloads_end(const struct cover_totals *totals)
{
	const struct cover_check *check = &totals->check;

	puts("\n| table | cases | exact | free | of-free | anything | lost |\n"
	     "|---|---|---|---|---|---|---|");
	for (size_t i = 0; i < COVER_FAMILIES; i++) {
		const struct cover_family *family = &totals->families[i];

		if (!family->cases)
			continue;
		printf("| %s | %zu |", rules_text_family(family->family),
		       family->cases);
		for (size_t c = 0; c < N_COVER_CLASSES; c++)
			printf(" %zu |", family->whole[c]);
		putchar('\n');
	}
	putchar('\n');
	cover_print(&totals->count, stdout);
	printf("\nfiles=%zu cases=%zu not_ip=%zu packets=%zu passed=%zu "
	       "dropped=%zu open=%zu astray=%zu traced=%zu unsure=%zu wrong=%zu\n",
	       totals->files, totals->cases, totals->refused, check->packets,
	       check->passed, check->dropped, check->open, check->astray,
	       check->traced, check->unsure, check->wrong);
}
