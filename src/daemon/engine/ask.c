/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.c -- the engine's questions to the other processes, and their answers
 */
#include "daemon/engine/ask.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/engine/hear.h"
#include "daemon/engine/say.h"
#include "daemon/messages.h"

/* An answer to the question in hand; any other is late and let go. */
static bool keep_answer(void *ctx, struct message *message)
{
	struct engine *engine = ctx;

	if (message->id != engine->answer.id)
		return true;
	engine->answer.come = true;
	engine->answer.type = message->type;
	engine->answer.len = message->body_len;
	memcpy(engine->answer.body, message->body, message->body_len);
	engine->answer.body[message->body_len] = 0;
	engine->answer.fd = take_fd(&message->fd);
	return true;
}

static const struct accept from_enforce[] = {
	{ MESSAGE_ENFORCED, false, 4, CHANNEL_BODY, keep_answer },
	{ MESSAGE_HELD, false, 0, CHANNEL_BODY, keep_answer },
	{ MESSAGE_COMPARED, false, 4, CHANNEL_BODY, keep_answer },
	{ MESSAGE_CONNECTED, true, 4, 4, keep_answer },
	{ MESSAGE_CONNECTED, false, 4, 4, keep_answer },
	{ MESSAGE_WAS_CUT, true, 12, 12, keep_answer },
	{ MESSAGE_WAS_CUT, false, 12, 12, keep_answer },
	{ MESSAGE_DUMPED, true, 8, 8, keep_answer },
	{ MESSAGE_DUMPED, false, 8, 8, keep_answer },
	{ MESSAGE_TAMPERED, false, 9, CHANNEL_BODY, hear_tampered },
	{ MESSAGE_LAPSED, false, 0, 0, hear_lapsed },
	{ MESSAGE_CHANGED, false, 0, 0, hear_changed },
};

static const struct accept from_verify[] = {
	{ MESSAGE_VERIFIED, false, 2, CHANNEL_BODY, keep_answer },
	{ MESSAGE_NOT_VERIFIED, false, 0, CHANNEL_BODY, keep_answer },
};

static const struct accept from_survey[] = {
	{ MESSAGE_SURVEYED, true, 0, 0, hear_surveyed },
	{ MESSAGE_IS_AROUND, true, 0, 0, keep_answer },
	{ MESSAGE_IS_AROUND, false, 0, 0, keep_answer },
};

static const struct accept from_parent[] = {
	{ MESSAGE_PING, false, 0, 0, hear_ping },
	{ MESSAGE_PEER, true, 1, 1, hear_peer },
};

static enum channel_verdict serve(struct engine *engine, enum proc proc)
{
	int channel = engine->channels[proc];

	switch (proc) {
	case PROC_ENFORCE:
		return channel_serve(
			channel, from_enforce,
			sizeof(from_enforce) / sizeof(*from_enforce), engine);
	case PROC_VERIFY:
		return channel_serve(channel, from_verify, 2, engine);
	case PROC_SURVEY:
		return channel_serve(channel, from_survey, 3, engine);
	case PROC_ENGINE: /* the place of the parent */
		return channel_serve(FD_PARENT, from_parent, 2, engine);
	case PROC_CONTROL:
		return hear_control(engine);
	case PROC_WORKER:
	case N_PROCS:
		break;
	}
	return CHANNEL_GONE;
}

/* It ends without us; the parent notices, and sends a new channel. */
static void forsake(struct engine *engine, enum proc proc)
{
	fd_closep(&engine->channels[proc]);
	engine->channels[proc] = -1;
}

bool ask_hear(struct engine *engine, enum proc proc)
{
	enum channel_verdict verdict = CHANNEL_OK;

	/* A client's act may take long, and others want to be heard: control
	 * is served a message at a time. */
	do
		verdict = serve(engine, proc);
	while (verdict == CHANNEL_OK && proc != PROC_CONTROL);
	if (verdict == CHANNEL_EMPTY || verdict == CHANNEL_OK)
		return true;
	if (verdict == CHANNEL_BROKEN)
		log_err("peer-misbehaves name=%s", procs[proc]->name);
	forsake(engine, proc);
	return false;
}

