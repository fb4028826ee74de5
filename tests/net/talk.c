/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk.c -- the two ends of real conversations, held as long as they last
 *
 *	talk serve ADDRESS PORT	echo TCP and UDP until killed
 *	talk speak ADDRESS PORT	to whoever comes, a word each millisecond
 *	talk ask tcp|udp ADDRESS PORT	one word there and back; 1: no answer
 *	talk live tcp|udp ADDRESS PORT	there and back without end
 *	talk hear tcp|udp ADDRESS PORT	says one word and then only listens
 *	talk tell ADDRESS PORT	UDP, a word each millisecond until killed
 *	talk ping ADDRESS	one ICMP echo; 1: no answer
 *	talk clock	the time as live and hear print it
 *	talk offset	what has to be added to it for the time of day
 *
 * Answers are awaited for WAIT_MS, four times as long on a slow machine ($LAB_SLOW,
 * netns.sh). live and hear run until SIGTERM (exit 0) or
 * until nothing comes for that long (exit 1) and print
 * `rounds=N longest_ms=MS last=SECONDS again=N`: how often they heard the other
 * side, the longest time between, when they last did (CLOCK_MONOTONIC), and how
 * many of our own TCP segments had to be sent again.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
	WAIT_MS = 1000,
	MAX_PEERS = 64
};

union sock_addr {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static int die(const char *what)
{
	perror(what);
	exit(3);
}

static socklen_t read_addr(const char *text, const char *port,
			   union sock_addr *out)
{
	memset(out, 0, sizeof(*out));
	if (strchr(text, ':')) {
		out->in6.sin6_family = AF_INET6;
		out->in6.sin6_port = htons((uint16_t)atoi(port));
		if (inet_pton(AF_INET6, text, &out->in6.sin6_addr) != 1)
			die(text);
		return sizeof(out->in6);
	}
	out->in.sin_family = AF_INET;
	out->in.sin_port = htons((uint16_t)atoi(port));
	if (inet_pton(AF_INET, text, &out->in.sin_addr) != 1)
		die(text);
	return sizeof(out->in);
}

static int bind_to(const union sock_addr *addr, socklen_t len, int type)
{
	int one = 1, fd = socket(addr->any.sa_family, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, &addr->any, len) < 0)
		return die("bind");
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

static int serve(const char *text, const char *port)
{
	union sock_addr addr;
	socklen_t len = read_addr(text, port, &addr);
	struct pollfd fds[2 + MAX_PEERS] = {
		{ bind_to(&addr, len, SOCK_DGRAM), POLLIN, 0 },
		{ bind_to(&addr, len, SOCK_STREAM), POLLIN, 0 },
	};
	nfds_t n = 2;

	if (listen(fds[1].fd, MAX_PEERS) < 0)
		return die("listen");
	for (;;) {
		if (poll(fds, n, -1) < 0 && errno != EINTR)
			return die("poll");
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

static void limit_waiting(int fd)
{
	int ms = getenv("LAB_SLOW") ? 4 * WAIT_MS : WAIT_MS;
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
}

static int dial(const char *proto, const char *text, const char *port)
{
	int type = strcmp(proto, "tcp") ? SOCK_DGRAM : SOCK_STREAM;
	union sock_addr addr;
	socklen_t len = read_addr(text, port, &addr);
	int one = 1, fd = socket(addr.any.sa_family, type | SOCK_CLOEXEC, 0);

	limit_waiting(fd);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, &addr.any, len) == 0)
		return fd;
	close(fd);
	return -1;
}

static int ask(const char *proto, const char *text, const char *port)
{
	char buf[8] = "", word[8] = "sekisho";
	int fd = dial(proto, text, port);

	if (fd < 0 ||
	    send(fd, word, sizeof(word), MSG_NOSIGNAL) != sizeof(word))
		return 1;
	if (recv(fd, buf, sizeof(buf), MSG_WAITALL) != sizeof(buf))
		return 1;
	return memcmp(buf, word, sizeof(word)) != 0;
}

static double read_clock(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

static volatile sig_atomic_t stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

/* One word to the other side, if `speaks` each time, and one from it. */
static int converse(int fd, bool speaks)
{
	double last = now(), longest = 0;
	unsigned long rounds = 0;
	char word[8] = "sekisho";
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	signal(SIGTERM, stop);
	if (fd < 0 || send(fd, word, sizeof(word), MSG_NOSIGNAL) < 0)
		return 1;
	while (recv(fd, word, sizeof(word), MSG_WAITALL) > 0) {
		double gap = now() - last;

		last += gap;
		longest = gap > longest ? gap : longest;
		rounds++;
		if (stopped)
			break;
		if (!speaks)
			continue;
		usleep(500);
		if (send(fd, word, sizeof(word), MSG_NOSIGNAL) < 0)
			break;
	}
	getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len);
	printf("rounds=%lu longest_ms=%.0f last=%.6f again=%u\n", rounds,
	       longest * 1e3, last, info.tcpi_total_retrans);
	return !stopped;
}

/* Whatever becomes of it: a refusal at the source is an error here. */
static int tell(const char *text, const char *port)
{
	int fd = dial("udp", text, port);
	const char word[8] = "sekisho";

	if (fd < 0)
		return 1;
	for (;; usleep(1000))
		(void)!send(fd, word, sizeof(word), MSG_NOSIGNAL);
}

/* To the latest peer of either protocol. */
static int speak(const char *text, const char *port)
{
	union sock_addr addr, peer;
	socklen_t len = read_addr(text, port, &addr), peer_len = 0;
	int udp = bind_to(&addr, len, SOCK_DGRAM | SOCK_NONBLOCK);
	int tcp = bind_to(&addr, len, SOCK_STREAM | SOCK_NONBLOCK);
	int one = 1, fd = -1;
	char word[8] = "sekisho";

	if (listen(tcp, 1) < 0)
		return die("listen");
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

static uint16_t checksum(const void *data, size_t len)
{
	const uint8_t *p = data;
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)p[i] << 8 | p[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t) ~(sum + (sum >> 16)));
}

