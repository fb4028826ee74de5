/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * supervise.c -- one set of processes after another, until told to stop
 */
#include "mail/supervise.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "privsep/channel.h"
#include "privsep/spawn.h"

enum {
	EXIT_MACHINE = 3,
	BACKLOG = 256,
	ROOM = 8 << 20,       /* bytes in flight between two processes */
	GOODBYE = 2,          /* seconds for the outside to say 421 */
	GRACE = 12,           /* … and to finish what it has begun */
	FIRST_PAUSE = 100,    /* milliseconds before a set that died young is */
	LONGEST_PAUSE = 5000, /* started again; doubled each time */
	MEMBERS = 3
};

struct set {
	pid_t outside, zygote, inside; /* 0: gone */
	int dial;
	time_t started;
};

struct parent {
	const struct settings *settings;
	int listen, signals, sealed;
	struct set set;
	bool stopping;
	time_t stops_at;
};

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* ------ sockets ------ */

static socklen_t write_address(struct sockaddr_storage *out,
			       const struct addr *addr, uint16_t port)
{
	struct sockaddr_in *v4 = (void *)out;
	struct sockaddr_in6 *v6 = (void *)out;

	memset(out, 0, sizeof(*out));
	if (addr->family == FAMILY_IPV4) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, addr->bytes, 4);
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons(port);
	memcpy(&v6->sin6_addr, addr->bytes, 16);
	return sizeof(*v6);
}

static int open_socket(const struct addr *addr)
{
	int fd = socket(addr->family == FAMILY_IPV4 ? AF_INET : AF_INET6,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd < 0 ? -errno : fd;
}

static int open_listener(const struct settings *settings)
{
	_cleanup_(fd_closep) int fd = open_socket(&settings->listen);
	struct sockaddr_storage address;
	socklen_t len;
	const int on = 1;

	if (fd < 0)
		return log_errno(fd, "socket");
	len = write_address(&address, &settings->listen, settings->listen_port);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, len) < 0 ||
	    listen(fd, BACKLOG) < 0)
		return log_errno(-errno, "listen port=%u",
				 settings->listen_port);
	return take_fd(&fd);
}

/* The only connections the relay makes, and only to that address. */
static bool dial(void *arg, struct message *message)
{
	const struct parent *parent = arg;
	const struct settings *settings = parent->settings;
	_cleanup_(fd_closep) int fd = open_socket(&settings->next_hop);
	struct sockaddr_storage address;
	const int on = 1;
	socklen_t len = write_address(&address, &settings->next_hop,
				      settings->next_hop_port);
	bool good = fd >= 0 &&
		    (connect(fd, (struct sockaddr *)&address, len) == 0 ||
		     errno == EINPROGRESS);

	(void)message;
	if (good)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	channel_send(parent->set.dial,
		     good ? MESSAGE_DIALLED : MESSAGE_NOT_DIALLED, 0, NULL, 0,
		     good ? fd : -1);
	return true;
}

static const struct accept from_inside[] = {
	{ MESSAGE_DIAL, false, 0, 0, dial },
};

/* ------ a set of processes ------ */

static pid_t start(const char *name, const int *fds, size_t n_fds)
{
	char program[] = "sekisho-mail", option[] = "--process", process[16];
	char *const argv[] = { program, option, process, NULL };
	pid_t pid;

	snprintf(process, sizeof(process), "%s", name);
	pid = spawn_self(argv, fds, n_fds);

	return pid < 0 ? log_errno(pid, "start %s", name) : pid;
}

static void close_all(int pairs[4][2])
{
	for (int i = 0; i < 4; i++)
		for (int end = 0; end < 2; end++)
			fd_closep(&pairs[i][end]);
}

