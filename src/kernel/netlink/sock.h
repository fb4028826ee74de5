/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sock.h -- a netlink socket to the kernel's packet filter
 *
 * One request at a time. Only answers of the kernel itself (port 0) to the
 * request in hand are looked at. Returns 0 or -errno; nothing is logged here,
 * for the caller knows what was being asked.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

struct sock {
	int fd;
	uint32_t seq;
	uint32_t port;       /* the kernel's name for the socket */
	uint32_t gate_flags; /* NFT_TABLE_F_… that the gate's table shall
			      * have; 0: none (own.h) */
	size_t send_room;    /* most bytes that one batch should have */
	uint8_t *answer;     /* receive buffer */
	uint64_t kernel_ns;  /* spent inside the kernel, for measuring */
};

/* Room that netlink messages are built in when they are not in a batch. */
enum {
	SOCK_ROOM = 1 << 14
};

struct sock_room {
	_Alignas(8) uint8_t bytes[SOCK_ROOM];
};

/* Called for each message of an answer; a negative result is the call's, but
 * the answer is read to its end all the same. */
typedef int (*sock_each)(const struct nlmsghdr *msg, void *ctx);

int sock_open(struct sock *sock);
/*
 * In two steps, for a parent that keeps the descriptor while children come and
 * go: a socket that is ready (the descriptor, or -errno), and its use.
 * sock_adopt() takes over one that another process has used and may have left
 * at any point: what lies in it is thrown away, a dump is read to its end. The
 * process before must have ended. `fd` is the sock's from then on, also where
 * it fails.
 */
int sock_open_fd(void);
int sock_adopt(struct sock *sock, int fd);
/* Fine on one that was never opened, if fd is -1. */
void sock_close(struct sock *sock);

/* Begins a request of subsystem << 8 | message in `room`. */
struct nlmsghdr *sock_request(struct sock *sock, struct sock_room *room,
			      uint16_t type, uint16_t flags, uint8_t family);
/*
 * Sends and reads until the end of the dump or the acknowledgement. -EINTR: the
 * rules changed during a dump; ask again.
 */
int sock_ask(struct sock *sock, struct nlmsghdr *request, sock_each each,
	     void *ctx);
/* The kernel's count of committed transactions in this network namespace. It
 * goes up a little before what it counts is in force. */
int sock_generation(struct sock *sock, uint32_t *out);
/* The same for who reads the rules next: all that it counts is in force. Waits
 * for the transaction that is under way. */
int sock_settled_generation(struct sock *sock, uint32_t *out);

int sock_send(struct sock *sock, const void *bytes, size_t len);
/* Every message that has arrived, without waiting. */
int sock_drain(struct sock *sock, sock_each each, void *ctx);
