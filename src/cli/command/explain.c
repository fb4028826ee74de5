/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c -- why does this packet pass, or why does it not?
 */
#include "proof/explain/explain.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/diag.h"
#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/source/source.h"

static struct explain_options options_of(const struct source *source)
{
	struct explain_options options = {
		.policy = &source->policy,
		.now = source->now,
	};

	if (!source->has_rules)
		return options;
	options.rules = &source->rules;
	options.snapshot = &source->snapshot;
	options.generation = source->generation;
	options.is_applied = source->has_facts &&
			     memcmp(source->facts.digest, source->policy_digest,
				    DIGEST_LEN) == 0;
	if (source->has_facts)
		options.applied = (time_t)source->facts.time;
	return options;
}

static void print_json(const struct source *source,
		       const struct explanation *explanation)
{
	struct json json = { .out = stdout };

	json_object(&json);
	explain_json(explanation, &json);
	json_key(&json, "of");
	source_print_json(source, &json);
	json_object_end(&json);
	putchar('\n');
}

static int answer(const struct options *options, const struct source *source,
		  const char *question)
{
	_cleanup_(explain_finish) struct explanation explanation = { 0 };
	const struct explain_options how = options_of(source);
	char error[WITNESS_ERROR];

	if (!text_is_utf8(question, strlen(question)) ||
	    text_has_control(question)) {
		fputs("sekisho: a packet's words hold no such characters\n",
		      stderr);
		return ANSWER_USAGE;
	}
	if (!explain(question, &how, &explanation, error)) {
		fprintf(stderr, "sekisho: '%s': %s\n", question, error);
		return ANSWER_USAGE;
	}
	if (options->json) {
		print_json(source, &explanation);
	} else {
		source_print(source, stdout);
		explain_print(&explanation, diags_wants_colour(STDOUT_FILENO),
			      stdout);
	}
	return explanation.verdict == TRACE_ACCEPT ? ANSWER_YES : ANSWER_NO;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(source_close) struct source source = { 0 };
	struct source_options how = { 0 };
	const struct option_key keys[] = {
		SOURCE_KEYS(how),
		{ 0 },
	};
	struct options options;
	int status;

	if (!options_read(&options, argc, argv, keys, 1))
		return command_usage(self);
	options.any_day = options.has_now;
	if (options.n_args != 1) {
		fputs("sekisho: which packet? 'ZONE ADDRESS -> ZONE ADDRESS "
		      "tcp/443'\n",
		      stderr);
		return command_usage(self);
	}
	status = source_open(&options, &how, &source);
	if (status == ANSWER_USAGE)
		return command_usage(self);
	if (status != ANSWER_YES)
		return status;
	return answer(&options, &source, options.args[0]);
}

const struct command cmd_explain = {
	.name = "explain",
	.args = "'PACKET' " SOURCE_ARGS " [--now TIME] [--json]",
	.help = "why a packet passes or not, and what would have to change",
	.run = run,
};
