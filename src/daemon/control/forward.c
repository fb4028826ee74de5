/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forward.c -- a caller's request: given its user's name, and then asked of the
 * engine, one after another
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "daemon/control/control.h"
#include "daemon/procs.h"
#include "privsep/channel.h"

static void send_request(struct control *control, struct caller *caller,
			 struct turn *turn)
{
	uint8_t body[ASKER_LEN + REQUEST_MAX];
	size_t len;
	int r;

	asker_pack(&caller->asker, body);
	len = ASKER_LEN + request_pack(&caller->request, body + ASKER_LEN);
	r = channel_send(FD_CONTROL_ENGINE, (uint16_t)caller->request.verb,
			 caller->id, body, len, caller->attached);
	if (r == 0) {
		turn->sent = true;
		control->served = turn->uid;
		close(take_fd(&caller->attached));
		return;
	}
	turn->id = 0;
	if (r == -EAGAIN)
		caller_refuse(&control->callers, caller, ANSWER_MACHINE,
			      "the daemon is busy; try again");
	else
		control->alone = true; /* all are told at once */
}

void control_ask(struct control *control)
{
	struct turn *turn;

	while (!control->alone && (turn = turn_next(control))) {
		struct caller *caller =
			callers_find(&control->callers, turn->id);

		if (caller)
			send_request(control, caller, turn);
		else
			turn->id = 0;
	}
}

/* The turn is the user's at the socket, so that root's are kept for root. */
static void forward(struct control *control, struct caller *caller,
		    uint32_t person, const char *name)
{
	struct turn *turn = turn_begin(control, caller->id, caller->asker.uid);

	if (!turn) {
		caller_refuse(&control->callers, caller, ANSWER_MACHINE,
			      "too many requests are waiting; try again");
		return;
	}
	caller->asker.uid = person;
	snprintf(caller->asker.name, sizeof(caller->asker.name), "%s", name);
	turn->urgent = caller->request.verb == VERB_ISOLATE;
	caller->state = CALLER_WAITING;
	control_ask(control);
}

/* ------ its user's name ------ */

void control_take(struct control *control, struct caller *caller)
{
	const char *name = name_of(control, caller);

	if (!name) {
		caller->state = CALLER_NAMELESS;
		return;
	}
	forward(control, caller, caller->asker.uid, name);
}

void control_named(struct control *control, uint32_t uid, const char *name)
{
	for (size_t i = 0; i < CONTROL_CALLERS; i++) {
		struct caller *caller = &control->places[i];

		if (!caller->id || caller->state != CALLER_NAMELESS ||
		    caller->asker.uid != uid)
			continue;
		forward(control, caller, uid, name);
	}
}

void control_behind(struct control *control, struct caller *caller,
		    uint32_t uid, const char *name)
{
	if (caller->state == CALLER_NAMELESS)
		forward(control, caller, uid, name);
}
