/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faulty.c -- sekisho whose every send to the kernel can be its last
 *
 * Linked with --wrap=sendto,--wrap=setsockopt into `sekisho-faulty`, a program of the tests only.
 * Sends are counted from 1. In the environment:
 *
 *	FAULT_KILL=N		dies by SIGKILL instead of send N
 *	FAULT_RUN=N COMMAND	a shell command runs before send N
 *	FAULT_SPOIL=N		the N-th set element sent is made wrong
 *	FAULT_COUNT=FILE	the number of sends is written there at the end
 *	FAULT_ROOM=N		the socket gets a send buffer of N bytes at most
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/attr.h"

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

static unsigned long n_sends, n_elements;

static unsigned long number(const char *name)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : 0;
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

static void write_count(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%lu\n", n_sends);
	fclose(file);
}

ssize_t wrapped_sendto(int fd, void *bytes, size_t len, int flags,
		       const struct sockaddr *to, socklen_t to_len)
{
	if (n_sends++ == 0)
		atexit(write_count);
	if (n_sends == number("FAULT_KILL"))
		kill(getpid(), SIGKILL);
	run_command();
	if (getenv("FAULT_SPOIL"))
		spoil(bytes, len);
	return real_sendto(fd, bytes, len, flags, to, to_len);
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
