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
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/notify.h"
#include "control/login.h"
#include "control/place.h"
#include "mail/handed.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "mail/set.h"
#include "mail/settings.h"
#include "mail/tls/check.h"
#include "privsep/channel.h"
#include "privsep/signals.h"

enum {
	EXIT_NO = 1,
	EXIT_MACHINE = 3,
	GOODBYE = 2,          /* seconds for the outside to say 421 */
	GRACE = 12,           /* … and to finish what it has begun */
	FIRST_PAUSE = 100,    /* milliseconds before a set that died young is */
	LONGEST_PAUSE = 5000, /* started again; doubled each time */
};

struct parent {
	const struct settings *settings;
	struct handed handed;
	int signals;
	struct set set;
	time_t looked;
	bool ready, stopping, lost; /* lost: what the next start makes anew */
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static time_t now(void)
{
	return now_ms() / 1000;
}

/* False ends it, and its set: it would wait for ever. */
static bool is_answered(enum proc proc, int error)
{
	if (error < 0 && error != -EPIPE)
		log_errno(error, "not-answered name=%s", procs[proc].name);
	return error == 0;
}

/* The only connections the relay makes, and only to that address. */
static bool dial(void *arg, struct message *message)
{
	const struct parent *parent = arg;
	const struct settings *settings = parent->settings;
	_cleanup_(fd_closep) int fd = socket_open(&settings->next_hop);
	struct sockaddr_storage address;
	const int on = 1;
	socklen_t len = socket_address(&address, &settings->next_hop,
				       settings->next_hop_port);
	int error = fd < 0 ? -fd : 0;

	(void)message;
	if (!error && connect(fd, (struct sockaddr *)&address, len) < 0 &&
	    errno != EINPROGRESS)
		error = errno;
	if (!error)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	error = channel_send(parent->set.dial,
			     error ? MESSAGE_NOT_DIALLED : MESSAGE_DIALLED,
			     (uint32_t)error, NULL, 0, error ? -1 : fd);
	return is_answered(PROC_INSIDE, error);
}

static const struct accept from_inside[] = {
	{ MESSAGE_DIAL, false, 0, 0, dial },
};

static bool tell_name(void *arg, struct message *message)
{
	const struct parent *parent = arg;
	struct wire wire = message_wire(message);
	const uint32_t uid = wire_u32(&wire), pid = wire_u32(&wire);
	struct login login;
	uint8_t body[LOGIN_LEN];
	int error;

	login_find(uid, pid, &login);
	error = channel_send(parent->set.names, MESSAGE_NAME, message->id, body,
			     login_pack(&login, body), -1);
	return is_answered(PROC_CONTROL, error);
}

static const struct accept from_control[] = {
	{ MESSAGE_ASK_NAME, false, 8, 8, tell_name },
};

static void hear(struct parent *parent, enum proc proc, int *channel)
{
	const bool inside = proc == PROC_INSIDE;
	enum channel_verdict verdict = channel_serve(
		*channel, inside ? from_inside : from_control, 1, parent);

	if (verdict == CHANNEL_BROKEN)
		set_kill(&parent->set, proc, SIGKILL);
	if (verdict >= CHANNEL_GONE)
		close(take_fd(channel));
}

static void reap(struct parent *parent)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		set_note_end(&parent->set, pid, status, parent->stopping);
}

/* Without its folder the store keeps nothing, and all mail is put off: a start
 * has its disk mounted, or says what is in the way. */
static void look_for_store(struct parent *parent)
{
	if (!handed_has_store(&parent->handed, parent->settings))
		parent->lost = parent->stopping = true;
}

/* Without its socket nobody can look at what is held, or let it go. */
static void look_for_socket(struct parent *parent)
{
	if (settings_runs(parent->settings, PROC_CONTROL) &&
	    !place_is_kept(parent->settings->control))
		parent->lost = parent->stopping = true;
}

/* Once a second. */
static void look(struct parent *parent)
{
	if (now() == parent->looked)
		return;
	parent->looked = now();
	if (!parent->stopping)
		look_for_store(parent);
	if (!parent->stopping)
		look_for_socket(parent);
	set_look(&parent->set);
	if (!parent->ready && set_has_begun(&parent->set))
		parent->ready = notify("READY=1");
	notify("WATCHDOG=1");
}

