/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.h -- a rule as the kernel's instructions
 */
#pragma once

#include "kernel/netlink/batch.h"
#include "ruleset/ruleset.h"

/* Appends the rule to the chain's end. */
void put_rule(struct batch *batch, const char *table, const char *chain,
	      const struct rule *rule);
/* Only NFTA_RULE_EXPRESSIONS and NFTA_RULE_USERDATA, to be compared with. */
void put_rule_body(struct nlmsghdr *msg, const struct rule *rule);
