/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- sekishod: keeps the gateway over time
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/arguments.h"
#include "base/fd.h"
#include "base/log.h"
#include "control/role.h"
#include "daemon/parent/parent.h"
#include "policy/rules_folder.h"

enum {
	EXIT_USAGE = 2,
	EXIT_MACHINE = 3
};

struct arguments {
	const char *state, *run, *rules, *process;
	const char *users[N_PROCS], *groups[N_ROLE_GROUPS];
	bool privileges, help;
};

static const char usage[] =
	"usage: sekishod [options]\n"
	"       sekishod --privileges\n"
	"\n"
	"Keeps the gateway: the last confirmed generation is in force, what "
	"others change\nis put right, changes come by sekisho(8).\n"
	"\n"
	"      --state DIR        journal and generations (/var/lib/sekisho)\n"
	"      --run DIR          where clients connect (/run/sekisho)\n"
	"      --rules DIR        the folder of models and services\n"
	"      --user PROC=USER   run control, engine, enforce, survey or "
	"verify as this\n"
	"                         user (sekisho-PROC)\n"
	"      --role ROLE=GROUP  who is operator, approver or auditor\n"
	"                         (sekisho-ROLE)\n"
	"      --privileges       print what each process may do\n"
	"  -h, --help             this\n"
	"\n"
	"SIGTERM ends it and leaves the rules in force.\n"
	"Exit: 0 told to stop, 2 usage, 3 the machine failed.\n";

static bool take_user(void *to, const char *text)
{
	struct arguments *arguments = to;

	for (int i = 0; i < N_PROCS; i++) {
		const char *user = argument_of(text, procs[i]->name);

		/* The worker is as the engine. */
		if (user && i != PROC_WORKER) {
			arguments->users[i] = user;
			return true;
		}
	}
	return false;
}

static bool read_arguments(int argc, char **argv, struct arguments *out)
{
	const struct argument table[] = {
		{ "state", .value = &out->state },
		{ "run", .value = &out->run },
		{ "rules", .value = &out->rules },
		{ "user", .take = take_user, .arg = out,
		  .wants = "PROCESS=USER" },
		{ "role", .take = role_take, .arg = out->groups,
		  .wants = ROLE_WANTS },
		{ "privileges", .flag = &out->privileges },
		{ "help", 'h', .flag = &out->help },
		/* how the parent starts the others; see spawn.h */
		{ "process", .value = &out->process },
		{ 0 },
	};

	return arguments_read(argc, argv, table);
}

static bool put_path(char out[static PATH_MAX], const char *path)
{
	if (strlen(path) < PATH_MAX) {
		snprintf(out, PATH_MAX, "%s", path);
		return true;
	}
	log_err("path-too-long path=%.64s…", path);
	return false;
}

/* The process before this one that has its user; -1: none. */
static int find_twin(const struct settings *settings, int proc)
{
	for (int i = 0; i < proc; i++)
		if (i != PROC_WORKER && proc != PROC_WORKER &&
		    identity_same(&settings->who[i], &settings->who[proc]))
			return i;
	return -1;
}

/* Not root, all stay who we are: Landlock, system calls and limits hold. */
static bool find_users(const struct arguments *arguments,
		       struct settings *settings)
{
	for (int i = 0; i < N_PROCS && geteuid() == 0; i++) {
		int of = i == PROC_WORKER ? PROC_ENGINE : i;
		const char *user = arguments->users[of] ? arguments->users[of]
							: procs[of]->user;
		int r = identity_find(user, &settings->who[i]);

		if (r < 0) {
			log_errno(r, "user %s", user);
			return false;
		}
		if (find_twin(settings, i) >= 0) {
			log_err("user-shared name=%s process=%s and=%s do=\"name another by --user\"",
				user, procs[find_twin(settings, i)]->name,
				procs[i]->name);
			return false;
		}
	}
	return true;
}

static int run(const struct arguments *arguments)
{
	static struct settings settings;

	log_begin();
	if (!put_path(settings.state, arguments->state) ||
	    !put_path(settings.run, arguments->run) ||
	    !put_path(settings.rules, arguments->rules) ||
	    !find_users(arguments, &settings) ||
	    !role_find(arguments->groups, settings.groups))
		return EXIT_MACHINE;
	return parent_run(&settings);
}

static int run_process(const char *name)
{
	static int (*const lives[N_PROCS])(void) = {
		[PROC_CONTROL] = control_main, [PROC_ENGINE] = engine_main,
		[PROC_ENFORCE] = enforce_main, [PROC_SURVEY] = survey_main,
		[PROC_VERIFY] = verify_main,
	};
	char title[16]; /* TASK_COMM_LEN */

	snprintf(title, sizeof(title), "sekisho-%s", name);
	prctl(PR_SET_NAME, title);
	for (int i = 0; i < N_PROCS; i++)
		if (lives[i] && !strcmp(name, procs[i]->name))
			return lives[i]();
	return EXIT_USAGE;
}

static void print_privileges(void)
{
	struct proc_spec rows[N_PROCS];

	for (int i = 0; i < N_PROCS; i++)
		rows[i] = *procs[i];
	jail_print_table(stdout, rows, N_PROCS);
}

int main(int argc, char **argv)
{
	struct arguments arguments = { .state = "/var/lib/sekisho",
				       .run = "/run/sekisho" };

	fd_stand_in();
	if (!read_arguments(argc, argv, &arguments)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (arguments.help) {
		fputs(usage, stdout);
		return arguments_answered();
	}
	if (arguments.privileges) {
		print_privileges();
		return arguments_answered();
	}
	if (arguments.process)
		return run_process(arguments.process);
	if (!arguments.rules)
		arguments.rules = rules_folder();
	return run(&arguments);
}
