/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear.c -- the few words that the parent hears from its processes
 */
#include <stdio.h>

#include "base/wire.h"
#include "control/login.h"
#include "daemon/clock.h"
#include "daemon/messages.h"
#include "daemon/parent/state.h"
#include "privsep/channel.h"

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
	struct parent *parent = ((struct speaker *)ctx)->parent;
	struct wire wire = message_wire(message);
	uint32_t number = wire_u32(&wire);

	if (number)
		snprintf(parent->untold, sizeof(parent->untold),
			 "READY=1\nSTATUS=generation %u is in force", number);
	else
		snprintf(parent->untold, sizeof(parent->untold),
			 "READY=1\nSTATUS=closed: no generation is in force");
	tell_manager(parent);
	return true;
}

static bool tell_name(void *ctx, struct message *message)
{
	struct speaker *speaker = ctx;
	struct wire wire = message_wire(message);
	const uint32_t uid = wire_u32(&wire), pid = wire_u32(&wire);
	struct login login;
	uint8_t body[LOGIN_LEN];

	login_find(uid, pid, &login);
	channel_send(speaker->parent->children[speaker->proc].channel,
		     MESSAGE_NAME, message->id, body, login_pack(&login, body),
		     -1);
	return true;
}

static const struct accept from_anyone[] = {
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
};

static const struct accept from_engine[] = {
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
	{ MESSAGE_READY, false, 4, 4, hear_ready },
};

static const struct accept from_control[] = {
	{ MESSAGE_PONG, false, 0, 0, hear_pong },
	{ MESSAGE_ASK_NAME, false, 8, 8, tell_name },
};

bool parent_hear(struct parent *parent, enum proc proc)
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
