/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show_change.c -- what a generation changed, or what a proposal would
 */
#include "cli/ask.h"
#include "cli/command/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_CHANGE, ASK_WORD | ASK_CHANGE);
}

const struct command cmd_show_change = {
	.name = "show change",
	.args = "GENERATION|CHANGE [--json]",
	.help = "what a generation changed, or a proposal would: as signed",
	.run = run,
};
