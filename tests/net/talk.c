/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * talk.c -- the two ends of real conversations, held as long as they last
 *
 *	talk serve ADDRESS PORT	echo TCP and UDP until killed
 *	talk speak ADDRESS PORT	to whoever comes, a word each millisecond
 *	talk await ADDRESS PORT	until somebody listens there, in this namespace
 *	talk ask tcp|udp ADDRESS PORT	one word there and back; 1: no answer
 *	talk live tcp|udp ADDRESS PORT	there and back without end
 *	talk hear tcp|udp ADDRESS PORT	says one word and then only listens
 *	talk tell ADDRESS PORT	UDP, a word each millisecond until killed
 *	talk ping ADDRESS	one ICMP echo; 1: no answer
 *
 * Answers are awaited for NAPS short naps, four times as many on a slow machine
 * ($LAB_SLOW, netns.sh): while the machine stands still, or runs others, a nap
 * is longer, and there are no fewer of them; $TALK_PATIENCE times as many where
 * the test itself keeps packets away. live and hear print `begun` with
 * the first word they hear. After SIGTERM they end with what comes next (exit
 * 0), or because nothing comes, as they always do (exit 1), and print
 * `rounds=N longest_ms=MS last=SECONDS again=N`: how often they heard the other
 * side, the longest time between, when they last did (the time of day at which
 * the kernel had it), and how many of our own TCP segments had to be sent again,
 * beside those that the other side says it had (a machine that is late).
 */
#include "talk.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/tcp.h>

enum {
	NAPS = 50
};

int talk_die(const char *what)
{
	perror(what);
	exit(3);
}

socklen_t talk_addr(const char *text, const char *port, union sock_addr *out)
{
	memset(out, 0, sizeof(*out));
	if (strchr(text, ':')) {
		out->in6.sin6_family = AF_INET6;
		out->in6.sin6_port = htons((uint16_t)atoi(port));
		if (inet_pton(AF_INET6, text, &out->in6.sin6_addr) != 1)
			talk_die(text);
		return sizeof(out->in6);
	}
	out->in.sin_family = AF_INET;
	out->in.sin_port = htons((uint16_t)atoi(port));
	if (inet_pton(AF_INET, text, &out->in.sin_addr) != 1)
		talk_die(text);
	return sizeof(out->in);
}

/* False: nothing came, or went out. */
static bool is_ready(int fd, short events)
{
	const char *patience = getenv("TALK_PATIENCE");
	int naps = getenv("LAB_SLOW") ? 4 * NAPS : NAPS;

	for (naps *= patience ? atoi(patience) : 1; naps > 0; naps--) {
		struct pollfd one = { fd, events, 0 };

		if (poll(&one, 1, NAP_MS) > 0)
			return true;
	}
	return false;
}

static bool has_connected(int fd)
{
	int error = 0;
	socklen_t len = sizeof(error);

	return errno == EINPROGRESS && is_ready(fd, POLLOUT) &&
	       getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 &&
	       error == 0;
}

static int dial(const char *proto, const char *text, const char *port)
{
	int type = strcmp(proto, "tcp") ? SOCK_DGRAM : SOCK_STREAM;
	union sock_addr addr;
	socklen_t len = talk_addr(text, port, &addr);
	int one = 1, fd = socket(addr.any.sa_family,
				 type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
	if (connect(fd, &addr.any, len) == 0 || has_connected(fd))
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
	if (!is_ready(fd, POLLIN) || recv(fd, buf, sizeof(buf), 0) < 0)
		return 1;
	return memcmp(buf, word, sizeof(word)) != 0;
}

static double in_seconds(const struct timespec *time)
{
	return (double)time->tv_sec + (double)time->tv_nsec / 1e9;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return in_seconds(&time);
}

/* Waits for a word; when it came to this machine, whoever ran then. */
static bool hear(int fd, double *when)
{
	char word[8];
	struct iovec part = { word, sizeof(word) };

	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(struct timespec))];
	} control;
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct timespec came;

	if (!is_ready(fd, POLLIN) || recvmsg(fd, &message, 0) <= 0)
		return false;
	*when = now();
	if (!CMSG_FIRSTHDR(&message) ||
	    control.header.cmsg_type != SCM_TIMESTAMPNS)
		return true;
	memcpy(&came, CMSG_DATA(&control.header), sizeof(came));
	*when = in_seconds(&came);
	return true;
}

static volatile sig_atomic_t stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

static void report(int fd, unsigned long rounds, double longest, double last)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len);
	printf("rounds=%lu longest_ms=%.0f last=%.6f again=%u\n", rounds,
	       longest * 1e3, last,
	       info.tcpi_total_retrans - info.tcpi_dsack_dups);
}

/* One word to the other side, if `speaks` each time, and one from it. */
static int converse(int fd, bool speaks)
{
	double last = now(), longest = 0, when, end = 0;
	unsigned long rounds = 0;
	const char word[8] = "sekisho";
	bool lives = false;

	signal(SIGTERM, stop);
	if (fd < 0 || send(fd, word, sizeof(word), MSG_NOSIGNAL) < 0)
		return 1;
	while (!lives && hear(fd, &when)) {
		longest = when - last > longest ? when - last : longest;
		last = when;
		if (!rounds++) {
			puts("begun");
			fflush(stdout);
		}
		lives = end > 0 && when > end;
		if (stopped && end <= 0)
			end = now();
		if (!speaks)
			continue;
		usleep(5000);
		if (send(fd, word, sizeof(word), MSG_NOSIGNAL) < 0)
			break;
	}
	report(fd, rounds, longest, last);
	return !lives;
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
	socklen_t len = talk_addr(text, "0", &addr);
	bool v6 = addr.any.sa_family == AF_INET6;
	struct icmphdr echo = {
		.type = v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO,
		.un.echo = { htons((uint16_t)getpid()), htons(1) },
	};
	uint8_t buf[256];
	int fd = socket(addr.any.sa_family, SOCK_RAW | SOCK_CLOEXEC,
			v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);

	if (fd < 0)
		return talk_die("socket");
	if (!v6) /* the kernel fills in ICMPv6's */
		echo.checksum = checksum(&echo, sizeof(echo));
	if (connect(fd, &addr.any, len) < 0 ||
	    send(fd, &echo, sizeof(echo), 0) < 0)
		return 1;
	for (;;) {
		size_t at = v6 ? 0 : 20;
		ssize_t n;

		if (!is_ready(fd, POLLIN))
			return 1;
		n = recv(fd, buf, sizeof(buf), 0);
		if ((size_t)n >= at + sizeof(echo) &&
		    buf[at] == (v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY) &&
		    !memcmp(buf + at + 4, &echo.un, sizeof(echo.un)))
			return 0;
	}
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "serve"))
		return talk_serve(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "speak"))
		return talk_speak(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "await"))
		return talk_await(argv[2], argv[3]);
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
	fputs("usage: talk serve|speak|await|tell ADDRESS PORT | ping ADDRESS |"
	      " ask|live|hear tcp|udp ADDRESS PORT\n",
	      stderr);
	return 2;
}
