/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.c -- the kernel's objects against what the policy compiles to
 */
#include "base/cleanup.h"
#include "cli/command/command.h"
#include "cli/direct/direct.h"
#include "cli/session.h"
#include "kernel/verify.h"
#include "ruleset/compile.h"

int direct_drift(const struct source *source, struct findings *out)
{
	_cleanup_(session_close) struct session session = { 0 };
	_cleanup_(ruleset_finish) struct ruleset ruleset = { 0 };
	_cleanup_(diags_finish) struct diags diags = { 0 };
	struct compile_options how = {
		.now = source->has_facts ? (time_t)source->facts.time
					 : source->now,
		.generation = source->generation ? source->generation : 1,
	};
	int answer = session_open(&session), r;

	if (answer != ANSWER_YES)
		return answer;
	if (!ruleset_compile(&source->policy, &how, &ruleset, &diags)) {
		diags_print(&diags, stderr, false);
		return ANSWER_NO;
	}
	r = verify_ruleset(&session.sock, &session.held, &ruleset, out);
	return r < 0 ? session_failed("compare the rules in force", r)
		     : ANSWER_YES;
}
