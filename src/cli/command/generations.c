/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generations.c -- what was applied so far
 */
#include "cli/ask.h"
#include "cli/command/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_GENERATIONS, 0);
}

const struct command cmd_generations = {
	.name = "generations",
	.args = "[--json]",
	.help = "what was applied: when, by whom, why",
	.run = run,
};
