/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * track.c -- which connection a packet belongs to, as nf_conntrack would say
 *
 * Linux 6.18: net/netfilter/nf_conntrack_core.c and
 * nf_conntrack_proto_{tcp,udp,icmp,icmpv6}.c.
 */
#include "replay/track.h"

#include <string.h>

#include "replay/tcp.h"

enum {
	ICMP = 1,
	TCP = 6,
	UDP = 17,
	GRE = 47,
	ICMP6 = 58,
	NO_NEXT = 59, /* of IPv6: nothing follows */
	SCTP = 132,
	/* Seconds. */
	TCP_QUIET = 120,
	UDP_ONE = 30,
	UDP_STREAM = 120,
	UDP_STREAM_AFTER = 2, /* it began */
	SCTP_ONE = 3,
	SCTP_ESTABLISHED = 210,
	GRE_ONE = 30,
	GRE_STREAM = 180,
	ICMP_TIME = 30,
	GENERIC = 600,
};

static const uint64_t second = 1000000000;

/* nf_conntrack_icmpv6.c: noct_valid_new[] */
static bool is_untracked(const struct packet *packet)
{
	uint8_t type = (uint8_t)(packet->icmp >> 8);

	return packet->tuple.proto == ICMP6 &&
	       ((type >= 130 && type <= 136) || type == 143);
}

/* ipv6_skip_exthdr() finds nothing to track. */
static bool is_bare(const struct packet *packet)
{
	return packet->tuple.family == FAMILY_IPV6 &&
	       packet->tuple.proto == NO_NEXT;
}

/* What it is to a judge that has no connection for it. */
static enum space_state alone(const struct packet *packet)
{
	if (is_untracked(packet))
		return STATE_UNTRACKED;
	if (packet->error || packet->broken || is_bare(packet))
		return STATE_INVALID;
	switch (packet->tuple.proto) {
	case TCP:
		return tcp_flags_exist(packet->tcp_flags) &&
				       tcp_begins(packet->tcp_flags)
			       ? STATE_NEW
			       : STATE_INVALID;
	case ICMP:
	case ICMP6:
		return packet->tuple.query &&
				       !(packet->tuple.query & QUERY_ANSWER)
			       ? STATE_NEW
			       : STATE_INVALID;
	default:
		return STATE_NEW;
	}
}

/* Of no connection, whatever there is. */
static bool is_stray(const struct packet *packet)
{
	return packet->broken || is_untracked(packet) || is_bare(packet) ||
	       (packet->tuple.proto == TCP &&
		!tcp_flags_exist(packet->tcp_flags));
}

static bool holds(const struct tracking *one, uint64_t ns)
{
	return one->exists && ns <= one->ends;
}

/* It holds, and the packet does not begin another in its place. */
static bool goes_on(const struct tracking *one, const struct tracked *tracked,
		    const struct packet *packet, uint64_t ns)
{
	bool reply = tracked->reply != one->turned;

	return holds(one, ns) &&
	       (packet->tuple.proto != TCP || !tcp_reopens(one, packet, reply));
}

static uint64_t quiet_of(const struct tuple *tuple)
{
	switch (tuple->proto) {
	case TCP:
		return TCP_QUIET * second;
	case UDP:
	case SCTP:
	case ICMP:
	case ICMP6:
		return UDP_ONE * second;
	default:
		return GENERIC * second;
	}
}

/* The row goes on as long as some judge's connection does; where none ever had
 * one, while the same ends try again, whichever of them. */
static bool is_same_row(const struct tracked *row, const struct packet *packet,
			uint64_t ns)
{
	const struct conversation *one = row->conversation;
	bool was = false;

	for (size_t i = 0; i < N_JUDGES; i++) {
		was |= one->said[i].connection.was;
		if (goes_on(&one->said[i].connection, row, packet, ns))
			return true;
	}
	return !was && ns <= one->last + quiet_of(&one->tuple);
}

static struct tracked begin(struct conversations *all,
			    const struct packet *packet,
			    const struct tuple *tuple, enum space_state state)
{
	struct tracked out = { 0 };

	out.conversation = conversations_add(all, tuple);
	if (!out.conversation)
		return out;
	out.conversation->tracked = state == STATE_NEW;
	out.conversation->state = state;
	out.conversation->icmp = packet->icmp;
	return out;
}

/* What the row before had is there until the packet has been judged: one that
 * is dropped where sources are checked ends nothing. */
static struct tracked begin_next(struct conversations *all,
				 const struct tracked *before,
				 const struct packet *packet)
{
	size_t last = 0;
	struct tracked out;

	if (before->conversation)
		last = (size_t)(before->conversation - all->at);
	out = begin(all, packet, &packet->tuple, STATE_NEW);
	if (!out.conversation || !before->conversation)
		return out;
	for (size_t i = 0; i < N_JUDGES; i++) {
		const struct tracking *old = &all->at[last].said[i].connection;
		struct tracking *new = &out.conversation->said[i].connection;

		if (!old->exists)
			continue;
		*new = *old;
		new->turned ^= before->reply;
	}
	return out;
}

