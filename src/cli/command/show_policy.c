/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show_policy.c -- the policy as canonical text: of a file, or what the
 * daemon has in force or had in force once
 */
#include <string.h>

#include "base/cleanup.h"
#include "cli/ask.h"
#include "cli/command/commands.h"
#include "cli/show.h"
#include "policy/print/print.h"

static void policy_text(const struct policy *policy, time_t now)
{
	(void)now;
	policy_print(policy, stdout);
}

static void policy_json(const struct policy *policy, time_t now,
			struct json *json)
{
	_cleanup_(freep) char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)now;
	json_object(json);
	if (out) {
		policy_print(policy, out);
		fclose(out);
	}
	json_member(json, "policy", text);
	json_object_end(json);
}

static bool is_of_file(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "-c"))
			return true;
	return false;
}

static int run(const struct command *self, int argc, char **argv)
{
	if (is_of_file(argc, argv))
		return show(self, argc, argv, policy_text, policy_json);
	return ask_verb(self, argc, argv, VERB_POLICY, ASK_GENERATION);
}

const struct command cmd_show_policy = {
	.name = "show policy",
	.args = "[-c FILE | GENERATION] [--json]",
	.help = "the policy as canonical text, which approvals sign",
	.run = run,
};
