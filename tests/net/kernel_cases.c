/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel_cases.c -- PACKETS FILE…: does the kernel do what upstream's cases say?
 *
 * The files are tests/py/…/X.payload of nftables. In a new network namespace
 * each case becomes a rule of the kernel, at the first hook that takes it; what
 * it took is dumped and lifted; and packets at the edges of what the rule says
 * go through. Prints what came of it; exits 0 where nothing was wrong, 77 where
 * the kernel is too old to tell.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "proof/diagram/find.h"

#include "bout.h"
#include "cover.h"
#include "payload_text.h"
#include "random_policy.h"
#include "random_rules.h"
#include "rules_send.h"

enum {
	EXPRS_MAX = 72,
	SHOWN = 20,
	SEED = 20260725,
};

static const char *const names[] = { "eth0", "eth1", "eth10", "wan", "dmz" };

/* No route back to a source that random_digits() makes, as in differential.c. */
static const struct wire_route routes[] = {
	{ "0.0.0.0/0", "wan" },      { "1.0.0.0/8", "eth0" },
	{ "6.0.0.0/8", "eth1" },     { "10.0.0.0/8", "eth10" },
	{ "192.168.0.0/16", "dmz" }, { "1.1.1.99/32", NULL },
	{ "10.10.10.99/32", NULL },  { "::/0", "wan" },
	{ "100::/8", "eth0" },       { "600::/8", "eth1" },
	{ "a00::/8", "eth10" },      { "2001:db8::/32", "dmz" },
	{ "101:101::99/128", NULL }, { "a0a:a0a::99/128", NULL },
};

struct figures {
	size_t cases, foreign, unsent, refused, unlifted, tried;
	struct rules_sent sent;
};

struct kernel_case {
	struct nf_base base;
	struct nf_rule rule;
	struct nf_expr exprs[EXPRS_MAX];
};

/* rules_send.h can send no other. */
static bool can_be_sent(const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_CMP:
	case EXPR_RANGE:
	case EXPR_LOOKUP:
	case EXPR_BITWISE:
	case EXPR_BYTEORDER:
	case EXPR_IMMEDIATE:
	case EXPR_VERDICT:
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
	case EXPR_META:
	case EXPR_META_SET:
	case EXPR_CT:
	case EXPR_CT_SET:
	case EXPR_COUNTER:
	case EXPR_NOTRACK:
	case EXPR_LOG:
	case EXPR_REJECT:
	case EXPR_LIMIT:
	case EXPR_QUOTA:
	case EXPR_FIB:
	case EXPR_NUMGEN:
		return true;
	default:
		return false;
	}
}

static bool all_can_be_sent(const struct nf_rule *rule)
{
	for (size_t i = 0; i < rule->exprs.n; i++)
		if (!can_be_sent(&rule->exprs.at[i]))
			return false;
	return rule->exprs.n + 1 < EXPRS_MAX;
}

static bool ends(const struct nf_expr *expr)
{
	return expr->kind == EXPR_VERDICT || expr->kind == EXPR_REJECT ||
	       (expr->kind == EXPR_LOOKUP &&
		expr->lookup.dreg == NF_REG_VERDICT);
}

/* False: the kernel takes it at no hook. */
static bool put_into_kernel(struct wires *wires, struct payload_case *c,
			    struct figures *figures)
{
	static const uint32_t hooks[] = { NF_HOOK_FORWARD, NF_HOOK_PREROUTING,
					  NF_HOOK_INPUT, NF_HOOK_POSTROUTING };
	struct nf_table *table = c->rules.tables.at;
	struct nf_chain *chain = &table->chains.at[0];
	struct kernel_case kept = { .base = { .accepts = true,
					      .type = "filter" } };
	size_t n = c->rule->exprs.n, before;

	memcpy(kept.exprs, c->rule->exprs.at, n * sizeof(*kept.exprs));
	if (!n || !ends(&kept.exprs[n - 1]))
		kept.exprs[n++] = (struct nf_expr){
			.kind = EXPR_VERDICT,
			.name = "immediate",
			.verdict = { .kind = NF_VERDICT_DROP }
		};
	kept.rule.exprs = (struct nf_exprs){ kept.exprs, n };
	if (table->family == NF_FAMILY_BRIDGE ||
	    table->family == NF_FAMILY_NETDEV)
		table->family = NF_FAMILY_INET;
	vec_each(set, &table->sets) { /* of their rule alone no more */
		set->name = arena_printf(&c->rules.arena, "s%zu",
					 (size_t)(set - table->sets.at));
		set->flags &= ~(uint32_t)NF_SET_ANONYMOUS;
	}
	if (!*table->name) /* some cases say the family alone */
		table->name = "t";
	if (!*chain->name)
		chain->name = "c";
	chain->base = &kept.base;
	chain->rules.at = &kept.rule;
	chain->rules.n = 1;
	for (size_t i = 0; i < sizeof(hooks) / sizeof(*hooks); i++) {
		kept.base.hook = hooks[i];
		before = figures->sent.refused_rules;
		must(rules_flush(&wires->sock) == 0);
		wires_observe(wires);
		if (rules_send(&wires->sock, &c->rules, &figures->sent) == 0 &&
		    figures->sent.refused_rules == before)
			return true;
	}
	return false;
}

