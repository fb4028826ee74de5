/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear.c -- what the engine is told unasked
 */
#include "daemon/engine/hear.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "base/wire.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/prove/prove.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/messages.h"

bool hear_ping(void *ctx, struct message *message)
{
	(void)ctx;
	channel_send(FD_PARENT, MESSAGE_PONG, message->id, NULL, 0, -1);
	return true;
}

bool hear_peer(void *ctx, struct message *message)
{
	struct engine *engine = ctx;
	enum proc proc = (enum proc)message->body[0];

	if (proc >= N_PROCS || proc == PROC_ENGINE || proc == PROC_WORKER)
		return false;
	fd_closep(&engine->channels[proc]);
	engine->channels[proc] = take_fd(&message->fd);
	/* What it has to be told is sent when the act in hand is over. */
	engine->greeted[proc] = false;
	return true;
}

struct tampering {
	uint32_t pid, microseconds;
	bool healed;
	const char *by, *found;
};

static void put_tampering(struct json *json, const void *data)
{
	const struct tampering *tampering = data;

	journal_number(json, "pid", tampering->pid);
	journal_text(json, "by", tampering->by);
	journal_text(json, "found", tampering->found);
	json_key(json, "healed");
	json_bool(json, tampering->healed);
	journal_number(json, "microseconds", tampering->microseconds);
}

/* "by, NUL, a line each": enforce has healed already, this is what it says. */
bool hear_tampered(void *ctx, struct message *message)
{
	struct engine *engine = ctx;
	struct wire w = { message->body, message->body + message->body_len,
			  false };
	struct tampering tampering = { .pid = wire_u32(&w),
				       .microseconds = wire_u32(&w) };
	_cleanup_(freep) char *text = NULL;
	size_t len;

	tampering.healed = wire_u8(&w);
	len = (size_t)(w.end - w.pos);
	if (!memchr(w.pos, '\0', len))
		return false;
	text = xcalloc(len + 1, 1);
	memcpy(text, w.pos, len);
	tampering.by = text;
	tampering.found = text + strlen(text) + 1;
	if (!text_is_utf8(tampering.by, strlen(tampering.by)) ||
	    !text_is_utf8(tampering.found, strlen(tampering.found)))
		return false;
	alarm_add(engine, tampering.healed ? "tampering-healed" : "tampering",
		  tampering.by, tampering.found);
	(void)record(engine, "tampered", put_tampering, &tampering);
	prove_want(engine);
	return true;
}

bool hear_changed(void *ctx, struct message *message)
{
	(void)message;
	prove_want(ctx);
	return true;
}

bool hear_lapsed(void *ctx, struct message *message)
{
	struct engine *engine = ctx;

	(void)message;
	engine->lapsed = true;
	return true;
}

bool hear_surveyed(void *ctx, struct message *message)
{
	struct engine *engine = ctx;

	fd_closep(&engine->surveyed);
	engine->surveyed = take_fd(&message->fd);
	engine->survey_news = true;
	prove_want(engine);
	return true;
}

/* ------ clients ------ */

/* What the daemon does of its own accord nobody knows of, and anybody may ask
 * for something meanwhile: it waits. */
static bool postpone(struct engine *engine, const struct asker *asker,
		     const struct request *request, struct message *message)
{
	struct postponed *later = &engine->postponed;

	/* Control asks one thing at a time. */
	if (engine->serves || later->waits)
		return false;
	*later = (struct postponed){ true, *asker, *request,
				     take_fd(&message->fd), message->id };
	return true;
}

void hear_postponed(struct engine *engine)
{
	struct postponed now = engine->postponed;

	if (!now.waits)
		return;
	engine->postponed.waits = false;
	engine->serves = true;
	act(engine, &now.asker, &now.request, now.fd, now.client);
	engine->serves = false;
	fd_closep(&now.fd);
}

static bool hear_request(void *ctx, struct message *message)
{
	struct engine *engine = ctx;
	struct request request;
	struct asker asker;

	if (!asker_unpack(message->body, &asker) ||
	    !request_unpack(message->type, message->body + ASKER_LEN,
			    message->body_len - ASKER_LEN, &request))
		return false;
	/* This does not wait for anything. */
	if (engine->working && request.verb == VERB_ISOLATE) {
		act(engine, &asker, &request, message->fd, message->id);
		return true;
	}
	if (engine->working)
		return postpone(engine, &asker, &request, message);
	engine->serves = true;
	act(engine, &asker, &request, message->fd, message->id);
	engine->serves = false;
	return true;
}

#define ROW(verb, fd)                                                       \
	{                                                                   \
		verb, fd, ASKER_LEN + REQUEST_MIN, ASKER_LEN + REQUEST_MAX, \
			hear_request                                        \
	}

/* What bears a descriptor says verb_has_fd(). */
static const struct accept from_control[] = {
	ROW(VERB_APPLY, true),        ROW(VERB_PLAN, true),
	ROW(VERB_PROPOSE, true),      ROW(VERB_APPROVE, true),
	ROW(VERB_CONFIRM, false),     ROW(VERB_ROLLBACK, false),
	ROW(VERB_GENERATIONS, false), ROW(VERB_POLICY, false),
	ROW(VERB_STATUS, false),      ROW(VERB_DRIFT, false),
	ROW(VERB_ISOLATE, false),     ROW(VERB_UNISOLATE, false),
	ROW(VERB_SNAPSHOT, false),    ROW(VERB_CHANGE, false),
	ROW(VERB_CHANGES, false),
};

enum channel_verdict hear_control(struct engine *engine)
{
	return channel_serve(engine->channels[PROC_CONTROL], from_control,
			     sizeof(from_control) / sizeof(*from_control),
			     engine);
}
