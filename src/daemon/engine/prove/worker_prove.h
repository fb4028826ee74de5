/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_prove.h -- a worker's proof: does the kernel do what a policy says?
 */
#pragma once

#include <stdio.h>

#include "daemon/engine/prove/job.h"

struct worker_words {
	FILE *said;   /* lines for people */
	FILE *answer; /* an object */
	struct diags *diags;
};

/* False: what it was given is not what it should be, and it says so. */
bool worker_prove(const struct job *job, const struct policy *policy,
		  const struct worker_words *words, struct job_proof *out);
