/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_dump.h -- a worker's dump files: two that say what each could see, and
 * one of both
 */
#pragma once

#include "base/diag.h"
#include "base/digest.h"
#include "daemon/engine/prove/job.h"
#include "ruleset/snapshot.h"

/* The job's dumps as one snapshot, which has links and facts if somebody has
 * looked. False, with an error: one is not what it should be. */
bool worker_read_dumps(const struct job *job, struct snapshot *out,
		       struct diags *diags);
/* Its file to `out`; a worker's status. */
int worker_snapshot(const struct job *job, int out, struct diags *diags);
