/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_claim.c -- a packet against a claim, or none
 */
#include <string.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/question/ask.h"
#include "proof/space/witness.h"

static bool is_own(const struct zone *zone, const struct addr *addr)
{
	vec_each(own, &zone->addresses)
		if (addr_cmp(own, addr) == 0)
			return true;
	return false;
}

/* Some host of the zone: not its first address, which names the network, nor
 * one of the gateway's. */
static void put_nice_address(const struct space *space, const struct zone *zone,
			     bool source, uint16_t *nice)
{
	struct addr addr;

	vec_each(range, &zone->networks) {
		addr = range->first;
		do {
			if (addr_cmp(&addr, &range->last) == 0 ||
			    !addr_next(&addr))
				addr = range->first;
		} while (is_own(zone, &addr) &&
			 addr_cmp(&addr, &range->first) != 0);
		if (addr.family == FAMILY_IPV4)
			space_put(space, nice,
				  source ? VAR_IP4_SADDR : VAR_IP4_DADDR,
				  addr.bytes);
		else
			space_put(space, nice,
				  source ? VAR_IP6_SADDR : VAR_IP6_DADDR,
				  addr.bytes);
	}
}

static bool is_real(const struct asked *asked, const uint16_t *digits)
{
	return diagram_evaluate(asked->all, asked->care, digits) ==
	       DIAGRAM_TRUE;
}

/* These digits of another packet, where that changes nothing. */
static void take_over(const struct asked *asked, uint32_t id, uint16_t *digits,
		      const uint16_t *from, unsigned level, size_t n)
{
	uint32_t leaf = diagram_evaluate(asked->all, id, digits);
	bool was_real = is_real(asked, digits);
	uint16_t kept[DIAGRAM_LEVELS];

	memcpy(kept, digits, sizeof(kept));
	memcpy(digits + level, from + level, n * sizeof(*digits));
	if (diagram_evaluate(asked->all, id, digits) != leaf ||
	    (was_real && !is_real(asked, digits)))
		memcpy(digits, kept, sizeof(kept));
}

/* Everything that does not matter becomes what it is in an ordinary packet: all
 * at once where that will do, else one by one. */
static void make_ordinary(const struct asked *asked, uint32_t id,
			  uint16_t *digits)
{
	static const enum variable given[] = {
		VAR_IIF,
		VAR_OIF,
		VAR_CT_STATE,
		VAR_CT_DIRECTION,
	};
	const struct space *space = asked->space;
	uint16_t ordinary[DIAGRAM_LEVELS];
	struct witness witness;
	unsigned level;

	witness_take(space, asked->policy, digits, &witness);
	witness_ordinary(space, &witness, ordinary);
	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		level = space->levels[given[i]];
		ordinary[level] = digits[level];
	}
	take_over(asked, id, digits, ordinary, 0, DIAGRAM_LEVELS);
	if (!memcmp(digits, ordinary, sizeof(ordinary)))
		return;
	for (int i = 0; i < N_VARIABLES; i++)
		take_over(asked, id, digits, ordinary, space->levels[i],
			  variable_info((enum variable)i)->digits);
}

/* What is against a claim. */
struct against {
	uint32_t allowed; /* this leaf is not */
};

static bool is_against(const void *state, uint32_t leaf)
{
	const struct against *against = state;

	return leaf != DIAGRAM_NOMATCH && leaf != DIAGRAM_FALSE &&
	       leaf != against->allowed;
}

/* Most witnesses exist as soon as they are made ordinary; only where one does
 * not, those that do are worked out. */
static enum diagram_answer search_in(const struct asked *asked, uint32_t id,
				     const struct diagram_search *search,
				     uint16_t *digits)
{
	enum diagram_answer answer =
		diagram_witness(asked->all, id, search, digits);
	uint32_t real;

	if (answer != DIAGRAM_YES)
		return answer;
	make_ordinary(asked, id, digits);
	if (is_real(asked, digits))
		return DIAGRAM_YES;
	real = diagram_restrict(asked->all, id, search->within);
	real = diagram_mask(asked->all, asked->care, real);
	answer = diagram_witness(asked->all, real, search, digits);
	if (answer == DIAGRAM_YES)
		make_ordinary(asked, id, digits);
	return answer;
}

