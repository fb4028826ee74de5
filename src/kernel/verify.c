/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c -- what the kernel holds against what was compiled
 *
 * Rules are dumped chain by chain: a dump of all of them starts over in every
 * part of the answer and takes quadratic time.
 */
#include "kernel/verify.h"

#include <errno.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "kernel/netlink/attr.h"
#include "kernel/netlink/batch.h"
#include "kernel/put/rule.h"
#include "kernel/same/ask_set.h"
#include "kernel/same/chain.h"
#include "kernel/same/rule.h"
#include "kernel/same/set.h"

/* One table being looked at. */
struct verifier {
	struct sock *sock;
	const struct held_table *held;
	const char *table;
	struct nlmsghdr *room; /* for one rule as it should be */
	enum depth depth;
	uint64_t age_ms; /* taken off timeouts */
	struct findings *findings;
};

static struct subject subject(enum finding_part part, const char *table,
			      const char *name)
{
	return (struct subject){ part, table, name };
}

struct chain_check {
	const struct chain *chain;
	struct nlmsghdr *wanted;
	size_t n;               /* rules that came */
	size_t first_different; /* counted from 1; 0: none */
};

static int check_rule(const struct nlmsghdr *msg, void *ctx)
{
	struct chain_check *check = ctx;
	size_t i = check->n++;
	bool same = false;

	if (i < check->chain->rules.n) {
		mnl_nlmsg_put_header(check->wanted);
		mnl_nlmsg_put_extra_header(check->wanted,
					   sizeof(struct nfgenmsg));
		put_rule_body(check->wanted, &check->chain->rules.at[i]);
		same = rule_is_same(msg, check->wanted);
	}
	if (!same && !check->first_different)
		check->first_different = i + 1;
	return 0;
}

static int verify_rules(struct verifier *v, const struct chain *chain)
{
	const struct dump rules = { NFT_MSG_GETRULE, NFTA_RULE_TABLE,
				    NFTA_RULE_CHAIN, v->table, chain->name };
	const struct subject at = subject(PART_RULES, v->table, chain->name);
	struct chain_check check = { .chain = chain, .wanted = v->room };
	int r = held_dump(v->sock, &rules, check_rule, &check);

	if (r < 0)
		return r;
	if (check.first_different > chain->rules.n)
		findings_add_at(v->findings, FINDING_FOREIGN, at,
				"chain %s %s: %zu rules that are not ours",
				v->table, chain->name,
				check.n - chain->rules.n);
	else if (check.first_different)
		findings_add_at(v->findings, FINDING_DIFFERENT, at,
				"chain %s %s: rule %zu differs", v->table,
				chain->name, check.first_different);
	else if (check.n < chain->rules.n)
		findings_add_at(v->findings, FINDING_MISSING, at,
				"chain %s %s: %zu rules are missing", v->table,
				chain->name, chain->rules.n - check.n);
	return 0;
}

static int verify_chain(struct verifier *v, const struct chain *chain)
{
	const struct held_chain *have = held_find_chain(v->held, chain->name);
	const struct subject at = subject(PART_CHAIN, v->table, chain->name);

	if (!have) {
		findings_add_at(v->findings, FINDING_MISSING, at,
				"chain %s %s is missing", v->table,
				chain->name);
		return 0;
	}
	if (!chain_is_same(have, chain)) {
		findings_add_at(v->findings, FINDING_DIFFERENT, at,
				"chain %s %s: hook, priority or policy differs",
				v->table, chain->name);
		return 0;
	}
	return v->depth >= DEPTH_RULES ? verify_rules(v, chain) : 0;
}

static int verify_elements(struct sock *sock, const char *table,
			   const struct set *set, uint64_t age_ms,
			   struct findings *findings)
{
	const struct dump elements = { NFT_MSG_GETSETELEM,
				       NFTA_SET_ELEM_LIST_TABLE,
				       NFTA_SET_ELEM_LIST_SET, table,
				       set->name };
	_cleanup_(element_check_finish) struct element_check check = { 0 };
	const struct subject at = subject(PART_ELEMENTS, table, set->name);
	size_t missing;
	int r;

	element_check_init(&check, set);
	check.age_ms = age_ms;
	r = held_dump(sock, &elements, element_check_read, &check);
	if (r < 0)
		return r;
	missing = element_check_missing(&check);
	if (missing)
		findings_add_at(findings, FINDING_MISSING, at,
				"set %s %s: %zu elements are missing", table,
				set->name, missing);
	if (check.n_different)
		findings_add_at(findings, FINDING_DIFFERENT, at,
				"set %s %s: %zu elements differ", table,
				set->name, check.n_different);
	if (check.n_foreign)
		findings_add_at(findings, FINDING_FOREIGN, at,
				"set %s %s: %zu elements that are not ours",
				table, set->name, check.n_foreign);
	return 0;
}

