/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump.c -- what the kernel holds as a file, to be answered from elsewhere
 *
 * Nothing in it says what zones are: whoever asks it brings the policy.
 */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/command/commands.h"
#include "cli/dump_write.h"
#include "cli/options.h"
#include "cli/source/kernel.h"

static void print(const struct options *options, const char *path, size_t len,
		  const uint8_t *digest)
{
	struct json json = { .out = stdout };
	char text[DIGEST_TEXT];

	text_hex(text, digest, DIGEST_LEN);
	if (!options->json) {
		printf("%s: %zu bytes, sha256:%s\n", path, len, text);
		return;
	}
	json_object(&json);
	json_member(&json, "file", path);
	json_key(&json, "bytes");
	json_number(&json, (int64_t)len);
	json_member(&json, "dump", text);
	json_object_end(&json);
	putchar('\n');
}

/* The daemon's where one listens. */
static int take(bool direct, struct snapshot *out,
		uint8_t digest[static DIGEST_LEN])
{
	int answer;

	if (direct)
		return source_take(true, out, digest);
	answer = source_ask_dump(true, out, digest);
	return ask_is_for_us(answer) ? source_take(true, out, digest) : answer;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(snapshot_finish) struct snapshot snapshot = { 0 };
	const char *path = NULL;
	bool direct = false;
	const struct option_key keys[] = {
		{ "-o", NULL, &path },
		{ "--direct", &direct, NULL },
		{ 0 },
	};
	uint8_t digest[DIGEST_LEN];
	struct options options;
	int answer, r;
	size_t len;

	if (!options_read(&options, argc, argv, keys, 0) || !path ||
	    options.policy)
		return command_usage(self);
	answer = take(direct, &snapshot, digest);
	if (answer != ANSWER_YES)
		return answer;
	r = dump_write(path, &snapshot, &len);
	if (r < 0) {
		fprintf(stderr, "sekisho: %s: %s\n", path, strerror(-r));
		return ANSWER_MACHINE;
	}
	print(&options, path, len, digest);
	return ANSWER_YES;
}

const struct command cmd_dump = {
	.name = "dump",
	.args = "-o FILE [--direct] [--json]",
	.help = "what the kernel holds as a file, to answer from elsewhere",
	.run = run,
};
