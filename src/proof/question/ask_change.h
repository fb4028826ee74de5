/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_change.h -- what one policy permits and another does not
 */
#pragma once

#include "proof/question/ask.h"
#include "proof/register/register.h"

/* By hook, TRUE or FALSE: for ask_reach() and ask_witness(). What is newly
 * permitted is asked about with the new policy, what is no longer with the old
 * one: each knows its own zones. */
struct ask_change {
	uint32_t newly[N_REGISTER_HOOKS], no_longer[N_REGISTER_HOOKS];
};

/*
 * Of packets in the original direction, which is what can begin; answers go
 * with it. The names of both policies were told to the space; `options.rule` is
 * not looked at. False: UNKNOWN, past the limits.
 */
bool ask_change(struct diagrams *all, const struct space *space,
		const struct policy *before, const struct policy *after,
		const struct register_options *options, struct ask_change *out);
