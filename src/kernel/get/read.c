/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read.c -- the tree in force as a ruleset, read from the kernel
 */
#include "kernel/get/read.h"

#include <errno.h>

#include <libnftnl/udata.h>

#include <linux/netfilter/nf_tables.h>

#include "kernel/get/set.h"
#include "kernel/netlink/udata.h"

struct chain_reader {
	struct reading *reading;
	struct chain *chain;
	struct count dropped;
};

static bool drops(const struct rule *rule)
{
	const struct stmt *last =
		rule->stmts.n ? &rule->stmts.at[rule->stmts.n - 1] : NULL;

	return last && last->kind == STMT_VERDICT &&
	       last->verdict.kind == VERDICT_DROP;
}

static int read_rule(const struct nlmsghdr *msg, void *ctx)
{
	struct chain_reader *reader = ctx;
	struct arena *arena = &reader->reading->ruleset.arena;
	struct count count;
	struct rule rule;

	if (!get_rule(msg, arena, &rule, &count)) {
		reader->reading->n_strange++;
		return 0;
	}
	if (drops(&rule)) {
		reader->dropped.packets += count.packets;
		reader->dropped.bytes += count.bytes;
	}
	*vec_add(arena, &reader->chain->rules) = rule;
	return 0;
}

static int read_chain(struct sock *sock, const struct held_chain *held,
		      struct table *table, struct reading *out)
{
	const struct dump rules = { NFT_MSG_GETRULE, NFTA_RULE_TABLE,
				    NFTA_RULE_CHAIN, TABLE_GATE, held->name };
	const char *comment =
		udata_text(held->udata, NFTNL_UDATA_CHAIN_COMMENT);
	struct arena *arena = &out->ruleset.arena;
	struct chain_reader reader = { .reading = out };
	int r;

	reader.chain = vec_add(arena, &table->chains);
	reader.chain->name = arena_strdup(arena, held->name);
	if (comment)
		reader.chain->comment = arena_strdup(arena, comment);
	r = held_dump(sock, &rules, read_rule, &reader);
	if (r == 0 && reader.dropped.packets)
		*vec_add(arena, &out->drops) =
			(struct drops){ reader.chain->name, reader.dropped };
	return r;
}

static int read_set(struct sock *sock, const struct held_set *held,
		    struct reading *out)
{
	const struct dump elements = { NFT_MSG_GETSETELEM,
				       NFTA_SET_ELEM_LIST_TABLE,
				       NFTA_SET_ELEM_LIST_SET, TABLE_GATE,
				       held->name };
	struct arena *arena = &out->ruleset.arena;
	struct element_reader reader = { .arena = arena };
	struct set set;
	int r;

	if (!get_set(held, arena, &set)) {
		out->n_strange++;
		return 0;
	}
	reader.set = vec_add(arena, &out->ruleset.tree.sets);
	*reader.set = set;
	r = held_dump(sock, &elements, get_elements, &reader);
	get_elements_end(&reader);
	out->n_strange += reader.bad;
	return r;
}

static int read_all(struct sock *sock, const struct held *held,
		    struct reading *out)
{
	uint32_t genid;
	int r = 0;

	for (size_t i = 0; r == 0 && i < held->gate.sets.n; i++)
		if (held->live &&
		    generation_of_name(held->gate.sets.at[i].name) ==
			    held->live)
			r = read_set(sock, &held->gate.sets.at[i], out);
	for (size_t i = 0; r == 0 && i < held->gate.chains.n; i++) {
		const struct held_chain *chain = &held->gate.chains.at[i];
		uint32_t generation = generation_of_name(chain->name);

		if (generation == 0)
			r = read_chain(sock, chain, &out->ruleset.frame, out);
		else if (generation == held->live)
			r = read_chain(sock, chain, &out->ruleset.tree, out);
	}
	if (r == 0)
		r = sock_generation(sock, &genid);
	/* Something may have gone between two questions. */
	if (r == -EINTR || r == -ENOENT || (r == 0 && genid != held->genid))
		r = -ERESTART;
	return r;
}

int kernel_read(struct sock *sock, const struct held *held, struct reading *out)
{
	struct reading reading = { 0 };
	int r;

	reading.ruleset.generation = held->live;
	reading.ruleset.frame.name = TABLE_GATE;
	reading.ruleset.tree.name = TABLE_GATE;
	r = read_all(sock, held, &reading);
	if (r < 0) {
		reading_finish(&reading);
		return r;
	}
	*out = reading;
	return 0;
}

void reading_finish(struct reading *reading)
{
	ruleset_finish(&reading->ruleset);
}