static int verify_set(struct verifier *v, const struct set *set)
{
	const struct held_set *have = held_find_set(v->held, set->name);
	const struct subject at = subject(PART_SET, v->table, set->name);

	if (!have) {
		findings_add_at(v->findings, FINDING_MISSING, at,
				"set %s %s is missing", v->table, set->name);
		return 0;
	}
	if (!set_is_same(have, set)) {
		findings_add_at(v->findings, FINDING_DIFFERENT, at,
				"set %s %s: its key, kind or flags differ",
				v->table, set->name);
		return 0;
	}
	if (v->depth < DEPTH_ALL)
		return 0;
	if (ask_set_fits(have, set)) {
		int r = ask_set(v->sock, v->table, set, v->age_ms);

		if (r != 0)
			return r < 0 ? r : 0;
	}
	return verify_elements(v->sock, v->table, set, v->age_ms, v->findings);
}

int verify_aged(struct sock *sock, const struct held_table *held,
		const struct table *table, enum depth depth, uint64_t age_ms,
		struct findings *findings)
{
	_cleanup_(freep) void *room = xcalloc(1, MESSAGE_MAX);
	struct verifier v = { sock,  held,   table->name, room,
			      depth, age_ms, findings };
	const struct subject at = subject(PART_TABLE, table->name, NULL);
	int r = 0;

	if (!held->present) {
		findings_add_at(findings, FINDING_MISSING, at,
				"table inet %s is missing", table->name);
		return 0;
	}
	if (held->flags & NFT_TABLE_F_DORMANT)
		findings_add_at(findings, FINDING_DIFFERENT, at,
				"table inet %s is dormant: it judges no packet",
				table->name);
	for (size_t i = 0; r == 0 && i < table->sets.n; i++)
		r = verify_set(&v, &table->sets.at[i]);
	for (size_t i = 0; r == 0 && i < table->chains.n; i++)
		r = verify_chain(&v, &table->chains.at[i]);
	return r;
}

int verify_table(struct sock *sock, const struct held_table *held,
		 const struct table *table, enum depth depth,
		 struct findings *findings)
{
	return verify_aged(sock, held, table, depth, 0, findings);
}

/* Selectors and fallbacks lead where they should, and nowhere else. */
static int check_maps(struct sock *sock, const struct held *held,
		      const struct maps *maps, struct findings *findings)
{
	vec_each(set, &maps->sets) {
		int r;

		if (!held_find_set(&held->gate, set->name))
			continue; /* verify_table() has said so */
		r = verify_elements(sock, TABLE_GATE, set, 0, findings);
		if (r < 0)
			return r;
	}
	return 0;
}

static int verify_trees(struct sock *sock, const struct held *held,
			const struct intent *intent, enum depth depth,
			struct findings *findings)
{
	int r = verify_aged(sock, &held->gate, &intent->current->tree, depth,
			    intent_age_ms(intent->current_from), findings);

	if (r == 0 && intent->pending)
		r = verify_aged(sock, &held->gate, &intent->pending->tree,
				depth, intent_age_ms(intent->pending_from),
				findings);
	return r;
}

static void verify_owner(const struct sock *sock, const struct held *held,
			 struct findings *findings)
{
	const struct subject at = subject(PART_TABLE, TABLE_GATE, NULL);

	if ((sock->gate_flags & NFT_TABLE_F_OWNER) &&
	    held->gate.owner != sock->port)
		findings_add_at(findings, FINDING_DIFFERENT, at,
				"table inet %s has lost its owner", TABLE_GATE);
}

static int verify_gate(struct sock *sock, const struct held *held,
		       const struct intent *intent, enum depth trees,
		       struct findings *findings)
{
	_cleanup_(maps_finish) struct maps maps = { 0 };
	int r = verify_table(sock, &held->gate, &intent->current->frame,
			     DEPTH_RULES, findings);

	if (r < 0 || !held->gate.present)
		return r;
	verify_owner(sock, held, findings);
	maps_init_intent(&maps, intent);
	r = check_maps(sock, held, &maps, findings);
	if (r == 0)
		r = verify_trees(sock, held, intent, trees, findings);
	if (r == 0 && intent->overlay)
		r = verify_table(sock, &held->gate, intent->overlay, DEPTH_ALL,
				 findings);
	return r;
}

int verify_intent(struct sock *sock, const struct held *held,
		  const struct intent *intent, enum depth trees,
		  struct findings *findings)
{
	size_t before = findings->list.n;
	uint32_t genid;
	int r;

	verify_foreign(held, intent, findings);
	r = verify_gate(sock, held, intent, trees, findings);
	if (r == 0)
		r = verify_table(sock, &held->guard, &intent->current->guard,
				 DEPTH_ALL, findings);
	if (r == 0)
		r = sock_generation(sock, &genid);
	/* Something may have gone between two questions. */
	if (r == -EINTR || r == -ENOENT || (r == 0 && genid != held->genid))
		return -ERESTART;
	return r < 0 ? r : findings->list.n == before;
}

int verify_ruleset(struct sock *sock, const struct held *held,
		   const struct ruleset *ruleset, struct findings *findings)
{
	const struct intent intent = { .current = ruleset };

	return verify_intent(sock, held, &intent, DEPTH_ALL, findings);
}
