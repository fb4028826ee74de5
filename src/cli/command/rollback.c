/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rollback.c -- an earlier generation once more
 */
#include "cli/ask.h"
#include "cli/command/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_ROLLBACK,
			ASK_GENERATION | ASK_REASON | ASK_CUT_ME |
				ASK_UNPROVED);
}

const struct command cmd_rollback = {
	.name = "rollback",
	.args = "[GENERATION] [-m REASON] [--cut-me] [--unproved] [--json]",
	.help = "go back to the generation before, or to another one",
	.run = run,
};
