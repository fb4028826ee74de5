/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside.c -- the process that peers talk to: an SMTP server without files
 *
 * One epoll loop, edge-triggered. A session that waits for an answer is not
 * read, so that a peer can never run ahead of us by more than its buffer.
 */
#include "mail/outside.h"

#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/must.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "privsep/channel.h"

enum {
	EXIT_PEER = 1,
	GRACE = 10, /* seconds for transactions to end after SIGTERM */
	EVENTS = 64,
	/* epoll tags above the slots */
	TAG_LISTEN = LIMIT_SESSIONS,
	TAG_ZYGOTE,
	TAG_INSIDE,
	TAG_SIGNAL,
};

/* ------ what the sisters may say ------ */

/* NULL: an answer came too late, to a transaction that was withdrawn. */
static struct client *client_of(struct outside *outside, uint32_t id)
{
	size_t slot = id & SLOT_MASK;
	struct client *client =
		slot < LIMIT_SESSIONS ? outside->clients[slot] : NULL;

	return client && client->id == id ? client : NULL;
}

static bool take_rcpt_answer(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct client *client = client_of(outside, message->id);
	struct answer answer;

	if (!answer_unpack(message->body, message->body_len, &answer))
		return false;
	if (!client)
		return true;
	if (client->session.state != SESSION_RCPT_ASKED)
		return false;
	session_rcpt_answered(&client->session, &answer);
	client->times.since = outside->now;
	client_drive(outside, message->id & SLOT_MASK);
	return true;
}

static bool take_done(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct client *client = client_of(outside, message->id);
	static struct done done;

	if (!done_unpack(message->body, message->body_len, &done))
		return false;
	if (!client)
		return true;
	if (client->session.state != SESSION_MESSAGE_ASKED)
		return false;
	client_finish_message(outside, message->id & SLOT_MASK, &done);
	return true;
}

static bool take_failure(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct client *client = client_of(outside, message->id);
	struct done done = { 0 };

	if (message->body[0] >= N_ANSWER_REASONS ||
	    message->body[1] >= N_HELD_WHYS)
		return false;
	if (!client)
		return true;
	if (client->session.state != SESSION_MESSAGE_ASKED)
		return false;
	done.answer = answer_of((enum answer_reason)message->body[0]);
	if (channel_send(FD_OUTSIDE_INSIDE, MESSAGE_ABORT, client->id, NULL, 0,
			 -1) < 0)
		outside->alone = true;
	client_finish_message(outside, message->id & SLOT_MASK, &done);
	return true;
}

static const struct accept from_inside[] = {
	{ MESSAGE_RCPT_ANSWER, false, ANSWER_BODY, ANSWER_BODY,
	  take_rcpt_answer },
	{ MESSAGE_DONE, false, ANSWER_BODY, DONE_MAX, take_done },
};

static const struct accept from_zygote[] = {
	{ MESSAGE_FAILED, false, 2, 2, take_failure },
};

static void hear(struct outside *outside, int channel,
		 const struct accept *table, size_t n_table)
{
	enum channel_verdict verdict;

	do
		verdict = channel_serve(channel, table, n_table, outside);
	while (verdict == CHANNEL_OK);
	if (verdict == CHANNEL_BROKEN)
		log_err("outside-misled channel=%d", channel);
	outside->alone |= verdict != CHANNEL_EMPTY;
}

/* ------ time, and the end ------ */

static void end_late(struct outside *outside)
{
	for (size_t slot = 0; slot < LIMIT_SESSIONS; slot++) {
		struct client *client = outside->clients[slot];

		if (!client || !session_is_late(&client->times,
						&client->session, outside->now))
			continue;
		log_warn("session-late peer=%s state=%d", client->peer,
			 client->session.state);
		session_end(&client->session, "too slow");
		client_flush(client);
		client_drop(outside, slot);
	}
}

