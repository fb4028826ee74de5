/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inquiry.h -- a policy, a kernel's rules, or both, ready to be asked
 *
 * What the register permits and what the kernel accepts, as diagrams over one
 * space, one for each way that a packet takes through the gateway. Whoever
 * answers a question asks an inquiry.
 */
#pragma once

#include "policy/policy.h"
#include "proof/lift/lift.h"
#include "proof/question/ask.h"
#include "proof/register/register.h"
#include "proof/rules/others.h"

struct inquiry_options {
	/* One or the other may be NULL; whatever is given outlives the
	 * inquiry. */
	const struct policy *policy;
	const struct rules *rules;
	const struct snapshot *snapshot; /* the rules', for links; or NULL */
	/*
	 * The register's; its `time` says how time is seen on both sides:
	 * REGISTER_AT is that moment alone. REGISTER_TIMES: that moment's
	 * validity, but any day and hour. REGISTER_EVER: any time.
	 */
	struct register_options how;
	/* All zero: INQUIRY_NODES, INQUIRY_BYTES, INQUIRY_MS. */
	struct diagram_limits limits;
};

enum {
	INQUIRY_NODES = 1 << 26,
	INQUIRY_BYTES = 1 << 30,
	INQUIRY_MS = 60000,
};

struct inquiry {
	struct inquiry_options options;
	/* A rule beside the gate's that makes packets into any others: then the
	 * limits are those of the gate's own rules and some more, and no other
	 * order is tried. */
	struct others_rule hardest;
	bool has_hardest;
	char why[320];
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t care; /* packets that can exist at that time: space_care() */
	/* By enum register_hook; TOO_MUCH where a side is not given. */
	uint32_t allowed[N_REGISTER_HOOKS];  /* TRUE, FALSE; or entries */
	uint32_t accepted[N_REGISTER_HOOKS]; /* TRUE and FALSE, over atoms */
	uint32_t may[N_REGISTER_HOOKS];  /* accepted for some answer of every
					 * atom */
	uint32_t must[N_REGISTER_HOOKS]; /* for all; of ICMP errors that are
					  * whole */
};

/*
 * Tries one order of fields after another until the limits suffice. False:
 * none does (all.passed says which limit), or there are too many interfaces;
 * every question's answer is UNKNOWN. inquiry_finish() ends it in any case.
 */
bool inquiry_build(struct inquiry *inquiry,
		   const struct inquiry_options *options);
void inquiry_finish(struct inquiry *inquiry);
/* What it is that it could not be built, or a proof of it not be made: which
 * limit, and because of whose rule. Good as long as it is. */
const char *inquiry_why(struct inquiry *inquiry);

/* For questions of question/ask.h; `care` is the inquiry's. Needs a policy. */
struct asked inquiry_asked(struct inquiry *inquiry);
/* Packets that the hook sees: they have the interfaces that it knows. */
uint32_t inquiry_passing(struct inquiry *inquiry, enum register_hook hook);
/* Accepted, for some answer of every atom, and `then` as they leave. */
uint32_t inquiry_may_leave(struct inquiry *inquiry, enum register_hook hook,
			   uint32_t then);
/* Another diagram of the space as `how` says time is seen. */
uint32_t inquiry_at_the_time(struct inquiry *inquiry, uint32_t diagram);
/* Days and hours that there are. */
uint32_t inquiry_real_hours(struct inquiry *inquiry);
