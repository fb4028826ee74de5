/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show.c -- loads a policy and prints one view of it
 */
#include "cli/show.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "cli/ask.h"

/* What has expired since the daemon applied it is still in it. Lines are those
 * that `show policy` prints. */
int show_load(const struct options *options, uint32_t generation,
	      struct policy *out, struct diags *diags)
{
	_cleanup_(fd_closep) int fd = -1;
	struct options daemons = *options;
	int status = ANSWER_MACHINE;
	char path[32], called[40];

	if (options->policy)
		return options_load(options, out, diags);
	fd = ask_policy(generation, &status);
	if (fd == -ENODATA)
		return status;
	if (fd < 0)
		return ask_failed(fd, "start it, or name a policy by -c FILE");
	if (status != ANSWER_YES)
		return status;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	snprintf(called, sizeof(called), "sekisho show policy %" PRIu32,
		 generation);
	daemons.policy = path;
	daemons.called = generation ? called : "sekisho show policy";
	daemons.keep_expired = true;
	return options_load(&daemons, out, diags);
}

int show(const struct command *self, int argc, char **argv, show_text_fn *text,
	 show_json_fn *json)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	struct json out = { .out = stdout };
	struct options options;
	int answer;

	if (!options_read(&options, argc, argv, NULL, 0))
		return command_usage(self);
	answer = show_load(&options, 0, &policy, &diags);
	if (answer == ANSWER_USAGE)
		return command_usage(self);
	if (answer != ANSWER_YES)
		return answer;
	if (options.json) {
		json(&policy, options.now, &out);
		fputc('\n', stdout);
	} else {
		text(&policy, options.now);
	}
	return ANSWER_YES;
}

void json_ranges(struct json *json, const char *key,
		 const struct ranges *ranges)
{
	char text[RANGE_TEXT];

	json_key(json, key);
	json_array(json);
	vec_each(range, ranges)
		json_string(json, range_text(text, range));
	json_array_end(json);
}
