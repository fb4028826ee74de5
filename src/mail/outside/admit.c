/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * admit.c -- who is let in, and who gives way when all places are taken
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/outside/outside.h"
#include "mail/procs.h"

enum {
	AT_ONCE = 64
};

static bool read_peer(const struct sockaddr_storage *from, struct addr *out)
{
	const struct sockaddr_in *v4 = (const void *)from;
	const struct sockaddr_in6 *v6 = (const void *)from;

	*out = (struct addr){ 0 };
	if (from->ss_family == AF_INET) {
		out->family = FAMILY_IPV4;
		memcpy(out->bytes, &v4->sin_addr, 4);
	} else if (from->ss_family == AF_INET6) {
		out->family = FAMILY_IPV6;
		memcpy(out->bytes, &v6->sin6_addr, 16);
	}
	return out->family != FAMILY_NONE;
}

static size_t sessions_of(const struct outside *outside,
			  const struct addr *share)
{
	size_t n = 0;

	for (size_t i = 0; i < LIMIT_SESSIONS; i++)
		n += outside->clients[i] &&
		     addr_cmp(&outside->clients[i]->share, share) == 0;
	return n;
}

void outside_note(const struct outside *outside, struct throng *throng,
		  const char *event, const struct addr *addr)
{
	char peer[ADDR_TEXT];

	throng->n++;
	if (throng->said == outside->now)
		return;
	throng->said = outside->now;
	log_warn("%s peer=%s n=%lu", event, addr_text(peer, addr), throng->n);
}

static void turn_away(int fd, const char *reply)
{
	/* One small write to a fresh socket: it fits or the peer is gone. */
	(void)!send(fd, reply, strlen(reply), MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* The session that has done nothing for longest, outside of any transaction; of
 * this peer's share, or (NULL) of all. LIMIT_SESSIONS: there is none. */
static size_t idlest(const struct outside *outside, const struct addr *of)
{
	size_t found = LIMIT_SESSIONS;

	for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
		const struct client *client = outside->clients[i];

		if (!client || !session_is_idle(&client->session) ||
		    (of && addr_cmp(&client->share, of) != 0))
			continue;
		if (found == LIMIT_SESSIONS ||
		    client->turn < outside->clients[found]->turn)
			found = i;
	}
	return found;
}

static bool end_idlest(struct outside *outside, const struct addr *of)
{
	size_t slot = idlest(outside, of);

	if (slot == LIMIT_SESSIONS)
		return false;
	outside_note(outside, &outside->gave_way, "session-gave-way",
		     &outside->clients[slot]->addr);
	session_end(&outside->clients[slot]->session, "idle, and others wait");
	client_flush(outside->clients[slot]);
	client_drop(outside, slot);
	return true;
}

/* A peer's sessions give way to its own new ones first, so that one peer, be
 * it taken over or only forgetful, never costs another its place. */
static bool make_room(struct outside *outside, const struct addr *addr)
{
	const struct addr share = settings_share(&outside->settings, addr);

	if (sessions_of(outside, &share) >= LIMIT_SESSIONS_PER_PEER)
		return end_idlest(outside, &share);
	return outside->n_clients < LIMIT_SESSIONS || end_idlest(outside, NULL);
}

static size_t free_slot(const struct outside *outside)
{
	size_t slot = 0;

	while (outside->clients[slot])
		slot++;
	return slot;
}

static void admit(struct outside *outside, int fd, const struct addr *addr)
{
	if (!settings_knows_peer(&outside->settings, addr)) {
		outside_note(outside, &outside->strangers, "peer-refused",
			     addr);
		outside->tally.turned_away++;
		turn_away(fd, "554 5.7.1 not a peer of this relay\r\n");
	} else if (!make_room(outside, addr)) {
		outside_note(outside, &outside->busy, "peer-busy", addr);
		outside->tally.turned_away++;
		turn_away(fd, "421 4.7.0 too many sessions\r\n");
	} else if (!client_welcome(outside, free_slot(outside), fd, addr)) {
		outside_note(outside, &outside->unwatched, "peer-unwatched",
			     addr);
		outside->tally.turned_away++;
		turn_away(fd, "421 4.3.2 no room now\r\n");
	} else {
		return;
	}
	close(fd);
}

/* Not of ours, which suffice for all sessions: of the machine's. */
static bool is_want_of_room(int error)
{
	return error == ENFILE || error == EMFILE || error == ENOBUFS ||
	       error == ENOMEM;
}

/* Who knocks waits in the kernel's queue for a while, and would wake us without
 * end. */
static void stop_listening(struct outside *outside, int error)
{
	log_errno(-error, "cannot-accept");
	epoll_ctl(outside->epoll, EPOLL_CTL_DEL, FD_OUTSIDE_LISTEN, NULL);
	outside->listens = false;
	outside->listens_from = outside->now + 1;
}

/* So many at once: then those who are in are served again. */
void outside_admit(struct outside *outside)
{
	for (int i = 0; i < AT_ONCE; i++) {
		struct sockaddr_storage from = { 0 };
		socklen_t len = sizeof(from);
		struct addr addr;
		int fd = accept4(FD_OUTSIDE_LISTEN, (struct sockaddr *)&from,
				 &len, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0) {
			if (is_want_of_room(errno))
				stop_listening(outside, errno);
			return;
		}
		if (read_peer(&from, &addr))
			admit(outside, fd, &addr);
		else
			close(fd);
	}
}
