/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * changes.c -- changes that wait to be approved
 */
#include "cli/ask.h"
#include "cli/command/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_CHANGES, 0);
}

const struct command cmd_changes = {
	.name = "changes",
	.args = "[--json]",
	.help = "changes that wait: who has signed, who may, what lacks",
	.run = run,
};
