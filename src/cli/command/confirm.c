/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirm.c -- the pending generation is kept
 */
#include "cli/ask.h"
#include "cli/command/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_CONFIRM, 0);
}

const struct command cmd_confirm = {
	.name = "confirm",
	.args = "[--json]",
	.help = "keep what was applied with --confirm",
	.run = run,
};
