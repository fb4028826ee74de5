/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import.c -- an old firewall's rules as a file, to be asked like a kernel's
 */
#include "import/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/bytes.h"
#include "cli/command/commands.h"
#include "cli/dump_write.h"
#include "cli/import_matrix.h"
#include "cli/options.h"
#include "import/limits.h"
#include "import/zones.h"
#include "proof/rules/dump_file.h"

struct job {
	struct save save;
	struct snapshot snapshot;
	struct import_report report;
	struct diags diags;
	uint32_t family; /* of files that do not say; 0: not given */
};

static void job_finish(struct job *job)
{
	import_report_finish(&job->report);
	snapshot_finish(&job->snapshot);
	diags_finish(&job->diags);
	save_finish(&job->save);
}

static int complain(const char *path, int r)
{
	fprintf(stderr, "sekisho: %s: %s\n", path, bytes_error(r));
	return ANSWER_MACHINE;
}

/* The rules are as old as the newest of the files. */
static void note_time(struct job *job, int fd)
{
	struct stat st;
	uint64_t ns;

	if (fstat(fd, &st) || st.st_mtim.tv_sec < 0)
		return;
	ns = (uint64_t)st.st_mtim.tv_sec * 1000000000 +
	     (uint64_t)st.st_mtim.tv_nsec;
	if (ns > job->snapshot.taken_ns)
		job->snapshot.taken_ns = ns;
}

static int read_one(struct job *job, const char *path)
{
	_cleanup_(fd_closep) int fd = bytes_open(path);
	_cleanup_(freep) char *text = NULL;
	size_t len;
	int r;

	if (fd < 0)
		return complain(path, fd);
	r = bytes_read(fd, IMPORT_FILE_BYTES, &text, &len);
	if (r < 0)
		return complain(path, r);
	note_time(job, fd);
	/* All of what is wrong is said, of every file. */
	(void)save_read(&job->save, path, text, len, job->family, &job->diags);
	return ANSWER_YES;
}

static int read_all(struct job *job, const struct options *options)
{
	int answer = ANSWER_YES;

	for (int i = 0; answer == ANSWER_YES && i < options->n_args; i++)
		answer = read_one(job, options->args[i]);
	if (answer != ANSWER_YES)
		return answer;
	snprintf(job->snapshot.release, sizeof(job->snapshot.release),
		 "iptables-save");
	/* Whatever is wrong is said in one run. */
	(void)import_build(&job->save, &job->snapshot, &job->report,
			   &job->diags);
	diags_print(&job->diags, stderr, false);
	return job->diags.n_errors ? ANSWER_NO : ANSWER_YES;
}

static bool has_family(const struct save *save, uint32_t family)
{
	vec_each(table, &save->tables) {
		if (table->family == family)
			return true;
	}
	return false;
}

/* A kernel without rules lets everything pass, and so answers what is made
 * here; whether the old one was so, the files do not say. */
static void print_open(const struct save *save, uint32_t family, char digit)
{
	if (!has_family(save, family))
		printf("no rules of IPv%c were given: all of it passes\n",
		       digit);
}

static void print_text(const struct import_report *report)
{
	printf("%zu tables, %zu chains, %zu rules: %zu exact, %zu with "
	       "something unknown\n",
	       report->n_tables, report->n_chains, report->n_rules,
	       report->n_exact, report->n_rules - report->n_exact);
	vec_each(unknown, &report->unknown) {
		char name[4 * IMPORT_NAME_LEN];

		printf("  %s %s: %zu rules, the first %s:%u\n",
		       unknown->target ? "target" : "match",
		       text_escape(name, sizeof(name), unknown->name,
				   strlen(unknown->name)),
		       unknown->n, unknown->first.file, unknown->first.line);
	}
}

