/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unisolate.c -- what was cut off is let in again
 */
#include "cli/ask.h"
#include "cli/command/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_UNISOLATE,
			ASK_WORD | ASK_REASON | ASK_OVERRIDE);
}

const struct command cmd_unisolate = {
	.name = "unisolate",
	.args = "ZONE|FLOW|HOST|ADDRESS [-m REASON] [--override REASON] "
		"[--json]",
	.help = "an approver ends an isolation",
	.run = run,
};
