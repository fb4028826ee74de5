/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prove.c -- do these claims hold, of all packets there can be?
 *
 * Without a claim: those of the policy, and its tests.
 */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/when.h"
#include "cli/assumptions.h"
#include "cli/certificate/certificate.h"
#include "cli/command/commands.h"
#include "cli/packet.h"
#include "cli/prover.h"
#include "cli/source/source.h"

enum {
	MOST_CLAIMS = 1000, /* on a command line */
	DAY_SECONDS = 24 * 3600,
	WEEK_SECONDS = 7 * DAY_SECONDS,
};

struct asking {
	struct source source;
	struct prover prover;
	struct question *questions;
	struct ruling *rulings;
	size_t n;
	struct arena arena; /* of the questions' texts */
};

static void asking_finish(struct asking *asking)
{
	prover_finish(&asking->prover);
	source_close(&asking->source);
	free(asking->questions);
	free(asking->rulings);
	arena_finish(&asking->arena);
}

static const struct {
	const char *word, *ja;
} results[] = {
	[RESULT_PROVED] = { "PROVED", "証明済み" },
	[RESULT_REFUTED] = { "REFUTED", "反例あり" },
	[RESULT_CONDITIONAL] = { "CONDITIONAL", "条件付き" },
	[RESULT_UNKNOWN] = { "UNKNOWN", "不明" },
};

static int read_questions(struct asking *asking, const struct options *options)
{
	const struct policy *policy = &asking->source.policy;
	char error[QUESTION_ERROR];
	bool of_policy = options->n_args == 0;
	size_t most = of_policy ? policy->claims.n + policy->tests.n
				: (size_t)options->n_args;

	asking->questions = xcalloc(most + 1, sizeof(*asking->questions));
	asking->rulings = xcalloc(most + 1, sizeof(*asking->rulings));
	for (int i = 0; i < options->n_args; i++) {
		if (question_read(options->args[i], policy,
				  &asking->questions[asking->n++], error))
			continue;
		fprintf(stderr, "sekisho: '%s': %s\n", options->args[i], error);
		return ANSWER_USAGE;
	}
	if (!of_policy)
		return ANSWER_YES;
	vec_each(claim, &policy->claims)
		question_of_claim(claim, &asking->questions[asking->n++]);
	vec_each(test, &policy->tests)
		question_of_test(test, &asking->arena,
				 &asking->questions[asking->n++]);
	return ANSWER_YES;
}

/* The hour that the packet is asked about, as the policy's people say it. */
static void print_hour(const struct policy *policy,
		       const struct inquiry *inquiry, const uint16_t *digits)
{
	static const char *const days[] = { "日 Sun", "月 Mon", "火 Tue",
					    "水 Wed", "木 Thu", "金 Fri",
					    "土 Sat" };
	const struct space *space = &inquiry->space;
	int64_t day = (int64_t)space_number(space, digits, VAR_DAY);
	int64_t second = (int64_t)space_number(space, digits, VAR_HOUR);
	int64_t local =
		day * DAY_SECONDS + second + policy->utc_offset + WEEK_SECONDS;

	local %= WEEK_SECONDS;
	printf("    at: %s %02d:%02d\n", days[local / DAY_SECONDS],
	       (int)(local % DAY_SECONDS / 3600), (int)(local % 3600 / 60));
}

static void print_witness(struct asking *asking, const struct ruling *ruling)
{
	const struct inquiry *inquiry = ruling->grounds->inquiry;
	const struct reply *reply = &ruling->reply;
	const char *what = ruling->question->packet ? "packet" : "witness";

	if (!reply->has_witness || reply->result == RESULT_PROVED)
		return;
	printf("    %s: ", what);
	packet_print(inquiry, reply->digits, stdout);
	printf("\n    register: %s\n",
	       prover_entry_text(&asking->prover, ruling->entry));
	if (ruling->question->packet)
		print_hour(&asking->source.policy, inquiry, reply->digits);
}

/* The moment that a test of the policy is of; NULL: the one asked about. */
static const char *when_of(const struct asking *asking,
			   const struct ruling *ruling,
			   char text[static WHEN_TEXT])
{
	const struct policy *policy = &asking->source.policy;

	return ruling->question->when ? when_text(text, ruling->question->when,
						  policy->utc_offset)
				      : NULL;
}

static void print_ruling(struct asking *asking, const struct ruling *ruling)
{
	const struct reply *reply = &ruling->reply;
	char moment[WHEN_TEXT];
	const char *when = when_of(asking, ruling, moment);

	printf("%-11s %s%s%s (%s)\n", results[reply->result].word,
	       ruling->question->text, when ? ", " : "", when ? when : "",
	       results[reply->result].ja);
	print_witness(asking, ruling);
	vec_each(text, &reply->rests_on)
		printf("    rests on: %s\n", *text);
	if (reply->result == RESULT_UNKNOWN)
		printf("    past the limit: %s\n", reply->limit);
}

static void print(struct asking *asking)
{
	size_t n[RESULT_UNKNOWN + 1] = { 0 };

	source_print(&asking->source, stdout);
	for (size_t i = 0; i < asking->n; i++) {
		print_ruling(asking, &asking->rulings[i]);
		n[asking->rulings[i].reply.result]++;
	}
	assumptions_print(&asking->prover.assumptions, stdout);
	printf("%zu proved, %zu refuted, %zu conditional, %zu unknown\n",
	       n[RESULT_PROVED], n[RESULT_REFUTED], n[RESULT_CONDITIONAL],
	       n[RESULT_UNKNOWN]);
}

