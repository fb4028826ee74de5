/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay.c -- a capture's conversations, each with what is said of it
 */
#include "replay/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

enum {
	GLIMPSES = 1 << 16, /* a power of two, as the next */
	PIECES = 1 << 12,
	FIRST_HEARD = 1 << 10,
	IP4_LEN = 20,
	IP6_LEN = 40,
	COMPARED = 64, /* bytes of a header and what follows it */
};

static const uint64_t second = 1000000000;

/* A packet, but for what a gateway changes in it. */
struct glimpse {
	uint64_t print, ns;
	uint8_t hops;
};

/* The first fragment of a packet. */
struct piece {
	uint64_t print, ns;
	uint32_t conversation; /* + 1 */
	bool reply;
	struct sentence sentences[N_JUDGES];
};

void replay_init(struct replay *replay, struct judge *first,
		 struct judge *other)
{
	*replay = (struct replay){ .judges = { first, other } };
	conversations_init(&replay->all);
	replay->glimpses = xcalloc(GLIMPSES, sizeof(*replay->glimpses));
	replay->pieces = xcalloc(PIECES, sizeof(*replay->pieces));
}

void replay_finish(struct replay *replay)
{
	conversations_finish(&replay->all);
	free(replay->glimpses);
	free(replay->pieces);
	free(replay->heard);
}

/* Two that differ have one print by chance alone, and nobody makes them so. */
static uint64_t print_bytes(const struct replay *replay, const void *bytes,
			    size_t len)
{
	return siphash(replay->all.key, bytes, len);
}

/* Without hop count and header checksum. */
static uint64_t print_of(const struct replay *replay,
			 const struct packet *packet)
{
	bool v6 = packet->tuple.family == FAMILY_IPV6;
	size_t held = (size_t)(packet->transport - packet->ip) +
		      packet->transport_held;
	uint8_t bytes[COMPARED];

	if (held > COMPARED)
		held = COMPARED;
	memcpy(bytes, packet->ip, held);
	if (v6)
		bytes[7] = 0;
	else
		bytes[8] = bytes[10] = bytes[11] = 0;
	return print_bytes(replay, bytes, held);
}

/* The same packet one hop further within a second: not sent again, for that
 * would have as many hops left as before. */
static bool is_twice(struct replay *replay, const struct packet *packet,
		     uint64_t ns)
{
	uint64_t print = print_of(replay, packet);
	struct glimpse *seen = &replay->glimpses[print & (GLIMPSES - 1)];
	bool soon = ns - seen->ns < second || seen->ns - ns < second;
	bool twice = seen->print == print && soon &&
		     (seen->hops == packet->hops + 1 ||
		      seen->hops + 1 == packet->hops);

	*seen = (struct glimpse){ print, ns, packet->hops };
	return twice;
}

static struct piece *piece_of(struct replay *replay,
			      const struct packet *packet, uint64_t *print)
{
	struct tuple key = packet->tuple;

	key.sport = (uint16_t)packet->fragment_id;
	key.dport = (uint16_t)(packet->fragment_id >> 16);
	key.query = 0;
	*print = print_bytes(replay, &key, sizeof(key));
	return &replay->pieces[*print & (PIECES - 1)];
}

static void count(struct conversation *one, bool reply,
		  const struct packet *packet, uint64_t ns)
{
	if (!one->packets[0] && !one->packets[1])
		one->first = ns;
	one->last = ns;
	one->packets[reply]++;
	one->bytes[reply] += packet->ip_len;
}

static void count_judged(struct replay *replay, const struct sentence *sentence,
			 const struct said *said)
{
	if (sentence->fate != FATE_NONE)
		replay->counts.judged++;
	else
		replay->counts.unjudged[said->unjudged]++;
}

static void hear(struct replay *replay, const struct tracked *tracked,
		 const struct sentence sentences[static N_JUDGES])
{
	struct heard *new;

	if (!replay->keep)
		return;
	if (replay->n_heard == replay->heard_cap) {
		replay->heard_cap =
			replay->heard_cap ? replay->heard_cap * 2 : FIRST_HEARD;
		replay->heard = xrealloc(replay->heard, replay->heard_cap,
					 sizeof(*replay->heard));
	}
	new = &replay->heard[replay->n_heard++];
	*new = (struct heard){
		.conversation =
			(uint32_t)(tracked->conversation - replay->all.at),
		.frame = (uint32_t)replay->counts.frames,
		.reply = tracked->reply,
	};
	for (size_t i = 0; i < N_JUDGES; i++) {
		new->fate[i] = (uint8_t)sentences[i].fate;
		new->reason[i] = sentences[i].reason;
	}
}

