/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expect.c -- what the register says about a probe
 *
 * Beside the judge's words only what a stateful filter means by a connection:
 * replies and errors belong to it, broken packets begin none.
 */
#include "expect.h"

#include <string.h>

#include "policy/judge.h"

enum {
	/* A limit that a burst of probes could meet. */
	LOW_BURST = 5000
};

void expect_owners(const struct policy *policy, struct lab *lab)
{
	lab->owners.n = 0;
	vec_each(host, &policy->hosts) {
		if (!host->has_mac)
			continue;
		vec_each(addr, &host->addresses)
			*vec_add(&lab->arena, &lab->owners) =
				(struct lab_owner){ *addr, host->mac };
	}
}

static const char *iface(const struct lab *lab, uint32_t port)
{
	return port ? lab->ports.at[port].segment->iface : NULL;
}

static bool is_icmp(const struct datagram *packet)
{
	return packet->proto == PROTO_ICMP || packet->proto == PROTO_ICMPV6;
}

static bool is_echo(const struct datagram *packet)
{
	return packet->proto == PROTO_ICMP
		       ? packet->type == 8
		       : packet->proto == PROTO_ICMPV6 && packet->type == 128;
}

static struct packet as_request(const struct lab *lab,
				const struct probe *probe)
{
	const struct datagram *packet = &probe->packet;

	return (struct packet){
		.iif = iface(lab, probe->from),
		.oif = iface(lab, probe->to),
		.saddr = packet->saddr,
		.daddr = packet->daddr,
		.proto = packet->proto,
		.sport = packet->sport,
		.dport = packet->dport,
		.echo = is_echo(packet),
		.mac = probe->forged_mac
			       ? &packet->smac
			       : lab_mac(lab, probe->from, &packet->saddr),
	};
}

/* The packet back; `reply`: to a request that was accepted. */
static struct packet as_return(const struct lab *lab, const struct probe *probe,
			       bool reply)
{
	struct packet back = as_request(lab, probe);

	back.iif = iface(lab, probe->to);
	back.oif = iface(lab, probe_home(lab, probe));
	back.saddr = probe->packet.daddr;
	back.daddr = probe->packet.saddr;
	back.sport = probe->packet.dport;
	back.dport = probe->packet.sport;
	back.mac = lab_mac(lab, probe->to, &probe->packet.daddr);
	back.reply = reply;
	return back;
}

/* Never the beginning of a connection, whatever the register says. Conntrack
 * takes up a TCP connection midway, so an ACK alone can be one. */
static bool is_broken(const struct datagram *packet)
{
	uint8_t flags = packet->flags & (uint8_t) ~(TCP_PSH | TCP_URG);

	if (packet->shape == SHAPE_TAIL)
		return true;
	return packet->proto == PROTO_TCP && flags != TCP_SYN &&
	       flags != TCP_ACK;
}

/* RFC 8200, 4.5: a first fragment without its whole header may be discarded;
 * kernels differ. */
static bool is_truncated(const struct datagram *packet)
{
	return packet->shape == SHAPE_TINY &&
	       packet->saddr.family == FAMILY_IPV6 &&
	       (packet->proto == PROTO_TCP || packet->proto == PROTO_SCTP);
}

static bool is_limited(const struct policy *policy, uint32_t number)
{
	vec_each(flow, &policy->flows)
		if (flow->number == number)
			return flow->rate.count && flow->rate.burst < LOW_BURST;
	return false;
}

static const struct zone *zone_of(const struct policy *policy, const char *name)
{
	vec_each(zone, &policy->zones)
		vec_each(iface, &zone->interfaces)
			if (name && !strcmp(*iface, name))
				return zone;
	return NULL;
}

static bool same_zone(const struct policy *policy, const char *a, const char *b)
{
	return zone_of(policy, a) == zone_of(policy, b);
}

static void set(const struct policy *policy, enum judgement judgement,
		uint32_t entry, struct arena *notes, struct probe *probe)
{
	const char *id = entry ? policy_entry_id(policy, entry) : NULL;

	probe->pass = judgement == JUDGE_ACCEPT;
	probe->why = arena_printf(notes, "%s%s%s", judgement_text(judgement),
				  id ? ": " : "", id ? id : "");
}

bool expect(const struct policy *policy, const struct lab *lab, time_t now,
	    struct arena *notes, struct probe *probe)
{
	struct packet packet = as_request(lab, probe);
	enum judgement judgement;
	uint32_t entry = 0;

	packet.now = now;
	judgement = judge(policy, &packet, &entry);
	if (judgement == JUDGE_ACCEPT &&
	    (is_limited(policy, entry) || is_truncated(&probe->packet)))
		return false;
	set(policy, judgement, entry, notes, probe);
	if (is_broken(&probe->packet)) {
		probe->pass = false;
		return probe->last == STEP_REQUEST;
	}
	if (probe->last == STEP_REQUEST)
		return true;
	/* Only what can be answered is; SCTP's answers need its tags, and the
	 * gateway's own TCP answers for itself. */
	if ((is_icmp(&probe->packet) && !packet.echo) ||
	    probe->packet.proto == PROTO_SCTP ||
	    (probe->packet.proto == PROTO_TCP && (!probe->from || !probe->to)))
		return false;
	if (probe->last == STEP_AGAIN)
		return probe->pass;
	/* The gateway's own errors may always go out. Else one leaves only to
	 * the zone of who asked, wherever the route leads. */
	if (probe->last == STEP_ERROR) {
		if (!same_zone(policy, iface(lab, probe->from),
			       iface(lab, probe_home(lab, probe))))
			probe->pass = false;
		return probe->to != 0;
	}
	if (!probe->pass && probe->packet.proto != PROTO_UDP)
		return true; /* an answer to nothing */
	packet = as_return(lab, probe, probe->pass);
	packet.now = now;
	judgement = judge(policy, &packet, &entry);
	set(policy, judgement, entry, notes, probe);
	return true;
}

void expect_resumed(const struct policy *policy, const struct lab *lab,
		    time_t now, struct arena *notes, struct probe *probe)
{
	struct packet packet = probe->last == STEP_REPLY
				       ? as_return(lab, probe, true)
				       : as_request(lab, probe);
	enum judgement judgement;
	uint32_t entry = 0;

	packet.now = now;
	judgement = judge(policy, &packet, &entry);
	set(policy, judgement, entry, notes, probe);
}
