/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prove.c -- a loaded tree is proved before it is switched on, here
 *
 * In a process of its own, with its limits: what is in the kernel may be
 * anybody's, and whoever stumbles over it must not be the one who is about to
 * switch.
 */
#include "cli/direct/prove.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/command/command.h"
#include "cli/source/kernel.h"

enum {
	NANOSECONDS = 1000000000,
	LIMIT_NODES = 1 << 26,
	LIMIT_BYTES = 1 << 30,
	LIMIT_MS = 8000,    /* of one order of fields */
	LIMIT_SECONDS = 60, /* of all */
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ------ the child ------ */

static void prove(const struct direct_proof *proof,
		  const struct snapshot *snapshot)
{
	const struct rlimit time = { LIMIT_SECONDS, LIMIT_SECONDS };
	const struct rlimit none = { 0, 0 };
	const struct trial_options how = {
		.policy = proof->policy,
		.snapshot = snapshot,
		.next = proof->ruleset,
		.generation = (uint16_t)proof->ruleset->generation,
		.now = proof->now ? proof->now
				  : (time_t)(snapshot->taken_ns / NANOSECONDS),
		.limits = { LIMIT_NODES, LIMIT_BYTES, LIMIT_MS },
	};
	struct trial trial;

	if (setrlimit(RLIMIT_CPU, &time) < 0 ||
	    setrlimit(RLIMIT_CORE, &none) < 0)
		_exit(N_TRIAL_VERDICTS);
	trial_make(&trial, &how);
	trial_print(&trial, stderr);
	_exit((int)trial.verdict);
}

/* ------ its parent ------ */

static enum trial_verdict verdict_of(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) < N_TRIAL_VERDICTS)
		return (enum trial_verdict)WEXITSTATUS(status);
	fputs("the process that proves has died, or took too long\n", stderr);
	return TRIAL_UNKNOWN;
}

static enum trial_verdict ask_child(const struct direct_proof *proof)
{
	_cleanup_(snapshot_finish) struct snapshot snapshot = { 0 };
	uint8_t digest[DIGEST_LEN];
	int status = -1;
	pid_t pid;

	if (source_take(false, &snapshot, digest) != ANSWER_YES)
		return TRIAL_UNKNOWN;
	(void)fflush(NULL);
	pid = fork();
	if (pid == 0)
		prove(proof, &snapshot);
	if (pid < 0) {
		perror("sekisho: fork");
		return TRIAL_UNKNOWN;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return verdict_of(status);
}

static int judge(const struct direct_proof *proof)
{
	switch (proof->verdict) {
	case TRIAL_PROVED:
		return 0;
	case TRIAL_NARROWER:
		fputs("sekisho: the tables of others drop, or may drop, what the policy permits (許可した通信を他のテーブルが落とす)\n",
		      stderr);
		return 0;
	case TRIAL_REFUTED:
		fputs("sekisho: refused: once switched on, the kernel would not do what the policy says; nothing has changed (設定どおりにならないため適用しない)\n",
		      stderr);
		return -EKEYREJECTED;
	case TRIAL_UNKNOWN:
	case N_TRIAL_VERDICTS:
		break;
	}
	fputs("sekisho: not proved (証明できない)\n", stderr);
	if (proof->unproved)
		return 0;
	fputs("sekisho: refused, and nothing has changed; the tree was read back as it was compiled: --unproved switches it on all the same\n",
	      stderr);
	return -EKEYREJECTED;
}

int direct_prove(void *ctx)
{
	struct direct_proof *proof = ctx;
	const double began = seconds();

	proof->verdict = ask_child(proof);
	proof->seconds = seconds() - began;
	return judge(proof);
}
