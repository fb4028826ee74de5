/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint_world.h -- small random registers, and all that they let pass
 *
 * Between two zones of a few addresses, ports and days, small enough to ask
 * policy/judge of each entry alone about all there is.
 */
#pragma once

#include "policy/judge.h"
#include "proof/lint/lint.h"

enum {
	N_FLOWS = 7,
	N_ADDRESSES = 4,
	N_SERVICES = 4, /* tcp/80, tcp/81, udp/80, echo */
	N_PACKETS = N_ADDRESSES * N_ADDRESSES * N_SERVICES * 2,
	/* Each sixth hour until a week after all has begun or ended. */
	N_MOMENTS = 18 * 24 / 6,
	N_POLICIES = 200, /* of which rounds() says how many */
};

struct world {
	struct policy policy;
	time_t now;
	struct packet packets[N_PACKETS];
	/* By flow's place: does it let the packet pass then? */
	bool fits[N_FLOWS][N_PACKETS][N_MOMENTS];
	bool gone[N_FLOWS]; /* shadowed or redundant: struck */
	struct lint lint;
};

/* How many policies a test makes, of the seeds from 0 on. */
int world_policies(void);
/* Made of the seed, and linted. */
void make_world(struct world *w, uint64_t seed);
void finish_world(struct world *w);
/* The entry by itself, as the reference has it. */
bool fits(const struct world *w, int flow, struct packet packet, time_t now);
/* The finding of this kind about the flow, or NULL. */
const struct lint_finding *find(const struct world *w, int flow,
				enum lint_kind kind);
/* It has rules of its own in the gate. */
bool is_ruled(const struct world *w, int flow);
/* Is a asked before b? */
bool is_before(const struct world *w, int a, int b);
bool is_rated(const struct world *w, int flow);
bool is_logged(const struct world *w, int flow);
/* It lets something pass at some time. */
bool is_ever(const struct world *w, int flow);
/* Its words anew, as ranges; and `fits` of it. */
void resolve_flow(struct policy *p, struct flow *flow);
void judge_flow(struct world *w, int flow);

enum outcome {
	DROPPED,
	LOGGED,
	UNLOGGED,
};

/* What happens, without those that are gone and `also`, if of entries with a
 * rate only `with` have some left. */
enum outcome outcome(const struct world *w, int x, int t, unsigned with,
		     const bool *gone, int also);
/* All that have a rate, as bits: each subset of them is tried. */
unsigned rated(const struct world *w);