/* Others there are the observer's. */
static const struct nf_rule *rule_of(const struct rules *rules,
				     const struct nf_table *table)
{
	const struct nf_table *found =
		rules_find_table(rules, table->family, table->name);
	const struct nf_chain *chain =
		found ? rules_find_chain(found, table->chains.at[0].name)
		      : NULL;

	return chain && chain->rules.n ? chain->rules.at : NULL;
}

static void try_packets(struct bout *bout, const struct nf_table *table,
			size_t packets)
{
	const struct lift_options *options = &bout->lift.options;
	const struct nf_rule *rule = rule_of(&bout->rules, table);
	uint16_t wish[DIAGRAM_LEVELS], digits[DIAGRAM_LEVELS];
	const struct cover_aim aim = { &bout->space, options, wish, true };
	struct diagram_box box;
	const struct diagram_search search = { .within = &box, .nice = wish };
	struct bout_answer answer;

	for (size_t i = 0; i < packets; i++) {
		random_digits(&bout->space, wish);
		if (rule && !one_in(5))
			cover_aim(&aim, rule);
		diagram_box_all(&box);
		if (diagram_witness(&bout->all, bout->care, &search, digits) !=
		    DIAGRAM_YES)
			continue;
		bout_send(bout, digits,
			  one_in(3) ? WIRE_TRANSPORT_LEN : WIRE_PROPER, &answer,
			  bout->count.wrong < SHOWN ? stdout : stderr);
	}
}

static void try_case(struct wires *wires, struct bout *bout,
		     struct payload_case *c, size_t packets,
		     struct figures *figures, const char *path)
{
	size_t wrong = bout->count.wrong;

	figures->cases++;
	if (c->rules.tables.at[0].family == NF_FAMILY_ARP) {
		figures->foreign++;
	} else if (!all_can_be_sent(c->rule)) {
		figures->unsent++;
	} else if (!put_into_kernel(wires, c, figures)) {
		figures->refused++;
		fprintf(stderr, "refused %s:%zu: %s\n", path, c->line,
			figures->sent.why);
	} else {
		if (bout_begin(bout, wires)) {
			figures->tried++;
			try_packets(bout, c->rules.tables.at, packets);
		} else {
			figures->unlifted++;
			fprintf(stderr, "unlifted %s:%zu:%s\n", path, c->line,
				c->said ? c->said : "");
		}
		bout_finish(bout);
	}
	if (bout->count.wrong > wrong)
		printf("# so at %s:%zu:%s\n", path, c->line,
		       c->said ? c->said : "");
}

static void try_file(struct wires *wires, struct bout *bout, const char *path,
		     size_t packets, struct figures *figures)
{
	struct payload_file file;
	struct payload_case c;

	must(payload_open(&file, path));
	while (payload_next(&file, &c)) {
		try_case(wires, bout, &c, packets, figures, path);
		rules_finish(&c.rules);
	}
	payload_close(&file);
}

int main(int argc, char **argv)
{
	struct figures figures = { 0 };
	struct bout bout = { 0 };
	struct wires wires;
	uint32_t packets;

	if (argc < 3 || !text_u32(argv[1], 1 << 20, &packets)) {
		fputs("usage: kernel-cases PACKETS FILE…\n", stderr);
		return 2;
	}
	wires_open(&wires, names, sizeof(names) / sizeof(names[0]), routes,
		   sizeof(routes) / sizeof(routes[0]));
	if (!bout_kernel_tells(&wires)) {
		puts("a trace of this kernel does not tell of connections");
		return 77;
	}
	random_seed(SEED);
	for (int i = 2; i < argc; i++)
		try_file(&wires, &bout, argv[i], packets, &figures);
	wires_close(&wires);
	bout_print_count(&bout.count, stdout);
	printf("cases=%zu not_ip=%zu unsent=%zu refused=%zu unlifted=%zu "
	       "tried=%zu\n",
	       figures.cases, figures.foreign, figures.unsent, figures.refused,
	       figures.unlifted, figures.tried);
	return bout.count.wrong + bout.count.impossible > 0;
}
