/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_drift.c -- does the kernel still do what it was told?
 */
#include "cli/ask.h"
#include "cli/commands.h"

static int run(const struct command *self, int argc, char **argv)
{
	return ask_verb(self, argc, argv, VERB_DRIFT, 0);
}

const struct command cmd_drift = {
	.name = "drift",
	.args = "[--json]",
	.help = "does the kernel still do exactly what the generation says",
	.run = run,
};
