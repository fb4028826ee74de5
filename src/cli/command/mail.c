/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail.c -- the mail relay: how it does, what it holds, one message
 *
 * The relay judges who may, and writes down who did (mail/control/control.h).
 */
#include "cli/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/when.h"
#include "cli/ask.h"
#include "cli/command/commands.h"
#include "cli/options.h"
#include "policy/person.h"

/* ------ one message into a file ------ */

static int copy(int from, int to)
{
	static char buf[1 << 16];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(from, buf, sizeof(buf), at)) > 0) {
		int r = fd_write_all(to, buf, (size_t)n);

		if (r < 0)
			return r;
		at += n;
	}
	return n < 0 ? -errno : 0;
}

/* Never over a file that is there; and asked only once there is one, for it
 * stands in the journal that the original was read. */
static int fetch(struct request *request, const struct mail_words *words,
		 const char *path)
{
	_cleanup_(fd_closep) int answer = -1;
	_cleanup_(fd_closep) int to =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int status = ANSWER_MACHINE, r = to < 0 ? -errno : 0;

	if (r == 0) {
		request->verb = VERB_MAIL_FETCH;
		status = mail_ask(request, words, &answer);
		r = answer < 0 ? 0 : copy(answer, to);
		if (answer < 0 || r < 0)
			unlink(path);
	}
	if (r < 0)
		fprintf(stderr, "sekisho: %s: %s\n", path, strerror(-r));
	else if (answer >= 0)
		fprintf(stderr,
			"the original is in %s (原本を書き出した): to be opened outside "
			"of the inner segment alone (内側の端末では開かない)\n",
			path);
	return r < 0 ? ANSWER_MACHINE : status;
}

/* ------ the verbs ------ */

/* What a verb takes beside --relay, --socket and --json. */
enum {
	TAKES_REFERENCE = 1 << 0, /* its one argument, and not to be left out */
	TAKES_REASON = 1 << 1,
	NEEDS_REASON = 1 << 2, /* not to be left out */
	TAKES_OUT = 1 << 3,
	TAKES_METRICS = 1 << 4, /* instead of --json */
	TAKES_BY_HAND = 1 << 5,
	TAKES_TERMS = 1 << 6, /* instead of a reference */
};

static const struct row {
	const struct command *command;
	enum verb verb;
	unsigned takes;
} rows[] = {
	{ &cmd_mail_status, VERB_MAIL_STATUS, TAKES_METRICS },
	{ &cmd_mail_held, VERB_MAIL_HELD, 0 },
	{ &cmd_mail_find, VERB_MAIL_FIND,
	  TAKES_REFERENCE | TAKES_REASON | TAKES_OUT | TAKES_TERMS },
	{ &cmd_mail_release, VERB_MAIL_RELEASE,
	  TAKES_REFERENCE | TAKES_REASON | NEEDS_REASON | TAKES_BY_HAND },
	{ &cmd_mail_delete, VERB_MAIL_DELETE,
	  TAKES_REFERENCE | TAKES_REASON | NEEDS_REASON },
};

/* What it was told. */
struct told {
	struct options options;
	struct mail_words words;
	const char *out;
	const char *from, *to, *since, *until, *after;
	bool metrics, by_hand;
};

/* Always false. */
static bool missing(const char *what)
{
	fprintf(stderr, "sekisho: %s\n", what);
	return false;
}

static bool is_search(const struct told *told)
{
	return told->from || told->to || told->since || told->until ||
	       told->after;
}

/* The message, or what is looked for. */
static bool read_which(struct told *told, bool one)
{
	if (is_search(told)) {
		told->words.reference = told->after;
		if (told->options.n_args)
			return missing(
				"a reference, or --from, --to: not both");
		if (told->out)
			return missing("--out wants one message: its "
				       "reference, instead of --from, --to");
		return told->from || told->to ||
		       missing("whose mail (だれのメールか)? --from or --to");
	}
	if (told->options.n_args != one)
		return missing("which message? its reference (受付番号), such "
			       "as 20261121-000123-2; mail find also takes "
			       "--from, --to");
	if (one)
		told->words.reference = told->options.args[0];
	return true;
}

