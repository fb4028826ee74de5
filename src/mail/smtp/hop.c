/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop.c -- what to say next to the next hop, by what it answered
 */
#include "mail/smtp/hop.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/types.h>

#include "base/must.h"

__attribute__((format(printf, 2, 3))) static void say(struct hop *hop,
						      const char *fmt, ...)
{
	size_t room = sizeof(hop->out) - hop->out_len;
	va_list ap;
	int len;

	hop->early |= hop->in_len > 0;
	va_start(ap, fmt);
	len = vsnprintf(hop->out + hop->out_len, room, fmt, ap);
	va_end(ap);
	must(len > 0 && (size_t)len < room);
	hop->out_len += (size_t)len;
}

const char *hop_state_name(enum hop_state state)
{
	static const char *const names[] = {
		[HOP_FREE] = "none",         [HOP_CONNECTING] = "connection",
		[HOP_BANNER] = "greeting",   [HOP_HELLO] = "EHLO",
		[HOP_STARTTLS] = "STARTTLS", [HOP_SECURING] = "handshake",
		[HOP_IDLE] = "idle",         [HOP_MAIL] = "MAIL",
		[HOP_RCPT] = "RCPT",         [HOP_READY] = "transaction",
		[HOP_DATA] = "DATA",         [HOP_BODY] = "message",
		[HOP_RESET] = "RSET",        [HOP_SPENT] = "spent",
	};

	return names[state];
}

void hop_begin(struct hop *hop, const char *hostname)
{
	*hop = (struct hop){ .state = HOP_CONNECTING, .hostname = hostname };
}

static void say_rcpt(struct hop *hop)
{
	say(hop, "RCPT TO:<%s>\r\n", hop->rcpt);
}

static void note_rcpt(struct hop *hop, const char *rcpt)
{
	size_t size = strlen(rcpt) + 1;

	must(size <= sizeof(hop->rcpt));
	memcpy(hop->rcpt, rcpt, size);
}

void hop_open(struct hop *hop, const char *sender, const char *rcpt, bool utf8)
{
	must(hop->state == HOP_IDLE);
	hop->state = HOP_MAIL;
	hop->mail_refused = false;
	must(!utf8 || hop->smtputf8);
	note_rcpt(hop, rcpt);
	say(hop, "MAIL FROM:<%s>%s\r\n", sender, utf8 ? " SMTPUTF8" : "");
	if (hop->pipelining)
		say_rcpt(hop);
}

void hop_rcpt(struct hop *hop, const char *rcpt)
{
	must(hop->state == HOP_READY);
	hop->state = HOP_RCPT;
	note_rcpt(hop, rcpt);
	say_rcpt(hop);
}

void hop_data(struct hop *hop, const char *body, size_t len)
{
	must(hop->state == HOP_READY);
	hop->state = HOP_DATA;
	hop->body = body;
	hop->body_len = len;
	hop->body_sent = false;
	say(hop, "DATA\r\n");
}

void hop_sent(struct hop *hop)
{
	must(hop->state == HOP_BODY);
	hop->early |= hop->in_len > 0;
	hop->body_sent = true;
}

void hop_reset(struct hop *hop)
{
	must(hop->state == HOP_READY);
	hop->state = HOP_RESET;
	say(hop, "RSET\r\n");
}

void hop_quit(struct hop *hop)
{
	must(hop->state == HOP_IDLE);
	say(hop, "QUIT\r\n");
}

char *hop_room(struct hop *hop, size_t *room)
{
	*room = sizeof(hop->in) - hop->in_len;
	return hop->in + hop->in_len;
}

void hop_received(struct hop *hop, size_t len)
{
	hop->in_len += len;
}

void hop_written(struct hop *hop, size_t len)
{
	hop->out_len -= len;
	memmove(hop->out, hop->out + len, hop->out_len);
}

static bool is_keyword(const char *text, const char *keyword)
{
	size_t len = strlen(keyword);

	return strncasecmp(text, keyword, len) == 0 &&
	       (text[len] == '\0' || text[len] == ' ');
}

