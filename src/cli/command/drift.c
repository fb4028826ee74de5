/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.c -- does the kernel still do what it was told?
 *
 * Objects are compared by who holds them: the daemon, or with --direct this
 * process. Packets are compared here, out of a dump, whoever took it.
 */
#include <string.h>

#include "base/cleanup.h"
#include "cli/amend.h"
#include "cli/ask.h"
#include "cli/command/commands.h"
#include "cli/difference.h"
#include "cli/direct/direct.h"

/* The packets' part of the whole answer. */
static int conclude(bool objects, const struct difference *difference)
{
	return objects || difference_is(difference) ? ANSWER_NO : ANSWER_YES;
}

/* What the daemon's answer begins with: engine/act/drift.c writes it. */
static const char *after_head(const char *text)
{
	static const char *const heads[] = {
		"{\"drift\":true,\"packets\":[]",
		"{\"drift\":false,\"packets\":[]",
	};

	for (size_t i = 0; i < 2; i++)
		if (!strncmp(text, heads[i], strlen(heads[i])))
			return text + strlen(heads[i]);
	return NULL;
}

static void json_head(bool drift, struct difference *difference,
		      struct json *json)
{
	json_object(json);
	json_key(json, "drift");
	json_bool(json, drift);
	json_key(json, "packets");
	json_array(json);
	difference_json(difference, json);
	json_array_end(json);
}

static void json_tail(struct difference *difference,
		      const struct source *source, struct json *json)
{
	json_member(json, "proof",
		    proof_result_text(difference_result(difference)));
	json_key(json, "of");
	source_print_json(source, json);
}

/* The daemon's text with the packets in it. */
static int tell(const struct options *options, const char *text, size_t len,
		int status, struct source *source)
{
	_cleanup_(difference_finish) struct difference difference;
	struct json json = { .out = stdout };
	const char *rest = after_head(text);
	int answer;

	difference_find(source, &difference);
	answer = conclude(status == ANSWER_NO, &difference);
	if (!options->json) {
		fwrite(text, 1, len, stdout);
		difference_print(&difference, stdout);
		source_print(source, stdout);
	} else if (rest) {
		json_head(answer == ANSWER_NO, &difference, &json);
		if (amend_open(rest, len - (size_t)(rest - text), &json)) {
			json_tail(&difference, source, &json);
			amend_close(&json);
		}
	} else {
		fwrite(text, 1, len, stdout);
	}
	return answer;
}

static int ask_daemon(const struct options *options)
{
	const struct request request = ask_request(VERB_DRIFT, options);
	const struct source_options how = { 0 };
	_cleanup_(source_close) struct source source = { 0 };
	_cleanup_(freep) char *text = NULL;
	_cleanup_(fd_closep) int fd = -1;
	size_t len = 0;
	int status = ask_for(&request, NULL, &fd), r;

	if (status < 0)
		return ask_failed(status, "start it, or use --direct");
	if (status > ANSWER_NO || fd < 0)
		return status;
	r = amend_read(fd, &text, &len);
	if (r < 0)
		return ask_failed(r, "");
	r = source_open(options, &how, &source);
	/* No generation is in force: the objects say all there is. */
	if (r == ANSWER_NO) {
		fwrite(text, 1, len, stdout);
		return status;
	}
	return r == ANSWER_YES ? tell(options, text, len, status, &source) : r;
}

static void json_objects(const struct findings *found, struct json *json)
{
	json_key(json, "objects");
	json_array(json);
	vec_each(finding, &found->list) {
		json_object(json);
		json_member(json, "slug", "rules-differ");
		json_member(json, "object", finding->at.name);
		json_member(json, "severity", "alarm");
		json_member(json, "ja",
			    "カーネルの規則が、適用した世代と違う。");
		json_member(json, "en", finding->text);
		json_object_end(json);
	}
	json_array_end(json);
}

/* From here, or out of a dump, which nothing but packets is asked of. */
static int look(const struct options *options, const struct source_options *how)
{
	_cleanup_(source_close) struct source source = { 0 };
	_cleanup_(difference_finish) struct difference difference = { 0 };
	_cleanup_(findings_finish) struct findings found = { 0 };
	struct json json = { .out = stdout };
	int answer = source_open(options, how, &source);

	if (answer == ANSWER_YES && how->direct)
		answer = direct_drift(&source, &found);
	if (answer != ANSWER_YES)
		return answer;
	difference_find(&source, &difference);
	answer = conclude(found.list.n > 0, &difference);
	if (options->json) {
		json_head(answer == ANSWER_NO, &difference, &json);
		json_objects(&found, &json);
		json_tail(&difference, &source, &json);
		amend_close(&json);
		return answer;
	}
	vec_each(finding, &found.list)
		printf("! %s\n", finding->text);
	difference_print(&difference, stdout);
	source_print(&source, stdout);
	return answer;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct source_options how = { 0 };
	const struct option_key keys[] = {
		{ "--direct", &how.direct, NULL },
		{ "--dump", NULL, &how.dump },
		{ 0 },
	};
	struct options options;
	bool here;

	if (!options_read(&options, argc, argv, keys, 0))
		return command_usage(self);
	here = how.direct || how.dump;
	if (options.policy && !here)
		return command_usage(self);
	return here ? look(&options, &how) : ask_daemon(&options);
}

const struct command cmd_drift = {
	.name = "drift",
	.args = "[--direct | --dump FILE] [-c FILE] [--json]",
	.help = "does the kernel still do exactly what the generation says",
	.run = run,
};
