/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_smtp.c -- a peer's words to the outer face
 *
 * The first byte says where the rest is cut into reads. A yes from the inside
 * must never be needed for safety, so all questions get one. Addresses that are
 * let in here are let through there, or their messages would never arrive.
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "mail/plain/verify_text.h"
#include "mail/smtp/session.h"

#include "fuzz.h"

static bool takes_domain(const void *settings, const char *domain)
{
	(void)settings;
	return strlen(domain) <= LIMIT_DOMAIN;
}

static const struct session_rules rules = {
	.hostname = "gw.example",
	.postmaster = "town.example.jp",
	.max_size = 1 << 16,
	.smtputf8 = true,
	.takes_domain = takes_domain,
	.offers_tls = true,
};

/* A message holds well-formed lines only, whatever came. */
static void check_chunk(const struct session *session)
{
	must(!memchr(session->chunk, '\0', session->chunk_len));
}

/* What the inner half asks of an envelope's addresses. */
static void check_mailbox(const char *text)
{
	must(verify_mailbox((struct slice){ text, strlen(text) }));
}

static void check_envelope(const struct session *session)
{
	if (session->sender[0])
		check_mailbox(session->sender);
	check_mailbox(session->rcpt);
}

static bool satisfy(struct session *session, enum session_want want)
{
	const struct answer yes = { ANSWER_HOP, 250, 1, 5 };

	switch (want) {
	case SESSION_WANTS_RCPT:
		check_envelope(session);
		session_rcpt_answered(session, &yes);
		return true;
	case SESSION_WANTS_DATA:
		session_go_ahead(session, false);
		return true;
	case SESSION_WANTS_TLS:
		session_tls_go_ahead(session, false);
		return true;
	case SESSION_WANTS_HANDSHAKE:
		/* Nothing of the clear is left. */
		must(session->in_len == 0 && !session->mail_given);
		session_secured(session);
		return true;
	case SESSION_WANTS_STORE:
		check_chunk(session);
		return true;
	case SESSION_WANTS_MESSAGE:
		session_message_answered(session, &yes);
		return true;
	case SESSION_WANTS_FLUSH:
		session_written(session, session->out_len);
		return true;
	case SESSION_WANTS_ABANDON:
		return true;
	case SESSION_WANTS_NOTHING:
	case SESSION_WANTS_INPUT:
	case SESSION_WANTS_ANSWER:
	case SESSION_WANTS_CLOSE:
		break;
	}
	return false;
}

static void be_peer(const uint8_t *bytes, size_t len, size_t step)
{
	struct session *session = xcalloc(1, sizeof(*session));

	session_begin(session, &rules);
	while (len) {
		size_t room;
		char *at = session_room(session, &room);
		size_t n = len < step ? len : step;

		if (n > room)
			n = room;
		if (n == 0 || session->state == SESSION_ENDED)
			break;
		memcpy(at, bytes, n);
		session_received(session, n);
		bytes += n;
		len -= n;
		while (satisfy(session, session_advance(session)))
			;
	}
	session_finish(session);
	free(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < 2)
		return 0;
	be_peer(bytes + 1, len - 1, 1U + bytes[0]);
	return 0;
}
