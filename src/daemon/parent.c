/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parent.c -- starts the others, and starts again what has ended
 *
 * It reads nothing but signals and a few words of its own processes. It holds
 * what must outlive them: the netlink socket that owns the gate's table, and
 * the socket that clients connect to. The engine alone knows them all; where
 * another one is started again the engine is given its new channel, where the
 * engine itself ends all are. The rules in the kernel depend on none of them.
 *
 * SIGTERM ends the processes and leaves the rules in force: a restart or an
 * upgrade neither opens the gateway nor cuts anybody.
 */
#include "daemon/parent.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/wire.h"
#include "daemon/messages.h"
#include "daemon/notify.h"
#include "daemon/parent_open.h"
#include "daemon/clock.h"
#include "kernel/own.h"
#include "privsep/channel.h"
#include "privsep/spawn.h"

enum {
	EXIT_MACHINE = 3,
	ROOM = 4 << 20,       /* bytes in flight between two processes */
	PING_EVERY = 5000,    /* ms */
	PATIENCE = 60000,     /* … without an answer: it is killed */
	FIRST_PAUSE = 50,     /* … before one that died young is started */
	LONGEST_PAUSE = 5000, /* again; doubled each time */
	OLD_ENOUGH = 10000,
	NAME_LEN = 32
};

struct child {
	pid_t pid;                        /* 0: not running */
	int channel;                      /* ours; -1 */
	int64_t started, heard, start_at; /* ms */
	int64_t pause;
};

struct parent {
	const struct settings *settings;
	int sealed, signals, listener, owner, state, rules;
	struct child children[N_PROCS];
	int64_t pinged;
	bool stopping;
};

/* The order in which they are started; the worker is the engine's. */
static const enum proc started[] = { PROC_ENGINE, PROC_ENFORCE, PROC_VERIFY,
				     PROC_SURVEY, PROC_CONTROL };

enum {
	N_STARTED = sizeof(started) / sizeof(started[0])
};

/* ------ what they say ------ */

struct speaker {
	struct parent *parent;
	enum proc proc;
};

static bool hear_pong(void *ctx, struct message *message)
{
	struct speaker *speaker = ctx;

	(void)message;
	speaker->parent->children[speaker->proc].heard = now_ms();
	return true;
}

static bool hear_ready(void *ctx, struct message *message)
{
	(void)ctx;
	notify(message->body[0] ? "READY=1\nSTATUS=a generation is in force"
				: "READY=1\nSTATUS=closed: no generation yet");
	return true;
}

/* From the file alone: no directory service is asked by a process with rights. */
static void find_name(uint32_t uid, char out[static NAME_LEN + 1])
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry = NULL;

	snprintf(out, NAME_LEN + 1, "uid %u", uid);
	while (file && (entry = fgetpwent(file)) && entry->pw_uid != uid)
		;
	if (entry && strlen(entry->pw_name) <= NAME_LEN)
		snprintf(out, NAME_LEN + 1, "%s", entry->pw_name);
	if (file)
		fclose(file);
}

static bool tell_name(void *ctx, struct message *message)
{
	struct speaker *speaker = ctx;
	struct wire wire = { message->body, message->body + message->body_len,
			     false };
	uint32_t uid = wire_u32(&wire);
	char name[NAME_LEN + 1];

	find_name(uid, name);
	channel_send(speaker->parent->children[speaker->proc].channel,
		     MESSAGE_NAME, message->id, name, strlen(name), -1);
	return true;
}

static const struct accept from_anyone[] = {
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
};

static const struct accept from_engine[] = {
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
	{ MESSAGE_READY, false, 1, 1, hear_ready },
};

static const struct accept from_control[] = {
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
	{ MESSAGE_ASK_NAME, false, 4, 4, tell_name },
};

/* False: it has gone, or misbehaves. */
static bool listen_to(struct parent *parent, enum proc proc)
{
	struct speaker speaker = { parent, proc };
	const struct accept *table = from_anyone;
	enum channel_verdict verdict = CHANNEL_OK;
	size_t n = 1;

	if (proc == PROC_ENGINE || proc == PROC_CONTROL) {
		table = proc == PROC_ENGINE ? from_engine : from_control;
		n = 2;
	}
	while (verdict == CHANNEL_OK)
		verdict = channel_serve(parent->children[proc].channel, table,
					n, &speaker);
	return verdict == CHANNEL_EMPTY;
}

/* ------ starting and ending ------ */

static pid_t start(enum proc proc, const int *fds, size_t n_fds)
{
	char program[] = "sekishod", option[] = "--process", name[16];
	char *const argv[] = { program, option, name, NULL };
	pid_t pid;

	snprintf(name, sizeof(name), "%s", procs[proc].name);
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
	fd_closep(&to_us[0]);
	fd_closep(&to_us[1]);
	fd_closep(&to_engine[0]);
	fd_closep(&to_engine[1]);
	if (child->pid)
		log_info("process-started name=%s pid=%d", procs[proc].name,
			 child->pid);
}

static void end_child(struct child *child)
{
	if (child->pid)
		kill(child->pid, SIGKILL);
}

