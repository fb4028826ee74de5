/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay.c -- which conversations of a capture would pass?
 *
 * Under a policy, a generation, a dump or the live kernel; with --against, only
 * what another policy or dump says differently.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/bytes.h"
#include "cli/command/commands.h"
#include "cli/progress.h"
#include "cli/replay/print.h"

struct replaying {
	struct source sources[N_JUDGES];
	const struct policy *policies[N_JUDGES];
	struct judge judges[N_JUDGES];
	struct replay replay;
	struct capture capture;
	void *bytes;
	size_t len;
	bool begun, keep;
	size_t n; /* judges */
};

static void replaying_finish(struct replaying *replaying)
{
	if (replaying->begun) {
		replay_finish(&replaying->replay);
		for (size_t i = 0; i < replaying->n; i++)
			judge_finish(&replaying->judges[i]);
	}
	capture_finish(&replaying->capture);
	if (replaying->len)
		munmap(replaying->bytes, replaying->len);
	for (size_t i = 0; i < N_JUDGES; i++)
		source_close(&replaying->sources[i]);
}

static int cannot_read(const char *path)
{
	fprintf(stderr, "sekisho: %s: %s\n", path, strerror(errno));
	return ANSWER_MACHINE;
}

/* SIGBUS: where the mapped file was, there is nothing any more. */
static void end_cut_short(int signal)
{
	static const char text[] =
		"sekisho: the capture was cut short while it was read: copy it, and replay the copy\n";

	(void)signal;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(ANSWER_MACHINE);
}

static int open_capture(struct replaying *replaying, const char *path)
{
	static const struct sigaction cut = { .sa_handler = end_cut_short };
	/* A FIFO must not make us wait to be told that it is no file. */
	_cleanup_(fd_closep) int fd =
		open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat stat;
	void *bytes = NULL;

	if (fd < 0 || fstat(fd, &stat) != 0)
		return cannot_read(path);
	if (!S_ISREG(stat.st_mode)) {
		fprintf(stderr, "sekisho: %s: not a file\n", path);
		return ANSWER_MACHINE;
	}
	if (stat.st_size > 0)
		bytes = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE,
			     fd, 0);
	if (bytes == MAP_FAILED || sigaction(SIGBUS, &cut, NULL) != 0)
		return cannot_read(path);
	replaying->bytes = bytes;
	replaying->len = (size_t)stat.st_size;
	if (capture_open(&replaying->capture, bytes, replaying->len))
		return ANSWER_YES;
	fprintf(stderr, "sekisho: %s: %s\n", path, replaying->capture.error);
	return ANSWER_MACHINE;
}

/* By its first bytes: a dump, else a policy. */
static bool is_dump(const char *path)
{
	static const char magic[] = "SKDUMP";
	_cleanup_(fd_closep) int fd = bytes_open(path);
	char start[sizeof(magic) - 1] = "";

	return fd >= 0 &&
	       read(fd, start, sizeof(start)) == (ssize_t)sizeof(start) &&
	       !memcmp(start, magic, sizeof(start));
}

/* Where no policy is told, a dump goes with the first source's: what is stored
 * has no file that could be read again. */
static int open_other(struct replaying *replaying,
		      const struct options *options, const char *path)
{
	const struct source *first = &replaying->sources[0];
	struct source *out = &replaying->sources[1];
	struct source_options how = { 0 };
	struct options other = *options;
	int status;

	if (!is_dump(path)) {
		other.policy = path;
		return source_open(&other, &how, out);
	}
	if (options->policy) {
		how.dump = path;
		return source_open(&other, &how, out);
	}
	status = source_open_dump(path, out);
	if (status != ANSWER_YES)
		return status;
	out->now = options->has_now ? options->now : first->now;
	replaying->policies[1] = &first->policy;
	return ANSWER_YES;
}

static void begin(struct replaying *replaying, const struct options *options,
		  const char *iif, const char *oif)
{
	enum register_time time =
		options->has_now ? REGISTER_AT : REGISTER_TIMES;

	for (size_t i = 0; i < replaying->n; i++) {
		const struct source *source = &replaying->sources[i];
		struct inquiry_options how = source_inquiry(source, time);

		how.policy = replaying->policies[i];

		judge_init(&replaying->judges[i], &how,
			   source->has_facts ? (time_t)source->facts.time
					     : source->now);
		replaying->judges[i].iif = iif;
		replaying->judges[i].oif = oif;
	}
	replay_init(&replaying->replay, &replaying->judges[0],
		    replaying->n > 1 ? &replaying->judges[1] : NULL);
	replaying->replay.keep = replaying->keep;
	replaying->begun = true;
}

static bool is_known(const struct replaying *replaying, const char *name)
{
	for (size_t i = 0; name && i < replaying->n; i++) {
		if (places_zone_of(replaying->policies[i], name))
			continue;
		fprintf(stderr, "sekisho: %s: no zone of %s has it\n", name,
			replaying->policies[i]->file);
		return false;
	}
	return true;
}

