/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.h -- the kernel as the verbs see it: a socket, and what is held
 */
#pragma once

#include <stdbool.h>

#include "kernel/held/held.h"
#include "kernel/netlink/sock.h"
#include "policy/policy.h"
#include "ruleset/ruleset.h"

struct session {
	struct sock sock;
	struct held held;
};

/*
 * Opens the socket and reads what is held. ANSWER_YES, or what the process
 * should exit with, after a line on stderr; session_close() is fine in either
 * case if `session` was all zero.
 */
int session_open(struct session *session);
/* ANSWER_YES, or ANSWER_MACHINE after a line on stderr: the table belongs to a
 * daemon, which alone can change it. */
int session_may_write(const struct session *session);
/* Reads anew what is held. */
int session_look(struct session *session);
void session_close(struct session *session);

/* Says on stderr what the kernel would not do, and returns ANSWER_MACHINE. */
int session_failed(const char *doing, int error);
