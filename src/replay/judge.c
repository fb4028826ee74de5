/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.c -- what a policy or a kernel says of a captured packet
 */
#include "replay/judge.h"

#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "replay/digits.h"

enum {
	NANOSECONDS = 1000000000,
	READABLE = 24, /* further into a transport header no variable looks */
	/* A capture that jumps between days gets no more diagrams. */
	MOST_BUILDS = 100,
	MARK_SHIFT = 20,
	MARK_CLOCK = 1 << 19,
};

void judge_init(struct judge *judge, const struct inquiry_options *options)
{
	*judge = (struct judge){ .options = *options };
	judge->options.how.rule = true;
	judge->fixed = options->how.time == REGISTER_AT;
	places_init(&judge->places, options->policy);
}

void judge_finish(struct judge *judge)
{
	if (judge->built)
		inquiry_finish(&judge->inquiry);
	places_finish(&judge->places);
}

/* The seconds around `now` in which no entry begins nor ends. */
static void narrow(struct judge *judge, const struct approval *approval,
		   uint64_t now)
{
	const time_t at[] = { approval->valid_from, approval->valid_until };

	for (size_t i = 0; i < 2; i++) {
		uint64_t moment = at[i] > 0 ? (uint64_t)at[i] : 0;

		if (moment <= now && moment > judge->since)
			judge->since = moment;
		if (moment > now && moment < judge->until)
			judge->until = moment;
	}
}

static void find_window(struct judge *judge, uint64_t now)
{
	const struct policy *policy = judge->options.policy;

	judge->since = 0;
	judge->until = UINT64_MAX;
	if (judge->fixed)
		return;
	vec_each(flow, &policy->flows)
		narrow(judge, &flow->approval, now);
	vec_each(relay, &policy->relays)
		narrow(judge, &relay->approval, now);
	vec_each(entry, &policy->management)
		narrow(judge, &entry->approval, now);
	vec_each(service, &policy->gateway)
		narrow(judge, &service->approval, now);
}

static void look_at(struct judge *judge, uint32_t diagram)
{
	bool asked[DIAGRAM_LEVELS] = { 0 };
	enum variable variable;
	unsigned digit;

	if (!diagram_support(&judge->inquiry.all, diagram, asked)) {
		judge->asks_hours = judge->asks_anything = true;
		return;
	}
	for (unsigned i = 0; i < DIAGRAM_LEVELS; i++) {
		if (!asked[i] || !space_variable(&judge->inquiry.space, i,
						 &variable, &digit))
			continue;
		judge->asks_hours |=
			variable == VAR_DAY || variable == VAR_HOUR;
		judge->asks_anything |= digits_is_rare(variable);
	}
}

static void build(struct judge *judge, uint64_t now)
{
	if (judge->built)
		inquiry_finish(&judge->inquiry);
	if (!judge->fixed)
		judge->options.how.now = (time_t)now;
	find_window(judge, now);
	judge->whole = inquiry_build(&judge->inquiry, &judge->options) &&
		       judge->epoch < MOST_BUILDS;
	judge->built = true;
	judge->epoch++;
	judge->asks_hours = judge->asks_anything = false;
	if (!judge->whole)
		return;
	for (int i = 0; i < N_REGISTER_HOOKS; i++) {
		look_at(judge, judge->inquiry.allowed[i]);
		if (!judge->options.rules)
			continue;
		look_at(judge, judge->inquiry.may[i]);
		look_at(judge, judge->inquiry.must[i]);
	}
}

static struct addr addr_of(const struct tuple *tuple, bool source)
{
	struct addr out = { .family = (enum family)tuple->family };

	memcpy(out.bytes, source ? tuple->source : tuple->destination,
	       sizeof(out.bytes));
	return out;
}

static void find_place(struct judge *judge, const struct tracked *tracked,
		       const struct packet *packet, const char *seen,
		       struct aspect *out)
{
	const struct space *space = &judge->inquiry.space;
	struct addr source = addr_of(&packet->tuple, true);
	struct addr destination = addr_of(&packet->tuple, false);
	struct place_hint hint = {
		.iif = tracked->reply ? judge->oif : judge->iif,
		.oif = tracked->reply ? judge->iif : judge->oif,
		.seen = seen,
	};
	struct position place =
		places_of(&judge->places, &source, &destination, &hint);

	out->hook = (uint8_t)place.hook;
	out->unjudged = (uint8_t)place.unjudged;
	out->iif = space_iface_digit(space, place.iif);
	out->oif = space_iface_digit(space, place.oif);
}

