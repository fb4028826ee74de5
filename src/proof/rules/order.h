/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * order.h -- in which order base chains of one hook run
 *
 * By priority. Of equal ones the kernel runs first what was registered last
 * (nf_hook_entries_grow, net/netfilter/core.c): of one table the chain with the
 * greater handle. Between tables no dump tells; that is a question only where
 * one of them writes what another one asks or writes.
 */
#pragma once

#include "proof/rules/rules.h"

/* For qsort: by priority, those of one table together, as they run. */
int order_compare(const struct nf_chain *a, const struct nf_chain *b);
/* How many at the end have the last one's priority. */
size_t order_group(const struct nf_chain *const *chains, size_t n);
/* Of a group: it matters what comes first, and nobody knows. */
bool order_is_open(const struct nf_chain *const *chains, size_t n);
/* The next order of a group, each table keeping that of its own chains; `order`
 * begins as `chains`, sorted. False: that was the last. */
bool order_next(const struct nf_chain *const *chains,
		const struct nf_chain **order, size_t n);
