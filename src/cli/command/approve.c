/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approve.c -- a signature is brought to a change that was proposed
 *
 * Looked at here is only that the two files are not mistaken for something
 * else; the daemon has the signature verified.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/sealed.h"
#include "cli/ask.h"
#include "cli/bytes.h"
#include "cli/command/commands.h"
#include "control/client.h"
#include "policy/change/change.h"

enum {
	SIGNATURE_MAX = 16 << 10,
};

struct file {
	const char *name;
	char *bytes;
	size_t len;
};

static void file_finish(struct file *file)
{
	free(file->bytes);
}

/* ANSWER_YES, or said on stderr: ANSWER_NO, ANSWER_MACHINE. */
static int read_file(struct file *file, size_t max)
{
	_cleanup_(fd_closep) int fd = bytes_open(file->name);
	int r = fd < 0 ? fd : bytes_read(fd, max, &file->bytes, &file->len);

	if (r == 0)
		return ANSWER_YES;
	fprintf(stderr, "sekisho: %s: %s\n", file->name,
		r == -EFBIG ? "too long" : bytes_error(r));
	return r == -EFBIG ? ANSWER_NO : ANSWER_MACHINE;
}

static int check(const struct file *change, const struct file *signature)
{
	static const char first[] = "sekisho-change 1\n";

	must(change->bytes && signature->bytes);
	if (strncmp(change->bytes, first, strlen(first)) != 0 ||
	    memchr(change->bytes, '\0', change->len)) {
		fprintf(stderr,
			"sekisho: %s is no change as `sekisho propose` "
			"prints it (変更の文面ではない)\n",
			change->name);
		return ANSWER_NO;
	}
	if (signature->len == 0) {
		fprintf(stderr, "sekisho: %s is empty (空の署名)\n",
			signature->name);
		return ANSWER_NO;
	}
	return ANSWER_YES;
}

/* The text, a NUL, the signature. fd or -errno. */
static int seal_both(const struct file *change, const struct file *signature)
{
	size_t len = change->len + 1 + signature->len;
	_cleanup_(freep) char *both = xcalloc(len, 1);

	if (len > REQUEST_FD_MAX)
		return -EFBIG;
	(void)memcpy(both, change->bytes, change->len);
	(void)memcpy(both + change->len + 1, signature->bytes, signature->len);
	return sealed_make(both, len);
}

static int approve(const struct request *request, const struct file *change,
		   const struct file *signature)
{
	_cleanup_(fd_closep) int fd = seal_both(change, signature);
	_cleanup_(fd_closep) int answer = -1;
	int r = fd < 0 ? fd : client_ask(request, fd, &answer);

	if (r < 0)
		return ask_failed(r, "start it");
	if (answer >= 0)
		ask_print(answer);
	return r;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(file_finish) struct file change = { 0 };
	_cleanup_(file_finish) struct file signature = { 0 };
	struct options options;
	struct request request;
	int answer;

	if (!options_read(&options, argc, argv, NULL, 2) ||
	    options.n_args != 2 || options.policy || options.has_now)
		return command_usage(self);
	change.name = options.args[0];
	signature.name = options.args[1];
	answer = read_file(&change, CHANGE_TEXT_MAX);
	if (answer == ANSWER_YES)
		answer = read_file(&signature, SIGNATURE_MAX);
	if (answer == ANSWER_YES)
		answer = check(&change, &signature);
	if (answer != ANSWER_YES)
		return answer;
	request = ask_request(VERB_APPROVE, &options);
	return approve(&request, &change, &signature);
}

const struct command cmd_approve = {
	.name = "approve",
	.args = "CHANGE SIGNATURE [--json]",
	.help = "bring a signature to a change that was proposed",
	.run = run,
};
