/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_mail.c -- the mail relay: how it does, what it holds, one message
 *
 * The relay judges who may, and writes down who did (mail/control/control.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "cli/ask.h"
#include "cli/commands.h"
#include "cli/mail.h"
#include "cli/options.h"

/* What all of them may be told. */
#define RELAY_KEYS(words)                          \
	{ "--relay", NULL, &(words).relay },       \
	{                                          \
		"--socket", NULL, &(words).socket, \
	}

static int run_status(const struct command *self, int argc, char **argv)
{
	struct mail_words words = { 0 };
	bool metrics = false;
	const struct option_key keys[] = {
		RELAY_KEYS(words),
		{ "--metrics", &metrics, NULL },
		{ 0 },
	};
	struct options options;
	struct request request;

	if (!options_read(&options, argc, argv, keys, 0) || options.policy ||
	    (metrics && options.json))
		return command_usage(self);
	request = ask_request(VERB_MAIL_STATUS, &options);
	if (metrics)
		request.flags |= REQUEST_METRICS;
	return mail_tell(&request, &words);
}

static int run_held(const struct command *self, int argc, char **argv)
{
	struct mail_words words = { 0 };
	const struct option_key keys[] = {
		RELAY_KEYS(words),
		{ 0 },
	};
	struct options options;
	struct request request;

	if (!options_read(&options, argc, argv, keys, 0) || options.policy)
		return command_usage(self);
	request = ask_request(VERB_MAIL_HELD, &options);
	return mail_tell(&request, &words);
}

/* ------ one message ------ */

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
	return r < 0 ? ANSWER_MACHINE : status;
}

static int run_find(const struct command *self, int argc, char **argv)
{
	struct mail_words words = { 0 };
	const char *out = NULL;
	const struct option_key keys[] = {
		RELAY_KEYS(words),
		{ "-m", NULL, &words.reason },
		{ "--out", NULL, &out },
		{ 0 },
	};
	struct options options;
	struct request request;
	int status;

	if (!options_read(&options, argc, argv, keys, 1) || options.policy ||
	    !options.n_args)
		return command_usage(self);
	words.reference = options.args[0];
	request = ask_request(VERB_MAIL_FIND, &options);
	status = mail_tell(&request, &words);
	return out && status == ANSWER_YES ? fetch(&request, &words, out)
					   : status;
}

static int run_release(const struct command *self, int argc, char **argv)
{
	struct mail_words words = { 0 };
	bool by_hand = false;
	const struct option_key keys[] = {
		RELAY_KEYS(words),
		{ "-m", NULL, &words.reason },
		{ "--by-hand", &by_hand, NULL },
		{ 0 },
	};
	struct options options;
	struct request request;

	if (!options_read(&options, argc, argv, keys, 1) || options.policy ||
	    !options.n_args || !words.reason || !*words.reason)
		return command_usage(self);
	words.reference = options.args[0];
	request = ask_request(VERB_MAIL_RELEASE, &options);
	if (by_hand)
		request.flags |= REQUEST_BY_HAND;
	return mail_tell(&request, &words);
}

static int run_delete(const struct command *self, int argc, char **argv)
{
	struct mail_words words = { 0 };
	const struct option_key keys[] = {
		RELAY_KEYS(words),
		{ "-m", NULL, &words.reason },
		{ 0 },
	};
	struct options options;
	struct request request;

	if (!options_read(&options, argc, argv, keys, 1) || options.policy ||
	    !options.n_args || !words.reason || !*words.reason)
		return command_usage(self);
	words.reference = options.args[0];
	request = ask_request(VERB_MAIL_DELETE, &options);
	return mail_tell(&request, &words);
}

#define RELAY_ARGS "[--relay NAME | --socket PATH] [--json]"

const struct command cmd_mail_status = {
	.name = "mail status",
	.args = "[--metrics] " RELAY_ARGS,
	.help = "the mail relay: what crossed, how fast, what is held",
	.run = run_status,
};

const struct command cmd_mail_held = {
	.name = "mail held",
	.args = RELAY_ARGS,
	.help = "mail that could not be made text and waits for a decision",
	.run = run_held,
};

const struct command cmd_mail_find = {
	.name = "mail find",
	.args = "REFERENCE [--out FILE] [-m REASON] " RELAY_ARGS,
	.help = "what is known of a message, or its original",
	.run = run_find,
};

const struct command cmd_mail_release = {
	.name = "mail release",
	.args = "REFERENCE -m REASON [--by-hand] " RELAY_ARGS,
	.help = "deliver a held message, if it can be made text now",
	.run = run_release,
};

const struct command cmd_mail_delete = {
	.name = "mail delete",
	.args = "REFERENCE -m REASON " RELAY_ARGS,
	.help = "erase an original: two persons have to say so",
	.run = run_delete,
};
