/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.c -- the process that operators talk to: who asks, may they; the
 * relay's status, and what the store says of originals
 *
 * It never waits for a caller, reads no file, and sees no mail: an original that
 * is fetched passes through as a sealed descriptor.
 */
#include "mail/control/control.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/login.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"

enum {
	ACCEPTS = 16, /* new callers in a round: others have their turn */
	/* Places of the sisters among what is waited for. */
	POLL_LISTEN = 0,
	POLL_OUTSIDE,
	POLL_PARENT,
	POLL_STORE,
	POLL_CALLERS,
};

/* ------ what the sisters may say ------ */

static bool take_tally(void *arg, struct message *message)
{
	struct control *control = arg;

	if (!tally_unpack(message->body, message->body_len,
			  &control->status.tally))
		return false;
	control_have(control, message->id, WANTS_TALLY);
	return true;
}

static bool take_store_status(void *arg, struct message *message)
{
	struct control *control = arg;

	if (!store_status_unpack(message->body, message->body_len,
				 &control->status.store))
		return false;
	control_have(control, message->id, WANTS_STORE);
	return true;
}

static bool take_said(void *arg, struct message *message)
{
	struct control *control = arg;
	struct caller *caller = callers_find(&control->callers, message->id);

	if (caller)
		caller_said(&control->callers, caller, message->body,
			    message->body_len);
	return true;
}

static bool take_done(void *arg, struct message *message)
{
	struct control *control = arg;
	struct caller *caller = callers_find(&control->callers, message->id);

	if (caller)
		caller_done(&control->callers, caller, message->body[0],
			    message->fd);
	return true;
}

/* u32 uid of the person, and a name; "": there is none. */
static bool take_name(void *arg, struct message *message)
{
	struct control *control = arg;
	struct caller *caller = callers_find(&control->callers, message->id);
	struct wire wire = message_wire(message);
	const uint32_t uid = wire_u32(&wire);
	const size_t len = (size_t)(wire.end - wire.pos);

	if (!caller || caller->state != CALLER_NAMELESS)
		return true;
	caller->asker.uid = uid;
	asker_name(caller->asker.name, uid, wire.pos, len);
	control_named(control, caller);
	return true;
}

static const struct accept from_outside[] = {
	{ MESSAGE_STATUS_IS, false, 1, TALLY_MAX, take_tally },
};

static const struct accept from_store[] = {
	{ MESSAGE_STATUS_IS, false, STORE_STATUS_LEN, STORE_STATUS_LEN,
	  take_store_status },
	{ ANSWER_SAID, false, 1, CHANNEL_BODY, take_said },
	{ ANSWER_DONE, false, 1, 1, take_done },
	{ ANSWER_DONE, true, 1, 1, take_done },
};

static const struct accept from_parent[] = {
	{ MESSAGE_NAME, false, 4, LOGIN_LEN, take_name },
};

static void hear(struct control *control, int channel,
		 const struct accept *table, size_t n_table)
{
	control->alone |= channel_serve_all(channel, table, n_table, control,
					    "control-misled") != CHANNEL_EMPTY;
}

/* ------ the life ------ */

static void accept_callers(struct control *control)
{
	for (int i = 0; i < ACCEPTS; i++) {
		int fd = accept4(FD_CONTROL_LISTEN, NULL, NULL,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0)
			return;
		callers_admit(&control->callers, fd);
	}
}

static void look_at_clock(struct control *control)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	callers_tick(&control->callers, t.tv_sec);
}

static void fill(const struct control *control, struct pollfd *polls)
{
	const bool keeps = settings_runs(&control->settings, PROC_STORE);

	polls[POLL_LISTEN].fd = FD_CONTROL_LISTEN;
	polls[POLL_OUTSIDE].fd = FD_CONTROL_OUTSIDE;
	polls[POLL_PARENT].fd = FD_CONTROL_PARENT;
	polls[POLL_STORE].fd = keeps ? FD_CONTROL_STORE : -1;
	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		polls[POLL_CALLERS + i].fd =
			control->places[i].id ? control->places[i].fd : -1;
	for (size_t i = 0; i < POLL_CALLERS + CONTROL_CALLERS; i++) {
		polls[i].events = POLLIN;
		polls[i].revents = 0;
	}
}

static void hear_caller(struct control *control, struct caller *caller)
{
	if (callers_hear(&control->callers, caller))
		control_take(control, caller);
}

/* Callers first, while each place is still whose it was; new ones last. */
static void serve(struct control *control)
{
	const struct timespec pause = { .tv_sec = PULSE_SECONDS };
	struct pollfd polls[POLL_CALLERS + CONTROL_CALLERS];

	pulse_beat();
	fill(control, polls);
	if (ppoll(polls, POLL_CALLERS + CONTROL_CALLERS, &pause, NULL) < 0)
		return;
	look_at_clock(control);
	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		if (polls[POLL_CALLERS + i].revents && control->places[i].id)
			hear_caller(control, &control->places[i]);
	if (polls[POLL_OUTSIDE].revents)
		hear(control, FD_CONTROL_OUTSIDE, from_outside, 1);
	if (polls[POLL_STORE].revents)
		hear(control, FD_CONTROL_STORE, from_store, 4);
	if (polls[POLL_PARENT].revents)
		hear(control, FD_CONTROL_PARENT, from_parent, 1);
	if (polls[POLL_LISTEN].revents)
		accept_callers(control);
}

static const struct callers_rules rules = {
	.most = CONTROL_CALLERS,
	.most_per_user = CONTROL_CALLERS_PER_USER,
	.patience = 30,
	.mail = true,
	.program = "sekisho-mail",
	.dropped = "caller-dropped",
	.refused = "caller-refused",
	.late = "caller-late",
	.no_role = "you have no role here (役割がない): sekisho-operator, "
		   "sekisho-approver or sekisho-auditor must be among "
		   "your groups",
	.full = "too many callers; try again",
	.full_of_yours = "too many callers; try again",
	.nameless = "too slow",
	.ended = control_gone,
};

void control_begin(struct control *control)
{
	control->callers =
		(struct callers){ .rules = &rules,
				  .places = control->places,
				  .arg = control,
				  .groups = control->settings.groups };
}

/* Before confinement. */
static void read_certificate(struct control *control)
{
	struct status *status = &control->status;

	status->has_certificate = settings_runs(&control->settings, PROC_KEYS);
	if (!status->has_certificate)
		return;
	status->certificate = tls_dates_of(control->settings.chain);
}

int control_main(void)
{
	static struct control control;

	if (settings_load(FD_SETTINGS, &control.settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	control_begin(&control);
	if (jail_leave_network() < 0)
		return EXIT_PEER;
	read_certificate(&control);
	if (jail_enter(&procs[PROC_CONTROL],
		       &control.settings.who[PROC_CONTROL]) < 0)
		return EXIT_PEER;
	while (!control.alone)
		serve(&control);
	/* Somebody that the answers come from is gone. */
	callers_refuse_all(&control.callers,
			   "the relay is restarting; try again");
	return EXIT_PEER;
}