/* A sister process is gone: say so to everybody, and be started anew. */
__attribute__((noreturn)) static void leave(struct outside *outside)
{
	const struct answer busy = answer_of(ANSWER_BUSY);

	for (size_t slot = 0; slot < LIMIT_SESSIONS; slot++) {
		struct client *client = outside->clients[slot];

		if (!client)
			continue;
		if (client->session.state == SESSION_RCPT_ASKED)
			session_rcpt_answered(&client->session, &busy);
		if (client->session.state == SESSION_MESSAGE_ASKED)
			session_message_answered(&client->session, &busy);
		session_end(&client->session, "restarting");
		client_flush(client);
	}
	_exit(EXIT_PEER);
}

static void begin_quitting(struct outside *outside)
{
	epoll_ctl(outside->epoll, EPOLL_CTL_DEL, FD_OUTSIDE_LISTEN, NULL);
	outside->quits_at = outside->now + GRACE;
	for (size_t slot = 0; slot < LIMIT_SESSIONS; slot++) {
		struct client *client = outside->clients[slot];

		if (client && !client->session.mail_given) {
			session_end(&client->session, "closing down");
			client_drive(outside, slot);
		}
	}
}

/* ------ the life ------ */

static void watch(const struct outside *outside, int fd, uint64_t tag)
{
	struct epoll_event event = {
		/* SIGTERM is heard once. */
		.events = EPOLLIN | (tag == TAG_SIGNAL ? EPOLLONESHOT : 0),
		.data.u64 = tag,
	};

	must(epoll_ctl(outside->epoll, EPOLL_CTL_ADD, fd, &event) == 0);
}

static void wake_client(struct outside *outside, size_t slot, uint32_t events)
{
	struct client *client = outside->clients[slot];

	if (!client)
		return; /* ended by an earlier event of this round */
	client->readable |= (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) != 0;
	client->hung_up |= (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
	client_drive(outside, slot);
}

/* New peers come last: a slot that an earlier event of the round has freed
 * must not be filled while events of its old owner are left. */
static void serve(struct outside *outside)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(outside->epoll, events, EVENTS, 1000);
	bool knock = false;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	if (t.tv_sec != outside->now)
		end_late(outside);
	outside->now = t.tv_sec;
	for (int i = 0; i < n; i++) {
		uint64_t tag = events[i].data.u64;

		if (tag == TAG_LISTEN)
			knock = true;
		else if (tag == TAG_ZYGOTE)
			hear(outside, FD_OUTSIDE_ZYGOTE, from_zygote, 1);
		else if (tag == TAG_INSIDE)
			hear(outside, FD_OUTSIDE_INSIDE, from_inside, 2);
		else if (tag == TAG_SIGNAL)
			begin_quitting(outside);
		else if (tag < LIMIT_SESSIONS)
			wake_client(outside, tag, events[i].events);
	}
	if (knock && !outside->quits_at)
		outside_admit(outside);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int outside_main(void)
{
	static struct outside outside;
	int signals = open_signals();

	if (settings_load(FD_SETTINGS, &outside.settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	outside.rules = (struct session_rules){
		.hostname = outside.settings.hostname,
		.max_size = outside.settings.max_size,
		.takes_domain = settings_takes_domain,
		.settings = &outside.settings,
	};
	outside.epoll = epoll_create1(EPOLL_CLOEXEC);
	watch(&outside, FD_OUTSIDE_LISTEN, TAG_LISTEN);
	watch(&outside, FD_OUTSIDE_ZYGOTE, TAG_ZYGOTE);
	watch(&outside, FD_OUTSIDE_INSIDE, TAG_INSIDE);
	watch(&outside, signals, TAG_SIGNAL);
	if (jail_enter(&procs[PROC_OUTSIDE],
		       &outside.settings.who[PROC_OUTSIDE]) < 0)
		return EXIT_PEER;
	while (!outside.alone &&
	       (!outside.quits_at ||
		(outside.n_clients && outside.now < outside.quits_at)))
		serve(&outside);
	leave(&outside);
}
