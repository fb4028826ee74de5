/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * propose.c -- what a policy would change, as the text to be signed
 *
 * stdout is the very text, for it is signed byte by byte; what to do with it
 * goes to stderr.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/bytes.h"
#include "cli/command/commands.h"
#include "policy/change/change.h"

struct proposal {
	char *text;
	size_t len;
	char digest[DIGEST_TEXT];
	char kinds[CHANGE_KINDS_TEXT];
};

/* False: it does not begin as change.h says. */
static bool look_at(struct proposal *proposal)
{
	static const char first[] = "sekisho-change 1\n";
	static const char key[] = "\nkinds: ";
	uint8_t digest[DIGEST_LEN];
	const char *kinds;
	size_t len;

	if (strncmp(proposal->text, first, strlen(first)) != 0 ||
	    strlen(proposal->text) != proposal->len)
		return false;
	kinds = strstr(proposal->text, key);
	if (!kinds)
		return false;
	kinds += strlen(key);
	len = strcspn(kinds, "\n");
	if (len >= sizeof(proposal->kinds))
		return false;
	(void)memcpy(proposal->kinds, kinds, len);
	digest_of(proposal->text, proposal->len, digest);
	text_hex(proposal->digest, digest, DIGEST_LEN);
	return true;
}

static void print_json(const struct proposal *proposal)
{
	struct json json = { .out = stdout };

	json_object(&json);
	json_member(&json, "change", proposal->digest);
	json_member(&json, "kinds", proposal->kinds);
	json_member(&json, "text", proposal->text);
	json_object_end(&json);
	fputc('\n', stdout);
}

static void print_next(const struct proposal *proposal, const char *policy)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };

	/* as the shell takes it */
	if (strpbrk(policy, " \"\\$`&|;<>()*?[]#~!{}") && !strchr(policy, '\''))
		policy = arena_printf(&arena, "'%s'", policy);
	fprintf(stderr,
		"変更 (change) sha256:%s: %s\n"
		"次の手順 (what comes next):\n"
		"  1. この文面を change.txt に保存する (save it):\n"
		"       sekisho propose -c %s > change.txt\n"
		"  2. 承認者が読み、署名する (an approver reads and signs it):\n"
		"       ssh-keygen -Y sign -n sekisho -f KEY change.txt\n"
		"  3. 署名を提出する (deposit the signature):\n"
		"       sekisho approve change.txt change.txt.sig\n"
		"  4. 必要な承認がそろったら適用する (apply it, once enough have signed):\n"
		"       sekisho apply -c %s\n",
		proposal->digest, proposal->kinds, policy, policy);
}

static int print_proposal(struct proposal *proposal,
			  const struct options *options)
{
	if (!look_at(proposal)) {
		fputs("sekisho: the daemon's answer is no change\n", stderr);
		return ANSWER_MACHINE;
	}
	if (options->json) {
		print_json(proposal);
		return ANSWER_YES;
	}
	fwrite(proposal->text, 1, proposal->len, stdout);
	print_next(proposal, options->policy);
	return ANSWER_YES;
}

static void proposal_finish(struct proposal *proposal)
{
	free(proposal->text);
}

static int propose(const struct request *request, const struct policy *policy,
		   const struct options *options)
{
	_cleanup_(proposal_finish) struct proposal proposal = { 0 };
	_cleanup_(fd_closep) int answer = -1;
	int status = ask_for(request, policy, &answer), r;

	if (status < 0)
		return ask_failed(status, "start it");
	if (status != ANSWER_YES || answer < 0)
		return status;
	r = bytes_read(answer, CHANGE_TEXT_MAX, &proposal.text, &proposal.len);
	return r < 0 ? ask_failed(r, "") : print_proposal(&proposal, options);
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	const char *reason = "";
	const struct option_key keys[] = {
		{ "-m", NULL, &reason },
		{ 0 },
	};
	struct options options;
	struct request request;
	int answer;

	if (!options_read(&options, argc, argv, keys, 0) || options.has_now)
		return command_usage(self);
	request = ask_request(VERB_PROPOSE, &options);
	request.flags = 0; /* the JSON is ours, the text stays as it is */
	if (!ask_put(request.reason, sizeof(request.reason), "-m", reason))
		return ANSWER_USAGE;
	answer = options_load(&options, &policy, &diags);
	if (answer == ANSWER_USAGE)
		return command_usage(self);
	return answer == ANSWER_YES ? propose(&request, &policy, &options)
				    : answer;
}

const struct command cmd_propose = {
	.name = "propose",
	.args = "-c FILE [-m REASON] [--json]",
	.help = "what the policy would change, as the text to be signed",
	.run = run,
};
