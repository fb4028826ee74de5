/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate.c -- cut something off, at once
 */
#include "cli/ask.h"
#include "cli/command/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_ISOLATE, ASK_WORD | ASK_REASON);
}

const struct command cmd_isolate = {
	.name = "isolate",
	.args = "ZONE|FLOW|HOST|ADDRESS [-m REASON] [--json]",
	.help = "cut a zone, a flow, a host or addresses off, at once",
	.run = run,
};
