/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.c -- the process that callers talk to: who asks, may they; passes
 * requests to the engine, and its answers back
 *
 * One epoll loop that never waits for a caller. It reads no file: groups come
 * with the settings, names from the parent, policies pass through sealed.
 */
#include "daemon/control/control.h"

#include <assert.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/wire.h"
#include "control/login.h"
#include "control/packet.h"
#include "daemon/control/row.h"
#include "daemon/messages.h"
#include "privsep/channel.h"
#include "privsep/signals.h"
#include "privsep/watch.h"

enum {
	EXIT_STOPPED = 0,
	EXIT_PEER = 1,
	EVENTS = 64,
	ACCEPTS = 64, /* new callers in a round: others have their turn */

	/* epoll tags below any caller's */
	TAG_LISTEN = 0,
	TAG_ENGINE,
	TAG_PARENT,
	TAG_SIGNAL,
};

static_assert((int)PACKET_BODY == (int)CHANNEL_BODY,
	      "what the engine says fits a caller's packet");

/* ------ what the engine may say ------ */

static bool take_said(void *arg, struct message *message)
{
	struct control *control = arg;
	struct caller *caller = callers_find(&control->callers, message->id);

	if (!message->id || !turn_find(control, message->id))
		return false;
	if (caller)
		caller_said(&control->callers, caller, message->body,
			    message->body_len);
	return true;
}

static bool take_done(void *arg, struct message *message)
{
	struct control *control = arg;
	struct caller *caller = callers_find(&control->callers, message->id);
	struct turn *turn = turn_find(control, message->id);

	if (!message->id || !turn)
		return false;
	turn->id = 0;
	if (caller)
		caller_done(&control->callers, caller, message->body[0],
			    message->fd);
	control_ask(control);
	return true;
}

static const struct accept from_engine[] = {
	{ ANSWER_SAID, false, 1, CHANNEL_BODY, take_said },
	{ ANSWER_DONE, false, 1, 1, take_done },
	{ ANSWER_DONE, true, 1, 1, take_done },
};

/* ------ what the parent may say ------ */

static bool take_name(void *arg, struct message *message)
{
	struct control *control = arg;
	struct caller *caller = callers_find(&control->callers, message->id);
	struct wire wire = message_wire(message);
	const uint32_t uid = wire_u32(&wire);
	const char *name = name_learn(control, uid, wire.pos,
				      (size_t)(wire.end - wire.pos));

	if (caller && !caller->asker.uid)
		control_behind(control, caller, uid, name);
	else if (uid)
		control_named(control, uid, name);
	return true;
}

static bool take_ping(void *arg, struct message *message)
{
	struct control *control = arg;

	if (channel_send(FD_PARENT, MESSAGE_PONG, message->id, NULL, 0, -1) < 0)
		control->alone = true;
	return true;
}

static const struct accept from_parent[] = {
	{ MESSAGE_NAME, false, 4, LOGIN_LEN, take_name },
	{ MESSAGE_PING, false, 0, 0, take_ping },
};

static void hear(struct control *control, int channel,
		 const struct accept *table, size_t n_table)
{
	control->alone |= channel_serve_all(channel, table, n_table, control,
					    "control-misled") != CHANNEL_EMPTY;
}

/* ------ the life ------ */

static bool watch(const struct control *control, int fd, uint64_t tag)
{
	return watch_begin(control->epoll, fd, EPOLLIN, tag);
}

/* Says whose place it is, and which. */
static uint64_t tag_of(const struct control *control,
		       const struct caller *caller)
{
	return (uint64_t)caller->id << 32 |
	       (uint64_t)(caller - control->places);
}

static void accept_callers(struct control *control)
{
	for (int i = 0; i < ACCEPTS; i++) {
		int fd = accept4(FD_CONTROL_LISTEN, NULL, NULL,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);
		struct caller *caller;

		if (fd < 0)
			return;
		caller = callers_admit(&control->callers, fd);
		if (caller && !watch(control, fd, tag_of(control, caller)))
			caller_refuse(&control->callers, caller, ANSWER_MACHINE,
				      control->callers.rules->full);
	}
}

static void wake(struct control *control, uint64_t tag)
{
	struct caller *caller = &control->places[(uint32_t)tag];

	/* Not the one whose place it was before this round. */
	if (caller->id == tag >> 32 && callers_hear(&control->callers, caller))
		control_take(control, caller);
}

static void look_at_clock(struct control *control)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	callers_tick(&control->callers, t.tv_sec);
}

/* False: told to stop. New callers come last, so that those whose end was
 * noted in this round have made room. */
static bool serve(struct control *control)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(control->epoll, events, EVENTS, 1000);
	bool knock = false;

	look_at_clock(control);
	for (int i = 0; i < n; i++) {
		uint64_t tag = events[i].data.u64;

		if (tag == TAG_LISTEN)
			knock = true;
		else if (tag == TAG_ENGINE)
			hear(control, FD_CONTROL_ENGINE, from_engine, 3);
		else if (tag == TAG_PARENT)
			hear(control, FD_PARENT, from_parent, 2);
		else if (tag == TAG_SIGNAL)
			return false;
		else
			wake(control, tag);
	}
	if (knock)
		accept_callers(control);
	return true;
}

static void give_up(void *control, uint32_t id)
{
	turn_give_up(control, id);
}

static const struct callers_rules rules = {
	.most = CONTROL_CALLERS,
	.most_per_user = CONTROL_CALLERS_PER_USER,
	.patience = 30,
	.program = "sekishod",
	.dropped = "client-dropped",
	.refused = "client-refused",
	.late = "client-late",
	.no_role = "you have no role here: sekisho-operator, "
		   "sekisho-approver or sekisho-auditor must be among "
		   "your groups",
	.full = "too many clients; try again",
	.full_of_yours = "too many clients of yours; try again",
	.nameless = "the daemon is busy; try again",
	.ended = give_up,
};

int control_live(const struct settings *settings)
{
	static struct control control;
	bool going = true;

	control.callers = (struct callers){ .rules = &rules,
					    .places = control.places,
					    .groups = settings->groups,
					    .arg = &control };
	control.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!watch(&control, FD_CONTROL_LISTEN, TAG_LISTEN) ||
	    !watch(&control, FD_CONTROL_ENGINE, TAG_ENGINE) ||
	    !watch(&control, FD_PARENT, TAG_PARENT) ||
	    !watch(&control, signals_open((const int[]){ SIGTERM, 0 }),
		   TAG_SIGNAL))
		return EXIT_PEER;
	if (jail_enter(&control_row, &settings->who[PROC_CONTROL]) < 0)
		return EXIT_PEER;
	while (going && !control.alone)
		going = serve(&control);
	/* Somebody that the answers come from is gone, or we have to stop. */
	callers_refuse_all(&control.callers,
			   "the daemon is restarting; try again");
	return going ? EXIT_PEER : EXIT_STOPPED;
}

int control_main(void)
{
	static struct settings settings;

	if (settings_load(FD_SETTINGS, &settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	return control_live(&settings);
}