/* Where a capture has none, the sender is who the policy says. */
static struct mac mac_of(const struct judge *judge, const struct packet *packet)
{
	struct addr source = addr_of(&packet->tuple, true);
	const struct mac *pinned;

	if (packet->has_mac)
		return packet->mac;
	pinned = places_mac(&judge->places, &source);
	return pinned ? *pinned : (struct mac){ 0 };
}

/* The stamp that the connection of an error bears once it is accepted. */
static uint32_t stamp_of(const struct judge *judge, const struct said *said)
{
	const struct policy *policy = judge->options.policy;
	uint32_t generation = judge->options.how.generation;
	bool clock = false;

	if (!generation || said->first == FATE_DROP ||
	    said->entry >= MARK_CLOCK || !said->entry)
		return 0;
	vec_each(flow, &policy->flows)
		if (flow->number == said->entry)
			clock = flow->hours.n > 0;
	return generation << MARK_SHIFT | (clock ? MARK_CLOCK : 0) |
	       said->entry;
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

static enum fate evaluate(struct judge *judge, const struct tracked *tracked,
			  const struct packet *packet,
			  const struct aspect *aspect, struct said *said)
{
	struct inquiry *inquiry = &judge->inquiry;
	enum register_hook hook = (enum register_hook)aspect->hook;
	enum fate verdict;
	uint32_t leaf;

	if (aspect->unjudged)
		return FATE_NONE;
	digits_fill(&inquiry->space, packet, tracked, aspect,
		    judge->asks_anything, judge->digits);
	leaf = diagram_evaluate(&inquiry->all, inquiry->allowed[hook],
				judge->digits);
	leaf = leaf == DIAGRAM_NOMATCH ? 0 : leaf_value(leaf);
	verdict = fate_of(judge, hook, leaf);
	/* About what was never let in, no error passes. */
	if (tracked->state == STATE_RELATED && said->first == FATE_DROP)
		verdict = FATE_DROP;
	if (said->first == FATE_NONE) {
		said->first = verdict;
		said->entry = leaf;
	}
	return verdict;
}

static bool is_same(const struct aspect *a, const struct aspect *b)
{
	return a->epoch == b->epoch && a->interface == b->interface &&
	       a->state == b->state && a->second == b->second &&
	       a->readable == b->readable && a->hops == b->hops &&
	       a->mark == b->mark && !memcmp(&a->mac, &b->mac, sizeof(a->mac));
}

/* All but the place, which addresses and `interface` decide. */
static struct aspect aspect_of(const struct judge *judge,
			       const struct tracked *tracked,
			       const struct packet *packet, uint64_t second,
			       uint32_t interface, const struct said *said)
{
	struct aspect out = {
		.state = (uint8_t)tracked->state,
		.mac = mac_of(judge, packet),
		.interface = interface,
		.epoch = judge->epoch,
		.second = judge->asks_hours ? second : 0,
		.readable = packet->transport_len,
	};

	if (out.readable > READABLE)
		out.readable = READABLE;
	if (packet->tuple.family == FAMILY_IPV6)
		out.hops = packet->hops;
	if (tracked->state == STATE_RELATED)
		out.mark = stamp_of(judge, said);
	return out;
}

enum fate judge_packet(struct judge *judge, const struct tracked *tracked,
		       const struct packet *packet,
		       const struct frame_record *record, uint32_t interface,
		       struct said *said)
{
	uint64_t now = judge->fixed ? (uint64_t)judge->options.how.now
				    : record->ns / NANOSECONDS;
	struct aspect *last = &said->last[tracked->reply];
	enum fate *verdict = &said->verdict[tracked->reply];
	struct aspect aspect;

	if (!judge->built || (judge->epoch <= MOST_BUILDS &&
			      (now < judge->since || now >= judge->until)))
		build(judge, now);
	aspect = aspect_of(judge, tracked, packet, now, interface, said);
	/* Errors come from anywhere: nothing of the last one holds. */
	if (judge->asks_anything || packet->icmp || !is_same(&aspect, last)) {
		find_place(judge, tracked, packet, record->interface->name,
			   &aspect);
		if (!judge->whole)
			aspect.unjudged = UNJUDGED_LIMIT;
		aspect.second = now;
		*verdict = evaluate(judge, tracked, packet, &aspect, said);
		if (said->first == FATE_NONE)
			said->unjudged = aspect.unjudged;
		aspect.second = judge->asks_hours ? now : 0;
		*last = aspect;
	}
	said->packets[*verdict]++;
	return *verdict;
}