/* No connection's: such packets of one end to another are one row, which no
 * connection's packet finds. */
static struct tracked apart(struct conversations *all,
			    const struct packet *packet)
{
	enum space_state state =
		is_untracked(packet) ? STATE_UNTRACKED : STATE_INVALID;
	struct tuple tuple = packet->tuple;
	struct tracked out = { 0 };
	struct conversation *old;

	tuple.query |= QUERY_APART;
	old = conversations_find(all, &tuple, &out.reply);
	if (!old || old->state != state || out.reply ||
	    old->icmp != packet->icmp)
		return begin(all, packet, &tuple, state);
	out.conversation = old;
	return out;
}

/* nf_conntrack_inet_error(): it goes against the packet that it quotes, to who
 * sent that. */
static struct tracked related(struct conversations *all,
			      const struct packet *packet, uint64_t ns)
{
	struct tracked out = { 0 };

	if (packet->has_quoted &&
	    !memcmp(packet->quoted.source, packet->tuple.destination,
		    sizeof(packet->quoted.source)))
		out.conversation =
			conversations_find(all, &packet->quoted, &out.reply);
	if (!out.conversation)
		return apart(all, packet);
	out.reply = !out.reply;
	for (size_t i = 0; i < N_JUDGES; i++)
		if (holds(&out.conversation->said[i].connection, ns))
			return out;
	/* About what was denied: told with it. */
	for (size_t i = 0; i < N_JUDGES; i++)
		if (out.conversation->said[i].connection.was)
			return apart(all, packet);
	return out;
}

struct tracked track(struct conversations *all, const struct packet *packet,
		     uint64_t ns)
{
	struct tracked out = { 0 };

	if (packet->error)
		return related(all, packet, ns);
	if (is_stray(packet))
		return apart(all, packet);
	out.conversation = conversations_find(all, &packet->tuple, &out.reply);
	if (out.conversation && is_same_row(&out, packet, ns))
		return out;
	return alone(packet) == STATE_NEW ? begin_next(all, &out, packet)
					  : apart(all, packet);
}

struct standing track_standing(const struct tracked *tracked,
			       const struct tracking *one,
			       const struct packet *packet, uint64_t ns)
{
	struct standing out = { .state = alone(packet) };

	if (!tracked->conversation->tracked)
		return out;
	out.turned = tracked->reply;
	if (packet->error ? !holds(one, ns)
			  : !goes_on(one, tracked, packet, ns))
		return out;
	out.turned = one->turned;
	out.reply = tracked->reply != one->turned;
	if (packet->error)
		out.state = STATE_RELATED;
	else if (packet->tuple.proto == TCP &&
		 tcp_next(one, packet, out.reply) == TCP_INVALID)
		out.state = STATE_INVALID;
	else
		out.state = out.reply || one->replied ? STATE_ESTABLISHED
						      : STATE_NEW;
	return out;
}

static uint64_t time_of(const struct tracking *one, uint16_t proto, uint64_t ns)
{
	switch (proto) {
	case UDP:
		return one->replied && ns > one->stream ? UDP_STREAM : UDP_ONE;
	case SCTP:
		return one->replied ? SCTP_ESTABLISHED : SCTP_ONE;
	case GRE:
		return one->replied ? GRE_STREAM : GRE_ONE;
	case ICMP:
	case ICMP6:
		return ICMP_TIME;
	default:
		return GENERIC;
	}
}

/* Whether it was answered counts as before the packet, as in the kernel. */
static void keep(struct tracking *one, const struct standing *standing,
		 const struct packet *packet, uint64_t ns)
{
	if (packet->tuple.proto == TCP)
		one->exists = tcp_seen(one, packet, standing->reply, ns);
	else
		one->ends = ns + time_of(one, packet->tuple.proto, ns) * second;
	one->replied |= standing->reply;
}

void track_seen(struct tracking *one, const struct tracked *tracked,
		const struct standing *standing, const struct packet *packet,
		uint64_t ns, bool let_in)
{
	bool fresh = !goes_on(one, tracked, packet, ns);

	if (standing->state != STATE_NEW &&
	    standing->state != STATE_ESTABLISHED)
		return;
	/* A first packet that is dropped takes its connection along, and had
	 * ended what was left of another. */
	if (fresh && !let_in) {
		one->exists = false;
		return;
	}
	if (fresh) {
		*one = (struct tracking){
			.was = true,
			.turned = standing->turned,
			.stream = ns + UDP_STREAM_AFTER * second,
		};
	}
	keep(one, standing, packet, ns);
	one->exists |= packet->tuple.proto != TCP;
}
