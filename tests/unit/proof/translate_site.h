/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * translate_site.h -- random rules that translate destinations, and a plain loop
 *
 * They ask for few addresses, ports and marks, of which the last stands for all
 * others: so every packet that there can be is one of a few.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/rules.h"

enum {
	VALUES = 4, /* 0 … 2 are asked for */
	RULES = 4,
	EXPRS = 12,
};

enum chain {
	RAW,    /* before conntrack */
	NAT,    /* prerouting, of any priority */
	SECOND, /* after it */
	MIDDLE, /* prerouting, behind translation */
	FORWARD,
	N_CHAINS
};

enum act {
	ACT_DROP,
	ACT_ACCEPT,
	ACT_MARK,
	ACT_TRANSLATE,
};

struct little {
	uint8_t daddr, dport, mark;
};

/* -1: not asked, not written. */
struct plain {
	int daddr, dport, mark;
	enum act act;
	struct little to;
	bool to_daddr, to_dport;
};

struct site {
	struct plain plain[N_CHAINS][RULES];
	size_t n[N_CHAINS];
	struct nf_expr exprs[N_CHAINS][RULES][EXPRS];
	struct nf_rule rules_of[N_CHAINS][RULES];
	uint8_t bytes[N_CHAINS][RULES][EXPRS][4];
	struct nf_chain chains[N_CHAINS];
	struct nf_base bases[N_CHAINS];
	struct nf_table table;
	struct rules rules;
	bool raw_asks; /* where to a packet goes */
};

/* Of the caller's random_seed(). */
void random_site(struct site *site);
/* False: dropped. `translated` is set where a rule does that. */
bool site_run(const struct site *site, enum chain chain, struct little *packet,
	      bool *translated);
/* Where a first packet is when its way is decided; false: dropped before. */
bool site_arrives(const struct site *site, struct little *packet,
		  bool *translated);
