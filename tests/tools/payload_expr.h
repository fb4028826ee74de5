/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_expr.h -- one expression of a payload file into an nf_expr
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "proof/rules/rules.h"

#include "payload_scan.h"

enum {
	PAYLOAD_THINGS_MAX = 64, /* chains, sets, objects of one case */
};

struct payload_reader {
	struct arena *arena;
	struct nf_table *table; /* its lists have PAYLOAD_THINGS_MAX room */
	struct nf_chain *chain;
	size_t loaded[NF_REGS]; /* bytes that were last put there */
	size_t n_anonymous;     /* sets of no name that were looked up */
};

/* At "meta load …", until what ends it. */
bool payload_expr(struct payload_reader *reader, struct scan *s,
		  struct nf_expr *out);
/* "drop", "jump -> c". */
bool payload_verdict(struct payload_reader *reader, struct scan *s,
		     struct nf_verdict *out);
/* The set that is looked up by what is in that register. */
const struct nf_set *payload_set(struct payload_reader *reader,
				 const char *name, uint8_t sreg);
