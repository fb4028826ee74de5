/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.c -- what a policy or a kernel says of a captured packet
 */
#include "replay/judge.h"

#include <string.h>

#include "proof/diagram/ask.h"
#include "replay/digits.h"
#include "replay/judge_part.h"

enum {
	NANOSECONDS = 1000000000,
	READABLE = 24, /* further into a transport header no variable looks */
	MARK_SHIFT = 20,
	MARK_CLOCK = 1 << 19,
};

void judge_init(struct judge *judge, const struct inquiry_options *options,
		time_t compiled)
{
	*judge = (struct judge){ .options = *options, .compiled = compiled };
	judge->options.how.rule = true;
	judge->fixed = options->how.time == REGISTER_AT;
	places_init(&judge->places, options->policy);
	force_init(&judge->force, options->policy);
}

void judge_finish(struct judge *judge)
{
	if (judge->built)
		inquiry_finish(&judge->inquiry);
	if (judge->ever_built)
		inquiry_finish(&judge->ever);
	places_finish(&judge->places);
	force_finish(&judge->force);
}

static struct addr addr_of(const struct tuple *tuple, bool source)
{
	struct addr out = { .family = (enum family)tuple->family };

	memcpy(out.bytes, source ? tuple->source : tuple->destination,
	       sizeof(out.bytes));
	return out;
}

static struct position find_place(struct judge *judge,
				  const struct standing *standing,
				  const struct packet *packet, const char *seen)
{
	struct addr source = addr_of(&packet->tuple, true);
	struct addr destination = addr_of(&packet->tuple, false);
	struct place_hint hint = {
		.iif = standing->reply ? judge->oif : judge->iif,
		.oif = standing->reply ? judge->iif : judge->oif,
		.seen = seen,
		.way = packet->way,
	};

	return places_of(&judge->places, &source, &destination, &hint);
}

/* Where a capture has none, or the gateway's own, the sender is who the policy
 * says. */
static struct mac mac_of(const struct judge *judge, const struct packet *packet,
			 bool leaving)
{
	struct addr source = addr_of(&packet->tuple, true);
	const struct mac *pinned;

	if (packet->has_mac && !leaving)
		return packet->mac;
	pinned = places_mac(&judge->places, &source);
	return pinned ? *pinned : (struct mac){ 0 };
}

/* The stamp that a connection bears which that entry let in. */
static uint32_t stamp_of(const struct judge *judge, uint32_t entry)
{
	uint32_t generation = judge->options.how.generation;
	bool clock = force_by_clock(&judge->force, entry, judge->compiled);

	if (!generation || !entry || entry >= MARK_CLOCK)
		return 0;
	return generation << MARK_SHIFT | (clock ? MARK_CLOCK : 0) | entry;
}

static uint32_t leaf_at(const struct inquiry *inquiry, enum register_hook hook,
			const uint16_t *digits)
{
	uint32_t leaf =
		diagram_evaluate(&inquiry->all, inquiry->allowed[hook], digits);

	return leaf == DIAGRAM_NOMATCH ? 0 : leaf_value(leaf);
}

static enum fate fate_of(const struct judge *judge, enum register_hook at,
			 uint32_t entry)
{
	const struct inquiry *inquiry = &judge->inquiry;

	if (!judge->options.rules)
		return entry ? FATE_ACCEPT : FATE_DROP;
	if (diagram_evaluate(&inquiry->all, inquiry->must[at], judge->digits) ==
	    DIAGRAM_TRUE)
		return FATE_ACCEPT;
	return diagram_evaluate(&inquiry->all, inquiry->may[at],
				judge->digits) == DIAGRAM_TRUE
		       ? FATE_CONDITIONAL
		       : FATE_DROP;
}

/* One packet on its way through one judge. */
struct trial {
	struct judge *judge;
	const struct tracked *tracked;
	const struct packet *packet;
	struct standing standing;
	struct position place;
	struct aspect aspect;
	struct said *said;
	uint64_t now;
};