/* Doubled for one that dies young, so that a broken one costs little. */
static void plan_start(struct child *child)
{
	int64_t now = now_ms();

	if (now - child->started > OLD_ENOUGH || child->pause == 0)
		child->pause = FIRST_PAUSE;
	else if (child->pause < LONGEST_PAUSE)
		child->pause *= 2;
	child->start_at = now + child->pause;
}

static void note_end(struct parent *parent, enum proc proc, int status)
{
	struct child *child = &parent->children[proc];

	if (!parent->stopping)
		log_warn("process-ended name=%s pid=%d exit=%d signal=%d",
			 procs[proc].name, child->pid,
			 WIFEXITED(status) ? WEXITSTATUS(status) : -1,
			 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	fd_closep(&child->channel);
	child->channel = -1;
	child->pid = 0;
	plan_start(child);
	/* Without it the others have nobody to talk to. */
	for (size_t i = 0; proc == PROC_ENGINE && i < N_STARTED; i++)
		end_child(&parent->children[started[i]]);
}

static void reap(struct parent *parent)
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

static void start_due(struct parent *parent)
{
	int64_t now = now_ms();

	for (size_t i = 0; i < N_STARTED; i++) {
		struct child *child = &parent->children[started[i]];

		if (child->pid || now < child->start_at)
			continue;
		/* The engine first, and nobody while it is not there. */
		if (started[i] != PROC_ENGINE &&
		    !parent->children[PROC_ENGINE].pid)
			continue;
		start_child(parent, started[i]);
	}
}

/* ------ time ------ */

/* The service manager hears from us only while all of them answer. */
static void take_pulse(struct parent *parent)
{
	int64_t now = now_ms();
	bool well = true;

	if (now - parent->pinged < PING_EVERY)
		return;
	parent->pinged = now;
	for (size_t i = 0; i < N_STARTED; i++) {
		struct child *child = &parent->children[started[i]];

		if (!child->pid || now - child->heard > 2 * PING_EVERY)
			well = false;
		if (!child->pid)
			continue;
		if (now - child->heard > PATIENCE) {
			log_err("process-silent name=%s pid=%d",
				procs[started[i]].name, child->pid);
			end_child(child);
			continue;
		}
		channel_send(child->channel, MESSAGE_PING, 0, NULL, 0, -1);
	}
	if (well)
		notify("WATCHDOG=1");
}

static int wait_ms(const struct parent *parent)
{
	int64_t now = now_ms(), until = parent->pinged + PING_EVERY;

	for (size_t i = 0; i < N_STARTED; i++) {
		const struct child *child = &parent->children[started[i]];

		if (!child->pid && child->start_at < until)
			until = child->start_at;
	}
	return until <= now ? 0 : (int)(until - now);
}

static void hear_signals(struct parent *parent)
{
	struct signalfd_siginfo info;

	while (read(parent->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			parent->stopping = true;
}

static void wait_for_news(struct parent *parent, int ms)
{
	struct pollfd polls[N_STARTED + 1] = {
		{ .fd = parent->signals, .events = POLLIN },
	};

	for (size_t i = 0; i < N_STARTED; i++)
		polls[i + 1] = (struct pollfd){
			.fd = parent->children[started[i]].channel,
			.events = POLLIN,
		};
	if (poll(polls, N_STARTED + 1, ms) <= 0)
		return;
	for (size_t i = 0; i < N_STARTED; i++)
		if (polls[i + 1].revents && !listen_to(parent, started[i]))
			end_child(&parent->children[started[i]]);
	hear_signals(parent);
	reap(parent);
}

static void stop(struct parent *parent)
{
	bool some = true;

	notify("STOPPING=1");
	for (size_t i = 0; i < N_STARTED; i++)
		end_child(&parent->children[started[i]]);
	while (some) {
		some = false;
		reap(parent);
		for (size_t i = 0; i < N_STARTED; i++)
			some = some || parent->children[started[i]].pid;
		if (some)
			wait_for_news(parent, 100);
	}
	log_info("sekishod-stopped rules=in-force");
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What a service manager has kept since the last time, or a new one. */
static int open_owner(void)
{
	int fd = notify_kept("owner");

	if (fd < 0) {
		fd = own_open();
		if (fd < 0)
			return log_errno(fd, "netlink socket");
		notify_keep("owner", fd);
	}
	return fd;
}

int parent_run(const struct settings *settings)
{
	/* Before anything else is opened: kept ones begin at 3. */
	_cleanup_(fd_closep) int owner = open_owner();
	_cleanup_(fd_closep) int signals = open_signals();
	_cleanup_(fd_closep) int sealed = settings_seal(settings);
	_cleanup_(fd_closep) int state = open_state(settings);
	_cleanup_(fd_closep) int rules = open_rules(settings);
	_cleanup_(fd_closep) int listener = open_listener(settings);
	struct parent parent = { settings, sealed, signals, listener,
				 owner,    state,  rules };

	if (owner < 0 || signals < 0 || sealed < 0 || state < 0 || rules < 0 ||
	    listener < 0)
		return EXIT_MACHINE;
	for (size_t i = 0; i < N_PROCS; i++)
		parent.children[i].channel = -1;
	while (!parent.stopping) {
		start_due(&parent);
		take_pulse(&parent);
		wait_for_news(&parent, wait_ms(&parent));
	}
	stop(&parent);
	return 0;
}
