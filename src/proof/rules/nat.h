/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nat.h -- where the kernel translates addresses
 *
 * Chains of type nat are asked for the first packet of a connection alone, at
 * one place of each hook whatever their own priority, which only orders them
 * among themselves; the first that translates is the last that is asked. All
 * later packets are translated at the same places, as the connection was
 * (nf_nat_inet_fn, net/netfilter/nf_nat_core.c; nf_nat_ipv4_ops, nf_nat_proto.c).
 * One such chain in a family is enough for all four places to be there.
 */
#pragma once

#include "proof/rules/rules.h"

/* A packet of the family meets the table's chains. */
bool nat_table_is_met(const struct nf_table *table, uint32_t family);
bool nat_is_chain(const struct nf_chain *base);
/* Whether packets of the family are translated at all. */
bool nat_is_on(const struct rules *rules, uint32_t family);
/* Where in the hook: -100 for destinations, 100 for sources. */
int32_t nat_priority(uint32_t hook);
/* Prerouting and output translate destinations, postrouting and input
 * sources (HOOK2MANIP, include/net/netfilter/nf_nat.h). */
bool nat_is_of_destination(uint32_t hook);
