/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tcp.c -- what becomes of a TCP connection by its packets
 */
#include "replay/tcp.h"

#include "base/must.h"

enum {
	DECIDING = TCP_FIN | TCP_SYN | TCP_RST | TCP_ACK | TCP_URG,
	UNANSWERED = 300, /* seconds: picked up in the middle, not acknowledged,
			     no window, or nothing but the same */
	MOST_AGAIN = 3,   /* nf_conntrack_tcp_max_retrans */
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

static enum tcp_kind kind_of(uint8_t flags)
{
	if (flags & TCP_RST)
		return TCP_OF_RST;
	if (flags & TCP_SYN)
		return flags & TCP_ACK ? TCP_OF_SYN_ACK : TCP_OF_SYN;
	if (flags & TCP_FIN)
		return TCP_OF_FIN;
	return flags & TCP_ACK ? TCP_OF_ACK : TCP_OF_NONE;
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

static bool is_before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

/* Where both ends have shown that they are alive, one that lies behind what was
 * acknowledged is forged or late, and one beyond it may be and ends nothing;
 * but not of who has just begun anew. */
static enum tcp_state after_rst(const struct tracking_tcp *tcp,
				const struct packet *packet, bool reply)
{
	uint32_t acked = tcp->acks[!reply];

	if (!tcp->acked[!reply] || tcp->state != TCP_ESTABLISHED ||
	    !tcp->assured ||
	    (tcp->last == TCP_OF_SYN && tcp->last_reply == reply))
		return TCP_CLOSED;
	if (is_before(packet->tcp_seq, acked))
		return TCP_INVALID;
	if (packet->tcp_seq == acked ||
	    (tcp->last == TCP_OF_ACK && tcp->last_reply == reply &&
	     packet->tcp_seq == tcp->last_end))
		return TCP_CLOSED;
	return (enum tcp_state)tcp->state;
}

static enum tcp_state by_table(const struct tracking_tcp *tcp,
			       const struct packet *packet, bool reply)
{
	enum tcp_state state = (enum tcp_state)tcp->state;

	switch (kind_of(packet->tcp_flags)) {
	case TCP_OF_RST:
		return state == TCP_NONE ? TCP_INVALID
					 : after_rst(tcp, packet, reply);
	case TCP_OF_SYN:
		return after_syn(state, reply);
	case TCP_OF_SYN_ACK:
		return after_syn_ack(state, reply);
	case TCP_OF_FIN:
		return after_fin(state);
	case TCP_OF_ACK:
		return after_ack(state, reply);
	case TCP_OF_NONE:
		return TCP_INVALID;
	}
	return TCP_INVALID;
}

/* A SYN that was ignored, for the client had begun anew, is answered. */
static bool is_resynced(const struct tracking_tcp *tcp,
			const struct packet *packet, bool reply)
{
	return kind_of(packet->tcp_flags) == TCP_OF_SYN_ACK &&
	       tcp->last == TCP_OF_SYN && tcp->last_reply != reply &&
	       packet->tcp_ack == tcp->last_end;
}

/* RFC 5961: the answer to an ignored SYN is no last ACK. */
static bool is_challenge(const struct tracking_tcp *tcp,
			 const struct packet *packet, bool reply)
{
	return tcp->state == TCP_LAST_ACK && tcp->challenged &&
	       kind_of(packet->tcp_flags) == TCP_OF_ACK &&
	       tcp->last == TCP_OF_SYN && tcp->last_reply != reply;
}

static enum tcp_state next_of(const struct tracking_tcp *tcp,
			      const struct packet *packet, bool reply)
{
	enum tcp_state state = (enum tcp_state)tcp->state;
	enum tcp_state next = by_table(tcp, packet, reply);

	/* Closed, but not by who begins again: tcp_reopens(). */
	if (next == TCP_SYN_SENT && state >= TCP_TIME_WAIT)
		next = TCP_IGNORED;
	if (next == TCP_IGNORED && is_resynced(tcp, packet, reply))
		return TCP_SYN_ANSWERED;
	if (next == TCP_TIME_WAIT && is_challenge(tcp, packet, reply))
		return TCP_LAST_ACK;
	if (next == TCP_SYN_ANSWERED && reply && tcp->both &&
	    kind_of(packet->tcp_flags) == TCP_OF_ACK)
		return TCP_ESTABLISHED;
	return next;
}

enum tcp_state tcp_next(const struct tracking *one, const struct packet *packet,
			bool reply)
{
	return next_of(&one->tcp, packet, reply);
}

bool tcp_reopens(const struct tracking *one, const struct packet *packet,
		 bool reply)
{
	const struct tracking_tcp *tcp = &one->tcp;
	enum tcp_state state = (enum tcp_state)tcp->state;

	if (kind_of(packet->tcp_flags) != TCP_OF_SYN || state < TCP_TIME_WAIT ||
	    after_syn(state, reply) != TCP_SYN_SENT)
		return false;
	return tcp->closing ||
	       (tcp->last == TCP_OF_RST && tcp->last_reply == reply);
}

/* It changes nothing, but that it came is noted. */
static void ignore(struct tracking_tcp *tcp, const struct packet *packet,
		   bool reply)
{
	tcp->last = (uint8_t)kind_of(packet->tcp_flags);
	tcp->last_reply = reply;
	tcp->last_end = packet->tcp_end;
	tcp->last_seq = packet->tcp_seq;
	tcp->last_win = packet->tcp_win;
	if (tcp->last != TCP_OF_SYN || reply)
		return;
	tcp->both = false;
	tcp->challenged = tcp->state == TCP_LAST_ACK;
}

/* What has been sent, and is not acknowledged yet. */
static void note_sent(struct tracking_tcp *tcp, const struct packet *packet,
		      bool reply)
{
	bool begins = packet->tcp_flags & TCP_SYN || !tcp->heard[reply];

	/* Who picks up at a keepalive's answer is behind by its byte. */
	if (!tcp->heard[reply] && tcp->heard[!reply] &&
	    !(packet->tcp_flags & TCP_SYN) &&
	    packet->tcp_ack == tcp->ends[!reply] + 1)
		tcp->ends[!reply]++;
	if (begins || is_before(tcp->ends[reply], packet->tcp_end)) {
		tcp->ends[reply] = packet->tcp_end;
		tcp->waits[reply] = !begins;
	}
	tcp->heard[reply] = true;
	if (!(packet->tcp_flags & TCP_ACK) ||
	    packet->tcp_ack == tcp->ends[!reply])
		tcp->waits[!reply] = false;
}

/* The same once more is a probe, or nobody's answer. */
static void repeat(struct tracking_tcp *tcp, const struct packet *packet,
		   bool reply)
{
	bool same = tcp->last_reply == reply &&
		    tcp->last_seq == packet->tcp_seq &&
		    tcp->last_ack == packet->tcp_ack &&
		    tcp->last_end == packet->tcp_end &&
		    tcp->last_win == packet->tcp_win;

	tcp->again = same ? (uint8_t)(tcp->again + 1) : 0;
	tcp->last_seq = packet->tcp_seq;
	tcp->last_ack = packet->tcp_ack;
	tcp->last_end = packet->tcp_end;
	tcp->last_win = packet->tcp_win;
}

static void acknowledge(struct tracking_tcp *tcp, const struct packet *packet,
			bool reply)
{
	note_sent(tcp, packet, reply);
	if (kind_of(packet->tcp_flags) == TCP_OF_ACK)
		repeat(tcp, packet, reply);
	if (!(packet->tcp_flags & TCP_ACK))
		return;
	if (!tcp->acked[reply] || is_before(tcp->acks[reply], packet->tcp_ack))
		tcp->acks[reply] = packet->tcp_ack;
	tcp->acked[reply] = true;
}

static uint64_t time_of(const struct tracking *one, enum tcp_kind kind)
{
	const struct tracking_tcp *tcp = &one->tcp;
	bool stuck = tcp->again >= MOST_AGAIN;
	uint32_t seconds;

	must(tcp->state <= TCP_CLOSED);
	seconds = timeouts[tcp->state];
	if (kind == TCP_OF_RST && !(stuck && seconds > UNANSWERED))
		seconds = timeouts[TCP_CLOSED];
	else if (seconds > UNANSWERED &&
		 (stuck || tcp->waits[0] || tcp->waits[1] || !tcp->last_win ||
		  !one->replied))
		seconds = UNANSWERED;
	return seconds * second;
}

static void move(struct tracking *one, const struct packet *packet, bool reply,
		 enum tcp_state next)
{
	struct tracking_tcp *tcp = &one->tcp;
	enum tcp_state before = (enum tcp_state)tcp->state;

