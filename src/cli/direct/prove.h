/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prove.h -- a loaded tree is proved before it is switched on, here
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "policy/policy.h"
#include "proof/trial.h"
#include "ruleset/ruleset.h"

struct direct_proof {
	const struct policy *policy;
	const struct ruleset *ruleset; /* loaded, and not switched on yet */
	time_t now;    /* 0: the moment that the rules are read */
	bool unproved; /* goes on where the proof comes to no end */
	/* Filled by direct_prove(): */
	enum trial_verdict verdict;
	double seconds;
};

/* For struct apply, of a struct direct_proof: 0, or -EKEYREJECTED: it must not
 * be switched on. Differences and reasons are on stderr. */
int direct_prove(void *ctx);
