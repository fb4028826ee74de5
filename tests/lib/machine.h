/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine.h -- decoded rules run on one packet, by a plain loop over bytes
 *
 * What nf_tables would do: registers are bytes, sets are searched element by
 * element. Shares nothing with the lift. Expressions that are not modelled end
 * the test, or are answered by chance (machine_guess.h).
 */
#pragma once

#include "proof/rules/rules.h"

struct machine_guess;

struct machine {
	const struct rules *rules;
	struct machine_guess *guess; /* or NULL */
	uint32_t hook;               /* that runs */
	/* The packet. Interfaces: "" is none. */
	const char *iif, *oif;
	uint32_t iif_index, oif_index;
	uint16_t iif_type, oif_type;
	bool ip6;
	uint8_t network[40], transport[24], link[14];
	unsigned transport_len, link_len;
	int l4proto; /* 256: none */
	uint32_t length;
	uint8_t pkttype, day;
	uint32_t hour;
	uint64_t time;
	uint32_t mark;
	/* Its connection: enum nf_ct_state. */
	uint32_t ct_state, ct_mark, ct_status;
	uint8_t ct_direction;
	uint8_t ct_saddr[16], ct_daddr[16];
};

/* All base chains of the hook that see it, in the order of priority, of equal
 * ones the greatest handle first: true, accepted by all. */
bool machine_run(struct machine *machine, uint32_t hook);
/* What a router does before the forward hook. */
void machine_count_hop(struct machine *machine);
/* Through prerouting, which knows no oif yet, forward and postrouting: true,
 * accepted by all. *mark (or NULL): what its connection has then. */
bool machine_forward(const struct machine *packet, uint32_t *mark);