	/* The other end's numbers begin anew, too. */
	if (is_resynced(tcp, packet, reply)) {
		tcp->acked[reply] = tcp->challenged = false;
		tcp->heard[reply] = tcp->waits[!reply] = false;
		tcp->ends[!reply] = tcp->last_end;
	}
	tcp->both |= next == TCP_SYN_BOTH;
	tcp->closing |= next == TCP_FIN_WAIT && before != TCP_FIN_WAIT;
	tcp->assured |=
		one->replied && next == TCP_ESTABLISHED &&
		(before == TCP_SYN_ANSWERED || before == TCP_ESTABLISHED);
	acknowledge(tcp, packet, reply);
	tcp->last = (uint8_t)kind_of(packet->tcp_flags);
	tcp->last_reply = reply;
	tcp->state = (uint8_t)next;
}

bool tcp_seen(struct tracking *one, const struct packet *packet, bool reply,
	      uint64_t ns)
{
	struct tracking_tcp *tcp = &one->tcp;
	enum tcp_state before = (enum tcp_state)tcp->state;
	enum tcp_kind kind = kind_of(packet->tcp_flags);
	enum tcp_state next = next_of(tcp, packet, reply);

	if (next == TCP_IGNORED) {
		ignore(tcp, packet, reply);
		return true;
	}
	if (next == TCP_LAST_ACK && is_challenge(tcp, packet, reply)) {
		tcp->challenged = false;
		return true;
	}
	move(one, packet, reply, next);
	/* A refused beginning leaves nothing. */
	if (!one->replied && kind == TCP_OF_RST)
		return false;
	/* A SYN that is sent again gets no more time. */
	if (one->replied || kind != TCP_OF_SYN || before != TCP_SYN_SENT)
		one->ends = ns + time_of(one, kind);
	return true;
}
