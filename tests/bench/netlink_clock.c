/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * netlink_clock.c -- how long a program was inside the kernel with netlink
 *
 * Preloaded (LD_PRELOAD) into a loader of rules. The kernel does the work of a
 * netlink request within the send call itself, so the time of the sends is its
 * own share of a load; receiving is the reading of answers and dumps. The sums
 * of nanoseconds (CLOCK_MONOTONIC) are added to the file named by
 * NETLINK_CLOCK, which must hold 16 bytes: sends, receives, in host order.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum direction {
	SENDS,
	RECEIVES,
	N_DIRECTIONS
};

static _Atomic uint64_t *sums;

__attribute__((constructor)) static void open_sums(void)
{
	const char *path = getenv("NETLINK_CLOCK");
	void *page;
	int fd;

	if (!path)
		return;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	page = mmap(NULL, N_DIRECTIONS * sizeof(*sums), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	close(fd);
	if (page != MAP_FAILED)
		sums = page;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static int is_netlink(int fd)
{
	int domain = 0;
	socklen_t len = sizeof(domain);

	return sums && !getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) &&
	       domain == AF_NETLINK;
}

/* Begins the clock of a call, if it is netlink's; 0 if not. */
static uint64_t begin_call(int fd)
{
	return is_netlink(fd) ? now() : 0;
}

static long end_call(enum direction direction, uint64_t begin, long result)
{
	if (begin)
		atomic_fetch_add(&sums[direction], now() - begin);
	return result;
}

/*
 * They stand in for libc's functions of the same symbol. Their names here
 * differ because glibc declares its own with transparent unions.
 */
#define STANDS_FOR(symbol) __asm__(symbol)

long clocked_sendto(int fd, void *data, size_t len, int flags, void *to,
		    socklen_t to_len) STANDS_FOR("sendto");
long clocked_send(int fd, void *data, size_t len, int flags) STANDS_FOR("send");
long clocked_sendmsg(int fd, void *message, int flags) STANDS_FOR("sendmsg");
long clocked_recvfrom(int fd, void *data, size_t len, int flags, void *from,
		      socklen_t *from_len) STANDS_FOR("recvfrom");
long clocked_recv(int fd, void *data, size_t len, int flags) STANDS_FOR("recv");
long clocked_recvmsg(int fd, void *message, int flags) STANDS_FOR("recvmsg");

long clocked_sendto(int fd, void *data, size_t len, int flags, void *to,
		    socklen_t to_len)
{
	uint64_t begin = begin_call(fd);

	return end_call(SENDS, begin,
			syscall(SYS_sendto, fd, data, len, flags, to, to_len));
}

long clocked_send(int fd, void *data, size_t len, int flags)
{
	return clocked_sendto(fd, data, len, flags, NULL, 0);
}

long clocked_sendmsg(int fd, void *message, int flags)
{
	uint64_t begin = begin_call(fd);

	return end_call(SENDS, begin, syscall(SYS_sendmsg, fd, message, flags));
}

long clocked_recvfrom(int fd, void *data, size_t len, int flags, void *from,
		      socklen_t *from_len)
{
	uint64_t begin = begin_call(fd);

	return end_call(
		RECEIVES, begin,
		syscall(SYS_recvfrom, fd, data, len, flags, from, from_len));
}

long clocked_recv(int fd, void *data, size_t len, int flags)
{
	return clocked_recvfrom(fd, data, len, flags, NULL, NULL);
}

long clocked_recvmsg(int fd, void *message, int flags)
{
	uint64_t begin = begin_call(fd);

	return end_call(RECEIVES, begin,
			syscall(SYS_recvmsg, fd, message, flags));
}