static void print_counts(const struct import_report *report, struct json *json)
{
	json_key(json, "tables");
	json_number(json, (int64_t)report->n_tables);
	json_key(json, "chains");
	json_number(json, (int64_t)report->n_chains);
	json_key(json, "rules");
	json_number(json, (int64_t)report->n_rules);
	json_key(json, "exact");
	json_number(json, (int64_t)report->n_exact);
	json_key(json, "unknown");
	json_array(json);
	vec_each(unknown, &report->unknown) {
		json_object(json);
		json_member(json, unknown->target ? "target" : "match",
			    unknown->name);
		json_key(json, "rules");
		json_number(json, (int64_t)unknown->n);
		json_member(json, "file", unknown->first.file);
		json_key(json, "line");
		json_number(json, unknown->first.line);
		json_object_end(json);
	}
	json_array_end(json);
}

/* Where to write, and what to ask; NULL: not. */
struct wanted {
	const char *path;
	const char *matrix;
	struct matrix_question question;
	bool zones; /* a draft of them, and nothing else */
};

static int print_json(const struct job *job, const struct wanted *wanted,
		      size_t len, const char *digest)
{
	struct json json = { .out = stdout };
	int answer = ANSWER_YES;

	json_object(&json);
	print_counts(&job->report, &json);
	json_key(&json, "ipv4");
	json_bool(&json, has_family(&job->save, NF_FAMILY_IP));
	json_key(&json, "ipv6");
	json_bool(&json, has_family(&job->save, NF_FAMILY_IP6));
	if (wanted->path) {
		json_member(&json, "file", wanted->path);
		json_key(&json, "bytes");
		json_number(&json, (int64_t)len);
	}
	json_member(&json, "dump", digest);
	if (wanted->matrix)
		answer =
			import_matrix(&job->snapshot, &wanted->question, &json);
	json_object_end(&json);
	putchar('\n');
	return answer;
}

static int print(const struct job *job, const struct wanted *wanted, size_t len,
		 bool as_json)
{
	uint8_t digest[DIGEST_LEN];
	char text[DIGEST_TEXT];

	dump_file_digest(&job->snapshot, digest);
	text_hex(text, digest, sizeof(digest));
	if (as_json)
		return print_json(job, wanted, len, text);
	print_text(&job->report);
	print_open(&job->save, NF_FAMILY_IP, '4');
	print_open(&job->save, NF_FAMILY_IP6, '6');
	if (wanted->path)
		printf("%s: %zu bytes, sha256:%s\n", wanted->path, len, text);
	if (wanted->matrix)
		return import_matrix(&job->snapshot, &wanted->question, NULL);
	return ANSWER_YES;
}

static bool is_sound(const struct options *options, struct wanted *wanted)
{
	if (options->n_args == 0 || options->policy ||
	    (wanted->zones && (wanted->matrix || options->json)))
		return false;
	return !wanted->matrix ||
	       import_matrix_read(wanted->matrix, &wanted->question);
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(job_finish) struct job job = { 0 };
	struct wanted wanted = { 0 };
	bool ip4 = false, ip6 = false;
	const struct option_key keys[] = {
		{ "-4", &ip4, NULL },
		{ "-6", &ip6, NULL },
		{ "-o", NULL, &wanted.path },
		{ "--matrix", NULL, &wanted.matrix },
		{ "--zones", &wanted.zones, NULL },
		{ 0 },
	};
	struct options options;
	size_t len = 0;
	int answer, r;

	if (!options_read(&options, argc, argv, keys, IMPORT_FILES) ||
	    !is_sound(&options, &wanted) || (ip4 && ip6))
		return command_usage(self);
	if (ip4 || ip6)
		job.family = ip6 ? NF_FAMILY_IP6 : NF_FAMILY_IP;
	answer = read_all(&job, &options);
	if (answer != ANSWER_YES)
		return answer;
	r = wanted.path ? dump_write(wanted.path, &job.snapshot, &len) : 0;
	if (r < 0)
		return complain(wanted.path, r);
	if (!wanted.zones)
		return print(&job, &wanted, len, options.json);
	import_zones(&job.save, stdout);
	return ANSWER_YES;
}

const struct command cmd_import = {
	.name = "import",
	.args = "FILE… [-o FILE] [--matrix SERVICE | --zones] [-4 | -6] [--json]",
	.help = "the rules of iptables-save as a file, to be asked like a dump",
	.run = run,
};
