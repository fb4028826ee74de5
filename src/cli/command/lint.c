/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint.c -- what of a policy is idle, doubled, hidden, ending or risky
 */
#include "proof/lint/lint.h"

#include <stdio.h>
#include <string.h>

#include "cli/command/commands.h"
#include "cli/progress.h"
#include "cli/source/source.h"

enum {
	NANOSECONDS = 1000000000,
};

/* Which findings make the answer "no". */
struct fail_on {
	bool kinds[N_LINT_KINDS];
	enum lint_severity severity; /* N_LINT_SEVERITIES: by kind alone */
};

static bool add_word(struct fail_on *fail_on, const char *word, size_t len)
{
	for (int i = 0; i < N_LINT_SEVERITIES; i++) {
		if (strlen(lint_severity_names[i]) == len &&
		    !strncmp(lint_severity_names[i], word, len)) {
			if (fail_on->severity > (enum lint_severity)i)
				fail_on->severity = (enum lint_severity)i;
			return true;
		}
	}
	for (int i = 0; i < N_LINT_KINDS; i++) {
		if (strlen(lint_rules[i].slug) == len &&
		    !strncmp(lint_rules[i].slug, word, len)) {
			fail_on->kinds[i] = true;
			return true;
		}
	}
	fprintf(stderr, "sekisho: no finding or severity '%.*s'\n", (int)len,
		word);
	return false;
}

/* "shadowed,error"; NULL: every finding. */
static bool read_fail_on(const char *words, struct fail_on *out)
{
	size_t len;

	*out = (struct fail_on){
		.severity = words ? (enum lint_severity)N_LINT_SEVERITIES
				  : LINT_NOTE
	};
	while (words) {
		len = strcspn(words, ",");
		if (!add_word(out, words, len))
			return false;
		words = words[len] ? words + len + 1 : NULL;
	}
	return true;
}

static bool is_failed(const struct fail_on *fail_on,
		      const struct lint_finding *finding)
{
	return fail_on->kinds[finding->kind] ||
	       finding->severity >= fail_on->severity;
}

static void print_other(const struct lint_other *other)
{
	printf("    %s", other->id);
	if (other->at.line)
		printf(" (%s:%u)", other->at.file, other->at.line);
	if (other->packet)
		printf(": %s", other->packet);
	if (other->when)
		printf(" at %s", other->when);
	putchar('\n');
}

static void print_finding(const struct lint_finding *finding)
{
	printf("%s:%u: %s: %s [%s]\n    %s\n", finding->at.file,
	       finding->at.line, lint_severity_names[finding->severity],
	       finding->en, lint_rules[finding->kind].slug, finding->ja);
	vec_each(other, &finding->others)
		print_other(other);
	if (finding->n_others > finding->others.n)
		printf("    … (%zu)\n", finding->n_others);
}

static void print_text(const struct source *source, const struct lint *lint)
{
	size_t n[N_LINT_SEVERITIES] = { 0 };

	source_print(source, stdout);
	vec_each(finding, &lint->findings) {
		print_finding(finding);
		n[finding->severity]++;
	}
	printf("%s: %zu finding%s: %zu error%s, %zu warning%s, %zu note%s\n",
	       source->policy.file, lint->findings.n,
	       lint->findings.n == 1 ? "" : "s", n[LINT_ERROR],
	       n[LINT_ERROR] == 1 ? "" : "s", n[LINT_WARNING],
	       n[LINT_WARNING] == 1 ? "" : "s", n[LINT_NOTE],
	       n[LINT_NOTE] == 1 ? "" : "s");
}

static void json_place(struct json *json, struct loc at)
{
	json_member(json, "file", at.file);
	json_key(json, "line");
	json_number(json, at.line);
}

static void json_finding(struct json *json, const struct lint_finding *finding,
			 bool failed)
{
	json_object(json);
	json_member(json, "slug", lint_rules[finding->kind].slug);
	json_member(json, "severity", lint_severity_names[finding->severity]);
	json_key(json, "failed");
	json_bool(json, failed);
	json_place(json, finding->at);
	json_member(json, "subject", finding->subject);
	json_member(json, "title", lint_rules[finding->kind].title);
	json_member(json, "title_ja", lint_rules[finding->kind].title_ja);
	json_member(json, "text", finding->en);
	json_member(json, "text_ja", finding->ja);
	json_key(json, "others");
	json_array(json);
	vec_each(other, &finding->others) {
		json_object(json);
		json_member(json, "id", other->id);
		json_place(json, other->at);
		json_member(json, "packet", other->packet);
		json_member(json, "when", other->when);
		json_object_end(json);
	}
	json_array_end(json);
	json_key(json, "words");
	json_array(json);
	vec_each(word, &finding->words) {
		json_object(json);
		json_member(json, "list", word->list);
		json_member(json, "text", word->text);
		json_object_end(json);
	}
	json_array_end(json);
	json_key(json, "n_others");
	json_number(json, (int64_t)finding->n_others);
	json_object_end(json);
}

static void print_json(const struct source *source, const struct lint *lint,
		       const struct fail_on *fail_on)
{
	struct json json = { .out = stdout };

	json_object(&json);
	json_key(&json, "source");
	source_print_json(source, &json);
	json_key(&json, "findings");
	json_array(&json);
	vec_each(finding, &lint->findings)
		json_finding(&json, finding, is_failed(fail_on, finding));
	json_array_end(&json);
	json_object_end(&json);
	fputc('\n', stdout);
}

static int lint_source(const struct source *source, bool as_json,
		       const struct fail_on *fail_on)
{
	const struct lint_counted counted = {
		.rules = &source->rules,
		.generation = source->generation,
		.since = source->has_facts ? (time_t)source->facts.time : 0,
		.until = (time_t)(source->snapshot.taken_ns / NANOSECONDS),
	};
	const struct lint_options options = {
		.now = source->now,
		.counted = source->has_rules ? &counted : NULL,
	};
	int answer = ANSWER_YES;
	struct lint lint;

	progress_begin("compares the entries");
	lint_policy(&source->policy, &options, &lint);
	progress_end();
	vec_each(finding, &lint.findings)
		if (is_failed(fail_on, finding))
			answer = ANSWER_NO;
	if (as_json)
		print_json(source, &lint, fail_on);
	else
		print_text(source, &lint);
	lint_finish(&lint);
	return answer;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct source_options how = { 0 };
	const char *words = NULL;
	const struct option_key keys[] = {
		SOURCE_KEYS(how),
		{ "--fail-on", NULL, &words },
		{ 0 },
	};
	struct options options;
	struct fail_on fail_on;
	struct source source;
	int answer;

	if (!options_read(&options, argc, argv, keys, 0) ||
	    !read_fail_on(words, &fail_on))
		return command_usage(self);
	options.keep_expired = true; /* that is a finding */
	answer = source_open(&options, &how, &source);
	if (answer == ANSWER_YES)
		answer = lint_source(&source, options.json, &fail_on);
	source_close(&source);
	return answer == ANSWER_USAGE ? command_usage(self) : answer;
}

const struct command cmd_lint = {
	.name = "lint",
	.args = SOURCE_ARGS " [--fail-on WORD,…] [--now TIME] [--rules FOLDER] "
			    "[--json]",
	.help = "what of the policy is idle, doubled, hidden, ending or risky",
	.run = run,
};
