/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof.h -- does the kernel accept what the register permits, and no more?
 *
 * Over all packets, on every way through the gateway:
 *
 *  wider     the kernel may accept what the register does not permit, were
 *            every stamp believed (register/register.h)
 *  narrower  the register permits what the kernel never accepts
 *  lasting   the kernel may stamp a connection for good that the register
 *            does not permit at every hour
 *  unsure    the register permits without a rate what the kernel accepts or
 *            not, by something that is not modelled
 *
 * Stamps are honest because nothing is wider where a connection bears none of
 * the generation, and nothing is lasting: then every stamp was given to a
 * connection that the register permits. So none of the four is the proof.
 */
#pragma once

#include "proof/inquiry.h"

enum proof_result {
	PROOF_PROVED,
	PROOF_CONDITIONAL, /* unsure, and nothing else */
	PROOF_REFUTED,
	PROOF_UNKNOWN, /* past the limits */
};

enum proof_kind {
	PROOF_WIDER,
	PROOF_NARROWER,
	PROOF_LASTING,
	PROOF_UNSURE,
};

enum {
	N_PROOF_KINDS = PROOF_UNSURE + 1,
	PROOF_DIFFERENCES = 32, /* told at most */
};

/* One packet for each kind, way, pair of interfaces and family. */
struct proof_difference {
	enum proof_kind kind;
	enum register_hook hook;
	/* Of what the register permits: the first entry that does, or one of
	 * enum register_hook's leaves; else 0. */
	uint32_t entry;
	const uint16_t *digits; /* DIAGRAM_LEVELS; it can exist */
};

struct proof {
	enum proof_result result;
	VEC(struct proof_difference) list;
	bool more; /* there are others */
	/* By kind and way: TRUE of all such packets. */
	uint32_t all[N_PROOF_KINDS][N_REGISTER_HOOKS];
};

/* The inquiry has a policy, rules and, in `how`, the generation in force.
 * Digits lie in the arena. */
void proof_make(struct inquiry *inquiry, struct arena *arena,
		struct proof *out);

/* "proved", "conditional", "refuted", "unknown". */
const char *proof_result_text(enum proof_result result);
/* "wider", "narrower", "lasting", "unsure". */
const char *proof_kind_text(enum proof_kind kind);
