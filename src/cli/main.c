/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- sekisho: the list of verbs, and the way to the one that is meant
 */
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "cli/command/commands.h"

/* clang-format off */
static const struct command *const commands[] = {
	&cmd_check,
	&cmd_plan,
	&cmd_propose,
	&cmd_changes,
	&cmd_approve,
	&cmd_apply,
	&cmd_confirm,
	&cmd_rollback,
	&cmd_generations,
	&cmd_status,
	&cmd_explain,
	&cmd_prove,
	&cmd_reach,
	&cmd_replay,
	&cmd_drift,
	&cmd_dump,
	&cmd_import,
	&cmd_lint,
	&cmd_isolate,
	&cmd_unisolate,
	&cmd_show_zones,
	&cmd_show_flows,
	&cmd_show_matrix,
	&cmd_show_ruleset,
	&cmd_show_policy,
	&cmd_show_change,
	&cmd_journal_verify, /* before the verb that it begins with */
	&cmd_journal,
	&cmd_mail_status,
	&cmd_mail_held,
	&cmd_mail_find,
	&cmd_mail_release,
	&cmd_mail_delete,
	NULL,
};

/* clang-format on */

static void print_help(FILE *out)
{
	fputs("usage: sekisho VERB [OPTION …]\n\n", out);
	for (size_t i = 0; commands[i]; i++)
		fprintf(out, "  %-14s  %s\n", commands[i]->name,
			commands[i]->help);
	fputs("\nsekisho VERB --help says more. Exit: 0 yes or done, 1 no, "
	      "2 usage, 3 the machine failed.\n",
	      out);
}

int command_usage(const struct command *command)
{
	fprintf(stderr, "usage: sekisho %s %s\n%s\n", command->name,
		command->args, command->help);
	return ANSWER_USAGE;
}

/* How many words of argv are this command's name; 0: another one is meant. */
static int count_words(const char *name, int argc, char **argv)
{
	int words = 0;

	while (*name) {
		size_t len = strcspn(name, " ");

		if (words >= argc || strlen(argv[words]) != len ||
		    strncmp(name, argv[words], len) != 0)
			return 0;
		words++;
		name += len + (name[len] == ' ');
	}
	return words;
}

/* One that nobody could read is none. */
static int answered(int answer)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return answer;
	fputs("sekisho: cannot write the answer\n", stderr);
	return ANSWER_MACHINE;
}

static int run(const struct command *command, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help")) {
			printf("usage: sekisho %s %s\n%s\n", command->name,
			       command->args, command->help);
			return answered(ANSWER_YES);
		}
	}
	return answered(command->run(command, argc, argv));
}

/* Of a verb of two words only the first one is there. False: it is of none. */
static bool tell_second_words(const char *word, FILE *out)
{
	const size_t len = strlen(word);
	bool any = false;

	for (size_t i = 0; commands[i]; i++) {
		const char *name = commands[i]->name;

		if (strncmp(name, word, len) != 0 || name[len] != ' ')
			continue;
		if (!any)
			fputs("sekisho: which of these?\n", out);
		fprintf(out, "  sekisho %s %s\n", name, commands[i]->args);
		any = true;
	}
	return any;
}

int main(int argc, char **argv)
{
	fd_stand_in();
	argc -= argc > 0;
	argv++;
	if (argc == 1 && !strcmp(argv[0], "--help")) {
		print_help(stdout);
		return answered(ANSWER_YES);
	}
	if (argc == 1 && !strcmp(argv[0], "--version")) {
		puts("sekisho " SEKISHO_VERSION);
		return answered(ANSWER_YES);
	}
	for (size_t i = 0; commands[i]; i++) {
		int words = count_words(commands[i]->name, argc, argv);

		if (words)
			return run(commands[i], argc - words + 1,
				   argv + words - 1);
	}
	if (argc == 2 && !strcmp(argv[1], "--help") &&
	    tell_second_words(argv[0], stdout))
		return answered(ANSWER_YES);
	if (argc > 0 && tell_second_words(argv[0], stderr))
		return ANSWER_USAGE;
	if (argc > 0)
		fprintf(stderr, "sekisho: no verb '%s'\n", argv[0]);
	print_help(stderr);
	return ANSWER_USAGE;
}
