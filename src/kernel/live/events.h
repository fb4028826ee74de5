/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events.h -- who has just changed the packet filter's rules
 *
 * The kernel tells every committed transaction of this network namespace by an
 * NFT_MSG_NEWGEN to the multicast group NFNLGRP_NFTABLES. A socket filter lets
 * only these into the queue: 100 000 new elements of one transaction are one
 * event. Nothing here grows, whatever arrives.
 *
 * Not told: a table that vanishes with the process that owned it, elements that
 * run out, and what the rules themselves add to sets.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

enum {
	/* With their NULs; strangers' bytes are escaped (text_escape). */
	EVENT_NAME = 64,
	EVENT_PATH = 256,
	EVENT_COMMAND = 200,
	/* Most messages taken by one events_read(). */
	EVENTS_PER_READ = 256,
};

/* What /proc says of a process while it still lives. */
struct event_who {
	bool known;
	uint32_t uid; /* the real one */
	uint32_t parent;
	char program[EVENT_PATH]; /* "" if it may not be read */
	char command[EVENT_COMMAND];
	char parent_name[EVENT_NAME];
};

enum event_kind {
	EVENT_CHANGE, /* one transaction */
	EVENT_LOST,   /* messages were lost: look at everything */
};

struct event {
	enum event_kind kind;
	uint32_t genid; /* the kernel's count after it */
	/* The netlink port of the socket that it came by: no two sockets of
	 * this namespace have the same at a time. */
	uint32_t port;
	/* Set by the kernel, in its first PID namespace; the name can be chosen
	 * by the process. */
	uint32_t pid;
	char name[EVENT_NAME];
	struct event_who who;
};

struct events {
	int fd;         /* readable when there is something */
	uint32_t genid; /* of the last event; 0: none yet */
};

typedef void (*event_each)(const struct event *event, void *ctx);

/* 0 or -errno; needs CAP_NET_ADMIN of the network namespace. */
int events_open(struct events *events);
/* Fine on one that was never opened, if fd is -1. */
void events_close(struct events *events);
/*
 * Everything that has arrived, without waiting, but EVENTS_PER_READ messages at
 * most: what is left keeps the fd readable. `look`: read /proc about each
 * sender. 0 or -errno.
 */
int events_read(struct events *events, bool look, event_each each, void *ctx);

/* False where it is no NEWGEN of the kernel's; `who` stays unknown. */
bool event_of_message(const struct nlmsghdr *msg, struct event *out);

/* The ports of our own sockets (sock.h), while they are open, and our own
 * processes. */
struct event_ours {
	const uint32_t *ports, *pids;
	size_t n_ports, n_pids;
};

bool event_is_ours(const struct event *event, const struct event_ours *ours);

/* Reads /proc, and /proc alone; `known` is false where the process is gone. */
void event_who_read(uint32_t pid, struct event_who *out);
