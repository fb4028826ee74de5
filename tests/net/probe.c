/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe.c -- packets with an expectation: sent, awaited, compared
 */
#include "probe.h"

#include "base/must.h"
#include "policy/policy.h"

enum {
	FIRST_SPORT = 32768,
	N_SPORTS = 28000,
	SEQ_HERE = 1000,
	SEQ_THERE = 5000,
};

const char *const step_names[N_STEPS] = {
	[STEP_REQUEST] = "request",
	[STEP_REPLY] = "reply",
	[STEP_ERROR] = "error",
	[STEP_AGAIN] = "again",
};

/* One run of one step over all probes. */
struct wave {
	struct lab *lab;
	struct probe *probes;
	size_t n;
	enum step step;
	uint32_t first_id; /* of probes[0] */
	size_t n_unsettled;
};

/* Ids never come again in one process: a late packet is nobody's. */
static uint32_t next_id = 1;
static uint32_t next_sport;

bool probe_failed(const struct probe *probe)
{
	return probe->pass ? !probe->arrived || probe->astray
			   : probe->arrived || probe->astray;
}

uint32_t probe_home(const struct lab *lab, const struct probe *probe)
{
	int port = lab_whose(lab, &probe->packet.saddr);

	return port < 0 ? probe->from : (uint32_t)port;
}

static void note_arrival(void *state, uint32_t id, uint32_t port)
{
	struct wave *wave = state;
	uint32_t index = id - wave->first_id;
	struct probe *probe;
	bool back;

	if (index >= wave->n)
		return;
	probe = &wave->probes[index];
	if (wave->step != probe->last)
		return;
	back = wave->step == STEP_REPLY || wave->step == STEP_ERROR;
	if (!probe->to && !back && port == probe->home)
		return; /* the gateway's own echo reply */
	if (port == (back ? probe->home : probe->to)) {
		probe->arrived = true;
	} else {
		probe->astray = true;
		probe->where = port;
	}
}

static void settle(struct wave *wave)
{
	if (wave->n_unsettled)
		lab_settle(wave->lab, note_arrival, wave);
	wave->n_unsettled = 0;
}

static void mirror(const struct datagram *request, struct datagram *out)
{
	out->saddr = request->daddr;
	out->daddr = request->saddr;
	out->sport = request->dport;
	out->dport = request->sport;
	out->shape = SHAPE_PLAIN;
	out->seq = SEQ_THERE;
	out->ack = SEQ_HERE + 1;
	out->flags = TCP_SYN | TCP_ACK;
	if (request->proto == PROTO_ICMP || request->proto == PROTO_ICMPV6) {
		out->type = request->proto == PROTO_ICMP ? 0 : 129;
		out->sport = request->sport;
	}
}

static void complain(const struct datagram *request, struct datagram *out)
{
	bool v6 = request->saddr.family == FAMILY_IPV6;

	*out = (struct datagram){
		.saddr = request->daddr,
		.daddr = request->saddr,
		.proto = v6 ? PROTO_ICMPV6 : PROTO_ICMP,
		.type = v6 ? 1 : 3, /* destination unreachable: the port */
		.code = v6 ? 4 : 3,
		.about = request,
	};
}

/* From the port to the gateway. */
static void address(const struct lab *lab, uint32_t from, bool forged,
		    struct datagram *packet)
{
	const struct segment *segment = lab->ports.at[from].segment;

	if (!segment)
		return;
	packet->dmac = segment->mac;
	if (!forged)
		packet->smac = *lab_mac(lab, from, &packet->saddr);
}

size_t probe_frames(const struct lab *lab, const struct probe *probe,
		    enum step step, struct frame out[N_FRAMES], uint32_t *from)
{
	bool back = step == STEP_REPLY || step == STEP_ERROR;
	struct datagram packet = probe->packet;

	*from = back ? probe->to : probe->from;
	if (step == STEP_REPLY)
		mirror(&probe->packet, &packet);
	else if (step == STEP_ERROR)
		complain(&probe->packet, &packet);
	if (step == STEP_AGAIN) {
		packet.seq = SEQ_HERE + 1;
		packet.ack = SEQ_THERE + 1;
		packet.flags = TCP_ACK;
	}
	packet.id = probe->packet.id;
	address(lab, *from, !back && probe->forged_mac, &packet);
	return datagram_build(&packet, out);
}

static void send_step(struct wave *wave, struct probe *probe)
{
	struct frame frames[N_FRAMES];
	uint32_t from;
	size_t n;

	probe->packet.id = wave->first_id + (uint32_t)(probe - wave->probes);
	n = probe_frames(wave->lab, probe, wave->step, frames, &from);
	for (size_t i = 0; i < n; i++)
		lab_send(wave->lab, from, frames[i].bytes, frames[i].len);
	wave->n_unsettled += n;
	if (wave->n_unsettled >= LAB_BATCH)
		settle(wave);
}

/* An "again" needs its reply, and everything its request. */
static bool takes_part(const struct probe *probe, enum step step)
{
	if (probe->resumed)
		return step == probe->last;
	switch (step) {
	case STEP_REQUEST:
		return true;
	case STEP_REPLY:
		return probe->last == STEP_REPLY || probe->last == STEP_AGAIN;
	case STEP_ERROR:
	case STEP_AGAIN:
		return probe->last == step;
	}
	return false;
}

/* Each conversation has a port of its own, so that none is another's. */
static void prepare(const struct lab *lab, struct probe *probe)
{
	probe->home = probe_home(lab, probe);
	if (!probe->packet.sport)
		probe->packet.sport =
			(uint16_t)(FIRST_SPORT + next_sport++ % N_SPORTS);
	probe->packet.seq = SEQ_HERE;
	probe->arrived = probe->astray = false;
}

static void judge(const struct wave *wave, struct probe *probe, FILE *out,
		  struct probe_count *count)
{
	size_t shown = count->false_accepts + count->false_drops;

	if (!probe_failed(probe)) {
		if (probe->pass)
			count->passed++;
		else
			count->dropped++;
		return;
	}
	if (probe->pass && !probe->astray)
		count->false_drops++;
	else
		count->false_accepts++;
	if (!out || shown >= PROBES_SHOWN)
		return;
	fprintf(out, "%s: ",
		probe->pass && !probe->astray ? "false drop" : "false accept");
	probe_print(wave->lab, probe, out);
	if (probe->astray)
		fprintf(out, "  it was seen at %s\n",
			wave->lab->ports.at[probe->where].name);
}

void probes_run(struct lab *lab, struct probe *probes, size_t n, FILE *out,
		struct probe_count *count)
{
	struct wave wave = { lab, probes, n, STEP_REQUEST, 0, 0 };

	must(n < UINT32_MAX / 8);
	for (size_t i = 0; i < n; i++)
		prepare(lab, &probes[i]);
	for (size_t step = 0; step < N_STEPS; step++) {
		wave.step = (enum step)step;
		wave.first_id = next_id;
		next_id += (uint32_t)n;
		for (size_t i = 0; i < n; i++)
			if (takes_part(&probes[i], wave.step))
				send_step(&wave, &probes[i]);
		settle(&wave);
	}
	for (size_t i = 0; i < n; i++)
		judge(&wave, &probes[i], out, count);
}
