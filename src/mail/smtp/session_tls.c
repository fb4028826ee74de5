/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_tls.c -- STARTTLS (RFC 3207), and what it makes of a session
 *
 * What comes in the clear behind STARTTLS was put there by somebody between us
 * and the peer, to be taken for the peer's word once he is known
 * (CVE-2011-0411): it ends the session. So nothing is ever left that could
 * cross into the protected part, which begins without a memory (4.2).
 */
#include "base/must.h"
#include "mail/smtp/session_parts.h"
#include "mail/smtp/session_say.h"

void session_take_tls(struct session *session)
{
	if (session->secure) {
		session_say(session, "503 5.5.1 TLS is there already");
	} else if (!session->rules->offers_tls) {
		session->n_bad++;
		session_say(session, "502 5.5.1 not a command here");
	} else if (!session->greeted) {
		session_say(session, "503 5.5.1 say EHLO first");
	} else {
		session->state = SESSION_TLS_DUE;
	}
}

/* RFC 3207 4: every other command but these, until there is TLS. */
bool session_lacks_tls(const struct session *session, enum smtp_verb verb)
{
	switch (verb) {
	case SMTP_HELO:
	case SMTP_EHLO:
	case SMTP_STARTTLS:
	case SMTP_NOOP:
	case SMTP_QUIT:
	case SMTP_FOREIGN:
	case SMTP_UNKNOWN:
		return false;
	case SMTP_MAIL:
	case SMTP_RCPT:
	case SMTP_DATA:
	case SMTP_RSET:
	case SMTP_VRFY:
		break;
	}
	return session->rules->needs_tls && !session->secure;
}

void session_tls_go_ahead(struct session *session, bool early)
{
	must(session->state == SESSION_TLS_DUE);
	if (early || session->in_len) {
		session_say(session, "554 5.5.0 input before our 220");
		session_hang_up(session);
		return;
	}
	session_forget(session);
	session_say(session, "220 2.0.0 begin TLS");
	session->state = SESSION_TLS;
}

void session_tls_put_off(struct session *session)
{
	must(session->state == SESSION_TLS_DUE);
	session_say(session, "454 4.7.0 too many handshakes, try again later");
	session->state = SESSION_COMMAND;
}

void session_secured(struct session *session)
{
	must(session->state == SESSION_TLS && session->in_len == 0 &&
	     session->out_len == 0);
	session->greeted = session->offers_utf8 = false;
	session->secure = true;
	session->state = SESSION_COMMAND;
}
