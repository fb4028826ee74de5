/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.c -- does the kernel hold the very rule that was compiled?
 *
 * Bytes are compared, not meanings: put_rule_body() writes what the kernel
 * dumps. Nothing is decoded, so nothing can be decoded wrongly.
 */
#include "kernel/same/rule.h"

#include <string.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"

/* At most a number, and 0: also the padding before a 64-bit attribute. */
static bool is_blank(const struct nlattr *attr)
{
	static const uint8_t zero[8];
	uint16_t len = mnl_attr_get_payload_len(attr);

	return len <= sizeof(zero) &&
	       !memcmp(mnl_attr_get_payload(attr), zero, len);
}

/* Everything wanted is held, and nothing else is. */
static bool data_is_same(const struct nlattr *held, const struct nlattr *wanted)
{
	struct attrs have, want;

	if (!attrs_of_nest(held, &have) || !attrs_of_nest(wanted, &want))
		return held == wanted;
	if (have.n_unknown > 0)
		return false;
	for (size_t i = 0; i < ATTRS_MAX; i++) {
		if (!want.at[i] && have.at[i] && is_blank(have.at[i]))
			continue;
		if (!attr_same(have.at[i], want.at[i]))
			return false;
	}
	return true;
}

static bool expr_is_same(const struct nlattr *held, const struct nlattr *wanted)
{
	struct attrs have, want;

	if (!attrs_of_nest(held, &have) || !attrs_of_nest(wanted, &want) ||
	    !attr_same(have.at[NFTA_EXPR_NAME], want.at[NFTA_EXPR_NAME]))
		return false;
	return !strcmp(attr_text(want.at[NFTA_EXPR_NAME]), "counter") ||
	       data_is_same(have.at[NFTA_EXPR_DATA], want.at[NFTA_EXPR_DATA]);
}

static bool exprs_are_same(const struct nlattr *held,
			   const struct nlattr *wanted)
{
	struct walk have = walk_nest(held), want = walk_nest(wanted);

	for (;;) {
		const struct nlattr *a = walk_next(&have);
		const struct nlattr *b = walk_next(&want);

		if (!a || !b)
			return !a && !b && !have.bad && !want.bad;
		if (mnl_attr_get_type(a) != mnl_attr_get_type(b) ||
		    !expr_is_same(a, b))
			return false;
	}
}

bool rule_is_same(const struct nlmsghdr *held, const struct nlmsghdr *wanted)
{
	struct attrs have, want;

	return attrs_of_message(held, &have) &&
	       attrs_of_message(wanted, &want) &&
	       have.at[NFTA_RULE_EXPRESSIONS] &&
	       want.at[NFTA_RULE_EXPRESSIONS] &&
	       exprs_are_same(have.at[NFTA_RULE_EXPRESSIONS],
			      want.at[NFTA_RULE_EXPRESSIONS]) &&
	       attr_same(have.at[NFTA_RULE_USERDATA],
			 want.at[NFTA_RULE_USERDATA]);
}
