/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command.h -- a verb of `sekisho`: its name, its words of help, its function
 *
 * A verb is a file cmd_NAME.c with one `const struct command` for each name,
 * declared in commands.h and listed in main.c; there is nothing else to know.
 * stdout is the answer, stderr the reasons.
 */
#pragma once

#include "control/request.h"

struct command {
	const char *name; /* one word or two: "check", "show zones" */
	const char *args; /* "-c FILE [--json]" */
	const char *help; /* one line */
	/* argv[0] is the last word of the name. Returns what the process exits
	 * with, ANSWER_YES … ANSWER_MACHINE. */
	int (*run)(const struct command *self, int argc, char **argv);
};

/* Prints how `command` is called to stderr; returns ANSWER_USAGE. */
int command_usage(const struct command *command);