static void json_ruling(struct asking *asking, const struct ruling *ruling,
			struct json *json)
{
	const struct reply *reply = &ruling->reply;
	bool shown = reply->has_witness && reply->result != RESULT_PROVED;
	char when[WHEN_TEXT];

	json_object(json);
	json_member(json, "claim", ruling->question->text);
	json_member(json, "when", when_of(asking, ruling, when));
	json_member(json, "result", question_result_text(reply->result));
	json_key(json, "witness");
	if (shown)
		packet_json(ruling->grounds->inquiry, reply->digits, json);
	else
		json_string(json, NULL);
	json_key(json, "seconds");
	json_seconds(json, ruling->seconds);
	json_member(json, "register",
		    shown ? prover_entry_text(&asking->prover, ruling->entry)
			  : NULL);
	json_key(json, "rests_on");
	json_array(json);
	vec_each(text, &reply->rests_on)
		json_string(json, *text);
	json_array_end(json);
	json_member(json, "limit", reply->limit);
	assumptions_json(&asking->prover.assumptions, json);
	json_key(json, "of");
	source_print_json(&asking->source, json);
	json_key(json, "build_seconds");
	json_seconds(json, asking->prover.build_seconds);
	json_object_end(json);
}

static void print_json(struct asking *asking)
{
	struct json json = { .out = stdout };

	json_array(&json);
	for (size_t i = 0; i < asking->n; i++)
		json_ruling(asking, &asking->rulings[i], &json);
	json_array_end(&json);
	putchar('\n');
}

/* Do any of these ask of connections (sekisho-questions(7))? */
static bool asks_of_connections(const struct options *options)
{
	for (int i = 0; i < options->n_args; i++)
		if (strncmp(options->args[i], "no-packet", 9) == 0 ||
		    strcmp(options->args[i], "connections") == 0)
			return true;
	return false;
}

static int ask_all(struct asking *asking, bool ever)
{
	int answer = ANSWER_YES, one;

	prover_init(&asking->prover, &asking->source, ever);
	for (size_t i = 0; i < asking->n; i++) {
		one = prover_ask(&asking->prover, &asking->questions[i],
				 &asking->rulings[i]);
		if (one != ANSWER_YES)
			return one;
		if (asking->rulings[i].reply.result != RESULT_PROVED)
			answer = ANSWER_NO;
	}
	return answer;
}

/* Beside the answer: a line on stderr. A claim that is not proved has none. */
static int write_certificate(struct asking *asking, const char *path)
{
	const struct source *source = &asking->source;
	_cleanup_(certificate_finish) struct certificate certificate = { 0 };
	FILE *file;
	bool written;

	if (asking->rulings[0].reply.result != RESULT_PROVED)
		return ANSWER_NO;
	if (!certificate_make(&asking->questions[0], &source->snapshot,
			      source->generation, &certificate)) {
		fprintf(stderr, "sekisho: no certificate: %s\n",
			certificate.why);
		return ANSWER_NO;
	}
	file = fopen(path, "w");
	written =
		file && fwrite(certificate.text, certificate.len, 1, file) == 1;
	if (!file || fclose(file) != 0 || !written) {
		perror(path);
		return ANSWER_MACHINE;
	}
	fprintf(stderr, "%s: %zu bytes, %zu parts\n", path, certificate.len,
		certificate.leaves);
	return ANSWER_YES;
}

static bool may_certify(const struct asking *asking)
{
	if (asking->n == 1 && asking->source.has_rules)
		return true;
	fputs("sekisho: a certificate is of one claim, and of a kernel's rules\n",
	      stderr);
	return false;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(asking_finish) struct asking asking = { 0 };
	struct source_options how = { 0 };
	const char *certificate = NULL;
	bool ever = false;
	const struct option_key keys[] = {
		SOURCE_KEYS(how),
		{ "--ever", &ever, NULL },
		{ "--certificate", NULL, &certificate },
		{ 0 },
	};
	struct options options;
	int answer;

	if (!options_read(&options, argc, argv, keys, MOST_CLAIMS))
		return command_usage(self);
	how.live = asks_of_connections(&options);
	answer = source_open(&options, &how, &asking.source);
	if (answer == ANSWER_YES)
		answer = read_questions(&asking, &options);
	if (answer == ANSWER_YES && certificate && !may_certify(&asking))
		answer = ANSWER_USAGE;
	if (answer == ANSWER_USAGE)
		return command_usage(self);
	if (answer != ANSWER_YES)
		return answer;
	answer = ask_all(&asking, ever);
	if (answer > ANSWER_NO)
		return answer;
	if (options.json)
		print_json(&asking);
	else
		print(&asking);
	return certificate ? write_certificate(&asking, certificate) : answer;
}

const struct command cmd_prove = {
	.name = "prove",
	.args = "['CLAIM' ...] " SOURCE_ARGS
		" [--ever] [--now TIME] [--certificate FILE] [--json]",
	.help = "do these claims hold of all packets? sekisho-questions(7)",
	.run = run,
};
