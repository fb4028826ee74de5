/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show_ruleset.c -- what the kernel shall do, as nft(8) text
 */
#include "base/cleanup.h"
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/show.h"
#include "ruleset/compile.h"
#include "ruleset/print.h"

static void print(const struct ruleset *ruleset, bool as_json)
{
	_cleanup_(freep) char *text = NULL;
	struct json json = { .out = stdout };
	size_t len;
	FILE *out;

	if (!as_json) {
		ruleset_print(ruleset, stdout);
		return;
	}
	out = open_memstream(&text, &len);
	must(out);
	ruleset_print(ruleset, out);
	must(fclose(out) == 0);
	json_object(&json);
	json_key(&json, "generation");
	json_number(&json, ruleset->generation);
	json_key(&json, "nft");
	json_string(&json, text);
	json_object_end(&json);
	fputc('\n', stdout);
}

static int show_rules(const struct options *options, uint32_t generation)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	_cleanup_(ruleset_finish) struct ruleset ruleset = { 0 };
	struct compile_options how = {
		.generation = generation,
		.now = options->now,
	};
	int answer = show_load(options, 0, &policy, &diags);

	if (answer != ANSWER_YES)
		return answer;
	if (!ruleset_compile(&policy, &how, &ruleset, &diags)) {
		diags_print(&diags, stderr, false);
		return ANSWER_NO;
	}
	print(&ruleset, options->json);
	return ANSWER_YES;
}

static int run(const struct command *self, int argc, char **argv)
{
	const char *text = "1";
	const struct option_key keys[] = {
		{ .name = "--generation", .value = &text },
		{ 0 },
	};
	struct options options;
	uint32_t generation;
	int answer;

	if (!options_read(&options, argc, argv, keys, 0))
		return command_usage(self);
	if (!text_u32(text, GENERATION_MAX, &generation) || !generation) {
		options_refuse("--generation wants a number from 1 to 4095, "
			       "not",
			       text);
		return command_usage(self);
	}
	answer = show_rules(&options, generation);
	return answer == ANSWER_USAGE ? command_usage(self) : answer;
}

const struct command cmd_show_ruleset = {
	.name = "show ruleset",
	.args = "[-c FILE] [--generation N] [--now TIME] [--json]",
	.help = "the rules that a policy means, as nft(8) text",
	.run = run,
};
