/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tcp.c -- what becomes of a TCP connection by the flags of its packets
 */
#include "replay/tcp.h"

enum {
	DECIDING = TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK | TCP_URG,
	UNANSWERED = 300, /* seconds, of what was picked up in the middle */
};

static const uint64_t second = 1000000000;

/* tcp_timeouts[], in seconds. */
static const uint32_t timeouts[] = {
	[TCP_SYN_SENT] = 120,    [TCP_SYN_BOTH] = 120,
	[TCP_SYN_ANSWERED] = 60, [TCP_ESTABLISHED] = 432000,
	[TCP_FIN_WAIT] = 120,    [TCP_CLOSE_WAIT] = 60,
	[TCP_LAST_ACK] = 30,     [TCP_TIME_WAIT] = 120,
	[TCP_CLOSED] = 10,
};

bool tcp_flags_exist(uint8_t flags)
{
	switch (flags & DECIDING) {
	case TCP_SYN:
	case TCP_SYN | TCP_URG:
	case TCP_SYN | TCP_ACK:
	case TCP_RST:
	case TCP_RST | TCP_ACK:
	case TCP_FIN | TCP_ACK:
	case TCP_FIN | TCP_ACK | TCP_URG:
	case TCP_ACK:
	case TCP_ACK | TCP_URG:
		return true;
	default:
		return false;
	}
}

bool tcp_begins(uint8_t flags)
{
	return !(flags & (TCP_RST | TCP_FIN)) &&
	       (flags & (TCP_SYN | TCP_ACK)) != (TCP_SYN | TCP_ACK);
}

static enum tcp_state after_syn(enum tcp_state state, bool reply)
{
	if (state == TCP_TIME_WAIT)
		return TCP_SYN_SENT;
	if (reply)
		return state == TCP_SYN_SENT || state == TCP_SYN_BOTH
			       ? TCP_SYN_BOTH
			       : TCP_INVALID;
	if (state <= TCP_SYN_SENT || state == TCP_CLOSED)
		return TCP_SYN_SENT;
	return state == TCP_SYN_BOTH ? TCP_SYN_BOTH : TCP_IGNORED;
}

static enum tcp_state after_syn_ack(enum tcp_state state, bool reply)
{
	if (state == TCP_SYN_BOTH)
		return TCP_SYN_ANSWERED;
	if (!reply)
		return state == TCP_SYN_ANSWERED ? state : TCP_INVALID;
	return state == TCP_SYN_SENT ? TCP_SYN_ANSWERED : TCP_IGNORED;
}

static enum tcp_state after_fin(enum tcp_state state)
{
	if (state <= TCP_SYN_BOTH)
		return TCP_INVALID;
	if (state <= TCP_ESTABLISHED)
		return TCP_FIN_WAIT;
	return state <= TCP_LAST_ACK ? TCP_LAST_ACK : state;
}

static enum tcp_state after_ack(enum tcp_state state, bool reply)
{
	switch (state) {
	case TCP_NONE:
		return TCP_ESTABLISHED;
	case TCP_SYN_SENT:
	case TCP_SYN_BOTH:
		return reply ? TCP_IGNORED : TCP_INVALID;
	case TCP_SYN_ANSWERED:
		return reply ? state : TCP_ESTABLISHED;
	case TCP_FIN_WAIT:
		return TCP_CLOSE_WAIT;
	case TCP_LAST_ACK:
		return TCP_TIME_WAIT;
	case TCP_ESTABLISHED:
	case TCP_CLOSE_WAIT:
	case TCP_TIME_WAIT:
	case TCP_CLOSED:
	case TCP_IGNORED:
	case TCP_INVALID:
		return state;
	}
	return TCP_INVALID;
}

static bool is_syn(uint8_t flags)
{
	return (flags & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;
}

static bool is_syn_ack(uint8_t flags)
{
	return (flags & (TCP_SYN | TCP_ACK | TCP_RST)) == (TCP_SYN | TCP_ACK);
}

/* A SYN that was ignored, for the client had begun anew, is answered. */
static bool is_resynced(const struct connection *one, uint8_t flags, bool reply)
{
	return is_syn_ack(flags) && is_syn(one->flags) &&
	       one->from_reply != reply;
}

enum tcp_state tcp_next(const struct connection *one, uint8_t flags, bool reply)
{
	enum tcp_state state =
		one->exists ? (enum tcp_state)one->tcp : TCP_NONE;
	enum tcp_state next;

	if (flags & TCP_RST)
		return TCP_CLOSED;
	if (is_syn(flags))
		next = after_syn(state, reply);
	else if (flags & TCP_SYN)
		next = after_syn_ack(state, reply);
	else if (flags & TCP_FIN)
		next = after_fin(state);
	else
		next = after_ack(state, reply);
	/* Closed, but not by who begins again: tcp_reopens(). */
	if (next == TCP_SYN_SENT && state >= TCP_TIME_WAIT)
		return TCP_IGNORED;
	if (next == TCP_IGNORED && is_resynced(one, flags, reply))
		return TCP_SYN_ANSWERED;
	return next;
}

bool tcp_reopens(const struct connection *one, uint8_t flags, bool reply)
{
	enum tcp_state state = (enum tcp_state)one->tcp;

	if (!is_syn(flags) || state < TCP_TIME_WAIT ||
	    after_syn(state, reply) != TCP_SYN_SENT)
		return false;
	return one->closing ||
	       ((one->flags & TCP_RST) && one->from_reply == reply);
}

static uint64_t time_of(const struct connection *one)
{
	uint32_t seconds = timeouts[one->tcp];

	if (!one->replied && one->tcp == TCP_ESTABLISHED)
		seconds = UNANSWERED;
	return seconds * second;
}

bool tcp_seen(struct connection *one, uint8_t flags, bool reply, uint64_t ns)
{
	enum tcp_state before = (enum tcp_state)one->tcp;
	enum tcp_state next = tcp_next(one, flags, reply);

	one->flags = flags;
	one->from_reply = reply;
	if (next == TCP_IGNORED)
		return true;
	if (next == TCP_FIN_WAIT && before != TCP_FIN_WAIT)
		one->closing |= (uint8_t)(1 << reply);
	one->tcp = (uint8_t)next;
	/* A refused beginning leaves nothing. */
	if (!one->replied && (flags & TCP_RST))
		return false;
	/* A SYN that is sent again gets no more time. */
	if (!one->replied && is_syn(flags) && before == TCP_SYN_SENT)
		return true;
	one->ends = ns + time_of(one);
	return true;
}