static void fix(struct diagram_box *box, unsigned level, uint16_t low,
		uint16_t high)
{
	box->low[level] = low;
	box->high[level] = high;
}

/* One pair of interfaces. */
static enum diagram_answer ask_pair(const struct asked *asked, uint32_t forward,
				    const struct ask_between *between,
				    struct diagram_search *search,
				    struct diagram_box *box, uint16_t *digits)
{
	unsigned state = asked->space->levels[VAR_CT_STATE];
	enum diagram_answer answer;

	search->within = box;
	if (between->claim == ASK_NO_PACKET) {
		fix(box, state, 0, DIGIT_MAX);
		return search_in(asked, forward, search, digits);
	}
	fix(box, state, STATE_NEW, STATE_NEW);
	answer = search_in(asked, forward, search, digits);
	if (answer != DIAGRAM_NO)
		return answer;
	fix(box, state, STATE_INVALID, STATE_UNTRACKED);
	return search_in(asked, forward, search, digits);
}

enum diagram_answer ask_claim(const struct asked *asked, uint32_t forward,
			      const struct ask_between *between,
			      uint16_t digits[static DIAGRAM_LEVELS])
{
	const struct space *space = asked->space;
	const struct against against = {
		between->claim == ASK_ONLY ? diagram_leaf(between->entry)
					   : DIAGRAM_FALSE,
	};
	uint16_t nice[DIAGRAM_LEVELS], in, out;
	struct diagram_search search = {
		.wanted = is_against,
		.state = &against,
		.nice = nice,
	};
	struct diagram_box box;
	enum diagram_answer answer;

	space_nice(space, nice);
	put_nice_address(space, between->from, true, nice);
	put_nice_address(space, between->to, false, nice);
	diagram_box_all(&box);
	vec_each(iif, &between->from->interfaces) {
		vec_each(oif, &between->to->interfaces) {
			in = space_iface_digit(space, *iif);
			out = space_iface_digit(space, *oif);
			fix(&box, space->levels[VAR_IIF], in, in);
			fix(&box, space->levels[VAR_OIF], out, out);
			answer = ask_pair(asked, forward, between, &search,
					  &box, digits);
			if (answer != DIAGRAM_NO)
				return answer;
		}
	}
	return DIAGRAM_NO;
}

/* Its interfaces and family stay; its addresses become hosts of their zones
 * where that will do. */
static void make_nicer(const struct asked *asked, uint32_t id,
		       struct diagram_search *search, struct diagram_box *box,
		       uint16_t nice[static DIAGRAM_LEVELS], uint16_t *digits)
{
	static const enum variable same[] = { VAR_IIF, VAR_OIF, VAR_NFPROTO };

	uint16_t nicer[DIAGRAM_LEVELS];
	struct witness witness;
	unsigned level;

	witness_take(asked->space, asked->policy, digits, &witness);
	if (witness.from)
		put_nice_address(asked->space, witness.from, true, nice);
	if (witness.to)
		put_nice_address(asked->space, witness.to, false, nice);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		level = asked->space->levels[same[i]];
		fix(box, level, digits[level], digits[level]);
	}
	if (search_in(asked, id, search, nicer) == DIAGRAM_YES)
		memcpy(digits, nicer, sizeof(nicer));
}

enum diagram_answer ask_witness(const struct asked *asked, uint32_t id,
				uint16_t digits[static DIAGRAM_LEVELS])
{
	uint16_t nice[DIAGRAM_LEVELS];
	struct diagram_box box;
	struct diagram_search search = { .within = &box, .nice = nice };
	enum diagram_answer answer;

	diagram_box_all(&box);
	space_nice(asked->space, nice);
	answer = search_in(asked, id, &search, digits);
	if (answer == DIAGRAM_YES)
		make_nicer(asked, id, &search, &box, nice, digits);
	return answer;
}
