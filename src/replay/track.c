/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * track.c -- which conversation a packet belongs to, as nf_conntrack would say
 *
 * Linux 6.18: net/netfilter/nf_conntrack_proto_{tcp,udp,icmp,icmpv6}.c.
 */
#include "replay/track.h"

enum {
	ICMP = 1,
	TCP = 6,
	UDP = 17,
	ICMP6 = 58,
	SCTP = 132,
	FIN = 1,
	SYN = 2,
	RST = 4,
	ACK = 16,
	URG = 32,
	DECIDING = FIN | SYN | RST | ACK | URG,
	APART = 0x80, /* of tuple.query */
	/* Seconds. */
	TCP_SYN = 120,
	TCP_UNANSWERED = 300, /* picked up in the middle */
	TCP_ANSWERED = 60,
	TCP_ESTABLISHED = 432000,
	TCP_FIN = 120,
	TCP_RESET = 10,
	UDP_ONE = 30,
	UDP_STREAM = 120,
	SCTP_ONE = 3,
	SCTP_ESTABLISHED = 210,
	ICMP_TIME = 30,
	GENERIC = 600,
};

static const uint64_t second = 1000000000;

/* tcp_valid_flags[] */
static bool is_tcp(uint8_t flags)
{
	switch (flags & DECIDING) {
	case SYN:
	case SYN | URG:
	case SYN | ACK:
	case RST:
	case RST | ACK:
	case FIN | ACK:
	case FIN | ACK | URG:
	case ACK:
	case ACK | URG:
		return true;
	default:
		return false;
	}
}

/* NEW: it may begin a connection; else what it is where there is none. */
static enum space_state alone(const struct packet *packet)
{
	uint8_t type = (uint8_t)(packet->icmp >> 8);

	switch (packet->tuple.proto) {
	case TCP:
		if (packet->tcp_flags & (RST | FIN))
			return STATE_INVALID;
		return (packet->tcp_flags & (SYN | ACK)) == (SYN | ACK)
			       ? STATE_INVALID
			       : STATE_NEW;
	case ICMP:
		return packet->tuple.query && type + 1 == packet->tuple.query
			       ? STATE_NEW
			       : STATE_INVALID;
	case ICMP6:
		if ((type >= 130 && type <= 137) || type == 143)
			return STATE_UNTRACKED;
		return type == 128 ? STATE_NEW : STATE_INVALID;
	default:
		return STATE_NEW;
	}
}

static bool is_over(const struct conversation *old, const struct packet *packet,
		    uint64_t ns)
{
	bool closed = old->reset || (old->fin[0] && old->fin[1]);

	if (ns > old->ends)
		return true;
	return closed && packet->tuple.proto == TCP &&
	       (packet->tcp_flags & (SYN | ACK | RST | FIN)) == SYN;
}

static struct tracked begin(struct conversations *all,
			    const struct packet *packet,
			    const struct tuple *tuple, enum space_state state)
{
	struct tracked out = { .state = state };

	out.conversation = conversations_add(all, tuple);
	if (!out.conversation)
		return out;
	out.conversation->tracked = state == STATE_NEW;
	out.conversation->state = state;
	out.conversation->icmp = packet->icmp;
	out.conversation->loose =
		packet->tuple.proto == TCP && !(packet->tcp_flags & SYN);
	return out;
}

/* No connection's: such packets of one end to another are one row, which no
 * connection's packet finds. */
static struct tracked apart(struct conversations *all,
			    const struct packet *packet, enum space_state state)
{
	struct tracked out = { .state = state };
	struct tuple tuple = packet->tuple;
	struct conversation *old;

	tuple.query |= APART;
	old = conversations_find(all, &tuple, &out.reply);
	if (!old || old->state != state || out.reply ||
	    old->icmp != packet->icmp)
		return begin(all, packet, &tuple, state);
	out.conversation = old;
	return out;
}

/* An error goes against the packet that it quotes. */
static struct tracked related(struct conversations *all,
			      const struct packet *packet, uint64_t ns)
{
	struct tracked out = { .state = STATE_RELATED };
	bool reply = false;

	if (packet->has_quoted)
		out.conversation =
			conversations_find(all, &packet->quoted, &reply);
	if (!out.conversation || ns > out.conversation->ends)
		return apart(all, packet, STATE_INVALID);
	out.reply = !reply;
	return out;
}

struct tracked track(struct conversations *all, const struct packet *packet,
		     uint64_t ns)
{
	struct tracked out = { .state = STATE_NEW };
	struct conversation *old;

	if (packet->error)
		return related(all, packet, ns);
	if (packet->tuple.proto == TCP && !is_tcp(packet->tcp_flags))
		return apart(all, packet, STATE_INVALID);
	old = conversations_find(all, &packet->tuple, &out.reply);
	/* Both ends of a query have the same ports: the type says the way. */
	if (old && packet->tuple.query && alone(packet) == STATE_INVALID &&
	    !out.reply)
		return apart(all, packet, STATE_INVALID);
	if (!old || is_over(old, packet, ns)) {
		out.state = alone(packet);
		return out.state == STATE_NEW
			       ? begin(all, packet, &packet->tuple, out.state)
			       : apart(all, packet, out.state);
	}
	out.conversation = old;
	if (out.reply || old->replied)
		out.state = STATE_ESTABLISHED;
	return out;
}

static uint64_t tcp_time(const struct conversation *one)
{
	if (one->reset)
		return TCP_RESET;
	if (one->fin[0] || one->fin[1])
		return TCP_FIN;
	if (!one->replied)
		return one->loose ? TCP_UNANSWERED : TCP_SYN;
	return one->assured || one->loose ? TCP_ESTABLISHED : TCP_ANSWERED;
}

static uint64_t time_of(const struct conversation *one)
{
	switch (one->tuple.proto) {
	case TCP:
		return tcp_time(one);
	case UDP:
		return one->replied ? UDP_STREAM : UDP_ONE;
	case SCTP:
		return one->replied ? SCTP_ESTABLISHED : SCTP_ONE;
	case ICMP:
	case ICMP6:
		return ICMP_TIME;
	default:
		return GENERIC;
	}
}

void track_seen(const struct tracked *tracked, const struct packet *packet,
		uint64_t ns)
{
	struct conversation *one = tracked->conversation;

	if (!one->tracked || tracked->state == STATE_RELATED)
		return;
	if (one->replied && !tracked->reply)
		one->assured = true;
	one->replied |= tracked->reply;
	if (packet->tuple.proto == TCP) {
		one->reset |= (packet->tcp_flags & RST) != 0;
		one->fin[tracked->reply] |= (packet->tcp_flags & FIN) != 0;
	}
	one->ends = ns + time_of(one) * second;
}
