/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_command.c -- what each command does to a session, and its reply
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mail/smtp/session_parts.h"
#include "mail/smtp/session_say.h"

static void greet(struct session *session, bool extended)
{
	session_forget(session);
	session->greeted = true;
	session->offers_utf8 = extended && session->rules->smtputf8;
	if (!extended) {
		session_say(session, "250 %s", session->rules->hostname);
		return;
	}
	session_say(session, "250-%s", session->rules->hostname);
	session_say(session, "250-SIZE %" PRIu64, session->rules->max_size);
	session_say(session, "250-8BITMIME");
	session_say(session, "250-PIPELINING");
	if (session->rules->offers_tls && !session->secure)
		session_say(session, "250-STARTTLS");
	if (session->offers_utf8)
		session_say(session, "250-SMTPUTF8");
	session_say(session, "250 ENHANCEDSTATUSCODES");
}

/* RFC 6531 3.4, 3.5: what is not offered is not taken, and what is not asked
 * for is not given. */
static bool refuse_utf8(struct session *session,
			const struct smtp_command *command, bool utf8)
{
	if (command->path.utf8 && !(utf8 && session->offers_utf8)) {
		session_say_path(session, PATH_8BIT,
				 command->verb == SMTP_MAIL);
		return true;
	}
	if (command->smtputf8 && !session->offers_utf8) {
		session_say(session, "555 5.5.4 parameter not offered");
		return true;
	}
	return false;
}

static enum sender_verdict judge(const struct session *session,
				 const struct smtp_command *command)
{
	if (!session->rules->judge_sender)
		return SENDER_OK;
	return session->rules->judge_sender(session->rules->owner, session,
					    command->path.domain);
}

static void note_sender(struct session *session,
			const struct smtp_command *command)
{
	memcpy(session->sender, command->path.text, sizeof(session->sender));
	switch (judge(session, command)) {
	case SENDER_OK:
		session->mail_given = true;
		session->n_transactions++;
		session->smtputf8 = command->smtputf8;
		session_say(session, "250 2.1.0 sender noted");
		return;
	case SENDER_DOMAIN:
		session_say(session, "550 5.7.1 no domain that sends "
				     "through this relay");
		return;
	case SENDER_TOO_FAST:
		session_say(session, "450 4.7.1 too many messages, "
				     "try again later");
		return;
	}
}

static void take_sender(struct session *session,
			const struct smtp_command *command)
{
	if (!session->greeted) {
		session_say(session, "503 5.5.1 say EHLO first");
	} else if (session->mail_given) {
		session_say(session, "503 5.5.1 one MAIL at a time");
	} else if (command->size > session->rules->max_size) {
		session_say(session, "552 5.3.4 larger than %" PRIu64 " bytes",
			    session->rules->max_size);
	} else if (!refuse_utf8(session, command, command->smtputf8)) {
		note_sender(session, command);
	}
}

/* <postmaster> is somebody at every server (RFC 5321 4.5.1): here it is the
 * one of the first domain behind the relay. */
static bool take_mailbox(struct session *session,
			 const struct smtp_command *command)
{
	const struct session_rules *rules = session->rules;

	if (!command->postmaster) {
		memcpy(session->rcpt, command->path.text,
		       sizeof(session->rcpt));
		return rules->takes_domain(rules->settings,
					   command->path.domain);
	}
	if (!rules->postmaster)
		return false;
	return snprintf(session->rcpt, sizeof(session->rcpt), "postmaster@%s",
			rules->postmaster) <= LIMIT_PATH;
}

static void take_rcpt(struct session *session,
		      const struct smtp_command *command)
{
	if (!session->mail_given) {
		session_say(session, "503 5.5.1 say MAIL first");
	} else if (session->n_rcpts == LIMIT_RECIPIENTS) {
		session_say(session, "452 4.5.3 at most %d recipients",
			    LIMIT_RECIPIENTS);
	} else if (!refuse_utf8(session, command, session->smtputf8)) {
		if (take_mailbox(session, command)) {
			session->state = SESSION_RCPT;
			return;
		}
		session->n_refused++;
		session_say(session,
			    "550 5.7.1 not a domain behind this relay");
	}
}

static void take_data(struct session *session)
{
	if (!session->mail_given)
		session_say(session, "503 5.5.1 say MAIL first");
	else if (session->n_rcpts == 0)
		session_say(session, "554 5.5.1 no valid recipient");
	else
		session->state = SESSION_DATA_DUE;
}

void session_obey(struct session *session, const struct smtp_command *command)
{
	if (session_lacks_tls(session, command->verb)) {
		session_say(session, "530 5.7.0 say STARTTLS first");
		return;
	}
	switch (command->verb) {
	case SMTP_HELO:
	case SMTP_EHLO:
		greet(session, command->verb == SMTP_EHLO);
		return;
	case SMTP_STARTTLS:
		session_take_tls(session);
		return;
	case SMTP_MAIL:
		take_sender(session, command);
		return;
	case SMTP_RCPT:
		take_rcpt(session, command);
		return;
	case SMTP_DATA:
		take_data(session);
		return;
	case SMTP_RSET:
		session_forget(session);
		session_say(session, "250 2.0.0 forgotten");
		return;
	case SMTP_NOOP:
		session_say(session, "250 2.0.0 here");
		return;
	case SMTP_VRFY:
		session_say(session, "252 2.5.2 send it and see");
		return;
	case SMTP_QUIT:
		session_say(session, "221 2.0.0 bye");
		session_hang_up(session);
		return;
	case SMTP_FOREIGN:
		session_say(session, "502 5.5.1 not a command here, nor is "
				     "what follows it");
		session_hang_up(session);
		return;
	case SMTP_UNKNOWN:
		session->n_bad++;
		session_say(session, "502 5.5.1 not a command here");
		return;
	}
}

void session_refuse(struct session *session, enum command_verdict verdict,
		    const struct smtp_command *command)
{
	session->n_bad++;
	switch (verdict) {
	case COMMAND_OK:
		return;
	case COMMAND_SYNTAX:
		session_say(session,
			    "501 5.5.4 not the syntax of this command");
		return;
	case COMMAND_CONTROL:
		session_refuse_bytes(session);
		return;
	case COMMAND_PARAMETER:
		session_say(session, "555 5.5.4 parameter not offered");
		return;
	case COMMAND_PATH:
		session_say_path(session, command->path_verdict,
				 command->verb == SMTP_MAIL);
		return;
	}
}
