/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk_serve.c -- the end of a conversation that waits for the other
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include "talk.h"

enum {
	MAX_PEERS = 64,
	AWAIT_NAPS = 600 /* for somebody who is being started */
};

static int bind_to(const union sock_addr *addr, socklen_t len, int type)
{
	int one = 1, fd = socket(addr->any.sa_family, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return talk_die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, &addr->any, len) < 0)
		return talk_die("bind");
	return fd;
}

static void echo_datagram(int fd)
{
	char buf[2048];
	union sock_addr from;
	socklen_t len = sizeof(from);
	ssize_t n = recvfrom(fd, buf, sizeof(buf), 0, &from.any, &len);

	if (n >= 0)
		sendto(fd, buf, (size_t)n, 0, &from.any, len);
}

/* False when the peer is gone. */
static int echo_stream(int fd)
{
	char buf[2048];
	ssize_t n = recv(fd, buf, sizeof(buf), 0);

	return n > 0 && send(fd, buf, (size_t)n, MSG_NOSIGNAL) == n;
}

int talk_serve(const char *text, const char *port)
{
	union sock_addr addr;
	socklen_t len = talk_addr(text, port, &addr);
	struct pollfd fds[2 + MAX_PEERS] = {
		{ bind_to(&addr, len, SOCK_DGRAM), POLLIN, 0 },
		{ bind_to(&addr, len, SOCK_STREAM), POLLIN, 0 },
	};
	nfds_t n = 2;

	if (listen(fds[1].fd, MAX_PEERS) < 0)
		return talk_die("listen");
	for (;;) {
		if (poll(fds, n, -1) < 0 && errno != EINTR)
			return talk_die("poll");
		if (fds[0].revents)
			echo_datagram(fds[0].fd);
		for (nfds_t i = n; i-- > 2;) {
			if (!fds[i].revents || echo_stream(fds[i].fd))
				continue;
			close(fds[i].fd);
			fds[i] = fds[--n];
		}
		if (fds[1].revents && n < 2 + MAX_PEERS) {
			fds[n].fd = accept(fds[1].fd, NULL, NULL);
			fds[n].events = POLLIN;
			fds[n].revents = 0;
			n += fds[n].fd >= 0;
		}
	}
}

/* To the latest peer of either protocol. */
int talk_speak(const char *text, const char *port)
{
	union sock_addr addr, peer;
	socklen_t len = talk_addr(text, port, &addr), peer_len = 0;
	int udp = bind_to(&addr, len, SOCK_DGRAM | SOCK_NONBLOCK);
	int tcp = bind_to(&addr, len, SOCK_STREAM | SOCK_NONBLOCK);
	int one = 1, fd = -1;
	char word[8] = "sekisho";

	if (listen(tcp, 1) < 0)
		return talk_die("listen");
	for (;; usleep(1000)) {
		socklen_t n = sizeof(peer);
		int next = accept4(tcp, NULL, NULL, SOCK_CLOEXEC);

		if (next >= 0) {
			if (fd >= 0)
				close(fd);
			fd = next;
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one,
				   sizeof(one));
		}
		if (fd >= 0)
			send(fd, word, sizeof(word),
			     MSG_NOSIGNAL | MSG_DONTWAIT);
		if (recvfrom(udp, word, sizeof(word), 0, &peer.any, &n) > 0)
			peer_len = n;
		if (peer_len)
			sendto(udp, word, sizeof(word), 0, &peer.any, peer_len);
	}
}

/* A second listener is refused the port. */
int talk_await(const char *text, const char *port)
{
	union sock_addr addr;
	socklen_t len = talk_addr(text, port, &addr);
	int one = 1;

	for (int nap = 0; nap < AWAIT_NAPS; nap++, usleep(NAP_MS * 1000)) {
		int fd = socket(addr.any.sa_family, SOCK_STREAM, 0);

		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (bind(fd, &addr.any, len) < 0)
			return errno == EADDRINUSE ? 0 : talk_die("bind");
		close(fd);
	}
	return 1;
}
