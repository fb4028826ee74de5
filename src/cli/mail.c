/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail.c -- a verb that a mail relay answers
 */
#include "cli/mail.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/ask.h"
#include "control/client.h"
#include "control/relay.h"

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* The only socket of the folder into `out`; how many there are, each named on
 * `names` where it is not NULL. */
static unsigned look(char *out, size_t size, FILE *names)
{
	_cleanup_(closedirp) DIR *dir = opendir(relay_run);
	const struct dirent *entry;
	unsigned n = 0;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_type != DT_SOCK)
			continue;
		n++;
		snprintf(out, size, "%s/%s", relay_run, entry->d_name);
		if (names)
			fprintf(names, "  --socket %s/%s\n", relay_run,
				entry->d_name);
	}
	return n;
}

/* ANSWER_YES, or what to exit with. */
static int find_socket(const struct mail_words *words, char *out, size_t size)
{
	char token[RELAY_TOKEN];

	if (words->socket) {
		snprintf(out, size, "%s", words->socket);
		return ANSWER_YES;
	}
	if (words->relay) {
		snprintf(out, size, "%s/%s", relay_run,
			 relay_token(token, words->relay));
		return ANSWER_YES;
	}
	switch (look(out, size, NULL)) {
	case 0:
		fprintf(stderr,
			"sekisho: no mail relay listens in %s "
			"(メール中継が動いていない): "
			"'systemctl start \"sekisho-mail@$(systemd-escape "
			"NAME)\"'\n",
			relay_run);
		return ANSWER_MACHINE;
	case 1:
		return ANSWER_YES;
	default:
		fputs("sekisho: which relay (どの中継か)? --relay NAME, or "
		      "one of\n",
		      stderr);
		look(out, size, stderr);
		return ANSWER_USAGE;
	}
}

static int failed(const char *socket, int error)
{
	if (ask_is_nobody(error))
		fprintf(stderr,
			"sekisho: no mail relay listens at %s "
			"(メール中継が動いていない): "
			"'systemctl status \"sekisho-mail@$(systemd-escape "
			"NAME)\"' and its log say why\n",
			socket);
	else if (error == -EPIPE)
		fputs("sekisho: the relay has hung up without an answer\n",
		      stderr);
	else
		fprintf(stderr, "sekisho: ask the relay at %s: %s\n", socket,
			strerror(-error));
	return ANSWER_MACHINE;
}

int mail_ask(struct request *request, const struct mail_words *words,
	     int *answer)
{
	char socket[PATH_MAX];
	int r;

	if ((words->reference && !ask_put(request->word, sizeof(request->word),
					  "the reference", words->reference)) ||
	    (words->reason && !ask_put(request->reason, sizeof(request->reason),
				       "-m", words->reason)))
		return ANSWER_USAGE;
	r = find_socket(words, socket, sizeof(socket));
	if (r != ANSWER_YES)
		return r;
	r = client_ask_at(socket, request, -1, answer);
	return r < 0 ? failed(socket, r) : r;
}

int mail_tell(struct request *request, const struct mail_words *words)
{
	_cleanup_(fd_closep) int answer = -1;
	int status = mail_ask(request, words, &answer), r;

	if (answer < 0)
		return status;
	r = ask_print(answer);
	return r < 0 ? failed("", r) : status;
}
