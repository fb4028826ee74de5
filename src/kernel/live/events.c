/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * events.c -- who has just changed the packet filter's rules
 *
 * NEWGEN is a datagram of its own, sent after all others of its transaction
 * (nf_tables_gen_notify() in the kernel), so a filter can tell it by the first
 * message's type. The kernel's count goes up by one with each: a gap is a loss
 * that no ENOBUFS told.
 */
#include "kernel/live/events.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <linux/filter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "base/text.h"
#include "kernel/netlink/attr.h"

enum {
	RECEIVE_BUFFER = 1 << 22,
	MESSAGE_ROOM = 1 << 14, /* the kernel's messages are at most 8 KiB */
	NEWGEN = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN,
};

/* A filter of the classic kind loads big-endian; the type is in the machine's
 * own order. */
static int attach_filter(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(NEWGEN), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = {
		.len = sizeof(code) / sizeof(*code),
		.filter = code,
	};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program));
}

static void raise_buffer(int fd)
{
	const int len = RECEIVE_BUFFER;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &len, sizeof(len)) < 0)
		/* A short one only means to lose, and hear of it, earlier. */
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &len, sizeof(len));
}

int events_open(struct events *events)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	const int group = NFNLGRP_NFTABLES;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			NETLINK_NETFILTER);

	if (fd < 0)
		return -errno;
	raise_buffer(fd);
	/* The filter stands before the first message can come. */
	if (attach_filter(fd) < 0 ||
	    bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0 ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)) < 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	*events = (struct events){ .fd = fd };
	return 0;
}

void events_close(struct events *events)
{
	if (events->fd >= 0)
		close(events->fd);
	*events = (struct events){ .fd = -1 };
}

bool event_of_message(const struct nlmsghdr *msg, struct event *out)
{
	struct attrs attrs;
	const char *name;

	if (msg->nlmsg_type != NEWGEN || !attrs_of_message(msg, &attrs) ||
	    !attrs.at[NFTA_GEN_ID])
		return false;
	*out = (struct event){
		.kind = EVENT_CHANGE,
		.genid = attr_be32(attrs.at[NFTA_GEN_ID], 0),
		.port = msg->nlmsg_pid,
		.pid = attr_be32(attrs.at[NFTA_GEN_PROC_PID], 0),
	};
	name = attr_text(attrs.at[NFTA_GEN_PROC_NAME]);
	text_escape(out->name, sizeof(out->name), name, strlen(name));
	return true;
}

struct reader {
	struct events *events;
	bool look;
	event_each each;
	void *ctx;
};

static void tell_loss(const struct reader *reader)
{
	const struct event lost = { .kind = EVENT_LOST };

	reader->events->genid = 0; /* whatever comes next, it is told once */
	reader->each(&lost, reader->ctx);
}

/* The kernel counts on from `last` and leaves out 0. */
static bool follows(uint32_t genid, uint32_t last)
{
	return last == 0 || genid == last + 1 ||
	       (last == UINT32_MAX && genid == 1);
}

static void read_messages(const struct reader *reader, const void *bytes,
			  size_t len)
{
	const struct nlmsghdr *msg = bytes;
	int left = (int)len;
	struct event event;

	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
		if (!event_of_message(msg, &event))
			continue;
		if (!follows(event.genid, reader->events->genid))
			tell_loss(reader);
		reader->events->genid = event.genid;
		if (reader->look)
			event_who_read(event.pid, &event.who);
		reader->each(&event, reader->ctx);
	}
}

/* 1: there may be more; 0: nothing is left; or -errno. */
static int read_one(const struct reader *reader)
{
	_Alignas(8) uint8_t bytes[MESSAGE_ROOM];
	struct sockaddr_nl from = { 0 };
	struct iovec part = { bytes, sizeof(bytes) };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};
	ssize_t len = recvmsg(reader->events->fd, &msg, MSG_DONTWAIT);

	if (len < 0 && errno == EAGAIN)
		return 0;
	if (len < 0 && errno != ENOBUFS)
		return errno == EINTR ? 1 : -errno;
	if (len < 0 || msg.msg_flags & MSG_TRUNC)
		tell_loss(reader);
	else if (from.nl_pid == 0) /* others may not speak for the kernel */
		read_messages(reader, bytes, (size_t)len);
	return 1;
}

int events_read(struct events *events, bool look, event_each each, void *ctx)
{
	const struct reader reader = { events, look, each, ctx };
	int r = 1;

	for (int i = 0; i < EVENTS_PER_READ && r > 0; i++)
		r = read_one(&reader);
	return r < 0 ? r : 0;
}

static bool is_among(uint32_t number, const uint32_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (numbers[i] == number)
			return true;
	return false;
}

bool event_is_ours(const struct event *event, const struct event_ours *ours)
{
	return event->kind == EVENT_CHANGE &&
	       ((event->port &&
		 is_among(event->port, ours->ports, ours->n_ports)) ||
		(event->pid && is_among(event->pid, ours->pids, ours->n_pids)));
}
