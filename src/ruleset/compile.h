/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile.h -- from a policy to the ruleset that means exactly the same
 *
 * docs/architecture.md says what the tree looks like. Nothing is ever lowered
 * to something wider: what the ruleset cannot hold is an error at its line.
 */
#pragma once

#include <time.h>

#include "policy/policy.h"
#include "ruleset/ruleset.h"

struct compile_options {
	uint32_t generation; /* 1 … GENERATION_MAX */
	/* What timeouts count from; entries that ended before compile to
	 * nothing. */
	time_t now;
};

/*
 * False exactly if an error was added; `out` is written only on success, and
 * the caller ends it with ruleset_finish(). Same policy, same options: the same
 * ruleset to the byte. Nothing of the policy is kept.
 */
bool ruleset_compile(const struct policy *policy,
		     const struct compile_options *options, struct ruleset *out,
		     struct diags *diags);