/* Sleeps until a signal comes, a dial does, or the time is over. */
static void wait_for_news(struct parent *parent, int milliseconds)
{
	struct signalfd_siginfo info;
	struct pollfd polls[] = {
		{ .fd = parent->signals, .events = POLLIN },
		{ .fd = parent->set.dial, .events = POLLIN },
		{ .fd = parent->set.names, .events = POLLIN },
	};

	if (poll(polls, 3, milliseconds) < 0)
		return;
	look(parent);
	if (polls[1].revents)
		hear(parent, PROC_INSIDE, &parent->set.dial);
	if (polls[2].revents)
		hear(parent, PROC_CONTROL, &parent->set.names);
	while (read(parent->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			parent->stopping = true;
	reap(parent);
}

/* One is gone: the outside, if there, hears what the inside still has to tell,
 * and takes leave of its peers by itself. */
static void end_set(struct parent *parent)
{
	struct set *set = &parent->set;
	time_t until = now() + GOODBYE;

	while (set->pids[PROC_OUTSIDE] > 0 && now() <= until)
		wait_for_news(parent, 100);
	for (int proc = 0; proc < N_PROCS; proc++)
		set_kill(set, (enum proc)proc, SIGKILL);
	while (!set_is_gone(set))
		wait_for_news(parent, 100);
	set_close(set);
}

static void run_set(struct parent *parent)
{
	struct set *set = &parent->set;
	time_t until = 0;

	set_start(set, parent->settings, &parent->handed);
	while (set_is_whole(set) && (!until || now() <= until)) {
		wait_for_news(parent, 1000);
		if (parent->stopping && !until) {
			set_kill(set, PROC_OUTSIDE, SIGTERM);
			until = now() + GRACE;
		}
	}
	end_set(parent);
}

/* Of the set that is gone there may still be a signal. */
static void rest(struct parent *parent, int milliseconds)
{
	const int64_t until = now_ms() + milliseconds;
	int64_t left = milliseconds;

	for (; left > 0 && !parent->stopping; left = until - now_ms())
		wait_for_news(parent, (int)left);
}

static int run_sets(struct parent *parent)
{
	int pause = FIRST_PAUSE;

	while (!parent->stopping) {
		run_set(parent);
		if (now() - parent->set.started > 1)
			pause = FIRST_PAUSE;
		else
			rest(parent, pause);
		pause = pause < LONGEST_PAUSE / 2 ? pause * 2 : LONGEST_PAUSE;
	}
	notify("STOPPING=1");
	log_info("relay-stopped relay=%s", parent->settings->mark);
	return parent->lost ? EXIT_MACHINE : 0;
}

static int listen_and_run(struct parent *parent)
{
	const char *control = parent->settings->control;
	int r = EXIT_MACHINE;

	parent->signals = signals_open(
		(const int[]){ SIGTERM, SIGINT, SIGHUP, SIGCHLD, 0 });
	if (handed_open(&parent->handed, parent->settings) == 0 &&
	    parent->signals >= 0) {
		r = run_sets(parent);
		if (control[0])
			unlink(control);
	}
	fd_closep(&parent->signals);
	return r;
}

/* What the machine lacks may be there again: the service manager tries on. */
int supervise_exit(int error)
{
	switch (-error) {
	case 0:
		return 0;
	case EAGAIN:
	case EBUSY:
	case EIO:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOSPC:
		return EXIT_MACHINE;
	default:
		return EXIT_NO;
	}
}

int supervise(const struct settings *settings, bool check)
{
	struct parent parent = { .settings = settings,
				 .signals = -1,
				 .set = { .dial = -1, .names = -1 } };
	int r;

	if (!check)
		log_begin();
	r = handed_begin(&parent.handed, settings);
	if (r == 0)
		r = keys_check(settings, &parent.handed, check);
	r = supervise_exit(r);
	if (r == 0 && !check)
		r = listen_and_run(&parent);
	handed_close(&parent.handed);
	return r;
}
