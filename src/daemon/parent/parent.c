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
#include "daemon/parent/parent.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/notify.h"
#include "control/place.h"
#include "daemon/clock.h"
#include "daemon/messages.h"
#include "daemon/parent/open.h"
#include "daemon/parent/state.h"
#include "kernel/netlink/sock.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"
#include "privsep/signals.h"

enum {
	EXIT_MACHINE = 3,
	PING_EVERY = 5000, /* ms */
	PATIENCE = 60000,  /* … without an answer: it is killed */
	GRACE = 1000,      /* … at the end, for those that take leave */
};

static void put_down(const struct child *child)
{
	if (child->pid)
		kill(child->pid, SIGKILL);
}

/* False: it is not there, or does not answer. */
static bool is_well(const struct child *child, const char *name,
		    int64_t silence)
{
	if (!child->pid)
		return false;
	if (silence <= 2L * PING_EVERY)
		return true;
	if (silence > PATIENCE)
		log_err("process-silent name=%s pid=%d", name, child->pid);
	/* What it has done in the kernel, and not yet written down, would be
	 * lost with it. */
	if (pulse_waits_for_disk(child->pid))
		return true;
	if (silence > PATIENCE)
		put_down(child);
	return false;
}

/* Isolation, too, is asked for there: rather a start than nobody who hears. The
 * rules stay in force meanwhile. */
static void look_for_socket(struct parent *parent)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/control", parent->settings->run);
	if (!place_is_kept(path))
		parent->lost = parent->stopping = true;
}

void tell_manager(struct parent *parent)
{
	if (parent->unkept)
		parent->unkept = !notify_keep("owner", parent->owner);
	if (parent->untold[0] && notify(parent->untold))
		parent->untold[0] = '\0';
}

/* The service manager hears from us only while all of them answer. */
static void take_pulse(struct parent *parent)
{
	int64_t now = now_ms();
	bool well = true;

	if (now - parent->pinged < PING_EVERY)
		return;
	parent->pinged = now;
	look_for_socket(parent);
	for (size_t i = 0; i < N_STARTED; i++) {
		const struct child *child = &parent->children[started[i]];

		well &= is_well(child, procs[started[i]]->name,
				now - child->heard);
		if (child->pid)
			channel_send(child->channel, MESSAGE_PING, 0, NULL, 0,
				     -1);
	}
	tell_manager(parent);
	if (well)
		notify("WATCHDOG=1");
}

static int wait_ms(const struct parent *parent)
{
	int64_t now = now_ms(), until = parent->pinged + PING_EVERY;
	const int64_t start = next_start(parent);

	until = start < until ? start : until;
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
		if (polls[i + 1].revents && !parent_hear(parent, started[i]))
			put_down(&parent->children[started[i]]);
	hear_signals(parent);
	reap(parent);
}

static bool is_any_left(const struct parent *parent)
{
	for (size_t i = 0; i < N_STARTED; i++)
		if (parent->children[started[i]].pid)
			return true;
	return false;
}

static void stop(struct parent *parent)
{
	int64_t grace = now_ms() + GRACE;

	notify("STOPPING=1");
	for (size_t i = 0; i < N_STARTED; i++)
		end_child(parent, started[i]);
	while (is_any_left(parent)) {
		wait_for_news(parent, 100);
		for (size_t i = 0; i < N_STARTED && now_ms() > grace; i++)
			put_down(&parent->children[started[i]]);
	}
	log_info("sekishod-stopped rules=in-force");
}

/* What a service manager has kept since the last time, or a new one. */
static int open_owner(bool *unkept)
{
	int fd = notify_kept("owner");

	*unkept = fd < 0;
	if (fd < 0) {
		fd = sock_open_fd();
		if (fd < 0)
			log_errno(fd, "netlink socket");
	}
	return fd;
}

int parent_run(const struct settings *settings)
{
	/* Before anything else is opened: kept ones begin at 3. */
	bool unkept = true;
	_cleanup_(fd_closep) int owner = open_owner(&unkept);
	_cleanup_(fd_closep) int signals = signals_open(
		(const int[]){ SIGTERM, SIGINT, SIGHUP, SIGCHLD, 0 });
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
	parent.unkept = unkept;
	tell_manager(&parent);
	while (!parent.stopping) {
		start_due(&parent);
		take_pulse(&parent);
		wait_for_news(&parent, wait_ms(&parent));
	}
	stop(&parent);
	return parent.lost ? EXIT_MACHINE : 0;
}