/* A later fragment goes the way of the first one. */
static void follow(struct replay *replay, const struct packet *packet,
		   uint64_t ns)
{
	struct sentence sentences[N_JUDGES] = { 0 };
	struct tracked tracked;
	uint64_t print;
	const struct piece *piece = piece_of(replay, packet, &print);

	/* nf_conntrack keeps fragments for 30 s (IPv6 60). */
	if (!piece->conversation || piece->print != print ||
	    ns - piece->ns > 30 * second) {
		replay->counts.loose_fragments++;
		return;
	}
	tracked = (struct tracked){ &replay->all.at[piece->conversation - 1],
				    piece->reply };
	count(tracked.conversation, tracked.reply, packet, ns);
	for (size_t i = 0; i < N_JUDGES && replay->judges[i]; i++) {
		struct said *said = &tracked.conversation->said[i];

		sentences[i] = piece->sentences[i];
		said->packets[sentences[i].fate]++;
	}
	count_judged(replay, &sentences[0], &tracked.conversation->said[0]);
	hear(replay, &tracked, sentences);
}

static void take(struct replay *replay, const struct packet *packet,
		 const struct frame_record *record)
{
	struct sentence sentences[N_JUDGES] = { 0 };
	struct tracked tracked;
	struct piece *piece;
	uint64_t print;

	if (is_twice(replay, packet, record->ns)) {
		replay->counts.twice++;
		return;
	}
	if (packet->later) {
		follow(replay, packet, record->ns);
		return;
	}
	tracked = track(&replay->all, packet, record->ns);
	if (!tracked.conversation) {
		replay->counts.too_many++;
		return;
	}
	count(tracked.conversation, tracked.reply, packet, record->ns);
	for (size_t i = 0; i < N_JUDGES && replay->judges[i]; i++)
		sentences[i] =
			judge_packet(replay->judges[i], &tracked, packet,
				     record, &tracked.conversation->said[i]);
	count_judged(replay, &sentences[0], &tracked.conversation->said[0]);
	hear(replay, &tracked, sentences);
	if (!packet->fragment)
		return;
	piece = piece_of(replay, packet, &print);
	*piece = (struct piece){
		print,
		record->ns,
		(uint32_t)(tracked.conversation - replay->all.at) + 1,
		tracked.reply,
		{ sentences[0], sentences[1] }
	};
}

static int compare_heard(const void *a, const void *b)
{
	const struct heard *left = a, *right = b;

	if (left->conversation != right->conversation)
		return left->conversation < right->conversation ? -1 : 1;
	return left->frame < right->frame ? -1 : left->frame > right->frame;
}

void replay_sort_heard(struct replay *replay)
{
	if (replay->n_heard)
		qsort(replay->heard, replay->n_heard, sizeof(*replay->heard),
		      compare_heard);
}

const struct heard *replay_heard(const struct replay *replay,
				 const struct conversation *one, size_t *n)
{
	uint32_t wanted = (uint32_t)(one - replay->all.at);
	size_t low = 0, high = replay->n_heard;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (replay->heard[middle].conversation < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	for (*n = 0; low + *n < replay->n_heard &&
		     replay->heard[low + *n].conversation == wanted;)
		++*n;
	return replay->heard + low;
}

bool replay_run(struct replay *replay, struct capture *capture)
{
	struct replay_counts *counts = &replay->counts;
	enum capture_step step;
	struct frame_record record = { 0 };
	struct packet packet;

	while ((step = capture_next(capture, &record)) == CAPTURE_RECORD) {
		counts->frames++;
		switch (packet_read(record.interface->link, record.at,
				    record.held, &packet)) {
		case PACKET_READ:
			if (packet.way == WAY_UNKNOWN)
				packet.way = record.way;
			take(replay, &packet, &record);
			break;
		case PACKET_OTHER:
			counts->other++;
			break;
		case PACKET_CUT:
			counts->cut++;
			break;
		case PACKET_WRONG:
			counts->wrong++;
			break;
		}
	}
	return step == CAPTURE_END;
}

enum outcome replay_outcome(const struct said *said)
{
	static const enum outcome outcomes[N_FATES] = {
		[FATE_ACCEPT] = OUTCOME_ACCEPT,
		[FATE_CONDITIONAL] = OUTCOME_CONDITIONAL,
		[FATE_DROP] = OUTCOME_DROP,
	};
	enum outcome out = OUTCOME_UNJUDGED;

	for (int i = FATE_ACCEPT; i < N_FATES; i++) {
		if (!said->packets[i])
			continue;
		if (out != OUTCOME_UNJUDGED)
			return OUTCOME_MIXED;
		out = outcomes[i];
	}
	return out;
}
