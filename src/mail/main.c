/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- sekisho-mail: mail crosses only as text
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/arguments.h"
#include "base/fd.h"
#include "base/log.h"
#include "control/relay.h"
#include "control/role.h"
#include "mail/convert.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/supervise.h"
#include "mail/tls/check.h"
#include "policy/policy.h"
#include "policy/rules_folder.h"
#include "privsep/pulse.h"

enum {
	EXIT_NO = 1,
	EXIT_USAGE = 2,
	EXIT_MACHINE = 3
};

static const char store_folder[] = "/var/lib/sekisho/mail";

struct arguments {
	const char *policy, *relay, *rules, *notice, *report, *process;
	const char *store, *run;
	const char *users[N_PROCS], *groups[N_ROLE_GROUPS];
	bool convert, show, check, privileges, help;
};

static const char usage[] =
	"usage: sekisho-mail -c FILE [--relay NAME] [--check] [options]\n"
	"       sekisho-mail --convert [-c FILE] [--relay NAME] "
	"[--report FILE] [--show]\n"
	"                    < in.eml > out.eml\n"
	"       sekisho-mail --privileges\n"
	"\n"
	"The relay between two segments: takes mail by SMTP, makes plain text "
	"of it,\nand answers 250 only when the next hop has it.\n"
	"\n"
	"  -c, --config FILE      the policy\n"
	"      --relay NAME       which of its relays, if it has several\n"
	"      --check            only see whether policy, notices, "
	"certificate and key\n"
	"                         are right\n"
	"      --convert          one message from standard input to standard "
	"output;\n"
	"                         exit 1 where it would be held\n"
	"      --report FILE      with --convert: what was done, as JSON\n"
	"      --show             with --convert: header and text as people "
	"read them,\n"
	"                         instead of the message itself\n"
	"      --notice FILE      the template of the notice to readers,\n"
	"                         instead of notice/mail.txt of the rules\n"
	"      --rules DIR        the folder of models, services and notices\n"
	"      --store DIR        where originals are kept, if the relay keeps "
	"them\n"
	"                         (/var/lib/sekisho/mail/RELAY)\n"
	"      --run DIR          where sekisho mail finds this relay "
	"(/run/sekisho-mail);\n"
	"                         not as root and without it, nowhere\n"
	"      --role ROLE=GROUP  who is operator, approver or auditor\n"
	"      --user PROC=USER   run outside, transform, inside, store, "
	"control or\n"
	"                         keys as this user\n"
	"      --privileges       print what each process may do\n"
	"  -h, --help             this\n"
	"\n"
	"Exit: 0 done, 1 no, 2 usage, 3 the machine failed.\n";

/* The zygote, and what is reused, is what the transform is. */
static bool has_user(enum proc proc)
{
	return proc != PROC_ZYGOTE && proc != PROC_REUSED;
}

static bool take_user(void *to, const char *text)
{
	struct arguments *arguments = to;

	for (int proc = 0; proc < N_PROCS; proc++) {
		const char *user = argument_of(text, procs[proc].name);

		if (user && has_user((enum proc)proc)) {
			arguments->users[proc] = user;
			return true;
		}
	}
	return false;
}

/* Always false. */
static bool wrong(const char *why)
{
	fprintf(stderr, "sekisho-mail: %s\n", why);
	return false;
}

