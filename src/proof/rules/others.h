/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others.h -- tables beside the gate's, and what of them nobody can follow
 */
#pragma once

#include "proof/rules/rules.h"

/* One of the two that are the gate's own (ruleset/ruleset.h). */
bool others_is_own(const struct nf_table *table);
/* Whether anybody else has a chain that packets meet. */
bool others_are_met(const struct rules *rules);

/* A rule behind which a packet may be any other: it writes into headers, hands
 * packets to programs, or does what is not known. */
struct others_rule {
	const struct nf_table *table;
	const struct nf_chain *chain;
	const struct nf_rule *rule; /* NULL: the whole chain */
	const char *what;           /* the kernel's name of what it does */
};

/* The first one, if there is a gate beside it. */
bool others_hardest(const struct rules *rules, struct others_rule *out);
/* "table ip other, chain pre, rule 7 (payload)". Returns buf. */
char *others_text(const struct others_rule *rule, char *buf, size_t size);
