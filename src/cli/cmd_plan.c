/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_plan.c -- what would change: the policy against what the kernel does now
 *
 * The daemon is asked where one listens; else, or with --direct or --now, this
 * process looks for itself.
 */
#include "base/cleanup.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/direct.h"

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	bool direct = false;
	const struct option_key keys[] = {
		{ "--direct", &direct, NULL },
		{ 0 },
	};
	struct options options;
	struct request request;
	int answer;

	if (!options_read(&options, argc, argv, keys, 0))
		return command_usage(self);
	answer = options_load(&options, &policy, &diags);
	if (answer == ANSWER_USAGE)
		return command_usage(self);
	if (answer != ANSWER_YES)
		return answer;
	if (direct || options.has_now)
		return direct_plan(&options, &policy);
	request = ask_request(VERB_PLAN, &options);
	answer = ask(&request, &policy);
	if (ask_is_nobody(answer))
		return direct_plan(&options, &policy);
	return answer < 0 ? ask_failed(answer, "") : answer;
}

const struct command cmd_plan = {
	.name = "plan",
	.args = "-c FILE [--direct] [--now TIME] [--json]",
	.help = "what would change against the kernel, and which connections end",
	.run = run,
};
