/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_say.c -- replies into a session's output
 */
#include "mail/smtp/session_say.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/must.h"

void session_say(struct session *session, const char *fmt, ...)
{
	char *at = session->out + session->out_len;
	size_t room = sizeof(session->out) - session->out_len;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(at, room - 2, fmt, ap);
	va_end(ap);
	must(len > 0 && (size_t)len < room - 2);
	at[len] = '\r';
	at[len + 1] = '\n';
	session->out_len += (size_t)len + 2;
}

void session_say_answer(struct session *session, const struct answer *answer)
{
	char text[ANSWER_TEXT];

	session_say(session, "%s", answer_text(text, answer));
}

/* RFC 3463 3.2 */
void session_say_path(struct session *session, enum path_verdict verdict,
		      bool sender)
{
	const char *syntax = sender ? "5.1.7" : "5.1.3";

	switch (verdict) {
	case PATH_OK:
	case PATH_SYNTAX:
		session_say(session,
			    "501 %s not a mailbox: <local@domain> right behind "
			    "the colon",
			    syntax);
		return;
	case PATH_TOO_LONG:
		session_say(session, "501 %s mailbox too long", syntax);
		return;
	case PATH_ROUTE:
		session_say(session, "553 %s routes are not followed", syntax);
		return;
	case PATH_8BIT:
		session_say(
			session,
			"553 5.6.7 only ASCII mailboxes in this transaction");
		return;
	}
}