static int ping(const char *text)
{
	union sock_addr addr;
	socklen_t len = read_addr(text, "0", &addr);
	bool v6 = addr.any.sa_family == AF_INET6;
	struct icmphdr echo = {
		.type = v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO,
		.un.echo = { htons((uint16_t)getpid()), htons(1) },
	};
	uint8_t buf[256];
	int fd = socket(addr.any.sa_family, SOCK_RAW | SOCK_CLOEXEC,
			v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);

	if (fd < 0)
		return die("socket");
	if (!v6) /* the kernel fills in ICMPv6's */
		echo.checksum = checksum(&echo, sizeof(echo));
	limit_waiting(fd);
	if (connect(fd, &addr.any, len) < 0 ||
	    send(fd, &echo, sizeof(echo), 0) < 0)
		return 1;
	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		size_t at = v6 ? 0 : 20;

		if (n < 0)
			return 1;
		if ((size_t)n >= at + sizeof(echo) &&
		    buf[at] == (v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) &&
		    !memcmp(buf + at + 4, &echo.un, sizeof(echo.un)))
			return 0;
	}
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "serve"))
		return serve(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "speak"))
		return speak(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "tell"))
		return tell(argv[2], argv[3]);
	if (argc == 5 && !strcmp(argv[1], "ask"))
		return ask(argv[2], argv[3], argv[4]);
	if (argc == 5 && !strcmp(argv[1], "live"))
		return converse(dial(argv[2], argv[3], argv[4]), true);
	if (argc == 5 && !strcmp(argv[1], "hear"))
		return converse(dial(argv[2], argv[3], argv[4]), false);
	if (argc == 3 && !strcmp(argv[1], "ping"))
		return ping(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "clock"))
		return printf("%.6f\n", now()) < 0;
	if (argc == 2 && !strcmp(argv[1], "offset"))
		return printf("%.6f\n", read_clock(CLOCK_REALTIME) - now()) < 0;
	fputs("usage: talk serve|speak|tell ADDRESS PORT | ping ADDRESS | clock |"
	      " offset | ask|live|hear tcp|udp ADDRESS PORT\n",
	      stderr);
	return 2;
}