static bool read_told(const struct row *row, int argc, char **argv,
		      struct told *told)
{
	const struct {
		unsigned takes; /* 0: each of them */
		struct option_key key;
	} all[] = {
		{ 0, { "--relay", NULL, &told->words.relay } },
		{ 0, { "--socket", NULL, &told->words.socket } },
		{ TAKES_REASON, { "-m", NULL, &told->words.reason } },
		{ TAKES_OUT, { "--out", NULL, &told->out } },
		{ TAKES_METRICS, { "--metrics", &told->metrics, NULL } },
		{ TAKES_BY_HAND, { "--by-hand", &told->by_hand, NULL } },
		{ TAKES_TERMS, { "--from", NULL, &told->from } },
		{ TAKES_TERMS, { "--to", NULL, &told->to } },
		{ TAKES_TERMS, { "--since", NULL, &told->since } },
		{ TAKES_TERMS, { "--until", NULL, &told->until } },
		{ TAKES_TERMS, { "--after", NULL, &told->after } },
	};
	struct option_key keys[sizeof(all) / sizeof(all[0]) + 1] = { 0 };
	const bool one = row->takes & TAKES_REFERENCE;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!all[i].takes || row->takes & all[i].takes)
			keys[n++] = all[i].key;
	if (!options_read(&told->options, argc, argv, keys, one))
		return false;
	if (told->options.policy)
		return missing("no -c here: a relay has read its policy");
	if (told->options.has_now)
		return missing("no --now here: a relay tells what is");
	if (told->out && !*told->out)
		return missing("--out: which file?");
	if (told->words.relay && told->words.socket)
		return missing("--relay or --socket, not both");
	if (told->metrics && told->options.json)
		return missing("--metrics or --json, not both");
	if (!read_which(told, one))
		return false;
	return !(row->takes & NEEDS_REASON) ||
	       (told->words.reason && !text_is_blank(told->words.reason)) ||
	       missing("why (理由)? -m REASON; it goes into the journal");
}

static bool put_day(const char *option, const char *text, uint32_t *out)
{
	if (!text || when_day(text, out))
		return true;
	fprintf(stderr,
		"sekisho: %s wants a day such as 2026-11-21, not '%s'\n",
		option, text);
	return false;
}

static bool put_part(const char *option, const char *text,
		     char out[static REQUEST_WORD])
{
	return !text || ask_put(out, REQUEST_WORD, option, text);
}

static bool put_terms(const struct told *told, struct mail_terms *out)
{
	return put_part("--from", told->from, out->from) &&
	       put_part("--to", told->to, out->to) &&
	       put_day("--since", told->since, &out->since) &&
	       put_day("--until", told->until, &out->until) &&
	       (!out->until || out->since <= out->until ||
		missing("--until lies before --since"));
}

static int run(const struct command *self, int argc, char **argv)
{
	const struct row *row = rows;
	struct told told = { 0 };
	struct request request;
	int status;

	while (row->command != self)
		row++;
	if (!read_told(row, argc, argv, &told))
		return command_usage(self);
	request = ask_request(row->verb, &told.options);
	if (is_search(&told)) {
		request.verb = VERB_MAIL_SEARCH;
		if (!put_terms(&told, &request.terms))
			return ANSWER_USAGE;
	}
	if (told.metrics)
		request.flags |= REQUEST_METRICS;
	if (told.by_hand)
		request.flags |= REQUEST_BY_HAND;
	status = mail_tell(&request, &told.words);
	return told.out && status == ANSWER_YES
		       ? fetch(&request, &told.words, told.out)
		       : status;
}

#define RELAY_ARGS "[--relay NAME | --socket PATH] [--json]"

const struct command cmd_mail_status = {
	.name = "mail status",
	.args = "[--metrics] " RELAY_ARGS,
	.help = "the mail relay: what crossed, how fast, what is held",
	.run = run,
};

const struct command cmd_mail_held = {
	.name = "mail held",
	.args = RELAY_ARGS,
	.help = "mail that could not be made text and waits for a decision",
	.run = run,
};

const struct command cmd_mail_find = {
	.name = "mail find",
	.args = "{REFERENCE [--out FILE] | [--from PART] [--to PART] "
		"[--since DAY] [--until DAY] [--after REFERENCE]} "
		"[-m REASON] " RELAY_ARGS,
	.help = "a message by its reference, sender or recipient; its original",
	.run = run,
};

const struct command cmd_mail_release = {
	.name = "mail release",
	.args = "REFERENCE -m REASON [--by-hand] " RELAY_ARGS,
	.help = "deliver a held message, if it can be made text now",
	.run = run,
};

const struct command cmd_mail_delete = {
	.name = "mail delete",
	.args = "REFERENCE -m REASON " RELAY_ARGS,
	.help = "erase an original: two persons have to say so",
	.run = run,
};