/* A mistyped name would deny all there is. */
static int know_interfaces(const struct replaying *replaying, const char *iif,
			   const char *oif)
{
	return is_known(replaying, iif) && is_known(replaying, oif)
		       ? ANSWER_YES
		       : ANSWER_MACHINE;
}

/* A pcap file does not say where it was captured. */
static int name_interfaces(struct replaying *replaying, const char *on)
{
	if (!on)
		return ANSWER_YES;
	if (!is_known(replaying, on))
		return ANSWER_MACHINE;
	if (capture_on(&replaying->capture, on))
		return ANSWER_YES;
	fprintf(stderr, "sekisho: --on: the file itself names interfaces\n");
	return ANSWER_MACHINE;
}

static int answer_of(const struct replay_report *report, bool whole)
{
	const struct replay_counts *counts = &report->replay->counts;
	const size_t *outcomes = report->outcomes;

	if (!whole || counts->too_many || counts->unjudged[UNJUDGED_LIMIT])
		return ANSWER_MACHINE;
	if (report->sources[1])
		return report->differing ? ANSWER_NO : ANSWER_YES;
	return outcomes[OUTCOME_DROP] || outcomes[OUTCOME_MIXED] ||
			       outcomes[OUTCOME_CONDITIONAL]
		       ? ANSWER_NO
		       : ANSWER_YES;
}

static void print_json(const struct replay_report *report, const char *broken)
{
	struct json json = { .out = stdout };

	json_object(&json);
	replay_report_json(report, &json);
	json_member(&json, "broken", broken);
	json_key(&json, "of");
	source_print_json(report->sources[0], &json);
	if (report->sources[1]) {
		json_key(&json, "against");
		source_print_json(report->sources[1], &json);
	}
	json_object_end(&json);
	putchar('\n');
}

static int answer(struct replaying *replaying, const struct options *options)
{
	struct replay_report report = {
		.replay = &replaying->replay,
		.sources = { &replaying->sources[0],
			     replaying->n > 1 ? &replaying->sources[1] : NULL },
	};
	const char *error = replaying->capture.error;
	bool whole;
	int status;

	progress_begin("replays the capture");
	whole = replay_run(&replaying->replay, &replaying->capture);
	replay_sort_heard(&replaying->replay);
	replay_report_make(&report);
	progress_end();
	if (options->json) {
		print_json(&report, whole ? NULL : error);
	} else {
		source_print(report.sources[0], stdout);
		if (report.sources[1])
			source_print(report.sources[1], stdout);
		replay_report_print(&report, stdout);
	}
	if (!whole)
		fprintf(stderr, "sekisho: %s: %s; the rest is not judged\n",
			options->args[0], error);
	status = answer_of(&report, whole);
	replay_report_finish(&report);
	return status;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(replaying_finish) struct replaying replaying = { .n = 1 };
	const char *against = NULL, *iif = NULL, *oif = NULL, *on = NULL;
	struct source_options how = { 0 };
	const struct option_key keys[] = {
		SOURCE_KEYS(how),
		{ "--against", NULL, &against },
		{ "--iif", NULL, &iif },
		{ "--oif", NULL, &oif },
		{ "--on", NULL, &on },
		{ "--packets", &replaying.keep, NULL },
		{ 0 },
	};
	struct options options;
	int status;

	for (size_t i = 0; i < N_JUDGES; i++)
		replaying.policies[i] = &replaying.sources[i].policy;
	if (!options_read(&options, argc, argv, keys, 1) || options.n_args != 1)
		return command_usage(self);
	options.any_day = true; /* captures are of the past */
	status = open_capture(&replaying, options.args[0]);
	if (status == ANSWER_YES)
		status = source_open(&options, &how, &replaying.sources[0]);
	if (status == ANSWER_YES && against) {
		replaying.n = 2;
		status = open_other(&replaying, &options, against);
	}
	if (status == ANSWER_YES)
		status = name_interfaces(&replaying, on);
	if (status == ANSWER_YES)
		status = know_interfaces(&replaying, iif, oif);
	if (status == ANSWER_USAGE)
		return command_usage(self);
	/* 1 says that something would be denied. */
	if (status != ANSWER_YES)
		return ANSWER_MACHINE;
	begin(&replaying, &options, iif, oif);
	return answer(&replaying, &options);
}

const struct command cmd_replay = {
	.name = "replay",
	.args = "FILE.pcap " SOURCE_ARGS
		" [--against FILE.conf|FILE.dump] [--iif NAME] [--oif NAME] "
		"[--on NAME] [--packets] [--now TIME] [--json]",
	.help = "which conversations of a capture would pass",
	.run = run,
};
