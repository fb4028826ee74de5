/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_say.h -- replies into a session's output
 *
 * The caller sees to the room: session_advance() leaves enough for what one
 * command can make us say.
 */
#pragma once

#include "mail/smtp/session.h"

/* One reply line; CRLF is added. */
void session_say(struct session *session, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void session_say_answer(struct session *session, const struct answer *answer);
/* Why a mailbox is not taken; sender: it is MAIL's, not RCPT's. */
void session_say_path(struct session *session, enum path_verdict verdict,
		      bool sender);
