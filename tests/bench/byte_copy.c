/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * byte_copy.c -- a relay that reads nothing: it copies bytes both ways
 *
 * byte_copy ADDRESS PORT TO_ADDRESS TO_PORT: for each connection that comes, one
 * goes on, and what arrives at either end is written to the other. What it carries
 * no relay on this machine can exceed. One thread, until a signal ends it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	N_FDS = 1024,
	N_EVENTS = 64,
	BACKLOG = 256,
	CHUNK = 64 << 10,
};

/* By descriptor: the other end, or 0 for none, which is no socket of ours. */
static int others[N_FDS];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static struct sockaddr_in address_of(const char *address, const char *port)
{
	struct sockaddr_in out = { .sin_family = AF_INET };

	out.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	if (inet_pton(AF_INET, address, &out.sin_addr) != 1) {
		fprintf(stderr, "%s: no IPv4 address\n", address);
		exit(2);
	}
	return out;
}

static int open_socket(void)
{
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail("socket");
	return fd;
}

static int listen_at(const struct sockaddr_in *address)
{
	const int fd = open_socket(), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ||
	    listen(fd, BACKLOG) < 0)
		fail("listen");
	return fd;
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (fd >= N_FDS || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		fail("epoll");
}

static void take_connection(int epoll, int listener,
			    const struct sockaddr_in *to)
{
	const int in = accept(listener, NULL, NULL);
	int out;

	if (in < 0)
		return;
	out = open_socket();
	if (connect(out, (const struct sockaddr *)to, sizeof(*to)) < 0)
		fail("connect");
	watch(epoll, in);
	watch(epoll, out);
	others[in] = out;
	others[out] = in;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n = 0;

	for (; len && n >= 0; bytes += n, len -= (size_t)n)
		n = send(fd, bytes, len, MSG_NOSIGNAL);
	return n >= 0;
}

/* An end that has closed, or is broken, ends both. */
static void copy(int fd)
{
	static char chunk[CHUNK];
	const int other = others[fd];
	ssize_t n;

	if (!other) /* closed by an event before this one */
		return;
	n = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n > 0 && write_all(other, chunk, (size_t)n))
		return;
	others[fd] = others[other] = 0;
	close(fd);
	close(other);
}

int main(int argc, char **argv)
{
	struct epoll_event events[N_EVENTS];
	struct sockaddr_in here, to;
	int epoll, listener;

	if (argc != 5) {
		fputs("usage: byte_copy ADDRESS PORT TO_ADDRESS TO_PORT\n",
		      stderr);
		return 2;
	}
	here = address_of(argv[1], argv[2]);
	to = address_of(argv[3], argv[4]);
	listener = listen_at(&here);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll < 0)
		fail("epoll");
	watch(epoll, listener);
	for (;;) {
		const int n = epoll_wait(epoll, events, N_EVENTS, -1);

		for (int i = 0; i < n; i++) {
			if (events[i].data.fd == listener)
				take_connection(epoll, listener, &to);
			else
				copy(events[i].data.fd);
		}
	}
}
