/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sock.c -- a netlink socket to the kernel's packet filter
 *
 * nf_tables works through a request inside sendto(2): when it returns, the
 * acknowledgements of a batch lie in the receive buffer. Buffers are raised
 * beyond the system's limits where we may (CAP_NET_ADMIN of the first user
 * namespace); elsewhere batches have to be shorter.
 */
#include "kernel/netlink/sock.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"

enum {
	ANSWER_ROOM = 1 << 17, /* a dump's part is at most 32 KiB */
	RECEIVE_BUFFER = 1 << 22,
	SEND_BUFFER = 1 << 29, /* a limit only; the kernel doubles it */
	/* A batch's skb counts with its overhead; keep well below. */
	SEND_SLACK = 1 << 12,
	WAIT_SECONDS = 30,
	/* More than the longest dump has; events are not subscribed to. */
	PARTS_MAX = 1 << 20,
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void raise_buffer(int fd, int forced, int polite, int len)
{
	if (setsockopt(fd, SOL_SOCKET, forced, &len, sizeof(len)) < 0)
		/* read_room() says what we got. */
		(void)setsockopt(fd, SOL_SOCKET, polite, &len, sizeof(len));
}

static void read_room(struct sock *sock)
{
	int have = 0;
	socklen_t len = sizeof(have);

	if (getsockopt(sock->fd, SOL_SOCKET, SO_SNDBUF, &have, &len) < 0)
		have = 0;
	sock->send_room =
		have > 2 * SEND_SLACK ? (size_t)have - SEND_SLACK : SEND_SLACK;
}

static int configure(int fd)
{
	const struct timeval wait = { .tv_sec = WAIT_SECONDS };
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	const int on = 1;

	if (bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0 ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) < 0)
		return -errno;
	raise_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, RECEIVE_BUFFER);
	raise_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, SEND_BUFFER);
	return 0;
}

int sock_open_fd(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	int r = fd < 0 ? -errno : configure(fd);

	if (r < 0 && fd >= 0)
		close(fd);
	return r < 0 ? r : fd;
}

static int read_port(struct sock *sock)
{
	struct sockaddr_nl self = { 0 };
	socklen_t len = sizeof(self);

	if (getsockname(sock->fd, (struct sockaddr *)&self, &len) < 0)
		return -errno;
	if (self.nl_family != AF_NETLINK)
		return -EPROTOTYPE;
	sock->port = self.nl_pid;
	return 0;
}

int sock_open(struct sock *sock)
{
	int fd = sock_open_fd();

	*sock = (struct sock){ .fd = -1 };
	return fd < 0 ? fd : sock_adopt(sock, fd);
}

void sock_close(struct sock *sock)
{
	if (sock->fd >= 0)
		close(sock->fd);
	free(sock->answer);
	*sock = (struct sock){ .fd = -1 };
}

struct nlmsghdr *sock_request(struct sock *sock, struct sock_room *room,
			      uint16_t type, uint16_t flags, uint8_t family)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(room->bytes);
	struct nfgenmsg *head;

	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = ++sock->seq;
	head = mnl_nlmsg_put_extra_header(msg, sizeof(*head));
	head->nfgen_family = family;
	head->version = NFNETLINK_V0;
	return msg;
}

int sock_send(struct sock *sock, const void *bytes, size_t len)
{
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	uint64_t began = now_ns();
	ssize_t sent = sendto(sock->fd, bytes, len, 0,
			      (const struct sockaddr *)&kernel, sizeof(kernel));
	int error = sent < 0 ? -errno : 0;

	sock->kernel_ns += now_ns() - began;
	return error;
}

/* Bytes received, 0 where they were not the kernel's own, or -errno. */
static ssize_t receive(struct sock *sock, int flags)
{
	struct sockaddr_nl from = { 0 };
	struct iovec part = { sock->answer, ANSWER_ROOM };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};
	uint64_t began = now_ns();
	ssize_t len;

	do
		len = recvmsg(sock->fd, &msg, flags);
	while (len < 0 && errno == EINTR);
	sock->kernel_ns += now_ns() - began;
	if (len < 0)
		return errno == EAGAIN && !flags ? -ETIMEDOUT : -errno;
	if (msg.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	return from.nl_pid == 0 ? len : 0;
}

/* Answers to whoever used it before, or what is left of one that could not be
 * read. The kernel goes on with a dump as its parts are received, and refuses
 * another one until then (-EBUSY). */
static int forget_answers(struct sock *sock)
{
	for (int i = 0; i < PARTS_MAX; i++) {
		ssize_t len = receive(sock, MSG_DONTWAIT);

		if (len == -EAGAIN)
			return 0;
		/* ENOBUFS: some were lost already. */
		if (len < 0 && len != -ENOBUFS && len != -EMSGSIZE)
			return (int)len;
	}
	return -EBUSY;
}

