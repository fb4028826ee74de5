/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.c -- is the policy right?
 */
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/command/commands.h"
#include "cli/options.h"

static const char *const kinds[] = {
	[DIAG_ERROR] = "error",
	[DIAG_WARNING] = "warning",
	[DIAG_NOTE] = "note",
};

static void print_json(const struct diags *diags)
{
	struct json json = { .out = stdout };

	json_object(&json);
	json_key(&json, "ok");
	json_bool(&json, !diags->n_errors);
	json_key(&json, "errors");
	json_number(&json, (int64_t)diags->n_errors);
	json_key(&json, "warnings");
	json_number(&json, (int64_t)diags->n_warnings);
	json_key(&json, "diagnostics");
	json_array(&json);
	vec_each(diag, &diags->list) {
		json_object(&json);
		json_key(&json, "kind");
		json_string(&json, kinds[diag->kind]);
		json_key(&json, "file");
		json_string(&json, diag->at.file);
		json_key(&json, "line");
		json_number(&json, diag->at.line);
		json_key(&json, "slug");
		json_string(&json, diag->slug);
		json_key(&json, "text");
		json_string(&json, diag->text);
		json_object_end(&json);
	}
	json_array_end(&json);
	json_object_end(&json);
	fputc('\n', stdout);
}

static void print_summary(const struct policy *policy)
{
	printf("%s: good: model %s, %zu zones, %zu flows, %zu relays, "
	       "%zu claims, %zu tests\n",
	       policy->file, policy->model->name, policy->zones.n,
	       policy->flows.n, policy->relays.n, policy->claims.n,
	       policy->tests.n);
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	struct options options;
	int answer;

	if (!options_read(&options, argc, argv, NULL, 0))
		return command_usage(self);
	answer = options_load(&options, &policy, &diags);
	if (answer == ANSWER_USAGE)
		return command_usage(self);
	if (options.json && answer != ANSWER_MACHINE)
		print_json(&diags);
	else if (answer == ANSWER_YES)
		print_summary(&policy);
	return answer;
}

const struct command cmd_check = {
	.name = "check",
	.args = "-c FILE [--now TIME] [--rules FOLDER] [--json]",
	.help = "is the policy right? every mistake at its line",
	.run = run,
};
