/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside.c -- the process that verifies, composes, and speaks to the next hop
 *
 * It believes nobody: a plain message must parse and re-encode to itself, and
 * its envelope must be the one that the outside opened and the next hop has
 * accepted. Then a new message is made, and the next hop's word is passed back.
 */
#include "mail/inside/inside.h"

#include <malloc.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "mail/procs.h"
#include "privsep/pulse.h"
#include "privsep/watch.h"

enum {
	EVENTS = 64,
	KEPT_FREE = 4 << 20, /* bytes, for the next messages */
	/* epoll tags above the links */
	TAG_OUTSIDE = LIMIT_HOPS_OPEN,
	TAG_ZYGOTE,
	TAG_PARENT,
};

static void check_time(struct inside *inside)
{
	link_check_time(inside);
	tx_park_idle(inside);
	for (size_t i = 0; i < N_SLOTS; i++) {
		struct tx *tx = inside->txs[i];

		if (!tx || tx->state != TX_WAITING ||
		    inside->now - tx->since <= LIMIT_HOP_CONNECT)
			continue;
		inside->n_waiting--;
		tx_lost(inside, tx);
	}
}

/* New links come last: a slot that an earlier event of the round has freed
 * must not be filled while events of its old owner are left. */
static void serve(struct inside *inside)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(inside->epoll, events, EVENTS, PULSE_SECONDS * 1000);
	bool parent = false;
	struct timespec t;

	pulse_beat();
	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	if (t.tv_sec != inside->now) {
		inside->now = t.tv_sec;
		check_time(inside);
	}
	for (int i = 0; i < n; i++) {
		uint64_t tag = events[i].data.u64;

		if (tag < LIMIT_HOPS_OPEN)
			link_wake(inside, tag, events[i].events);
		else if (tag == TAG_OUTSIDE)
			inside_hear_outside(inside);
		else if (tag == TAG_ZYGOTE)
			inside_hear_zygote(inside);
		else
			parent = true;
	}
	if (parent)
		inside_hear_parent(inside);
	link_sweep(inside);
}

static bool watch(const struct inside *inside, int fd, uint64_t tag)
{
	return watch_begin(inside->epoll, fd, EPOLLIN, tag);
}

/* Before confinement. Our certificate, if there is one, for a next hop that
 * asks who we are. */
static bool open_tls(struct inside *inside)
{
	const struct settings *settings = &inside->settings;
	struct tls_face_options options = {
		.client = true,
		.pins = &settings->next_hop_pin,
		.n_pins = settings->has_next_hop_pin,
	};

	if (settings->next_hop_tls == TLS_NONE)
		return true;
	tls_key_setup();
	if (settings_runs(settings, PROC_KEYS)) {
		if (!keys_asker_begin(&inside->asker, FD_INSIDE_KEYS) ||
		    !keys_asker_hurry(&inside->asker))
			return false;
		options.chain = settings->chain;
		options.signer = &inside->asker.signer;
	}
	inside->face = tls_face_new(&options);
	return inside->face;
}

int inside_main(void)
{
	static struct inside inside;

	/* Else memory goes back to the kernel, and is asked for again, with
	 * every other message. */
	mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
	mallopt(M_MMAP_THRESHOLD, KEPT_FREE);
	if (settings_load(FD_SETTINGS, &inside.settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	inside.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!watch(&inside, FD_INSIDE_OUTSIDE, TAG_OUTSIDE) ||
	    !watch(&inside, FD_INSIDE_ZYGOTE, TAG_ZYGOTE) ||
	    !watch(&inside, FD_INSIDE_PARENT, TAG_PARENT) || !open_tls(&inside))
		return EXIT_PEER;
	if (jail_enter(&procs[PROC_INSIDE], &inside.settings.who[PROC_INSIDE]) <
	    0)
		return EXIT_PEER;
	link_probe(&inside);
	while (!inside.alone)
		serve(&inside);
	return EXIT_PEER;
}
