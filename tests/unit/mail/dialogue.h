/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialogue.h -- a session and the test that plays its peer, owner and inside
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/smtp/session.h"

static inline bool takes_domain(const void *settings, const char *domain)
{
	(void)settings;
	return strcmp(domain, "town.example.jp") == 0;
}

static struct session_rules rules = {
	.hostname = "gw.example",
	.max_size = 100,
	.takes_domain = takes_domain,
};

/* A session, what it stored, and how often it asked for what. */
struct dialogue {
	struct session *session;
	char stored[4096];
	size_t n_stored;
	unsigned n_rcpts, n_abandoned, n_messages;
	bool early; /* the socket had input before our 354 or 220 */
	struct answer answer;
};

static const struct answer yes = { ANSWER_HOP, 250, 1, 5 };
static const struct answer too_large = { ANSWER_TOO_LARGE, 552, 3, 4 };

static inline int begin(void **state)
{
	struct dialogue *d = calloc(1, sizeof(*d));

	d->session = calloc(1, sizeof(*d->session));
	d->answer = yes;
	session_begin(d->session, &rules);
	*state = d;
	return 0;
}

static inline int end(void **state)
{
	struct dialogue *d = *state;

	session_finish(d->session);
	free(d->session);
	free(d);
	return 0;
}

static inline void store(struct dialogue *d)
{
	assert_true(d->n_stored + d->session->chunk_len < sizeof(d->stored));
	memcpy(d->stored + d->n_stored, d->session->chunk,
	       d->session->chunk_len);
	d->n_stored += d->session->chunk_len;
}

/* Goes on until it wants input or its end, answering what it asks. */
static inline enum session_want go_on(struct dialogue *d)
{
	for (;;) {
		enum session_want want = session_advance(d->session);

		switch (want) {
		case SESSION_WANTS_RCPT:
			d->n_rcpts++;
			session_rcpt_answered(d->session, &d->answer);
			continue;
		case SESSION_WANTS_ABANDON:
			d->n_abandoned++;
			continue;
		case SESSION_WANTS_DATA:
			session_go_ahead(d->session, d->early);
			continue;
		case SESSION_WANTS_TLS:
			session_tls_go_ahead(d->session, d->early);
			if (d->session->state == SESSION_TLS)
				return want;
			continue;
		case SESSION_WANTS_STORE:
			store(d);
			continue;
		case SESSION_WANTS_MESSAGE:
			d->n_messages += !d->session->too_large;
			session_message_answered(
				d->session, d->session->too_large ? &too_large
								  : &d->answer);
			continue;
		case SESSION_WANTS_FLUSH:
		case SESSION_WANTS_HANDSHAKE:
		case SESSION_WANTS_ANSWER:
		case SESSION_WANTS_NOTHING:
			fail();
			break;
		case SESSION_WANTS_INPUT:
		case SESSION_WANTS_CLOSE:
			return want;
		}
	}
}

static inline enum session_want say_bytes(struct dialogue *d, const char *bytes,
					  size_t len)
{
	size_t room;
	char *at = session_room(d->session, &room);

	assert_true(room >= len);
	memcpy(at, bytes, len);
	session_received(d->session, len);
	return go_on(d);
}

static inline enum session_want say(struct dialogue *d, const char *text)
{
	return say_bytes(d, text, strlen(text));
}

/* Everything said since the last call. */
static inline const char *replies(struct dialogue *d)
{
	static char text[SESSION_OUT + 1];

	memcpy(text, d->session->out, d->session->out_len);
	text[d->session->out_len] = '\0';
	session_written(d->session, d->session->out_len);
	return text;
}

/* RFC 5321 4.2.1: the last line of each has no hyphen. */
static inline size_t count_replies(const char *text)
{
	size_t n = 0;

	for (const char *line = text; line && *line;) {
		n += line[3] != '-';
		line = strchr(line, '\n');
		line += line != NULL;
	}
	return n;
}

/* That begins so, and no other behind it. */
static inline void assert_reply(struct dialogue *d, const char *start)
{
	const char *text = replies(d);
	const size_t n = count_replies(start);

	if (strncmp(text, start, strlen(start)) != 0 ||
	    count_replies(text) != (n ? n : 1))
		fail_msg("said: %s", text);
}

static inline void open_transaction(struct dialogue *d)
{
	say(d, "EHLO mx.example\r\nMAIL FROM:<a@b>\r\n"
	       "RCPT TO:<x@town.example.jp>\r\n");
	replies(d);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)