struct answer {
	uint32_t seq;
	bool ended;
	int result; /* the first failure */
	sock_each each;
	void *ctx;
};

static void note(struct answer *answer, int r)
{
	if (r < 0 && answer->result == 0)
		answer->result = r;
}

static void read_message(struct answer *answer, const struct nlmsghdr *msg)
{
	const int *error = mnl_nlmsg_get_payload(msg);

	if (msg->nlmsg_flags & NLM_F_DUMP_INTR)
		note(answer, -EINTR);
	/* Both begin with a result; a dump that failed midway says so there. */
	if (msg->nlmsg_type == NLMSG_DONE || msg->nlmsg_type == NLMSG_ERROR) {
		answer->ended = true;
		note(answer, mnl_nlmsg_get_payload_len(msg) < sizeof(*error)
				     ? -EBADMSG
				     : *error);
	} else if (answer->each && answer->result == 0) {
		note(answer, answer->each(msg, answer->ctx));
	}
}

int sock_ask(struct sock *sock, struct nlmsghdr *request, sock_each each,
	     void *ctx)
{
	struct answer answer = { request->nlmsg_seq, false, 0, each, ctx };
	int r;

	/* A dump ends by itself; anything else ends with its receipt. */
	if ((request->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		request->nlmsg_flags |= NLM_F_ACK;
	r = sock_send(sock, request, request->nlmsg_len);
	if (r < 0)
		return r;
	while (!answer.ended) {
		ssize_t len = receive(sock, 0);
		const struct nlmsghdr *msg = (const void *)sock->answer;
		int left = (int)len;

		if (len < 0) {
			(void)forget_answers(sock);
			return (int)len;
		}
		for (; mnl_nlmsg_ok(msg, left);
		     msg = mnl_nlmsg_next(msg, &left))
			if (msg->nlmsg_seq == answer.seq)
				read_message(&answer, msg);
	}
	return answer.result;
}

int sock_adopt(struct sock *sock, int fd)
{
	int r;

	*sock = (struct sock){ .fd = fd, .seq = (uint32_t)time(NULL) };
	sock->answer = xcalloc(1, ANSWER_ROOM);
	r = read_port(sock);
	if (r == 0)
		r = forget_answers(sock);
	if (r < 0) {
		sock_close(sock);
		return r;
	}
	read_room(sock);
	return 0;
}

int sock_drain(struct sock *sock, sock_each each, void *ctx)
{
	for (;;) {
		ssize_t len = receive(sock, MSG_DONTWAIT);
		const struct nlmsghdr *msg = (const void *)sock->answer;
		int left = (int)len;

		if (len == -EAGAIN)
			return 0;
		if (len < 0) {
			(void)forget_answers(sock);
			return (int)len;
		}
		for (; mnl_nlmsg_ok(msg, left);
		     msg = mnl_nlmsg_next(msg, &left)) {
			int r = each(msg, ctx);

			if (r < 0)
				return r;
		}
	}
}

static int read_generation(const struct nlmsghdr *msg, void *ctx)
{
	uint32_t *out = ctx;
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs) || !attrs.at[NFTA_GEN_ID])
		return -EBADMSG;
	*out = attr_be32(attrs.at[NFTA_GEN_ID], 0);
	return 0;
}

int sock_generation(struct sock *sock, uint32_t *out)
{
	struct sock_room room;
	struct nlmsghdr *msg = sock_request(
		sock, &room, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN, 0,
		AF_UNSPEC);

	return sock_ask(sock, msg, read_generation, out);
}

/* One transaction of nothing: its beginning takes the lock that another's
 * holds to its end, and it commits nothing (nf_tables_valid_genid() and
 * nf_tables_commit() of the kernel). Both within sendto(2), unanswered. */
static int await_commit(struct sock *sock)
{
	struct {
		struct nlmsghdr head;
		struct nfgenmsg what;
	} empty[2] = {
		[0].head.nlmsg_type = NFNL_MSG_BATCH_BEGIN,
		[1].head.nlmsg_type = NFNL_MSG_BATCH_END,
	};

	for (size_t i = 0; i < 2; i++) {
		empty[i].head.nlmsg_len = sizeof(empty[i]);
		empty[i].head.nlmsg_flags = NLM_F_REQUEST;
		empty[i].head.nlmsg_seq = ++sock->seq;
		empty[i].what.version = NFNETLINK_V0;
		empty[i].what.res_id = htobe16(NFNL_SUBSYS_NFTABLES);
	}
	return sock_send(sock, empty, sizeof(empty));
}

int sock_settled_generation(struct sock *sock, uint32_t *out)
{
	int r = sock_generation(sock, out);

	return r < 0 ? r : await_commit(sock);
}