/* The first entry that would permit it at some time; 0: none. */
static uint32_t ever_by(const struct trial *trial)
{
	struct judge *judge = trial->judge;
	struct inquiry_options options = judge->options;
	struct aspect aspect = trial->aspect;

	if (!judge->ever_built) {
		options.rules = NULL;
		options.snapshot = NULL;
		options.how.time = REGISTER_EVER;
		options.how.generation = 0;
		judge->ever_whole = inquiry_build(&judge->ever, &options);
		judge->ever_built = true;
	}
	if (!judge->ever_whole)
		return 0;
	aspect.iif = space_iface_digit(&judge->ever.space, trial->place.iif);
	aspect.oif = space_iface_digit(&judge->ever.space, trial->place.oif);
	digits_fill(&judge->ever.space, trial->packet, trial->tracked, &aspect,
		    false, judge->digits);
	return leaf_at(&judge->ever, trial->place.hook, judge->digits);
}

static bool has_wrong_mac(const struct trial *trial)
{
	struct addr source = addr_of(&trial->packet->tuple, true);
	const struct mac *pinned = places_mac(&trial->judge->places, &source);

	return trial->place.hook != REGISTER_OUTPUT && pinned &&
	       memcmp(pinned, &trial->aspect.mac, sizeof(*pinned)) != 0;
}

/* Of what is denied. *about: the entry that it has to do with. */
static enum reason reason_of(const struct trial *trial, uint32_t leaf,
			     uint32_t *about)
{
	struct addr source = addr_of(&trial->packet->tuple, true);
	enum reason reason;

	if (leaf) {
		*about = leaf;
		return REASON_RULES;
	}
	if (!places_source_fits(&trial->judge->places, &trial->place, &source))
		return REASON_SPOOFED;
	if (has_wrong_mac(trial))
		return REASON_MAC;
	if (trial->standing.state == STATE_INVALID)
		return REASON_INVALID;
	if (trial->standing.state == STATE_UNTRACKED)
		return REASON_UNTRACKED;
	if (trial->standing.state == STATE_RELATED)
		return REASON_ERROR;
	*about = ever_by(trial);
	reason = force_at(&trial->judge->force, *about, (time_t)trial->now);
	return reason == REASON_NONE ? REASON_NO_ENTRY : reason;
}

/* By a policy an error passes while its connection's entry is in force; the
 * diagram of a policy alone permits it at most. */
static uint32_t hold_error(const struct trial *trial, uint32_t leaf)
{
	uint32_t entry = trial->said->connection.entry;

	if (trial->standing.state != STATE_RELATED || leaf != REGISTER_ERROR ||
	    trial->judge->options.how.generation)
		return leaf;
	return force_at(&trial->judge->force, entry, (time_t)trial->now) ==
			       REASON_NONE
		       ? leaf
		       : 0;
}

/* Rules ask of headers that the capture may not have. */
static bool is_cut(const struct trial *trial)
{
	return trial->judge->asks_anything &&
	       trial->packet->transport_held < trial->aspect.readable;
}

static struct sentence evaluate(const struct trial *trial)
{
	struct judge *judge = trial->judge;
	enum register_hook hook = trial->place.hook;
	struct sentence out = { 0 };

	if (trial->aspect.unjudged)
		return out;
	digits_fill(&judge->inquiry.space, trial->packet, trial->tracked,
		    &trial->aspect, judge->asks_anything, judge->digits);
	out.entry = hold_error(trial,
			       leaf_at(&judge->inquiry, hook, judge->digits));
	out.fate = fate_of(judge, hook, out.entry);
	if (is_cut(trial))
		out.fate = FATE_CONDITIONAL;
	if (out.fate == FATE_DROP)
		out.reason = (uint8_t)reason_of(trial, out.entry, &out.entry);
	else if (!out.entry)
		out.reason = REASON_BESIDE;
	return out;
}

static bool is_same(const struct aspect *a, const struct aspect *b)
{
	return a->epoch == b->epoch && a->interface == b->interface &&
	       a->way == b->way && a->state == b->state &&
	       a->reply == b->reply && a->turned == b->turned &&
	       a->second == b->second && a->readable == b->readable &&
	       a->hops == b->hops && !memcmp(&a->mac, &b->mac, sizeof(a->mac));
}

