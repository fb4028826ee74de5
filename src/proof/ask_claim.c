/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_claim.c -- a packet against a claim, or none
 */
#include <string.h>

#include "proof/ask.h"
#include "proof/diagram_apply.h"
#include "proof/diagram_ask.h"
#include "proof/witness.h"

/* Some host of the zone: not its first address, which names the network. */
static void put_nice_address(const struct space *space, const struct zone *zone,
			     bool source, uint16_t *nice)
{
	struct addr addr;

	vec_each(range, &zone->networks) {
		addr = range->first;
		if (range_is_single(range) || !addr_next(&addr))
			addr = range->first;
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

/* Everything that the diagram does not ask becomes what it is in an ordinary
 * packet, if it still is a packet that can exist. */
static void make_ordinary(const struct asked *asked, uint32_t id,
			  uint16_t *digits)
{
	const struct space *space = asked->space;
	uint16_t ordinary[DIAGRAM_LEVELS];
	bool asks[DIAGRAM_LEVELS];
	struct witness witness;

	if (!diagram_support(asked->all, id, asks))
		return;
	witness_take(space, asked->policy, digits, &witness);
	witness_ordinary(space, &witness, ordinary);
	for (unsigned level = 0; level < DIAGRAM_LEVELS; level++)
		if (asks[level] || level == space->levels[VAR_IIF] ||
		    level == space->levels[VAR_OIF] ||
		    level == space->levels[VAR_CT_STATE] ||
		    level == space->levels[VAR_CT_DIRECTION])
			ordinary[level] = digits[level];
	if (diagram_evaluate(asked->all, id, ordinary) ==
		    diagram_evaluate(asked->all, id, digits) &&
	    diagram_evaluate(asked->all, asked->care, ordinary) == DIAGRAM_TRUE)
		memcpy(digits, ordinary, sizeof(ordinary));
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

static enum diagram_answer search_in(const struct asked *asked, uint32_t id,
				     const struct diagram_search *search,
				     uint16_t *digits)
{
	uint32_t part = diagram_restrict(asked->all, id, search->within);
	uint32_t real = diagram_mask(asked->all, asked->care, part);
	enum diagram_answer answer =
		diagram_witness(asked->all, real, search, digits);

	if (answer == DIAGRAM_YES)
		make_ordinary(asked, part, digits);
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

enum diagram_answer ask_witness(const struct asked *asked, uint32_t id,
				uint16_t digits[static DIAGRAM_LEVELS])
{
	uint16_t nice[DIAGRAM_LEVELS];
	struct diagram_box box;
	struct diagram_search search = { .within = &box, .nice = nice };

	diagram_box_all(&box);
	space_nice(asked->space, nice);
	return search_in(asked, id, &search, digits);
}