static void note_keyword(struct hop *hop, const char *text)
{
	hop->pipelining |= is_keyword(text, "PIPELINING");
	hop->smtputf8 |= is_keyword(text, "SMTPUTF8");
	hop->starttls |= is_keyword(text, "STARTTLS");
}

static struct answer answer_now(const struct hop *hop)
{
	return answer_from_hop(hop->reply_code, hop->subject, hop->detail);
}

/* 251 and 252 accept a recipient just as well (RFC 5321 4.2.3). */
static struct answer answer_of_rcpt(const struct hop *hop)
{
	unsigned code = hop->reply_code;

	return answer_from_hop(code == 251 || code == 252 ? 250 : code,
			       hop->subject, hop->detail);
}

static bool is_yes(const struct hop *hop)
{
	return hop->reply_code == 250;
}

static void say_hello(struct hop *hop)
{
	hop->pipelining = hop->smtputf8 = hop->starttls = false;
	hop->state = HOP_HELLO;
	say(hop, "EHLO %s\r\n", hop->hostname);
}

/* In the clear alone: what has offered STARTTLS knows EHLO. */
static bool knows_no_ehlo(const struct hop *hop)
{
	return (hop->reply_code == 500 || hop->reply_code == 502) &&
	       !hop->helo && !hop->needs_tls && !hop->secure;
}

static enum hop_event after_hello(struct hop *hop)
{
	if (knows_no_ehlo(hop)) {
		hop->helo = true;
		say(hop, "HELO %s\r\n", hop->hostname);
		return HOP_MORE;
	}
	if (!is_yes(hop))
		return HOP_BROKEN;
	if (hop->wants_tls && !hop->secure && hop->starttls) {
		hop->state = HOP_STARTTLS;
		say(hop, "STARTTLS\r\n");
		return HOP_MORE;
	}
	if (hop->needs_tls && !hop->secure)
		return HOP_BROKEN;
	hop->state = HOP_IDLE;
	return HOP_GREETED;
}

/* What is there behind the 220 is in the clear, but would be read as if it were
 * not: RFC 3207 6, and CVE-2011-0411 from the other side. */
static enum hop_event after_starttls(struct hop *hop)
{
	if (hop->reply_code != 220 || hop->in_len)
		return HOP_BROKEN;
	hop->state = HOP_SECURING;
	return HOP_SECURE;
}

void hop_secured(struct hop *hop)
{
	must(hop->state == HOP_SECURING && hop->in_len == 0);
	hop->secure = true;
	say_hello(hop);
}

/* Some take so many messages of one connection, and then none of it any more:
 * OpenSMTPD says 452 after a hundred. */
static bool is_worn(const struct hop *hop)
{
	return hop->n_taken && hop->reply_code / 100 == 4;
}

static enum hop_event after_mail(struct hop *hop)
{
	if (is_worn(hop))
		return HOP_WORN;
	hop->state = HOP_RCPT;
	hop->mail_refused = !is_yes(hop);
	if (hop->mail_refused)
		hop->answer = answer_now(hop);
	if (hop->pipelining)
		return HOP_MORE; /* the RCPT's own answer is on its way */
	if (hop->mail_refused) {
		hop->state = HOP_READY;
		return HOP_ANSWERED;
	}
	say_rcpt(hop);
	return HOP_MORE;
}

static enum hop_event after_rcpt(struct hop *hop)
{
	hop->state = HOP_READY;
	if (!hop->mail_refused)
		hop->answer = answer_of_rcpt(hop);
	return HOP_ANSWERED;
}

static enum hop_event after_data(struct hop *hop)
{
	if (hop->reply_code == 354) {
		hop->state = HOP_BODY;
		return HOP_MORE;
	}
	/* Refused before the message went out: RFC 5321 4.3.2. What the next
	 * hop now thinks of the transaction does not matter: RSET follows. */
	hop->answer = is_yes(hop) ? answer_from_hop(0, 0, 0) : answer_now(hop);
	hop->state = HOP_READY;
	return HOP_FINISHED;
}

