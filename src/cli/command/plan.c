/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.c -- what would change: the policy against what the kernel does now
 *
 * The daemon is asked where one listens; else, or with --direct or --now, this
 * process looks for itself. Which packets newly pass and which no longer do is
 * worked out here in any case.
 */
#include <string.h>

#include "base/cleanup.h"
#include "cli/amend.h"
#include "cli/ask.h"
#include "cli/change.h"
#include "cli/command/commands.h"
#include "cli/direct/direct.h"
#include "cli/show.h"

/* The answer's text, and what it means in packets. */
static void tell(const struct options *options, const char *text, size_t len,
		 const struct packet_change *change)
{
	struct json json;

	if (!options->json) {
		fwrite(text, 1, len, stdout);
		packet_change_print(change, stdout);
	} else if (amend_open(text, len, &json)) {
		packet_change_json(change, &json);
		amend_close(&json);
	}
}

/* Against the policy in force; where none is, every packet is new. */
static int tell_change(const struct options *options,
		       const struct policy *policy, const char *text,
		       size_t len)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy before = { 0 };
	_cleanup_(packet_change_finish) struct packet_change change = { 0 };
	struct options in_force = *options;
	int answer;

	in_force.policy = NULL;
	answer = show_load(&in_force, 0, &before, &diags);
	if (answer > ANSWER_NO)
		return answer;
	packet_change_find(answer == ANSWER_YES ? &before : NULL, policy,
			   options->now, &change);
	tell(options, text, len, &change);
	return ANSWER_YES;
}

static int ask_daemon(const struct options *options,
		      const struct policy *policy)
{
	const struct request request = ask_request(VERB_PLAN, options);
	_cleanup_(freep) char *text = NULL;
	_cleanup_(fd_closep) int fd = -1;
	size_t len = 0;
	int status = ask_for(&request, policy, &fd), r;

	if (status != ANSWER_YES || fd < 0)
		return status;
	r = amend_read(fd, &text, &len);
	return r < 0 ? r : tell_change(options, policy, text, len);
}

/* Two policies, and no kernel. */
static int compare(const struct options *options, const struct policy *policy,
		   const char *against)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy before = { 0 };
	_cleanup_(packet_change_finish) struct packet_change change = { 0 };
	static const char nothing[] = "{}\n";
	struct options old = *options;
	int answer;

	old.policy = against;
	old.keep_expired = true;
	answer = options_load(&old, &before, &diags);
	if (answer != ANSWER_YES)
		return answer;
	packet_change_find(&before, policy, options->now, &change);
	tell(options, options->json ? nothing : "",
	     options->json ? strlen(nothing) : 0, &change);
	return ANSWER_YES;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	const char *against = NULL;
	bool direct = false;
	const struct option_key keys[] = {
		{ "--direct", &direct, NULL },
		{ "--against", NULL, &against },
		{ 0 },
	};
	struct options options;
	int answer;

	if (!options_read(&options, argc, argv, keys, 0) || (direct && against))
		return command_usage(self);
	answer = options_load(&options, &policy, &diags);
	if (answer == ANSWER_USAGE)
		return command_usage(self);
	if (answer != ANSWER_YES)
		return answer;
	if (against)
		return compare(&options, &policy, against);
	if (direct || options.has_now)
		return direct_plan(&options, &policy);
	answer = ask_daemon(&options, &policy);
	if (ask_is_for_us(answer))
		return direct_plan(&options, &policy);
	return answer < 0 ? ask_failed(answer, "") : answer;
}

const struct command cmd_plan = {
	.name = "plan",
	.args = "-c FILE [--direct | --against FILE] [--now TIME] [--json]",
	.help = "what would change, in entries and packets, and what ends",
	.run = run,
};
