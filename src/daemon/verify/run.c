/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run.c -- one signature, by ssh-keygen -Y (ssh-keygen(1)) in a child
 *
 * `find-principals` says which of the keys has signed, `verify` whether it
 * signed this text in our namespace. All is handed over in sealed memory as
 * /proc/self/fd/N. In the list of keys each goes by its place, `k0`, `k1` …: a
 * name could be read as a pattern. Good is only the exit status 0 together with
 * the very line that names that key; the words of a refusal only choose ours.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "daemon/verify/verify.h"

enum {
	OUTPUT_MAX = 4096, /* bytes that are looked at */
	FD_KEYS = 3,       /* in the child */
	FD_SIGNATURE = 4,
	OUT_OF_THE_WAY = 64,
	EXIT_NOT_RUN = 127,
	ARGUMENTS_MAX = 16,
};

struct run {
	int keys, signature, text; /* sealed */
	int64_t deadline;          /* ms, CLOCK_MONOTONIC */
	char output[OUTPUT_MAX];
	int status; /* exit; -1: killed, for it took too long or otherwise */
	bool late;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* ------ the child ------ */

static void limit(__rlimit_resource_t resource, rlim_t value)
{
	const struct rlimit lim = { value, value };

	if (setrlimit(resource, &lim) < 0)
		_exit(EXIT_NOT_RUN);
}

static void place(int from, int to)
{
	int copy = fcntl(from, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);

	if (copy < 0 || dup2(copy, to) < 0)
		_exit(EXIT_NOT_RUN);
}

__attribute__((noreturn)) static void
become_keygen(const struct run *run, int out, const char *const argv[])
{
	char variable[] = "OPENSSL_CONF=/dev/null";
	char *env[] = { variable, NULL }, *copies[ARGUMENTS_MAX] = { NULL };

	place(run->text, STDIN_FILENO);
	place(out, OUT_OF_THE_WAY - 1);
	place(run->keys, OUT_OF_THE_WAY - 2);
	place(run->signature, FD_SIGNATURE);
	place(OUT_OF_THE_WAY - 2, FD_KEYS);
	place(OUT_OF_THE_WAY - 1, STDOUT_FILENO);
	place(OUT_OF_THE_WAY - 1, STDERR_FILENO);
	if (close_range(FD_SIGNATURE + 1, ~0U, 0) < 0)
		_exit(EXIT_NOT_RUN);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_CPU, VERIFY_SECONDS);
	for (size_t i = 0; i + 1 < ARGUMENTS_MAX && argv[i]; i++)
		copies[i] = strdup(argv[i]);
	execve("/usr/bin/ssh-keygen", copies, env);
	_exit(EXIT_NOT_RUN);
}

/* ------ its output and end ------ */

/* False: too late. Beyond OUTPUT_MAX all is thrown away. */
static bool hear_all(struct run *run, int pipe)
{
	size_t len = 0;
	char rest[512];

	for (;;) {
		struct pollfd ready = { .fd = pipe, .events = POLLIN };
		size_t room = sizeof(run->output) - 1 - len;
		int64_t left = run->deadline - now_ms();
		ssize_t n;

		if (left <= 0)
			return false;
		if (poll(&ready, 1, (int)left) <= 0)
			continue;
		n = room ? read(pipe, run->output + len, room)
			 : read(pipe, rest, sizeof(rest));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		len += room ? (size_t)n : 0;
	}
}

