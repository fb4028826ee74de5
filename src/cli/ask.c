/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.c -- a verb that the daemon answers
 */
#include "cli/ask.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/text.h"
#include "cli/ssh_session.h"
#include "control/client.h"
#include "policy/print/print.h"

struct request ask_request(enum verb verb, const struct options *options)
{
	struct request request = { .verb = verb };

	if (options->json)
		request.flags |= REQUEST_JSON;
	ssh_session_find(request.session, sizeof(request.session));
	return request;
}

bool ask_put(char *out, size_t size, const char *what, const char *text)
{
	size_t len = strlen(text);

	if (len >= size || !text_is_utf8(text, len) || text_has_control(text)) {
		fprintf(stderr,
			"sekisho: %s: at most %zu bytes of UTF-8 without "
			"control characters\n",
			what, size - 1);
		return false;
	}
	memcpy(out, text, len + 1);
	return true;
}

int ask_print(int fd)
{
	char buf[1 << 14];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, buf, sizeof(buf), at)) > 0) {
		fwrite(buf, 1, (size_t)n, stdout);
		at += n;
	}
	return n < 0 ? -errno : 0;
}

/* The canonical text as a sealed descriptor, or -errno. */
static int seal_policy(const struct policy *policy)
{
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return -errno;
	policy_print(policy, out);
	if (fclose(out))
		return -errno;
	return len > REQUEST_FD_MAX ? -EFBIG : sealed_make(text, len);
}

int ask_for(const struct request *request, const struct policy *policy,
	    int *answer)
{
	_cleanup_(fd_closep) int fd = policy ? seal_policy(policy) : -1;

	if (policy && fd < 0)
		return fd;
	return client_ask(request, fd, answer);
}

int ask(const struct request *request, const struct policy *policy)
{
	_cleanup_(fd_closep) int answer = -1;
	int status = ask_for(request, policy, &answer), r;

	if (status < 0 || answer < 0)
		return status;
	r = ask_print(answer);
	return r < 0 ? r : status;
}

int ask_policy(uint32_t generation, int *status)
{
	const struct request request = { .verb = VERB_POLICY,
					 .number = generation };
	int answer = -1, r = client_ask(&request, -1, &answer);

	if (r < 0)
		return r;
	*status = r;
	return answer < 0 ? -ENODATA : answer;
}

bool ask_is_nobody(int error)
{
	return error == -ENOENT || error == -ECONNREFUSED;
}

bool ask_is_for_us(int error)
{
	if (!ask_is_nobody(error))
		return false;
	fprintf(stderr,
		"sekisho: sekishod does not listen at %s: this is what can be "
		"seen from here\n",
		client_socket());
	return true;
}

int ask_failed(int error, const char *cure)
{
	if (ask_is_nobody(error))
		fprintf(stderr, "sekisho: sekishod does not listen at %s: %s\n",
			client_socket(), cure);
	else if (error == -EPIPE)
		fputs("sekisho: the daemon has hung up without an answer\n",
		      stderr);
	else
		fprintf(stderr, "sekisho: ask sekishod at %s: %s\n",
			client_socket(), strerror(-error));
	return ANSWER_MACHINE;
}

/* Not 0, which would mean another one. */
static bool read_generation(const char *text, uint32_t *out)
{
	if (text_u32(text, UINT32_MAX, out) && *out > 0)
		return true;
	fprintf(stderr, "sekisho: '%s' is no generation: a number from 1\n",
		text);
	return false;
}

/* Which of them there are the daemon knows. */
static bool check_change(const char *text)
{
	static const char digest[] = "sha256:";
	uint32_t number;

	if (text_u32(text, UINT32_MAX, &number) ||
	    !strncmp(text, digest, sizeof(digest) - 1))
		return true;
	fprintf(stderr,
		"sekisho: '%s' is neither a generation's number nor a change's "
		"digest, sha256:…\n",
		text);
	return false;
}

/* What a verb was told beside its word. */
struct reasons {
	const char *reason, *override;
};

static bool fill(struct request *request, unsigned takes,
		 const struct options *options, const struct reasons *why)
{
	const char *word = options->n_args ? options->args[0] : NULL;

	if (takes & ASK_WORD &&
	    !ask_put(request->word, sizeof(request->word), "the word", word))
		return false;
	if (takes & ASK_CHANGE && !check_change(request->word))
		return false;
	if (takes & ASK_GENERATION && word &&
	    !read_generation(word, &request->number))
		return false;
	return ask_put(request->reason, sizeof(request->reason), "-m",
		       why->reason) &&
	       ask_put(request->override, sizeof(request->override),
		       "--override", why->override);
}

int ask_verb(const struct command *self, int argc, char **argv, enum verb verb,
	     unsigned takes)
{
	struct reasons why = { "", "" };
	bool cut_me = false, unproved = false;
	struct option_key keys[5] = { { "-m", NULL, &why.reason } };
	size_t n = 1;
	struct options options;
	struct request request;
	int r;

	if (takes & ASK_OVERRIDE)
		keys[n++] = (struct option_key){ "--override", NULL,
						 &why.override };
	if (takes & ASK_CUT_ME)
		keys[n++] = (struct option_key){ "--cut-me", &cut_me, NULL };
	if (takes & ASK_UNPROVED)
		keys[n] = (struct option_key){ "--unproved", &unproved, NULL };
	if (!options_read(&options, argc, argv,
			  takes & ASK_REASON ? keys : NULL,
			  takes & (ASK_WORD | ASK_GENERATION) ? 1 : 0) ||
	    options.policy || options.has_now ||
	    (takes & ASK_WORD && !options.n_args))
		return command_usage(self);
	request = ask_request(verb, &options);
	if (cut_me)
		request.flags |= REQUEST_CUT_ME;
	if (unproved)
		request.flags |= REQUEST_UNPROVED;
	if (!fill(&request, takes, &options, &why))
		return ANSWER_USAGE;
	r = ask(&request, NULL);
	return r < 0 ? ask_failed(r, "start it") : r;
}
