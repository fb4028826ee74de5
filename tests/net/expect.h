/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expect.h -- what the register says about a probe, and probes worth sending
 */
#pragma once

#include "policy/policy.h"

#include "probe.h"
#include "random.h"

/* Tells the lab whose MAC goes with which address. Before the rest. */
void expect_owners(const struct policy *policy, struct lab *lab);
/*
 * Sets `pass` and `why` (in `notes`) by policy/judge. False if neither the
 * register nor the states of a connection decide what happens to the last
 * packet, so that there is nothing to compare.
 */
bool expect(const struct policy *policy, const struct lab *lab, time_t now,
	    struct arena *notes, struct probe *probe);

/*
 * The same for a connection that another policy let in and that stands: its next
 * packet, a reply or one more from the first side, is for this policy to judge.
 */
void expect_resumed(const struct policy *policy, const struct lab *lab,
		    time_t now, struct arena *notes, struct probe *probe);

/*
 * A random packet at or near the border of some entry, whole or in fragments,
 * with or without its reply, honest or forged. False: not this time.
 */
bool aim(const struct policy *policy, const struct lab *lab,
	 struct random *random, struct probe *out);
