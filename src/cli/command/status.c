/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c -- one screen: what is in force, since when, and is it whole?
 *
 * The daemon's where one listens; else, or with --direct, what can be seen from
 * here.
 */
#include "cli/ask.h"
#include "cli/command/commands.h"
#include "cli/direct/direct.h"

static int run(const struct command *self, int argc, char **argv)
{
	bool direct = false;
	const struct option_key keys[] = {
		{ "--direct", &direct, NULL },
		{ 0 },
	};
	struct options options;
	struct request request;
	int r;

	if (!options_read(&options, argc, argv, keys, 0) || options.policy ||
	    options.has_now)
		return command_usage(self);
	if (direct)
		return direct_status(&options);
	request = ask_request(VERB_STATUS, &options);
	r = ask(&request, NULL);
	if (ask_is_for_us(r))
		return direct_status(&options);
	return r < 0 ? ask_failed(r, "") : r;
}

const struct command cmd_status = {
	.name = "status",
	.args = "[--direct] [--json]",
	.help = "what is in force, since when, by whom, and is it whole",
	.run = run,
};
