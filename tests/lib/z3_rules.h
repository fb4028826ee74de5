/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z3_rules.h -- decoded rules, and diagrams, as formulas of the Z3 theorem prover
 *
 * A second opinion: the rules are run on bytes that are formulas, as machine.h
 * runs them on bytes; nothing of the lift is used but the space's variables. A
 * diagram becomes a formula node by node. Both over one bit-vector of sixteen
 * bits for each level.
 */
#pragma once

#include <z3.h>

#include "proof/lift/lift.h"

struct z3_packet {
	Z3_context z3;
	const struct space *space;
	const struct rules *rules;
	const struct lift_link *links; /* all interfaces that there are */
	size_t n_links;
	Z3_ast levels[DIAGRAM_LEVELS]; /* or NULL: not asked yet */
};

void z3_packet_init(struct z3_packet *packet, const struct space *space,
		    const struct rules *rules, const struct lift_link *links,
		    size_t n_links);
void z3_packet_finish(struct z3_packet *packet);

/* TRUE where the diagram is DIAGRAM_TRUE. */
Z3_ast z3_of_diagram(struct z3_packet *packet, struct diagrams *all,
		     uint32_t id);
/* Interfaces are those of the links, or none. */
Z3_ast z3_known_links(struct z3_packet *packet);
/* All base chains of that hook let it pass, which is of that family. One table
 * alone, so that their order is known; no dead ends of machine.h's. */
Z3_ast z3_of_hook(struct z3_packet *packet, uint32_t hook, bool ip6);
