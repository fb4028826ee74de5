/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blind.h -- a change where what was in force cannot be read any more
 *
 * Nobody can say then what it changes. It can be made in an emergency alone, and
 * is judged as a change of the newest generation that can be read: whoever
 * approved then, approves it afterwards.
 */
#pragma once

#include "daemon/engine/act/acts.h"
#include "daemon/engine/prove/job.h"

bool blind_is(const struct engine *engine);
/* The plan gets the change and the rule by which it is judged. Unaltered where
 * no generation can be read: nobody is known then who could approve. */
void blind_judge(struct engine *engine, const struct call *call,
		 struct job_result *plan);
