/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_time.c -- when a session is late
 */
#include "mail/smtp/session_time.h"

static void note_transaction(struct session_times *times,
			     const struct session *session, time_t now)
{
	if (times->asked)
		times->opened += now - times->asked;
	times->asked = session->state == SESSION_RCPT_ASKED ? now : 0;
	if (!session->mail_given)
		times->opened = 0;
	else if (!times->opened ||
		 times->n_transactions != session->n_transactions)
		times->opened = now;
	times->n_transactions = session->n_transactions;
}

void session_times_note(struct session_times *times,
			const struct session *session, time_t now)
{
	if (!session_in_line(session))
		times->line = 0;
	else if (!times->line || times->n_commands != session->n_commands)
		times->line = now;
	times->n_commands = session->n_commands;
	if (session->state != SESSION_TLS)
		times->tls = 0;
	else if (!times->tls)
		times->tls = now;
	note_transaction(times, session, now);
}

static bool is_over(time_t begin, time_t seconds, time_t now)
{
	return begin && now - begin > seconds;
}

bool session_is_late(const struct session_times *times,
		     const struct session *session, time_t now)
{
	switch (session->state) {
	case SESSION_RCPT_ASKED:
	case SESSION_MESSAGE_ASKED:
		return is_over(times->since, LIMIT_ANSWER, now);
	case SESSION_ENDED:
		return is_over(times->since, LIMIT_PARTING, now);
	case SESSION_COMMAND:
	case SESSION_TLS_DUE:
	case SESSION_TLS:
	case SESSION_RCPT:
	case SESSION_DATA_DUE:
	case SESSION_DATA:
	case SESSION_MESSAGE:
		break;
	}
	return is_over(times->tls, LIMIT_HANDSHAKE, now) ||
	       is_over(times->opened, LIMIT_TRANSACTION, now) ||
	       is_over(times->line, LIMIT_LINE_TIME, now) ||
	       is_over(times->since, LIMIT_IDLE, now);
}
