/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * station.h -- the base chains of a hook, one after another
 *
 * From the last chain to the first: so it is known of each what is asked after
 * it, and what it writes besides need not be kept.
 */
#pragma once

#include "proof/lift/lift.h"

struct stations {
	struct arena arena;
	VEC(const struct nf_chain *) list; /* as they run */
};

/* Those that see the lift's family: chains of type nat, or all others. The
 * caller ends the arena. */
void stations_find(const struct lift *lift, enum nf_hook hook, bool nat,
		   struct stations *out);

/* What chains see is not what the diagram says of these variables, and what
 * they write into them is gone afterwards: each chain finds anything there. */
struct veil {
	const enum variable *at;
	size_t n;
};

/* What becomes of the packet before these chains, one after another, if `then`
 * is what becomes of it behind them. */
uint32_t stations_pass(struct lift *lift, const struct nf_chain *const *chains,
		       size_t n, uint32_t then, const struct veil *veil);

/* One of the orders that equal chains may run in. */
typedef uint32_t (*stations_run)(void *state,
				 const struct nf_chain *const *chains, size_t n,
				 uint32_t then);

/* The same with another way of passing some chains, group by group: where
 * nobody knows what comes first each order may be the one. */
uint32_t stations_by_order(struct lift *lift,
			   const struct nf_chain *const *chains, size_t n,
			   uint32_t then, stations_run run, void *state);

/* Before a tracking kernel puts fragments together. */
bool station_sees_pieces(const struct nf_base *base);

/* chain_lift() as the hook has it: what is not known there yet is not there. */
uint32_t station_lift(struct lift *lift, const struct nf_chain *chain);
