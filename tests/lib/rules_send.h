/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_send.h -- decoded rules put into the kernel of this namespace
 *
 * The way back of proof/decode: whatever bytecode a test makes up, the kernel
 * can be asked to run it. What it refuses is left out and counted: whoever
 * wants to know what stands there asks the kernel.
 */
#pragma once

#include "kernel/netlink/batch.h"
#include "proof/rules/rules.h"

struct rules_sent {
	size_t tables, sets, rules;
	size_t refused_sets, refused_rules;
	/* Of the last one refused: what the kernel said. */
	char why[160];
};

/* Adds to `out`. 0 or -errno: not even the tables could be made. Sets are sent
 * with the first rule that looks one up. */
int rules_send(struct sock *sock, const struct rules *rules,
	       struct rules_sent *out);
/* All tables of this namespace are gone. */
int rules_flush(struct sock *sock);

/* The list NFTA_RULE_EXPRESSIONS; a kind that has no way back ends the test. */
void rules_send_exprs(struct nlmsghdr *msg, const struct nf_exprs *exprs);
void rules_send_verdict(struct nlmsghdr *msg, const struct nf_verdict *verdict);