/* A refusal may come before the whole is out, a yes may not. */
static enum hop_event after_body(struct hop *hop)
{
	if (!hop->body_sent && hop->reply_code < 400)
		return HOP_BROKEN;
	hop->answer = answer_now(hop);
	hop->n_taken += is_yes(hop);
	hop->state = hop->body_sent ? HOP_IDLE : HOP_SPENT;
	return HOP_FINISHED;
}

/* Exim says 554 to who has been refused ten recipients in a row and said RSET
 * each time. */
static enum hop_event after_reset(const struct hop *hop)
{
	if (is_yes(hop))
		return HOP_CLEARED;
	return hop->reply_code >= 400 ? HOP_WORN : HOP_BROKEN;
}

/* 421: it closes. 530: it wants a login or STARTTLS (RFC 4954 6, RFC 3207 4),
 * which is our matter: no message goes back for it. */
static bool is_over(const struct hop *hop)
{
	return hop->reply_code == 421 || hop->reply_code == 530;
}

/* A whole reply is there. */
static enum hop_event react(struct hop *hop)
{
	if (is_over(hop))
		return HOP_BROKEN;
	switch (hop->state) {
	case HOP_BANNER:
		if (hop->reply_code != 220)
			return HOP_BROKEN;
		say_hello(hop);
		return HOP_MORE;
	case HOP_HELLO:
		return after_hello(hop);
	case HOP_STARTTLS:
		return after_starttls(hop);
	case HOP_MAIL:
		return after_mail(hop);
	case HOP_RCPT:
		return after_rcpt(hop);
	case HOP_DATA:
		return after_data(hop);
	case HOP_BODY:
		return after_body(hop);
	case HOP_RESET:
		hop->state = HOP_IDLE;
		return after_reset(hop);
	case HOP_FREE:
	case HOP_CONNECTING:
	case HOP_SECURING:
	case HOP_IDLE:
	case HOP_READY:
	case HOP_SPENT:
		break;
	}
	return HOP_BROKEN; /* nobody asked */
}

/* The code of an earlier reply is no reason. */
static enum hop_event talks_nonsense(struct hop *hop)
{
	hop->reply_code = 0;
	return HOP_BROKEN;
}

static enum hop_event take_line(struct hop *hop, const char *line)
{
	struct reply_line reply;

	if (!reply_read(line, &reply) || hop->n_lines == LIMIT_REPLY_LINES)
		return talks_nonsense(hop);
	if (hop->n_lines++ == 0) {
		hop->reply_code = reply.code;
		hop->subject = reply.subject;
		hop->detail = reply.detail;
	} else if (reply.code != hop->reply_code) {
		return talks_nonsense(hop);
	} else if (hop->state == HOP_HELLO && !hop->helo) {
		note_keyword(hop, reply.text); /* the first line is a name */
	}
	if (!reply.last)
		return HOP_MORE;
	hop->n_lines = 0;
	return react(hop);
}

/* Length of the first line with its CRLF; 0: not whole yet; -1: not a line. */
static ssize_t line_len(const struct hop *hop)
{
	const char *lf = memchr(hop->in, '\n', hop->in_len);
	size_t len = lf ? (size_t)(lf - hop->in) + 1 : hop->in_len;
	const char *cr = memchr(hop->in, '\r', len);

	/* The buffer holds far more than this: wherever TCP cuts, a line too
	 * long is found. */
	if (len >= LIMIT_REPLY_LINE + (lf != NULL) ||
	    memchr(hop->in, '\0', len))
		return -1;
	if (!lf)
		return cr && cr != hop->in + len - 1 ? -1 : 0;
	return cr && cr == lf - 1 ? (ssize_t)len : -1;
}

enum hop_event hop_step(struct hop *hop)
{
	enum hop_event event = HOP_MORE;

	while (event == HOP_MORE) {
		ssize_t len = line_len(hop);
		char line[LIMIT_REPLY_LINE];

		if (len < 0 || hop->early)
			return talks_nonsense(hop);
		if (len == 0)
			return HOP_MORE;
		memcpy(line, hop->in, (size_t)len - 2);
		line[len - 2] = '\0';
		hop->in_len -= (size_t)len;
		memmove(hop->in, hop->in + len, hop->in_len);
		event = take_line(hop, line);
	}
	return event;
}
