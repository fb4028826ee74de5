/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.c -- make it so: the policy becomes what the kernel enforces
 *
 * The daemon is asked, with the policy's canonical text: it is read and checked
 * here first, where its files are and its mistakes have places. --direct does
 * without a daemon.
 *
 * --boot leaves expired flows out with a warning instead of refusing the
 * policy: a gateway that restarts must not stay closed over one of them.
 */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/command/commands.h"
#include "cli/direct/direct.h"

struct wish {
	const char *reason, *confirm, *override;
	bool direct, cut_me, emergency, unproved;
};

static bool wish_fits(const struct wish *wish, const struct options *options)
{
	bool daemons = wish->confirm || wish->override || wish->cut_me ||
		       wish->emergency;
	bool ours = options->keep_expired || options->has_now;

	if (wish->direct && daemons)
		fputs("sekisho: --confirm, --cut-me, --emergency and "
		      "--override are for the daemon, not with --direct\n",
		      stderr);
	if (!wish->direct && ours)
		fputs("sekisho: --boot and --now need --direct\n", stderr);
	return wish->direct ? !daemons : !ours;
}

static bool put_confirm(struct request *request, const char *text)
{
	if (!text)
		return true;
	request->flags |= REQUEST_CONFIRM;
	if (text_u32(text, REQUEST_SECONDS_MAX, &request->seconds) &&
	    request->seconds > 0)
		return true;
	fprintf(stderr, "sekisho: --confirm wants seconds, 1 to %d, not '%s'\n",
		REQUEST_SECONDS_MAX, text);
	return false;
}

static bool put_wish(struct request *request, const struct wish *wish)
{
	const char *override = wish->override ? wish->override : "";

	if (wish->cut_me)
		request->flags |= REQUEST_CUT_ME;
	if (wish->emergency)
		request->flags |= REQUEST_EMERGENCY;
	if (wish->unproved)
		request->flags |= REQUEST_UNPROVED;
	return put_confirm(request, wish->confirm) &&
	       ask_put(request->reason, sizeof(request->reason), "-m",
		       wish->reason) &&
	       ask_put(request->override, sizeof(request->override),
		       "--override", override);
}

static int ask_apply(const struct request *request, const struct policy *policy)
{
	int r = ask(request, policy);

	return r < 0 ? ask_failed(r, "start it, or use --direct") : r;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	struct wish wish = { .reason = "" };
	struct options options;
	struct request request;
	const struct option_key keys[] = {
		{ "--direct", &wish.direct, NULL },
		{ "--boot", &options.keep_expired, NULL },
		{ "-m", NULL, &wish.reason },
		{ "--confirm", NULL, &wish.confirm },
		{ "--override", NULL, &wish.override },
		{ "--cut-me", &wish.cut_me, NULL },
		{ "--emergency", &wish.emergency, NULL },
		{ "--unproved", &wish.unproved, NULL },
		{ 0 },
	};
	int answer;

	if (!options_read(&options, argc, argv, keys, 0) ||
	    !wish_fits(&wish, &options))
		return command_usage(self);
	request = ask_request(VERB_APPLY, &options);
	if (!wish.direct && !put_wish(&request, &wish))
		return ANSWER_USAGE;
	answer = options_load(&options, &policy, &diags);
	if (answer == ANSWER_USAGE)
		return command_usage(self);
	if (answer != ANSWER_YES)
		return answer;
	return wish.direct ? direct_apply(&options, &policy, wish.reason,
					  wish.unproved)
			   : ask_apply(&request, &policy);
}

const struct command cmd_apply = {
	.name = "apply",
	.args = "-c FILE [-m REASON] [--confirm SECONDS] [--cut-me] "
		"[--emergency]\n"
		"                     [--unproved] [--override REASON] [--json]\n"
		"       sekisho apply -c FILE --direct [--boot] [-m REASON] "
		"[--unproved]\n"
		"                     [--now TIME] [--json]",
	.help = "make it so: the kernel enforces the policy, read back",
	.run = run,
};
