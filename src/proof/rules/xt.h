/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt.h -- matches and targets of xtables in nf_tables' own expressions
 *
 * iptables-nft leaves what nf_tables has no words for to the old modules, whose
 * data stand in the rule as a C struct of the kernel's (include/uapi/linux/
 * netfilter/xt_….h, netfilter_ipv4/, netfilter_ipv6/), in the host's order.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/expr.h"

enum {
	RULES_XT_EXPRS = 96,
	RULES_XT_LISTS = 32,
	RULES_XT_BYTES = 1024,
	/* No kernel's revision: the data are iptables' words (import/say.h). */
	RULES_XT_TEXT = 1 << 16,
};

/*
 * Lists of expressions. A match holds where all of one of its lists do; a
 * target is one list, run after another. What they compare lies in `bytes`:
 * good as long as this is, and where it is.
 */
struct rules_xt {
	struct nf_expr exprs[RULES_XT_EXPRS];
	size_t ends[RULES_XT_LISTS]; /* of each list, in exprs */
	size_t n_lists;
	size_t n_exprs;
	uint8_t bytes[RULES_XT_BYTES];
	size_t n_bytes;
	bool full; /* it would have been more */
	/* A match that looks at a transport header of so many bytes, and has
	 * the packet dropped that has less (hotdrop, struct xt_action_param);
	 * later fragments do not match, TCP's second one is dropped too. */
	uint8_t header;
	bool tcp;
};

/* False: not one of those that are known, in every detail. `family` is the
 * packet's. */
bool rules_xt_match(const struct nf_expr *expr, uint32_t family,
		    struct rules_xt *out);
/* Asks the packet and what changes slowly, and the same twice. */
bool rules_xt_is_steady(const struct nf_expr *expr);
/* A match that is not known may have the packet dropped (hotdrop); those that
 * only answer do not (net/netfilter/xt_limit.c and so on). */
bool rules_xt_may_drop(const struct nf_expr *expr);
bool rules_xt_target(const struct nf_expr *expr, uint32_t family,
		     struct rules_xt *out);
