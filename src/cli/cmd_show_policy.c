/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_show_policy.c -- the policy as canonical text
 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "policy/print.h"

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

static int run(const struct command *self, int argc, char **argv)
{
	return show(self, argc, argv, policy_text, policy_json);
}

const struct command cmd_show_policy = {
	.name = "show policy",
	.args = "-c FILE [--json]",
	.help = "the policy as canonical text, which approvals sign",
	.run = run,
};