static bool read_arguments(int argc, char **argv, struct arguments *out)
{
	const struct argument table[] = {
		{ "config", 'c', .value = &out->policy },
		{ "relay", .value = &out->relay },
		{ "check", .flag = &out->check },
		{ "convert", .flag = &out->convert },
		{ "report", .value = &out->report },
		{ "show", .flag = &out->show },
		{ "notice", .value = &out->notice },
		{ "rules", .value = &out->rules },
		{ "store", .value = &out->store },
		{ "run", .value = &out->run },
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

	if (!arguments_read(argc, argv, table))
		return false;
	if (out->help || out->privileges || out->process)
		return true;
	if ((out->report || out->show) && !out->convert)
		return wrong("--report and --show go with --convert");
	if (out->check && out->convert)
		return wrong("--check does not go with --convert");
	return out->convert || out->policy || wrong("which policy? -c FILE");
}

static const char *rules_of(const struct arguments *arguments)
{
	return arguments->rules ? arguments->rules : rules_folder();
}

static int read_policy(const struct arguments *arguments,
		       struct settings *settings)
{
	const struct policy_options how = {
		.rules = rules_of(arguments),
		.now = time(NULL),
		.keep_expired = true,
	};
	struct policy policy = { 0 };
	struct diags diags = { 0 };
	bool good = policy_load(arguments->policy, &how, &policy, &diags);

	diags_print(&diags, stderr, diags_wants_colour(STDERR_FILENO));
	diags_finish(&diags);
	if (!good)
		return EXIT_NO;
	good = settings_from_policy(&policy, arguments->relay, settings);
	policy_finish(&policy);
	return good ? 0 : EXIT_NO;
}

static int find_user(const struct arguments *arguments, enum proc proc,
		     struct identity *out)
{
	const char *user = arguments->users[proc] ? arguments->users[proc]
						  : procs[proc].user;
	int r = identity_find(user, out);

	if (r == 0)
		return 0;
	return log_errno(r,
			 "no-such-user name=\"%s\" process=%s do=\"make it "
			 "(systemd-sysusers), or name another by --user "
			 "%s=USER\" why",
			 user, procs[proc].name, procs[proc].name);
}

/* Said where one before it has its user. */
static bool is_alone(const struct settings *settings, enum proc proc)
{
	for (int i = 0; i < (int)proc; i++) {
		if (!identity_same(&settings->who[i], &settings->who[proc]))
			continue;
		log_err("user-shared process=%s and=%s do=\"name another by --user\"",
			procs[i].name, procs[proc].name);
		return false;
	}
	return true;
}

/* Not root, we stay who we are: Landlock, system calls and limits hold. */
static int find_users(const struct arguments *arguments,
		      struct settings *settings)
{
	if (geteuid() != 0) {
		log_warn("not-root users=one");
		return 0;
	}
	for (int proc = 0; proc < N_PROCS; proc++)
		if (has_user((enum proc)proc) &&
		    settings_runs(settings, (enum proc)proc) &&
		    (find_user(arguments, (enum proc)proc,
			       &settings->who[proc]) < 0 ||
		     !is_alone(settings, (enum proc)proc)))
			return EXIT_MACHINE;
	return 0;
}

static const struct {
	enum proc proc;
	int (*life)(void);
} lives[] = {
	{ PROC_OUTSIDE, outside_main }, { PROC_INSIDE, inside_main },
	{ PROC_STORE, store_main },     { PROC_CONTROL, control_main },
	{ PROC_KEYS, keys_main },
};

static int run_process(const char *name)
{
	char title[16]; /* TASK_COMM_LEN */

	snprintf(title, sizeof(title), "mail-%s", name);
	prctl(PR_SET_NAME, title);
	if (strcmp(name, "check") == 0)
		return keys_check_main();
	for (size_t i = 0; i < sizeof(lives) / sizeof(lives[0]); i++)
		if (strcmp(name, procs[lives[i].proc].name) == 0)
			return pulse_begin(FD_PULSE) < 0 ? EXIT_PEER
							 : lives[i].life();
	return EXIT_USAGE;
}

/* The operator's words, else those that lie with the rules, else our own. */
static int read_notices(const struct arguments *arguments,
			struct settings *settings)
{
	const char *rules = rules_of(arguments);
	char path[PATH_MAX];
	int r = 0;

	if (arguments->rules && access(rules, X_OK) < 0)
		return log_errno(-errno,
				 "rules-unfit folder=\"%s\" do=\"name the one "
				 "that holds models and notice, or none\" why",
				 rules);
	snprintf(path, sizeof(path), "%s/notice/held.txt", rules);
	if (access(path, F_OK) == 0)
		r = settings_read_held(settings, path);
	if (r < 0)
		return r;
	if (arguments->notice)
		return settings_read_notice(settings, arguments->notice);
	snprintf(path, sizeof(path), "%s/notice/mail.txt", rules);
	return access(path, F_OK) < 0 ? 0
				      : settings_read_notice(settings, path);
}

/* Folder and file that processes of this relay alone use. */
static int set_paths(const struct arguments *arguments,
		     struct settings *settings)
{
	const size_t room = sizeof(settings->store);
	const char *run = arguments->run;
	char token[RELAY_TOKEN];
	int len;

	relay_token(token, settings->relay);
	if (!run && geteuid() == 0)
		run = relay_run;
	if (arguments->store)
		len = snprintf(settings->store, room, "%s", arguments->store);
	else
		len = snprintf(settings->store, room, "%s/%s", store_folder,
			       token);
	if ((size_t)len < room && run)
		len = snprintf(settings->control, room, "%s/%s", run, token);
	if ((size_t)len < room)
		return 0;
	log_errno(-ENAMETOOLONG, "folder");
	return EXIT_USAGE;
}

static int run(const struct arguments *arguments)
{
	static struct settings settings;
	int r = 0;

	settings_begin(&settings);
	if (arguments->policy)
		r = read_policy(arguments, &settings);
	if (r == 0)
		r = supervise_exit(read_notices(arguments, &settings));
	if (r)
		return r;
	if (arguments->convert)
		return convert_offline(&settings, arguments->report,
				       arguments->show);
	r = supervise_exit(settings_read_chain(&settings));
	if (r == 0)
		r = set_paths(arguments, &settings);
	if (r == 0)
		r = find_users(arguments, &settings);
	if (r == 0 && settings_runs(&settings, PROC_CONTROL) &&
	    !role_find(arguments->groups, settings.groups))
		r = EXIT_MACHINE;
	return r ? r : supervise(&settings, arguments->check);
}

int main(int argc, char **argv)
{
	struct arguments arguments = { 0 };

	fd_stand_in();
	if (!read_arguments(argc, argv, &arguments)) {
		fputs("sekisho-mail --help prints what there is.\n", stderr);
		return EXIT_USAGE;
	}
	if (arguments.help) {
		fputs(usage, stdout);
		return arguments_answered();
	}
	if (arguments.privileges) {
		jail_print_table(stdout, procs, N_PROCS);
		return arguments_answered();
	}
	if (arguments.process)
		return run_process(arguments.process);
	return run(&arguments);
}
