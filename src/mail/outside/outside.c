/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside.c -- the process that peers talk to: an SMTP server without files
 *
 * One epoll loop, edge-triggered. A session that waits for an answer is not
 * read, so that a peer can never run ahead of us by more than its buffer.
 */
#include "mail/outside/outside.h"

#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "privsep/channel.h"
#include "privsep/pulse.h"
#include "privsep/signals.h"
#include "privsep/watch.h"

enum {
	GRACE = 10, /* seconds for transactions to end after SIGTERM */
	LAST_WORDS = 1000000, /* microseconds; less than the parent's GOODBYE */
	EVENTS = 64,
	/* epoll tags above the slots */
	TAG_LISTEN = LIMIT_SESSIONS,
	TAG_ZYGOTE,
	TAG_INSIDE,
	TAG_STORE,
	TAG_CONTROL,
	TAG_SIGNAL,
};

/* ------ time, and the end ------ */

uint64_t outside_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void end_session(struct outside *outside, size_t slot)
{
	struct client *client = outside->clients[slot];

	if (client->parting) {
		client_drop(outside, slot);
		return;
	}
	log_warn("session-late peer=%s state=%d", client->peer,
		 client->session.state);
	session_end(&client->session, "too slow");
	client_flush(client);
	client_drop(outside, slot);
}

static void end_late(struct outside *outside)
{
	release_end_late(outside);
	for (size_t slot = 0; slot < LIMIT_SESSIONS; slot++) {
		struct client *client = outside->clients[slot];

		if (!client || !session_is_late(&client->times,
						&client->session, outside->now))
			continue;
		/* We are late, not the peer. */
		if (client->session.state == SESSION_MESSAGE_ASKED)
			crossing_give_up(outside, &client->crossing);
		else
			end_session(outside, slot);
	}
}

/* The inside may have it, and the next hop's word on it. */
static bool is_with_inside(const struct crossing *crossing)
{
	return crossing->id && (crossing->stage == CROSSING_SENT ||
				crossing->stage == CROSSING_TELLING);
}

static bool any_with_inside(const struct outside *outside)
{
	bool any = is_with_inside(&outside->release.crossing);

	for (size_t slot = 0; slot < LIMIT_SESSIONS; slot++)
		any |= outside->clients[slot] &&
		       is_with_inside(&outside->clients[slot]->crossing);
	return any;
}

/*
 * A sister other than the inside is gone. What the next hop takes now would come
 * twice if the peer were told to bring it again: for a moment the inside is
 * heard on. The parent gives us that time before it ends anybody.
 */
static void hear_last_words(struct outside *outside)
{
	const uint64_t until = outside_clock() + LAST_WORDS;
	const int epoll = outside->epoll;
	struct epoll_event event;

	epoll_ctl(epoll, EPOLL_CTL_DEL, FD_OUTSIDE_LISTEN, NULL);
	epoll_ctl(epoll, EPOLL_CTL_DEL, FD_OUTSIDE_ZYGOTE, NULL);
	epoll_ctl(epoll, EPOLL_CTL_DEL, FD_OUTSIDE_STORE, NULL);
	epoll_ctl(epoll, EPOLL_CTL_DEL, FD_OUTSIDE_CONTROL, NULL);
	while (!outside->inside_gone && any_with_inside(outside) &&
	       outside_clock() < until)
		/* peers are not served any more */
		if (epoll_wait(epoll, &event, 1, 100) > 0 &&
		    event.data.u64 == TAG_INSIDE)
			outside_hear(outside, FD_OUTSIDE_INSIDE);
}