/* The order of each list is that of the FD_ numbers in procs.h. */
static void start_set(struct parent *parent)
{
	int pairs[4][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
	int *to_zygote = pairs[0], *to_inside = pairs[1];
	int *to_plain = pairs[2], *to_parent = pairs[3];
	struct set *set = &parent->set;

	*set = (struct set){ .dial = -1, .started = now() };
	for (int i = 0; i < 4; i++)
		if (channel_open(pairs[i], ROOM) < 0) {
			log_errno(-errno, "socketpair");
			close_all(pairs);
			return;
		}
	set->zygote =
		start("zygote",
		      (int[]){ parent->sealed, to_zygote[1], to_plain[0] }, 3);
	set->inside = start("inside",
			    (int[]){ parent->sealed, to_inside[1], to_plain[1],
				     to_parent[0] },
			    4);
	set->outside = start("outside",
			     (int[]){ parent->sealed, parent->listen,
				      to_zygote[0], to_inside[0] },
			     4);
	set->dial = take_fd(&to_parent[1]);
	close_all(pairs);
	log_info("relay-started relay=%s outside=%d zygote=%d inside=%d",
		 parent->settings->mark, set->outside, set->zygote,
		 set->inside);
}

static bool is_whole(const struct set *set)
{
	return set->outside > 0 && set->zygote > 0 && set->inside > 0;
}

static bool is_gone(const struct set *set)
{
	return set->outside <= 0 && set->zygote <= 0 && set->inside <= 0;
}

static void note_end(struct set *set, pid_t pid, int status)
{
	const char *name = pid == set->outside  ? "outside"
			   : pid == set->zygote ? "zygote"
						: "inside";

	log_warn("process-ended name=%s pid=%d exit=%d signal=%d", name, pid,
		 WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	if (pid == set->outside)
		set->outside = 0;
	if (pid == set->zygote)
		set->zygote = 0;
	if (pid == set->inside)
		set->inside = 0;
}

static void reap(struct set *set)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		note_end(set, pid, status);
}

static void kill_if_there(pid_t pid, int signal)
{
	if (pid > 0)
		kill(pid, signal);
}

/* Sleeps until a signal comes, a dial does, or the time is over. */
static void wait_for_news(struct parent *parent, int milliseconds)
{
	struct signalfd_siginfo info;
	struct pollfd polls[] = {
		{ .fd = parent->signals, .events = POLLIN },
		{ .fd = parent->set.dial, .events = POLLIN },
	};

	if (poll(polls, 2, milliseconds) <= 0)
		return;
	if (polls[1].revents) {
		enum channel_verdict verdict =
			channel_serve(parent->set.dial, from_inside, 1, parent);

		if (verdict == CHANNEL_BROKEN)
			kill_if_there(parent->set.inside, SIGKILL);
		if (verdict >= CHANNEL_GONE) {
			close(take_fd(&parent->set.dial));
		}
	}
	while (read(parent->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			parent->stopping = true;
	reap(&parent->set);
}

/* One is gone: the outside, if there, takes leave of its peers by itself. */
static void end_set(struct parent *parent)
{
	struct set *set = &parent->set;
	time_t until = now() + GOODBYE;

	kill_if_there(set->zygote, SIGKILL);
	kill_if_there(set->inside, SIGKILL);
	while (set->outside > 0 && now() <= until)
		wait_for_news(parent, 100);
	kill_if_there(set->outside, SIGKILL);
	while (!is_gone(set))
		wait_for_news(parent, 100);
	fd_closep(&set->dial);
	set->dial = -1;
}

static void run_set(struct parent *parent)
{
	struct set *set = &parent->set;
	time_t until = 0;

	start_set(parent);
	while (is_whole(set) && (!until || now() <= until)) {
		wait_for_news(parent, 1000);
		if (parent->stopping && !until) {
			kill_if_there(set->outside, SIGTERM);
			until = now() + GRACE;
		}
	}
	end_set(parent);
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

int supervise(const struct settings *settings)
{
	struct parent parent = { .settings = settings, .set.dial = -1 };
	_cleanup_(fd_closep) int listener = open_listener(settings);
	_cleanup_(fd_closep) int signals = open_signals();
	_cleanup_(fd_closep) int sealed = settings_seal(settings);
	int pause = FIRST_PAUSE;

	if (listener < 0 || signals < 0 || sealed < 0)
		return EXIT_MACHINE;
	parent.listen = listener;
	parent.signals = signals;
	parent.sealed = sealed;
	while (!parent.stopping) {
		run_set(&parent);
		if (now() - parent.set.started > 1)
			pause = FIRST_PAUSE;
		else if (!parent.stopping)
			wait_for_news(&parent, pause);
		pause = pause < LONGEST_PAUSE / 2 ? pause * 2 : LONGEST_PAUSE;
	}
	log_info("relay-stopped relay=%s", settings->mark);
	return 0;
}
