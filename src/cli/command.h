/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command.h -- a verb of `sekisho`: its name, its words of help, its function
 *
 * A verb is a file cmd_NAME.c with one `const struct command` for each name,
 * declared in commands.h and listed in main.c; there is nothing else to know. stdout is
 * the answer, stderr the reasons.
 */
#pragma once

/* What run() returns and the process exits with, grep-like. */
enum {
	ANSWER_YES = 0,     /* yes, done */
	ANSWER_NO = 1,      /* policy wrong, claim false, drift */
	ANSWER_USAGE = 2,   /* not a question we know */
	ANSWER_MACHINE = 3, /* the machine failed */
};

struct command {
	const char *name; /* one word or two: "check", "show zones" */
	const char *args; /* "-c FILE [--json]" */
	const char *help; /* one line */
	/* argv[0] is the last word of the name. */
	int (*run)(const struct command *self, int argc, char **argv);
};

/* Prints how `command` is called to stderr; returns ANSWER_USAGE. */
int command_usage(const struct command *command);
