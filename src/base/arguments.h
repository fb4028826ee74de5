/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arguments.h -- the command line of a program that takes options alone
 *
 * As getopt_long(3) reads it: --name VALUE, --name=VALUE, -l VALUE, -lVALUE,
 * and names cut short as long as they are clear.
 */
#pragma once

#include <stdbool.h>

/* An option; a table of them ends in a zero row. One of flag, value and take. */
struct argument {
	const char *name;   /* "state": --state */
	char letter;        /* 'c': -c; 0: none */
	bool *flag;         /* is set, or */
	const char **value; /* the last word given, or */
	/* each word given, one after another; false: it is not what the option
	 * wants, in words */
	bool (*take)(void *arg, const char *word);
	void *arg;
	const char *wants;
};

/* False after a line on stderr: an option that is none, a word missing, one too
 * many, or one that is not taken. Words are those of argv, not copies. */
bool arguments_read(int argc, char **argv, const struct argument *table);

/* What such a program prints instead of running was printed, or cannot be, which
 * is said: its exit status, 0 or 3. */
int arguments_answered(void);

/* "NAME=VALUE": what follows the first "="; NULL: it is of another name. */
const char *argument_of(const char *text, const char *name);
