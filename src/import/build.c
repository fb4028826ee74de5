/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build.c -- tables, chains and sets around the rules
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "import/import.h"
#include "import/lower.h"

enum {
	NEW_TABLE = 0, /* NFT_MSG_NEW… */
	NEW_CHAIN = 3,
	NEW_SET = 9,
	NEW_ELEMENTS = 12,

	LIST_ELEM = 1,
	DATA_VALUE = 1,
	ELEM_KEY = 1,
	ELEM_FLAGS = 3,
	PORT_TYPE = 13, /* inet_service of nft(8) */
	PORT_LEN = 2,
};

static bool send(struct lower *l, enum snapshot_part part, struct loc at)
{
	return nfmsg_send(&l->message, l->out, part) ||
	       diag_error(l->diags, at, "import-size",
			  "too much for a snapshot");
}

static bool send_table(struct lower *l)
{
	struct nfmsg *m = &l->message;

	nfmsg_begin(m, NEW_TABLE, (uint8_t)l->table->family);
	nfmsg_text(m, 1, l->table->name);
	nfmsg_u32(m, 2, 0);
	nfmsg_u64(m, 4, ++l->handle);
	return send(l, SNAPSHOT_TABLES, l->table->at);
}

static void put_hook(struct nfmsg *m, const struct save_chain *chain)
{
	size_t nest = nfmsg_nest(m, 4);

	nfmsg_u32(m, 1, chain->hook->hook);
	nfmsg_u32(m, 2, (uint32_t)chain->hook->priority);
	nfmsg_end(m, nest);
	nfmsg_u32(m, 5, chain->accepts);
	nfmsg_text(m, 7, chain->hook->type);
	nfmsg_u32(m, 10, NF_CHAIN_BASE);
}

static bool send_chain(struct lower *l, const struct save_chain *chain)
{
	struct nfmsg *m = &l->message;

	if (lower_is_target(chain->name))
		return diag_error(l->diags, chain->at, "import-chain",
				  "a chain with a target's name: '%s'",
				  chain->name);
	nfmsg_begin(m, NEW_CHAIN, (uint8_t)l->table->family);
	nfmsg_text(m, 1, l->table->name);
	nfmsg_u64(m, 2, ++l->handle);
	nfmsg_text(m, 3, chain->name);
	if (chain->hook)
		put_hook(m, chain);
	l->report->n_chains++;
	return send(l, SNAPSHOT_CHAINS, chain->at);
}

static void put_element(struct nfmsg *m, uint32_t port, bool end)
{
	const uint8_t key[PORT_LEN] = { (uint8_t)(port >> 8), (uint8_t)port };
	size_t elem = nfmsg_nest(m, LIST_ELEM), nest;

	nest = nfmsg_nest(m, ELEM_KEY);
	nfmsg_put(m, DATA_VALUE, key, sizeof(key));
	nfmsg_end(m, nest);
	if (end)
		nfmsg_u32(m, ELEM_FLAGS, NF_ELEMENT_INTERVAL_END);
	nfmsg_end(m, elem);
}

static void send_elements(struct lower *l, const char *name,
			  const struct lower_range *ranges, size_t n)
{
	struct nfmsg *m = &l->message;
	size_t list;

	nfmsg_begin(m, NEW_ELEMENTS, (uint8_t)l->table->family);
	nfmsg_text(m, 1, l->table->name);
	nfmsg_text(m, 2, name);
	list = nfmsg_nest(m, 3);
	for (size_t i = 0; i < n; i++) {
		put_element(m, ranges[i].first, false);
		if (ranges[i].last < UINT16_MAX)
			put_element(m, ranges[i].last + 1U, true);
	}
	nfmsg_end(m, list);
	(void)send(l, SNAPSHOT_ELEMENTS, l->rule->at);
}

const char *lower_set(struct lower *l, const struct lower_range *ranges,
		      size_t n)
{
	const char *name = arena_printf(&l->arena, "__set%u", l->n_sets++);
	struct nfmsg *m = &l->message;

	nfmsg_begin(m, NEW_SET, (uint8_t)l->table->family);
	nfmsg_text(m, 1, l->table->name);
	nfmsg_text(m, 2, name);
	nfmsg_u32(m, 3, NF_SET_ANONYMOUS | NF_SET_CONSTANT | NF_SET_INTERVAL);
	nfmsg_u32(m, 4, PORT_TYPE);
	nfmsg_u32(m, 5, PORT_LEN);
	nfmsg_u64(m, 16, ++l->handle);
	if (send(l, SNAPSHOT_SETS, l->rule->at))
		send_elements(l, name, ranges, n);
	return name;
}

static bool adds_to_sets(const struct save *save)
{
	vec_each(table, &save->tables) {
		vec_each(chain, &table->chains) {
			vec_each(rule, &chain->rules) {
				if (rule->has_target &&
				    !strcmp(rule->target.name, "SET"))
					return true;
			}
		}
	}
	return false;
}

static bool build_chains(struct lower *l)
{
	bool fine = true;

	vec_each(chain, &l->table->chains)
		fine &= send_chain(l, chain);
	vec_each(chain, &l->table->chains) {
		vec_each(rule, &chain->rules)
			fine &= lower_rule(l, chain->name, rule);
	}
	return fine;
}

static bool build_all(const struct save *save, struct lower *l)
{
	bool fine = true;

	vec_each(table, &save->tables) {
		l->table = table;
		l->ip6 = table->family == NF_FAMILY_IP6;
		l->handle = 0;
		l->n_sets = 0;
		l->report->n_tables++;
		fine &= send_table(l);
		fine &= build_chains(l);
		fine &= import_no_circle(table, l->diags);
	}
	return fine;
}

bool import_build(const struct save *save, struct snapshot *out,
		  struct import_report *report, struct diags *diags)
{
	struct lower *l = xcalloc(1, sizeof(*l));
	bool fine;

	l->out = out;
	l->report = report;
	l->diags = diags;
	l->sets_change = adds_to_sets(save);
	fine = build_all(save, l);
	nfmsg_finish(&l->exprs);
	nfmsg_finish(&l->message);
	arena_finish(&l->arena);
	free(l);
	return fine && diags->n_errors == 0;
}

void import_report_finish(struct import_report *report)
{
	arena_finish(&report->arena);
	*report = (struct import_report){ 0 };
}
