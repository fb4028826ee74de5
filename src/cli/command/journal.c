/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal.c -- what happened, and whether the journal is as it was written
 *
 * Both need nothing but the files: a copy on another computer will do.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "base/when.h"
#include "cli/command/commands.h"
#include "cli/options.h"
#include "cli/show.h"
#include "evidence/journal_show.h"
#include "evidence/journal_verify.h"

enum {
	LINES = 20
};

static const char default_folder[] = "/var/lib/sekisho";

/* -1, said on stderr. */
static int open_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		log_errno(-errno, "sekisho: %s%s", path,
			  errno == EACCES ? " (for the group sekisho-auditor; "
					    "閲覧はこのグループに限る)"
					  : "");
	return fd;
}

/* text: NULL where the option was not given. */
static bool read_head(const char *text, struct journal_head *out)
{
	return !text || journal_head_read(text, out) ||
	       options_refuse("no head such as 16:a082…, as journal verify "
			      "prints it:",
			      text);
}

/* text: NULL where the option was not given. */
static bool read_day(const char *text, uint32_t *out)
{
	return !text || when_day(text, out) ||
	       options_refuse("no day such as 2026-11-21:", text);
}

static bool is_period(const struct journal_choice *choice, const char *since)
{
	return !choice->until || choice->since <= choice->until ||
	       options_refuse("--until lies before --since", since);
}

/* Without a number of lines: the newest ones, or all that were asked for. */
static bool read_lines(const char *text, struct journal_choice *choice)
{
	const bool any = !choice->by && !choice->event && !choice->since &&
			 !choice->until;

	choice->n = any ? LINES : UINT32_MAX;
	return !text || text_u64(text, UINT32_MAX, &choice->n) ||
	       options_refuse("-n wants a number of lines, not", text);
}

static int run_show(const struct command *self, int argc, char **argv)
{
	const char *folder = default_folder, *lines = NULL;
	const char *since = NULL, *until = NULL;
	struct journal_choice choice = { 0 };
	const struct option_key keys[] = {
		{ "--folder", NULL, &folder },
		{ "-n", NULL, &lines },
		{ "--by", NULL, &choice.by },
		{ "--event", NULL, &choice.event },
		{ "--since", NULL, &since },
		{ "--until", NULL, &until },
		{ 0 },
	};
	_cleanup_(fd_closep) int fd = -1;
	struct options options;

	if (!options_read(&options, argc, argv, keys, 0) || options.policy ||
	    !read_day(since, &choice.since) ||
	    !read_day(until, &choice.until) || !is_period(&choice, since) ||
	    !read_lines(lines, &choice))
		return command_usage(self);
	fd = open_folder(folder);
	if (fd < 0 || journal_show(fd, &choice, options.json, stdout) < 0)
		return ANSWER_MACHINE;
	return ANSWER_YES;
}

/* A daemon may be writing its newest line just now: a torn end is looked at
 * once more. */
static int verify(int folder, const struct journal_known *known,
		  struct journal_verdict *out)
{
	const struct timespec moment = { .tv_nsec = 200000000 };
	int r = journal_verify(folder, known, out);

	if (r < 0 || out->kind != JOURNAL_TORN)
		return r;
	nanosleep(&moment, NULL);
	return journal_verify(folder, known, out);
}

static void print_verdict(const struct journal_verdict *verdict)
{
	char head[JOURNAL_HEAD_TEXT];

	if (verdict->kind == JOURNAL_GOOD)
		printf("good: %" PRIu64 " lines in %" PRIu64 " file%s\n",
		       verdict->n_lines, verdict->n_files,
		       verdict->n_files == 1 ? "" : "s");
	else if (verdict->line)
		printf("broken: %s:%" PRIu64 ": %s: %s\n", verdict->file,
		       verdict->line, journal_fault_name(verdict->kind),
		       verdict->text);
	else
		printf("broken: %s%s%s: %s\n", verdict->file,
		       *verdict->file ? ": " : "",
		       journal_fault_name(verdict->kind), verdict->text);
	if (verdict->head.n)
		printf("%s %s\n",
		       verdict->kind == JOURNAL_GOOD ? "head" : "good up to",
		       journal_head_text(head, &verdict->head));
}

static void put_fault(struct json *json, const struct journal_verdict *verdict)
{
	json_key(json, "fault");
	if (verdict->kind == JOURNAL_GOOD) {
		json_string(json, NULL);
		return;
	}
	json_object(json);
	json_member(json, "kind", journal_fault_name(verdict->kind));
	json_member(json, "file", *verdict->file ? verdict->file : NULL);
	json_member_number(json, "line", verdict->line);
	json_member_number(json, "n", verdict->n);
	json_member(json, "text", verdict->text);
	json_object_end(json);
}

static void print_verdict_json(const struct journal_verdict *verdict)
{
	struct json json = { .out = stdout };
	char head[JOURNAL_HEAD_TEXT];

	json_object(&json);
	json_key(&json, "good");
	json_bool(&json, verdict->kind == JOURNAL_GOOD);
	json_member_number(&json, "files", verdict->n_files);
	json_member_number(&json, "lines", verdict->n_lines);
	json_member_number(&json, "bytes", verdict->n_bytes);
	json_member(&json, "head",
		    verdict->head.n ? journal_head_text(head, &verdict->head)
				    : NULL);
	put_fault(&json, verdict);
	json_object_end(&json);
	fputc('\n', stdout);
}

static int run_verify(const struct command *self, int argc, char **argv)
{
	const char *folder = default_folder, *head = NULL, *since = NULL;
	const struct option_key keys[] = {
		{ "--folder", NULL, &folder },
		{ "--head", NULL, &head },
		{ "--since", NULL, &since },
		{ 0 },
	};
	_cleanup_(fd_closep) int fd = -1;
	struct journal_known known = { 0 };
	struct journal_verdict verdict;
	struct options options;

	if (!options_read(&options, argc, argv, keys, 0) || options.policy ||
	    !read_head(head, &known.head) || !read_head(since, &known.since))
		return command_usage(self);
	fd = open_folder(folder);
	if (fd < 0 || verify(fd, &known, &verdict) < 0)
		return ANSWER_MACHINE;
	if (options.json)
		print_verdict_json(&verdict);
	else
		print_verdict(&verdict);
	return verdict.kind == JOURNAL_GOOD ? ANSWER_YES : ANSWER_NO;
}

const struct command cmd_journal = {
	.name = "journal",
	.args = "[-n LINES] [--by NAME] [--event EVENT] [--since DAY] "
		"[--until DAY] [--folder DIR] [--json]",
	.help = "what happened: the newest lines, or somebody's, or a period's",
	.run = run_show,
};

const struct command cmd_journal_verify = {
	.name = "journal verify",
	.args = "[--folder DIR] [--head N:HASH] [--since N:HASH] [--json]",
	.help = "is the journal as it was written, up to a head noted earlier",
	.run = run_verify,
};
