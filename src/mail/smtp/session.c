/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.c -- bytes in, replies out, in the order the peer sent them
 */
#include "mail/smtp/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mail/smtp/session_parts.h"
#include "mail/smtp/session_say.h"

enum {
	REPLY_ROOM = 512 /* what one command makes us say never needs more */
};

/* The scanned message, one chunk at a time: used up before the next one. */
static char scanned[SESSION_IN + 1];

void session_hang_up(struct session *session)
{
	session->state = SESSION_ENDED;
	session->in_len = 0;
	session->abandoned |= session->asked;
	session->asked = false;
}

void session_forget(struct session *session)
{
	for (size_t i = 0; i < session->n_rcpts; i++)
		free(session->rcpts[i]);
	session->n_rcpts = 0;
	session->mail_given = session->smtputf8 = false;
	session->abandoned |= session->asked;
	session->asked = false;
	session->size = 0;
	session->too_large = false;
	session->scan = (struct data_scan){ 0 };
}

void session_begin(struct session *session, const struct session_rules *rules)
{
	session->rules = rules;
	session_say(session, "220 %s ESMTP", rules->hostname);
}

void session_finish(struct session *session)
{
	session_forget(session);
}

void session_end(struct session *session, const char *words)
{
	if (session->state == SESSION_ENDED)
		return;
	session_say(session, "421 4.3.2 %s", words);
	session_hang_up(session);
}

char *session_room(struct session *session, size_t *room)
{
	*room = sizeof(session->in) - session->in_len;
	return session->in + session->in_len;
}

void session_received(struct session *session, size_t len)
{
	session->in_len += len;
}

void session_written(struct session *session, size_t len)
{
	session->out_len -= len;
	memmove(session->out, session->out + len, session->out_len);
}

bool session_in_line(const struct session *session)
{
	return session->state == SESSION_COMMAND && session->in_len;
}

bool session_is_idle(const struct session *session)
{
	return session->state == SESSION_ENDED ||
	       (session->state == SESSION_COMMAND && !session->mail_given);
}

static void consume(struct session *session, size_t len)
{
	session->in_len -= len;
	memmove(session->in, session->in + len, session->in_len);
}

void session_refuse_bytes(struct session *session)
{
	session_say(session,
		    "550 5.5.2 bare CR, bare LF, NUL or control character");
	session_hang_up(session);
}

/* One command line, if there is a whole one. */
static enum session_want read_command(struct session *session)
{
	char *lf = memchr(session->in, '\n', session->in_len);
	size_t len = lf ? (size_t)(lf - session->in) : session->in_len;
	struct smtp_command command;
	enum command_verdict verdict;

	if (len >= LIMIT_COMMAND) {
		session_say(session, "500 5.5.2 line too long");
		session_hang_up(session);
		return SESSION_WANTS_NOTHING;
	}
	if (!lf)
		return SESSION_WANTS_INPUT;
	if (len == 0 || lf[-1] != '\r') {
		session_refuse_bytes(session);
		return SESSION_WANTS_NOTHING;
	}
	lf[-1] = '\0';
	session->n_commands++;
	verdict = command_read(session->in, len - 1, &command);
	consume(session, len + 1);
	if (verdict == COMMAND_OK)
		session_obey(session, &command);
	else
		session_refuse(session, verdict, &command);
	if (session->n_bad > LIMIT_BAD_COMMANDS)
		session_end(session, "too many errors");
	return SESSION_WANTS_NOTHING;
}

static enum session_want read_message(struct session *session)
{
	enum data_verdict verdict;
	size_t used, len;

	if (session->in_len == 0)
		return SESSION_WANTS_INPUT;
	verdict = data_scan(&session->scan, session->in, session->in_len, &used,
			    scanned, &len);
	consume(session, used);
	if (verdict == DATA_BAD) {
		session_refuse_bytes(session);
		return SESSION_WANTS_NOTHING;
	}
	if (verdict == DATA_END)
		session->state = SESSION_MESSAGE;
	session->size += len;
	session->too_large |= session->size > session->rules->max_size;
	if (session->too_large)
		return SESSION_WANTS_NOTHING;
	session->chunk = scanned;
	session->chunk_len = len;
	return SESSION_WANTS_STORE;
}

static enum session_want next_want(struct session *session)
{
	switch (session->state) {
	case SESSION_COMMAND:
		return read_command(session);
	case SESSION_TLS_DUE:
		return SESSION_WANTS_TLS;
	case SESSION_TLS:
		return session->out_len ? SESSION_WANTS_FLUSH
					: SESSION_WANTS_HANDSHAKE;
	case SESSION_RCPT:
		session->state = SESSION_RCPT_ASKED;
		session->asked = true;
		return SESSION_WANTS_RCPT;
	case SESSION_DATA_DUE:
		return SESSION_WANTS_DATA;
	case SESSION_DATA:
		return read_message(session);
	case SESSION_MESSAGE:
		session->state = SESSION_MESSAGE_ASKED;
		return SESSION_WANTS_MESSAGE;
	case SESSION_RCPT_ASKED:
	case SESSION_MESSAGE_ASKED:
		return SESSION_WANTS_ANSWER;
	case SESSION_ENDED:
		break;
	}
	return SESSION_WANTS_CLOSE;
}

enum session_want session_advance(struct session *session)
{
	enum session_want want = SESSION_WANTS_NOTHING;

	while (want == SESSION_WANTS_NOTHING) {
		if (session->abandoned) {
			session->abandoned = false;
			return SESSION_WANTS_ABANDON;
		}
		if (session->out_len > sizeof(session->out) - REPLY_ROOM)
			return SESSION_WANTS_FLUSH;
		want = next_want(session);
	}
	return want;
}

void session_go_ahead(struct session *session, bool early)
{
	must(session->state == SESSION_DATA_DUE);
	if (early || session->in_len) {
		session_say(session, "554 5.5.0 input before our 354");
		session_hang_up(session);
		return;
	}
	session_say(session, "354 end with CRLF.CRLF");
	session->state = SESSION_DATA;
}

static char *keep(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(xcalloc(1, size), text, size);
}

void session_rcpt_answered(struct session *session, const struct answer *answer)
{
	must(session->state == SESSION_RCPT_ASKED);
	session->state = SESSION_COMMAND;
	if (answer_is_yes(answer))
		session->rcpts[session->n_rcpts++] = keep(session->rcpt);
	else
		session->n_refused++;
	session_say_answer(session, answer);
}

void session_message_answered(struct session *session,
			      const struct answer *answer)
{
	must(session->state == SESSION_MESSAGE_ASKED);
	session->state = SESSION_COMMAND;
	session->asked = false;
	session_forget(session);
	session_say_answer(session, answer);
}
