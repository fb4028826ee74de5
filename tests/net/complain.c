/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * complain.c -- which ICMP errors come back for a datagram
 *
 *	complain ADDRESS PORT SIZE [HOPS]
 *
 * Sends a datagram, never fragmented, and prints what the kernel was told about
 * it within WAIT_MS: "too-big", "unreachable", "hops", or "nothing".
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	WAIT_MS = 500,
	LARGEST = 1472
};

static int die(const char *what)
{
	perror(what);
	exit(3);
}

static int dial(const char *address, const char *port, int *family)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM,
				  .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *found;
	int fd;

	if (getaddrinfo(address, port, &hints, &found) != 0)
		die(address);
	*family = found->ai_family;
	fd = socket(*family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen) < 0)
		die("connect");
	freeaddrinfo(found);
	return fd;
}

static void set(int fd, int level, int name, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)) < 0)
		die("setsockopt");
}

static const char *error_name(int error)
{
	switch (error) {
	case 0:
		return "nothing";
	case EMSGSIZE:
		return "too-big";
	case ECONNREFUSED:
		return "unreachable";
	case EHOSTUNREACH:
		return "hops";
	default:
		return strerror(error);
	}
}

/* What comes back for one datagram. */
static int ask(int fd, size_t size)
{
	static const char bytes[LARGEST];
	struct pollfd waiting = { .fd = fd };
	socklen_t len = sizeof(int);
	int error = 0;

	if (send(fd, bytes, size, 0) < 0)
		return errno;
	if (poll(&waiting, 1, WAIT_MS) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		die("poll");
	return error;
}

int main(int argc, char **argv)
{
	int family, fd;
	size_t size;

	if (argc < 4 || argc > 5)
		return 2;
	size = (size_t)atoi(argv[3]);
	if (size > LARGEST)
		return 2;
	fd = dial(argv[1], argv[2], &family);
	if (family == AF_INET) {
		set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);
		set(fd, IPPROTO_IP, IP_RECVERR, 1);
	} else {
		set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DO);
		set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
	}
	if (argc == 5 && family == AF_INET)
		set(fd, IPPROTO_IP, IP_TTL, atoi(argv[4]));
	if (argc == 5 && family == AF_INET6)
		set(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, atoi(argv[4]));
	puts(error_name(ask(fd, size)));
	close(fd);
	return 0;
}
