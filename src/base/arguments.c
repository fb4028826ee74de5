/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arguments.c -- a table of options, handed to getopt_long(3)
 */
#include "base/arguments.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/must.h"

enum {
	EXIT_MACHINE = 3,
	ARGUMENTS_MAX = 32
};

static bool take(const struct argument *argument, const char *program)
{
	if (argument->flag)
		*argument->flag = true;
	else if (argument->value)
		*argument->value = optarg;
	else if (!argument->take(argument->arg, optarg)) {
		fprintf(stderr, "%s: --%s wants %s: %s\n", program,
			argument->name, argument->wants, optarg);
		return false;
	}
	return true;
}

/* The row that getopt_long() speaks of: by its letter, or its place. */
static const struct argument *find(const struct argument *table, int letter,
				   int place)
{
	if (!letter)
		return &table[place];
	for (; table->name; table++)
		if (table->letter == letter)
			return table;
	return NULL;
}

bool arguments_read(int argc, char **argv, const struct argument *table)
{
	struct option options[ARGUMENTS_MAX + 1] = { 0 };
	char letters[2 * ARGUMENTS_MAX + 1] = "", *end = letters;
	int letter, place = 0;

	for (size_t i = 0; table[i].name; i++) {
		must(i < ARGUMENTS_MAX);
		options[i].name = table[i].name;
		options[i].has_arg =
			table[i].flag ? no_argument : required_argument;
		if (!table[i].letter)
			continue;
		*end++ = table[i].letter;
		if (!table[i].flag)
			*end++ = ':';
	}
	while ((letter = getopt_long(argc, argv, letters, options, &place)) !=
	       -1) {
		const struct argument *argument = find(table, letter, place);

		if (!argument || !take(argument, argv[0]))
			return false;
	}
	if (optind < argc)
		fprintf(stderr, "%s: this is no option: %s\n", argv[0],
			argv[optind]);
	return optind == argc;
}

int arguments_answered(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	fprintf(stderr, "%s: cannot write the answer\n",
		program_invocation_short_name);
	return EXIT_MACHINE;
}

const char *argument_of(const char *text, const char *name)
{
	const size_t len = strlen(name);

	return strncmp(text, name, len) == 0 && text[len] == '='
		       ? text + len + 1
		       : NULL;
}
