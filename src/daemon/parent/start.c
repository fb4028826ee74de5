/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * start.c -- starting the daemon's processes, and starting them again
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "daemon/clock.h"
#include "daemon/messages.h"
#include "daemon/parent/state.h"
#include "privsep/channel.h"
#include "privsep/spawn.h"

enum {
	ROOM = 4 << 20,       /* bytes in flight between two processes */
	FIRST_PAUSE = 50,     /* ms before one that died young is started */
	LONGEST_PAUSE = 5000, /* again; doubled each time */
	OLD_ENOUGH = 10000,
};

const enum proc started[N_STARTED] = { PROC_ENGINE, PROC_ENFORCE, PROC_VERIFY,
				       PROC_SURVEY, PROC_CONTROL };

static pid_t start(enum proc proc, const int *fds, size_t n_fds)
{
	char program[] = "sekishod", option[] = "--process", name[16];
	char *const argv[] = { program, option, name, NULL };
	pid_t pid;

	snprintf(name, sizeof(name), "%s", procs[proc]->name);
	pid = spawn_self(argv, fds, n_fds);
	return pid < 0 ? log_errno(pid, "start %s", name) : pid;
}

/* The descriptors in the order of the FD_ numbers; `engine` is the process's
 * end of its channel to the engine. */
static pid_t start_with(struct parent *parent, enum proc proc, int own,
			int engine)
{
	int fds[4] = { parent->sealed, own, engine, -1 };
	size_t n = 3;

	switch (proc) {
	case PROC_ENGINE:
		fds[2] = parent->state;
		fds[n++] = parent->rules;
		break;
	case PROC_CONTROL:
		fds[n++] = parent->listener;
		break;
	case PROC_ENFORCE:
		fds[n++] = parent->owner;
		break;
	case PROC_SURVEY:
	case PROC_VERIFY:
	case PROC_WORKER:
	case N_PROCS:
		break;
	}
	return start(proc, fds, n);
}

/* The engine is told last, so that it never speaks to nobody. */
static void introduce(struct parent *parent, enum proc proc, int *channel)
{
	uint8_t body = (uint8_t)proc;

	if (proc != PROC_ENGINE)
		channel_send(parent->children[PROC_ENGINE].channel,
			     MESSAGE_PEER, 0, &body, 1, *channel);
	fd_closep(channel);
}

/* Doubled for one that dies young by itself, or cannot be started, so that a
 * broken one costs little. */
static void plan_start(struct child *child)
{
	int64_t now = now_ms();

	if (now - child->started > OLD_ENOUGH || child->pause == 0)
		child->pause = FIRST_PAUSE;
	else if (child->pause < LONGEST_PAUSE && !child->ended_by_us)
		child->pause *= 2;
	child->start_at = now + child->pause;
}

static void start_child(struct parent *parent, enum proc proc)
{
	struct child *child = &parent->children[proc];
	int to_us[2] = { -1, -1 }, to_engine[2] = { -1, -1 };

	if (channel_open(to_us, ROOM) < 0 ||
	    channel_open(to_engine, ROOM) < 0) {
		log_errno(-errno, "socketpair");
	} else {
		child->pid = start_with(parent, proc, to_us[1], to_engine[1]);
		if (child->pid > 0)
			child->channel = take_fd(&to_us[0]);
		else
			child->pid = 0;
		introduce(parent, proc, &to_engine[0]);
		to_engine[0] = -1;
	}
	child->started = child->heard = now_ms();
	child->start_at = 0;
	child->ended_by_us = false;
	fd_closep(&to_us[0]);
	fd_closep(&to_us[1]);
	fd_closep(&to_engine[0]);
	fd_closep(&to_engine[1]);
	if (child->pid)
		log_info("process-started name=%s pid=%d", procs[proc]->name,
			 child->pid);
	else
		plan_start(child);
}

void end_child(struct parent *parent, enum proc proc)
{
	struct child *child = &parent->children[proc];

	child->ended_by_us = true;
	if (child->pid)
		kill(child->pid, proc == PROC_CONTROL ? SIGTERM : SIGKILL);
}

static void note_end(struct parent *parent, enum proc proc, int status)
{
	struct child *child = &parent->children[proc];

	if (!parent->stopping)
		log_warn("process-ended name=%s pid=%d exit=%d signal=%d",
			 procs[proc]->name, child->pid,
			 WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	fd_closep(&child->channel);
	child->channel = -1;
	child->pid = 0;
	plan_start(child);
	/* Without it the others have nobody to talk to. */
	for (size_t i = 0; proc == PROC_ENGINE && i < N_STARTED; i++)
		end_child(parent, started[i]);
}

void reap(struct parent *parent)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < N_STARTED; i++)
			if (parent->children[started[i]].pid == pid) {
				note_end(parent, started[i], status);
				break;
			}
}

/* The engine first, and nobody while it is not there. */
static bool is_to_start(const struct parent *parent, enum proc proc)
{
	return !parent->children[proc].pid &&
	       (proc == PROC_ENGINE || parent->children[PROC_ENGINE].pid);
}

int64_t next_start(const struct parent *parent)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < N_STARTED; i++) {
		const struct child *child = &parent->children[started[i]];

		if (is_to_start(parent, started[i]) && child->start_at < next)
			next = child->start_at;
	}
	return next;
}

void start_due(struct parent *parent)
{
	int64_t now = now_ms();

	for (size_t i = 0; i < N_STARTED; i++)
		if (is_to_start(parent, started[i]) &&
		    now >= parent->children[started[i]].start_at)
			start_child(parent, started[i]);
}