/* Say so to everybody, and be started anew. */
__attribute__((noreturn)) static void leave(struct outside *outside)
{
	const struct answer busy = answer_of(ANSWER_BUSY);

	if (outside->alone)
		hear_last_words(outside);
	for (size_t slot = 0; slot < LIMIT_SESSIONS; slot++) {
		struct client *client = outside->clients[slot];

		if (!client)
			continue;
		if (client->session.state == SESSION_RCPT_ASKED)
			session_rcpt_answered(&client->session, &busy);
		if (client->session.state == SESSION_MESSAGE_ASKED) {
			crossing_cut(outside, &client->crossing);
			session_message_answered(&client->session, &busy);
		}
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

/* A message is on its way, and there is time for it. */
static bool may_go_on(const struct outside *outside)
{
	return (outside->n_clients || outside->release.crossing.id) &&
	       outside->now < outside->quits_at;
}

/* ------ the life ------ */

static bool watch(const struct outside *outside, int fd, uint64_t tag)
{
	/* SIGTERM is heard once. */
	const uint32_t once = tag == TAG_SIGNAL ? EPOLLONESHOT : 0;

	return watch_begin(outside->epoll, fd, EPOLLIN | once, tag);
}

static bool watch_sisters(const struct outside *outside, int signals)
{
	const struct settings *settings = &outside->settings;

	return watch(outside, FD_OUTSIDE_ZYGOTE, TAG_ZYGOTE) &&
	       watch(outside, FD_OUTSIDE_INSIDE, TAG_INSIDE) &&
	       (!settings_runs(settings, PROC_STORE) ||
		watch(outside, FD_OUTSIDE_STORE, TAG_STORE)) &&
	       (!settings_runs(settings, PROC_CONTROL) ||
		watch(outside, FD_OUTSIDE_CONTROL, TAG_CONTROL)) &&
	       watch(outside, signals, TAG_SIGNAL);
}

static void wake_client(struct outside *outside, size_t slot, uint32_t events)
{
	struct client *client = outside->clients[slot];

	if (!client)
		return; /* ended by an earlier event of this round */
	client->conduit.readable |=
		(events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) != 0;
	client->conduit.hung_up |=
		(events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
	client_drive(outside, slot);
}

static bool may_listen(const struct outside *outside)
{
	return outside->hop_known && !outside->listens && !outside->quits_at &&
	       outside->now >= outside->listens_from;
}

/* New peers come last: a slot that an earlier event of the round has freed
 * must not be filled while events of its old owner are left. */
static void serve(struct outside *outside)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(outside->epoll, events, EVENTS,
			   PULSE_SECONDS * 1000);
	bool knock = false;
	struct timespec t;

	pulse_beat();
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	if (t.tv_sec != outside->now)
		end_late(outside);
	outside->now = t.tv_sec;
	for (int i = 0; i < n; i++) {
		uint64_t tag = events[i].data.u64;

		if (tag == TAG_LISTEN)
			knock = true;
		else if (tag == TAG_ZYGOTE)
			outside_hear(outside, FD_OUTSIDE_ZYGOTE);
		else if (tag == TAG_INSIDE)
			outside_hear(outside, FD_OUTSIDE_INSIDE);
		else if (tag == TAG_STORE)
			outside_hear(outside, FD_OUTSIDE_STORE);
		else if (tag == TAG_CONTROL)
			outside_hear(outside, FD_OUTSIDE_CONTROL);
		else if (tag == TAG_SIGNAL)
			begin_quitting(outside);
		else if (tag < LIMIT_SESSIONS)
			wake_client(outside, tag, events[i].events);
	}
	if (may_listen(outside))
		outside->listens =
			watch(outside, FD_OUTSIDE_LISTEN, TAG_LISTEN);
	if (knock && !outside->quits_at)
		outside_admit(outside);
}

/* Before confinement: a handshake with ourselves, signed by `keys`. */
static bool open_tls(struct outside *outside)
{
	const struct settings *settings = &outside->settings;
	const struct tls_face_options options = {
		.chain = settings->chain,
		.signer = &outside->asker.signer,
		.pins = settings->peer_pins,
		.n_pins = settings->n_peer_pins,
	};

	outside->rules.offers_tls = settings->tls != TLS_NONE;
	outside->rules.needs_tls = settings->tls == TLS_MUST;
	if (settings->tls == TLS_NONE)
		return true;
	tls_key_setup();
	if (!keys_asker_begin(&outside->asker, FD_OUTSIDE_KEYS))
		return false;
	outside->face = tls_face_new(&options);
	return outside->face && tls_face_prove(outside->face) &&
	       keys_asker_hurry(&outside->asker);
}

int outside_main(void)
{
	static struct outside outside;
	int signals = signals_open((const int[]){ SIGTERM, 0 });

	if (settings_load(FD_SETTINGS, &outside.settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	outside.rules = (struct session_rules){
		.hostname = outside.settings.hostname,
		.postmaster = outside.settings.n_domains
				      ? outside.settings.domains[0]
				      : NULL,
		.max_size = outside.settings.max_size,
		.takes_domain = settings_takes_domain,
		.settings = &outside.settings,
		.judge_sender = outside_judge_sender,
		.owner = &outside,
	};
	if (outside_rates_begin(&outside) < 0)
		return EXIT_PEER;
	outside.tally.since = (uint64_t)time(NULL);
	if (!open_tls(&outside))
		return EXIT_PEER;
	outside.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!watch_sisters(&outside, signals) ||
	    jail_enter(&procs[PROC_OUTSIDE],
		       &outside.settings.who[PROC_OUTSIDE]) < 0)
		return EXIT_PEER;
	while (!outside.alone && (!outside.quits_at || may_go_on(&outside)))
		serve(&outside);
	leave(&outside);
}