static int end_of(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* 0 or -errno: it could not be started. */
static int run_keygen(struct run *run, const char *const argv[])
{
	int ends[2];
	pid_t pid;

	(void)memset(run->output, 0, sizeof(run->output));
	if (lseek(run->text, 0, SEEK_SET) < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = _Fork();
	if (pid == 0)
		become_keygen(run, ends[1], argv);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return -errno;
	}
	run->late = !hear_all(run, ends[0]);
	if (run->late)
		kill(pid, SIGKILL);
	run->status = end_of(pid);
	close(ends[0]);
	return run->status == EXIT_NOT_RUN ? -ENOEXEC : 0;
}

/* ------ the two questions ------ */

#define FD_PATH_KEYS      "/proc/self/fd/3"
#define FD_PATH_SIGNATURE "/proc/self/fd/4"

/* Always false. */
static bool refuse(struct verify_answer *out, const char *why)
{
	snprintf(out->why, sizeof(out->why), "%s", why);
	return false;
}

static bool says(const struct run *run, const char *words)
{
	return strstr(run->output, words);
}

/* Why not, in our words; its own ones where we have none. */
static bool refuse_by(const struct run *run, struct verify_answer *out)
{
	char shown[512];

	if (run->late)
		return refuse(out, "ssh-keygen took too long "
				   "(検証が時間内に終わらない)");
	/* Said also after each reason why it is no signature. */
	if (!strcmp(run->output, "No principal matched.\n"))
		return refuse(out, "it is signed with a key that is no "
				   "approver's (承認者の鍵でない)");
	if (says(run, "namespace does not match"))
		return refuse(out,
			      "it is a signature for another purpose; sign "
			      "with -n sekisho (用途が違う署名)");
	if (says(run, "incorrect signature"))
		return refuse(out, "it is a signature over another text "
				   "(別の文面への署名、または改変)");
	if (says(run, "No principal matched"))
		return refuse(out, "it is no SSH signature (署名ではない)");
	text_escape(shown, sizeof(shown), run->output,
		    strcspn(run->output, "\n"));
	snprintf(out->why, sizeof(out->why),
		 "ssh-keygen does not take it: exit %d, %s", run->status,
		 shown);
	return false;
}

static bool find_signer(struct run *run, size_t n_keys, size_t *key)
{
	const char *argv[] = { "ssh-keygen", "-Y", "find-principals", "-f",
			       FD_PATH_KEYS, "-s", FD_PATH_SIGNATURE, NULL };
	uint32_t place;
	char *end;

	if (run_keygen(run, argv) < 0)
		return false;
	end = strchr(run->output, '\n');
	if (run->late || run->status != 0 || !end || end[1] ||
	    run->output[0] != 'k')
		return false;
	*end = '\0';
	if (!text_u32(run->output + 1, (uint32_t)(n_keys - 1), &place))
		return false;
	*key = place;
	return true;
}

static bool check_text(struct run *run, size_t key, const char *fingerprint)
{
	char principal[16], begin[64], found[SSH_FINGERPRINT + 8];
	const char *argv[] = {
		"ssh-keygen", "-Y", "verify",  "-n", VERIFY_NAMESPACE,  "-f",
		FD_PATH_KEYS, "-I", principal, "-s", FD_PATH_SIGNATURE, NULL
	};

	snprintf(principal, sizeof(principal), "k%zu", key);
	if (run_keygen(run, argv) < 0 || run->late || run->status != 0)
		return false;
	snprintf(begin, sizeof(begin),
		 "Good \"" VERIFY_NAMESPACE "\" signature for %s with ",
		 principal);
	snprintf(found, sizeof(found), " key %s\n", fingerprint);
	return !strncmp(run->output, begin, strlen(begin)) && says(run, found);
}

static bool run_both(struct run *run, const struct verify_request *request,
		     struct verify_answer *out)
{
	char line[VERIFY_KEY_MAX + 1];
	struct ssh_key key;

	if (!find_signer(run, request->n_keys, &out->key))
		return refuse_by(run, out);
	snprintf(line, sizeof(line), "%.*s",
		 (int)request->keys[out->key].key_len,
		 request->keys[out->key].key);
	if (!ssh_key_read(line, &key))
		return refuse(out, "the key that signed cannot be read");
	ssh_key_fingerprint(out->fingerprint, &key);
	if (!check_text(run, out->key, out->fingerprint))
		return refuse_by(run, out);
	return true;
}

/* The lines of allowed signers (ssh-keygen(1)). fd or -errno. */
static int seal_keys(const struct verify_request *request)
{
	_cleanup_(freep) char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < request->n_keys; i++)
		fprintf(out, "k%zu namespaces=\"" VERIFY_NAMESPACE "\" %.*s\n",
			i, (int)request->keys[i].key_len, request->keys[i].key);
	return fclose(out) ? -ENOMEM : sealed_make(text, len);
}

static void ask_keygen(const struct verify_request *request, struct run *run,
		       struct verify_answer *out)
{
	run->deadline = now_ms() + VERIFY_SECONDS * 1000LL;
	run->status = -1;
	out->good = run_both(run, request, out);
	if (!out->good)
		log_warn("not-verified exit=%d late=%d", run->status,
			 run->late);
}

void verify_run(const struct verify_request *request, struct verify_answer *out)
{
	_cleanup_(fd_closep) int keys = seal_keys(request);
	_cleanup_(fd_closep) int signature =
		sealed_make(request->signature, request->signature_len);
	_cleanup_(fd_closep) int text =
		sealed_make(request->text, request->text_len);
	static struct run run;

	*out = (struct verify_answer){ .good = false };
	run = (struct run){ keys, signature, text, .late = false };
	if (!request->n_keys)
		refuse(out, "there are no approvers (承認者がいない)");
	else if (keys < 0 || signature < 0 || text < 0)
		refuse(out, "no memory to verify it in");
	else
		ask_keygen(request, &run, out);
}
