/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutant_show.c -- a packet that shows a fault, as the proof says that it does
 */
#include "base/must.h"
#include "proof/diagram/ask.h"

#include "mutant.h"
#include "random_policy.h"
#include "rules_send.h"

enum {
	TRIES = 40, /* to make a packet as a witness says */
};

static bool is_true(struct mutant *mutant, uint32_t diagram,
		    const uint16_t *digits)
{
	return diagram_evaluate(&mutant->inquiry.all, diagram, digits) ==
	       DIAGRAM_TRUE;
}

/* The rules do not ask where a packet is routed to; the router is told. */
static void lead(struct mutant *mutant, const uint16_t *digits)
{
	const struct space *space = &mutant->inquiry.space;
	struct wires *wires = &mutant->site->wires;
	bool v6 = space_number(space, digits, VAR_NFPROTO) == 10;
	uint64_t oif = space_number(space, digits, VAR_OIF);
	struct addr to = { .family = v6 ? FAMILY_IPV6 : FAMILY_IPV4 };
	int wire;

	space_take(space, digits, v6 ? VAR_IP6_DADDR : VAR_IP4_DADDR, to.bytes);
	wires_lead(wires, NULL, NULL);
	wire = wires_route(wires, &to);
	if (wire == -1 ||
	    (wire >= 0 &&
	     space_iface_digit(space, wires->at[wire].name) == oif))
		return;
	for (size_t i = 0; i < wires->n; i++)
		if (!wires->at[i].is_loop &&
		    space_iface_digit(space, wires->at[i].name) == oif)
			wires_lead(wires, &to, wires->at[i].name);
}

/* One that surely shows it, as real as it can be made. */
static enum shown try_difference(struct mutant *mutant, enum proof_kind kind,
				 int hook, uint32_t care)
{
	struct diagrams *all = &mutant->inquiry.all;
	struct space *space = &mutant->inquiry.space;
	uint32_t target =
		kind == PROOF_NARROWER
			? mutant->proof.all[kind][hook]
			: diagram_and(all, mutant->proof.all[kind][hook],
				      mutant->inquiry.must[hook]);
	uint32_t wished = diagram_and(all, target, care);
	uint16_t nice[DIAGRAM_LEVELS], digits[DIAGRAM_LEVELS];
	struct diagram_box everything;
	struct diagram_search search = { .within = &everything, .nice = nice };
	static struct play play;

	diagram_box_all(&everything);
	space_nice(space, nice);
	for (unsigned i = 0; i < TRIES; i++) {
		if (i == TRIES / 4) /* a timestamp, of ICMP */
			space_put_number(space, nice, VAR_SPORT, 13 << 8);
		if (i == TRIES / 2) /* no connection has such a header */
			space_put_number(space, nice, VAR_TRANSPORT_12, 0);
		if (i % 2)
			nice[pick(space->first_atom)] ^=
				(uint16_t)(1 << pick(16));
		if (diagram_witness(all, wished, &search, digits) !=
		    DIAGRAM_YES)
			return SHOWN_NO_PACKET;
		lead(mutant, digits);
		bout_play(&mutant->site->wires, space, digits,
			  i % 4 < 2 ? WIRE_PROPER : WIRE_TRANSPORT_LEN, &play);
		if (play.sent && is_true(mutant, target, play.digits))
			return play.seen.passed == (kind != PROOF_NARROWER)
				       ? SHOWN
				       : SHOWN_WRONGLY;
	}
	return SHOWN_NOT_MADE;
}

/* The faulty rules into the kernel. False: it does not take them. */
static bool load(struct mutant *mutant)
{
	struct wires *wires = &mutant->site->wires;
	struct rules_sent sent = { 0 };

	must(rules_flush(&wires->sock) == 0);
	if (rules_send(&wires->sock, &mutant->rules, &sent) < 0 ||
	    sent.refused_rules + sent.refused_sets > 0)
		return false;
	wires_observe(wires);
	return true;
}

enum shown mutant_show(struct mutant *mutant, bool *taken)
{
	static const enum proof_kind kinds[] = { PROOF_WIDER, PROOF_NARROWER,
						 PROOF_LASTING };
	struct diagrams *all = &mutant->inquiry.all;
	struct space *space = &mutant->inquiry.space;
	const struct wires *wires = &mutant->site->wires;
	uint32_t carried = wire_care(all, space, wires, true);
	uint32_t here = wire_to_gateway(all, space, wires);
	uint32_t cares[N_REGISTER_HOOKS] = {
		[REGISTER_FORWARD] = diagram_minus(all, carried, here),
		[REGISTER_INPUT] = diagram_and(all, carried, here),
		[REGISTER_OUTPUT] = wire_care_own(all, space, wires, true),
	};
	enum shown best = SHOWN_NO_PACKET, one;

	*taken = load(mutant);
	if (!*taken)
		return best;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
			one = try_difference(mutant, kinds[k], hook,
					     cares[hook]);
			if (one >= SHOWN_WRONGLY)
				return one;
			if (one > best)
				best = one;
		}
	return best;
}