/* Whatever else was asked meanwhile, the answer to this is not known from that
 * of any other any more. */
static bool is_overtaken(struct engine *engine, uint32_t id)
{
	const bool worked = engine->working;

	engine->working = true;
	(void)ask_hear(engine, PROC_CONTROL);
	engine->working = worked;
	return engine->answer.id != id;
}

/* While an answer is waited for, its sender and the parent are heard, and,
 * if it is waited for patiently, control. */
static int wait_for_answer(struct engine *engine, enum proc from, bool patient)
{
	int64_t until = now_ms() + ASK_SECONDS * 1000L;
	const uint32_t id = engine->answer.id;

	while (!engine->answer.come) {
		struct pollfd polls[] = {
			{ .fd = engine->channels[from], .events = POLLIN },
			{ .fd = FD_PARENT, .events = POLLIN },
			{ .fd = engine->channels[PROC_CONTROL],
			  .events = POLLIN },
		};
		int64_t left = until - now_ms();

		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(polls, patient ? 3 : 2, (int)left) < 0 &&
		    errno != EINTR)
			return -errno;
		if (polls[1].revents && !ask_hear(engine, PROC_ENGINE))
			return -EPIPE;
		if (polls[0].revents && polls[0].fd == engine->channels[from] &&
		    !ask_hear(engine, from) && !engine->answer.come)
			return -EPIPE;
		/* Started again meanwhile: the new one was not asked. */
		if (polls[0].fd != engine->channels[from] &&
		    !engine->answer.come)
			return -EPIPE;
		if (patient && !engine->answer.come && polls[2].revents &&
		    is_overtaken(engine, id))
			return -EINTR;
	}
	return 0;
}

static int ask_and_wait(struct engine *engine, const struct question *question,
			bool patient, struct reply *out)
{
	int r;

	if (engine->channels[question->to] < 0)
		return -EPIPE;
	engine->answer.id++;
	engine->answer.come = false;
	r = channel_send(engine->channels[question->to], question->type,
			 engine->answer.id, question->body, question->len,
			 question->fd);
	if (r == 0)
		r = wait_for_answer(engine, question->to, patient);
	/* Late answers bear another id. */
	engine->answer.id++;
	/* What is done too late nobody would know of: started again, it is
	 * asked what it has done. */
	if (r == -ETIMEDOUT)
		forsake(engine, question->to);
	if (r == -EINTR)
		return r;
	if (r < 0) {
		log_errno(r, "ask name=%s type=%x", procs[question->to]->name,
			  question->type);
		return r;
	}
	*out = (struct reply){ engine->answer.type, engine->answer.body,
			       engine->answer.len, engine->answer.fd };
	return 0;
}

int ask(struct engine *engine, const struct question *question,
	struct reply *out)
{
	return ask_and_wait(engine, question, false, out);
}

int ask_patiently(struct engine *engine, const struct question *question,
		  struct reply *out)
{
	return ask_and_wait(engine, question, true, out);
}

int ask_enforce(struct engine *engine, uint16_t type, const void *body,
		size_t len, int fd, uint32_t client)
{
	const struct question question = { PROC_ENFORCE, type, body, len, fd };
	struct reply reply;
	struct wire w;
	int r = ask(engine, &question, &reply);

	if (r < 0) {
		say(engine, client,
		    "the process that works on the kernel has not answered (%s): `sekisho status` tells what is in force as soon as it has been started again",
		    strerror(-r));
		return r;
	}
	fd_closep(&reply.fd);
	if (reply.type != MESSAGE_ENFORCED)
		return -EPROTO;
	w = (struct wire){ reply.body, reply.body + reply.len, false };
	r = (int)wire_u32(&w);
	say_lines(engine, client, (const char *)w.pos, (size_t)(w.end - w.pos));
	return r;
}
