/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forward.c -- what the engine is asked, one thing after another
 */
#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "daemon/control/control.h"
#include "daemon/procs.h"
#include "privsep/channel.h"

static void send_request(struct control *control, struct client *client,
			 struct turn *turn)
{
	uint8_t body[ASKER_LEN + REQUEST_MAX];
	size_t len;
	int r;

	asker_pack(&client->asker, body);
	len = ASKER_LEN + request_pack(&client->request, body + ASKER_LEN);
	r = channel_send(FD_CONTROL_ENGINE, (uint16_t)client->request.verb,
			 client->id, body, len, client->attached);
	if (r == 0) {
		turn->sent = true;
		close(take_fd(&client->attached));
		return;
	}
	turn->id = 0;
	if (r == -EAGAIN)
		client_refuse(control, client, 3,
			      "the daemon is busy; try again");
	else
		control->alone = true; /* all are told at once */
}

void control_ask(struct control *control)
{
	struct turn *turn;

	while (!control->alone && (turn = turn_next(control))) {
		struct client *client = client_find(control, turn->id);

		if (client)
			send_request(control, client, turn);
		else
			turn->id = 0;
	}
}

void client_forward(struct control *control, struct client *client)
{
	struct turn *turn = turn_begin(control, client->id, client->asker.uid);

	if (!turn) {
		client_refuse(control, client, 3,
			      "too many requests are waiting; try again");
		return;
	}
	turn->urgent = client->request.verb == VERB_ISOLATE;
	client->state = CLIENT_WAITING;
	control_ask(control);
}