/* All but the place, which addresses, `interface` and `way` decide. */
static struct aspect aspect_of(const struct trial *trial,
			       const struct frame_record *record)
{
	const struct judge *judge = trial->judge;
	const struct packet *packet = trial->packet;
	struct aspect out = {
		.state = (uint8_t)trial->standing.state,
		.reply = trial->standing.reply,
		.turned = trial->standing.turned,
		.way = (uint8_t)packet->way,
		.interface = record->number,
		.epoch = judge->epoch,
		.second = judge->asks_hours ? trial->now : 0,
		.readable = packet->transport_len,
	};

	if (packet->has_mac)
		out.mac = packet->mac;
	if (out.readable > READABLE)
		out.readable = READABLE;
	if (packet->tuple.family == FAMILY_IPV6)
		out.hops = packet->hops;
	return out;
}

/* Anew, for nothing of the last packet holds. */
static struct sentence judge_anew(struct trial *trial,
				  const struct frame_record *record)
{
	struct judge *judge = trial->judge;
	const struct space *space = &judge->inquiry.space;
	struct aspect *aspect = &trial->aspect;

	trial->place = find_place(judge, &trial->standing, trial->packet,
				  record->interface->name);
	aspect->hook = (uint8_t)trial->place.hook;
	aspect->unjudged = (uint8_t)trial->place.unjudged;
	aspect->iif = space_iface_digit(space, trial->place.iif);
	aspect->oif = space_iface_digit(space, trial->place.oif);
	aspect->mac = mac_of(judge, trial->packet, trial->place.left);
	if (trial->standing.state == STATE_RELATED)
		aspect->mark = stamp_of(judge, trial->said->connection.entry);
	if (!judge->whole)
		aspect->unjudged = UNJUDGED_LIMIT;
	aspect->second = trial->now;
	return evaluate(trial);
}

static void count(struct said *said, const struct sentence *sentence,
		  const struct aspect *aspect)
{
	said->packets[sentence->fate]++;
	switch (sentence->fate) {
	case FATE_NONE:
		said->unjudged = aspect->unjudged;
		break;
	case FATE_ACCEPT:
	case FATE_CONDITIONAL:
		if (!said->entry)
			said->entry = sentence->entry;
		if (!said->reason)
			said->reason = sentence->reason;
		break;
	case FATE_DROP:
		if (said->packets[FATE_DROP] > 1)
			break;
		said->reason = sentence->reason;
		said->mentioned = sentence->entry;
		break;
	}
}

/* Sources are checked before connections are looked up. */
static void follow(const struct trial *trial, const struct sentence *sentence,
		   uint64_t ns)
{
	struct tracking *one = &trial->said->connection;
	bool let_in = sentence->fate != FATE_DROP;

	if (sentence->fate == FATE_NONE || sentence->reason == REASON_SPOOFED ||
	    sentence->reason == REASON_MAC)
		return;
	track_seen(one, trial->tracked, &trial->standing, trial->packet, ns,
		   let_in);
	if (let_in && trial->standing.state != STATE_RELATED)
		one->entry = sentence->entry;
}

struct sentence judge_packet(struct judge *judge, const struct tracked *tracked,
			     const struct packet *packet,
			     const struct frame_record *record,
			     struct said *said)
{
	struct trial trial = {
		.judge = judge,
		.tracked = tracked,
		.packet = packet,
		.standing = track_standing(tracked, &said->connection, packet,
					   record->ns),
		.said = said,
		.now = judge->fixed ? (uint64_t)judge->options.how.now
				    : record->ns / NANOSECONDS,
	};
	struct aspect *last = &said->last[tracked->reply];
	struct sentence *sentence = &said->sentence[tracked->reply];
	struct aspect key;

	judge_for(judge, trial.now);
	key = trial.aspect = aspect_of(&trial, record);
	/* Errors come from anywhere: nothing of the last one holds. */
	if (judge->asks_anything || packet->error || packet->icmp ||
	    !is_same(&key, last)) {
		*sentence = judge_anew(&trial, record);
		key.unjudged = trial.aspect.unjudged;
		*last = key;
	} else {
		trial.aspect.unjudged = last->unjudged;
	}
	count(said, sentence, &trial.aspect);
	follow(&trial, sentence, record->ns);
	return *sentence;
}
