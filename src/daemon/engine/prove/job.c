/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job.c -- what needs a policy to be read, done in a child that may die
 */
#include "daemon/engine/prove/job.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/sealed.h"
#include "daemon/clock.h"
#include "daemon/procs.h"
#include "privsep/filter.h"
#include "privsep/landlock.h"

enum {
	N_KEPT = 7, /* descriptors, beside those that are answered into */
};

static bool open_outs(int outs[static N_OUTS])
{
	for (int i = 0; i < N_OUTS; i++)
		outs[i] = -1;
	for (int i = 0; i < N_OUTS; i++) {
		outs[i] = memfd_create("job", MFD_CLOEXEC | MFD_ALLOW_SEALING);
		if (outs[i] < 0)
			return false;
	}
	return true;
}

/* The engine's channels and folders are none of its business. */
static void close_others(const struct job *job, const int *outs)
{
	int kept[N_OUTS + N_KEPT] = { STDERR_FILENO, FD_ENGINE_RULES,
				      job->policy,   job->base,
				      job->rules,    job->around,
				      job->next };
	int from = 3;

	memcpy(kept + N_KEPT, outs, N_OUTS * sizeof(*outs));
	for (;;) {
		int next = INT_MAX;

		for (size_t i = 0; i < N_OUTS + N_KEPT; i++)
			if (kept[i] >= from && kept[i] < next)
				next = kept[i];
		if (next > from)
			close_range((unsigned)from, (unsigned)next - 1, 0);
		if (next == INT_MAX)
			return;
		from = next + 1;
	}
}

/* The filter was built beforehand; nothing of this can be undone. */
static void become_worker(const struct job *job, const struct filter *filter,
			  const int *outs)
{
	close_others(job, outs);
	if (landlock_confine(procs[PROC_WORKER]->paths) < 0 ||
	    filter_load(filter) < 0)
		_exit(ANSWER_MACHINE);
	_exit(worker_main(job, outs));
}

static unsigned seconds_of(const struct job *job)
{
	return job->seconds ? job->seconds : JOB_SECONDS;
}

/* What may be heard meanwhile is. */
static bool wait_for_end(const struct job *job,
			 const struct job_running *running)
{
	struct pollfd polls[] = {
		{ .fd = running->process, .events = POLLIN },
		{ .fd = job->heard[0], .events = POLLIN },
		{ .fd = job->heard[1], .events = POLLIN },
	};

	while (!polls[0].revents) {
		int64_t left = running->until - now_ms();

		if (left <= 0 ||
		    (poll(polls, 3, (int)left) < 0 && errno != EINTR))
			return false;
		for (int i = 0; i < 2; i++)
			if (polls[i + 1].revents && !job->hear(job->ctx, i))
				polls[i + 1].fd = -1;
	}
	return true;
}

static int status_of(const struct job_running *running, bool ended)
{
	int status = 0;

	if (!ended) {
		log_err("job-too-long seconds=%u", running->seconds);
		kill(running->pid, SIGKILL);
	}
	while (waitpid(running->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (ended && WIFEXITED(status))
		return WEXITSTATUS(status);
	if (WIFSIGNALED(status))
		log_err("job-died signal=%d", WTERMSIG(status));
	return ANSWER_MACHINE;
}

/* What was written is sealed, what was not is closed. */
static void close_outs(struct job_result *result)
{
	for (int i = 0; i < N_OUTS; i++) {
		struct stat st;

		if (fstat(result->outs[i], &st) == 0 && st.st_size > 0 &&
		    sealed_close(&result->outs[i], (size_t)st.st_size) == 0 &&
		    lseek(result->outs[i], 0, SEEK_SET) == 0)
			continue;
		close(result->outs[i]);
		result->outs[i] = -1;
	}
}

static bool read_report(struct job_result *result)
{
	return result->outs[OUT_REPORT] >= 0 &&
	       pread(result->outs[OUT_REPORT], &result->report,
		     sizeof(result->report),
		     0) == (ssize_t)sizeof(result->report);
}

static bool start(const struct job *job, const struct filter *filter,
		  struct job_running *out)
{
	out->pid = _Fork();
	if (out->pid == 0)
		become_worker(job, filter, out->outs);
	if (out->pid > 0)
		out->process = pidfd_open(out->pid, 0);
	if (out->pid > 0 && out->process >= 0)
		return true;
	log_errno(-errno, "fork a worker");
	if (out->pid > 0)
		status_of(out, false);
	return false;
}

static void close_all(int outs[static N_OUTS])
{
	for (int i = 0; i < N_OUTS; i++)
		fd_closep(&outs[i]);
}

bool job_begin(const struct job *job, const struct filter *filter,
	       struct job_running *out)
{
	*out = (struct job_running){ .process = -1,
				     .seconds = seconds_of(job) };
	out->until = now_ms() + out->seconds * 1000L;
	if (!open_outs(out->outs))
		log_errno(-errno, "memory for a job");
	else if (start(job, filter, out))
		return true;
	close_all(out->outs);
	*out = (struct job_running){ 0 };
	return false;
}

/* Its outs are the result's. */
static void take_result(struct job_running *running, bool ended,
			struct job_result *out)
{
	*out = (struct job_result){ .status = status_of(running, ended) };
	memcpy(out->outs, running->outs, sizeof(out->outs));
	close(running->process);
	*running = (struct job_running){ 0 };
	close_outs(out);
	if (out->status == 0 && !read_report(out))
		out->status = ANSWER_MACHINE;
}

bool job_has_ended(struct job_running *running, struct job_result *out)
{
	struct pollfd process = { .fd = running->process, .events = POLLIN };
	bool ended = poll(&process, 1, 0) > 0;

	if (!ended && now_ms() < running->until)
		return false;
	take_result(running, ended, out);
	return true;
}

void job_give_up(struct job_running *running)
{
	int status;

	if (!running->pid)
		return;
	kill(running->pid, SIGKILL);
	while (waitpid(running->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(running->process);
	close_all(running->outs);
	*running = (struct job_running){ 0 };
}

void job_none(struct job_result *out)
{
	*out = (struct job_result){ .status = ANSWER_MACHINE };
	memset(out->outs, -1, sizeof(out->outs));
}

void job_run(const struct job *job, const struct filter *filter,
	     struct job_result *out)
{
	struct job_running running;

	job_none(out);
	if (job_begin(job, filter, &running))
		take_result(&running, wait_for_end(job, &running), out);
}

void job_finish(struct job_result *result)
{
	for (int i = 0; i < N_OUTS; i++)
		fd_closep(&result->outs[i]);
}
