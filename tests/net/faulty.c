/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faulty.c -- sekisho whose every word with the kernel can go wrong
 *
 * Linked into `sekisho-faulty`, a program of the tests only, in front of
 * sendto(2), recvmsg(2) and setsockopt(2). Sends and receives are counted from
 * 1, each for itself. In the environment, ERROR as a number:
 *
 *	FAULT_KILL=N		dies by SIGKILL instead of send N
 *	FAULT_RUN=N COMMAND	a shell command runs before send N
 *	FAULT_SPOIL=N		the N-th set element sent is made wrong
 *	FAULT_SEND=N ERROR	send N fails, nothing is sent
 *	FAULT_ANSWER=N ERROR	send N is answered with that error, nothing is sent
 *	FAULT_RECEIVE=N ERROR	receive N fails, what was to be received waits
 *	FAULT_LOSE=N		receive N fails with ENOBUFS, it is lost
 *	FAULT_COUNT=FILE	the number of sends is written there at the end
 *	FAULT_RECEIVED=FILE	the same of receives
 *	FAULT_ROOM=N		the socket gets a send buffer of N bytes at most
 */
#include "faulty.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/netlink/attr.h"

/* Named by the linker. */
ssize_t wrapped_sendto(int fd, void *bytes, size_t len, int flags,
		       const struct sockaddr *to,
		       socklen_t to_len) __asm__("__wrap_sendto");
ssize_t real_sendto(int fd, const void *bytes, size_t len, int flags,
		    const struct sockaddr *to,
		    socklen_t to_len) __asm__("__real_sendto");

int wrapped_setsockopt(int fd, int level, int name, const void *value,
		       socklen_t len) __asm__("__wrap_setsockopt");
int real_setsockopt(int fd, int level, int name, const void *value,
		    socklen_t len) __asm__("__real_setsockopt");

ssize_t wrapped_recvmsg(int fd, struct msghdr *msg,
			int flags) __asm__("__wrap_recvmsg");
ssize_t real_recvmsg(int fd, struct msghdr *msg,
		     int flags) __asm__("__real_recvmsg");

static unsigned long n_sends, n_receives, n_elements;

/* What the kernel is made to say. */
static struct {
	struct nlmsghdr head;
	struct nlmsgerr body;
} answer;

static bool answers;

unsigned long faulty_sends(void)
{
	return n_sends;
}

unsigned long faulty_receives(void)
{
	return n_receives;
}

static unsigned long number(const char *name)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : 0;
}

/* "N ERROR": the error if it is the N-th time, else 0. */
static int fault(const char *name, unsigned long nth)
{
	const char *text = getenv(name);
	char *end;

	if (!text || strtoul(text, &end, 10) != nth)
		return 0;
	return (int)strtol(end, NULL, 10);
}

static void run_command(void)
{
	const char *command = getenv("FAULT_RUN");
	const char *text = command ? strchr(command, ' ') : NULL;

	if (text && strtoul(command, NULL, 10) == n_sends && system(text) != 0)
		fputs("faulty: the command failed\n", stderr);
}

/* Gives a key a type that no attribute of an element has. */
static void spoil_elements(const struct nlmsghdr *msg)
{
	const struct nlattr *element;
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs) ||
	    !attrs.at[NFTA_SET_ELEM_LIST_ELEMENTS])
		return;
	for (struct walk w = walk_nest(attrs.at[NFTA_SET_ELEM_LIST_ELEMENTS]);
	     (element = walk_next(&w));) {
		struct nlattr *key = mnl_attr_get_payload(element);

		if (++n_elements == number("FAULT_SPOIL"))
			key->nla_type = NFTA_SET_ELEM_PAD;
	}
}

static void spoil(void *bytes, size_t len)
{
	const struct nlmsghdr *msg = bytes;
	int left = (int)len;

	for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left))
		if (msg->nlmsg_type ==
		    (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSETELEM))
			spoil_elements(msg);
}

static void write_number(const char *name, unsigned long n)
{
	const char *path = getenv(name);
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%lu\n", n);
	fclose(file);
}

static void write_counts(void)
{
	write_number("FAULT_COUNT", n_sends);
	write_number("FAULT_RECEIVED", n_receives);
}

/* A batch whose generation is stale is refused at its beginning, anything else
 * at the first message that does something. */
static void prepare_answer(const void *bytes, size_t len, int error)
{
	const struct nlmsghdr *msg = bytes;
	int left = (int)len;

	if (msg->nlmsg_type == NFNL_MSG_BATCH_BEGIN && error != ERESTART)
		msg = mnl_nlmsg_next(msg, &left);
	answer.head = (struct nlmsghdr){ .nlmsg_len = sizeof(answer),
					 .nlmsg_type = NLMSG_ERROR,
					 .nlmsg_flags = NLM_F_CAPPED,
					 .nlmsg_seq = msg->nlmsg_seq };
	answer.body = (struct nlmsgerr){ .error = -error, .msg = *msg };
	answers = true;
}

ssize_t wrapped_sendto(int fd, void *bytes, size_t len, int flags,
		       const struct sockaddr *to, socklen_t to_len)
{
	if (n_sends++ == 0)
		atexit(write_counts);
	if (n_sends == number("FAULT_KILL"))
		kill(getpid(), SIGKILL);
	run_command();
	if (getenv("FAULT_SPOIL"))
		spoil(bytes, len);
	errno = fault("FAULT_SEND", n_sends);
	if (errno)
		return -1;
	if (fault("FAULT_ANSWER", n_sends)) {
		prepare_answer(bytes, len, fault("FAULT_ANSWER", n_sends));
		return (ssize_t)len;
	}
	return real_sendto(fd, bytes, len, flags, to, to_len);
}

ssize_t wrapped_recvmsg(int fd, struct msghdr *msg, int flags)
{
	n_receives++;
	errno = fault("FAULT_RECEIVE", n_receives);
	if (errno)
		return -1;
	if (answers) {
		answers = false;
		memcpy(msg->msg_iov[0].iov_base, &answer, sizeof(answer));
		return (ssize_t)sizeof(answer);
	}
	if (n_receives == number("FAULT_LOSE")) {
		/* Nothing may have been there to lose. */
		(void)real_recvmsg(fd, msg, flags | MSG_DONTWAIT);
		errno = ENOBUFS;
		return -1;
	}
	return real_recvmsg(fd, msg, flags);
}

int wrapped_setsockopt(int fd, int level, int name, const void *value,
		       socklen_t len)
{
	int room = (int)number("FAULT_ROOM");

	if (room && level == SOL_SOCKET &&
	    (name == SO_SNDBUF || name == SO_SNDBUFFORCE))
		return real_setsockopt(fd, level, name, &room, sizeof(room));
	return real_setsockopt(fd, level, name, value, len);
}
