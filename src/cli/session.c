/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.c -- the kernel as the verbs see it: a socket, and what is held
 */
#include "cli/session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/command/command.h"

static const char *explain(int error)
{
	switch (-error) {
	case EPERM:
		return "not permitted: this needs CAP_NET_ADMIN (root)";
	case EPROTONOSUPPORT:
	case EAFNOSUPPORT:
		return "this kernel has no nf_tables";
	case ERESTART:
		return "somebody else keeps changing the rules";
	case EIO:
		return "the kernel holds something else than it was given";
	default:
		return strerror(-error);
	}
}

int session_failed(const char *doing, int error)
{
	fprintf(stderr, "sekisho: %s: %s\n", doing, explain(error));
	return ANSWER_MACHINE;
}

int session_may_write(const struct session *session)
{
	if (!session->held.gate.owner)
		return ANSWER_YES;
	fprintf(stderr,
		"sekisho: the table is owned by sekishod (port id %u): use "
		"`sekisho apply` without --direct\n",
		session->held.gate.owner);
	return ANSWER_MACHINE;
}

int session_look(struct session *session)
{
	int r;

	held_finish(&session->held);
	session->held = (struct held){ 0 };
	r = held_read(&session->sock, &session->held);
	return r < 0 ? session_failed("read the rules in force", r)
		     : ANSWER_YES;
}

int session_open(struct session *session)
{
	int r;

	session->sock.fd = -1;
	r = sock_open(&session->sock);
	if (r < 0)
		return session_failed("open a netlink socket", r);
	return session_look(session);
}

void session_close(struct session *session)
{
	held_finish(&session->held);
	if (session->sock.answer)
		sock_close(&session->sock);
}
