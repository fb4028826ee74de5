/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hook.c -- what becomes of a packet on its way through the hooks
 */
#include "proof/lift/hook.h"

#include <string.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/lift/load.h"
#include "proof/lift/rule.h"
#include "proof/lift/station.h"
#include "proof/lift/translate.h"
#include "proof/rules/nat.h"

static uint32_t pass_hook(struct lift *lift, enum nf_hook hook, uint32_t then)
{
	struct stations stations = { 0 };

	if (nat_is_on(lift->rules, lift->family) && hook != NF_HOOK_FORWARD)
		return translate_pass(lift, hook, then);
	stations_find(lift, hook, false, &stations);
	then = stations_pass(lift, stations.list.at, stations.list.n, then,
			     NULL);
	arena_finish(&stations.arena);
	return then;
}

/* What a router itself does to a packet: it counts a hop (ip_forward,
 * ip6_forward, before their hook), and corrects the checksum. */
static uint32_t count_hop(struct lift *lift, uint32_t then)
{
	static const enum variable checksum[] = { VAR_IP4_CHECKSUM };

	bool is_ip4 = lift->family == NF_FAMILY_IP;
	enum variable hops = is_ip4 ? VAR_IP4_TTL : VAR_IP6_HOPLIMIT;

	then = diagram_one_less(lift->all, then, lift->space->levels[hops]);
	if (!is_ip4 || !diagram_support(lift->all, then, lift->live) ||
	    !lift->live[lift->space->levels[VAR_IP4_CHECKSUM]])
		return then;
	return effect_before(lift, effect_unknown(lift, 0, checksum, 1), then);
}

static uint32_t pass_hooks(struct lift *lift, const enum nf_hook *hooks,
			   size_t n, uint32_t then)
{
	static const uint32_t families[] = { NF_FAMILY_IP, NF_FAMILY_IP6 };
	uint32_t result = DIAGRAM_FALSE, one;

	lift->to_itself = n > 1 && hooks[n - 1] == NF_HOOK_INPUT;
	for (size_t f = 0; f < 2; f++) {
		lift->family = families[f];
		one = then;
		for (size_t i = n; i-- > 0;) {
			one = pass_hook(lift, hooks[i], one);
			if (hooks[i] == NF_HOOK_FORWARD && n > 1)
				one = count_hop(lift, one);
		}
		one = diagram_and(
			lift->all, one,
			lift_in(lift, space_numbers(lift->space, VAR_NFPROTO,
						    families[f], families[f])));
		result = diagram_or(lift->all, result, one);
	}
	return lift->lost ? DIAGRAM_TOO_MUCH : result;
}

uint32_t hook_way(struct lift *lift, enum way way)
{
	return hook_way_then(lift, way, DIAGRAM_TRUE);
}

uint32_t hook_way_then(struct lift *lift, enum way way, uint32_t then)
{
	static const enum nf_hook forward[] = { NF_HOOK_PREROUTING,
						NF_HOOK_FORWARD,
						NF_HOOK_POSTROUTING };

	static const enum nf_hook input[] = { NF_HOOK_PREROUTING,
					      NF_HOOK_INPUT };

	static const enum nf_hook output[] = { NF_HOOK_OUTPUT,
					       NF_HOOK_POSTROUTING };

	switch (way) {
	case WAY_FORWARD:
		return pass_hooks(lift, forward, 3, then);
	case WAY_INPUT:
		return pass_hooks(lift, input, 2, then);
	case WAY_OUTPUT:
		return pass_hooks(lift, output, 2, then);
	}
	must(false);
	return DIAGRAM_TOO_MUCH;
}

uint32_t hook_alone(struct lift *lift, enum nf_hook hook)
{
	return pass_hooks(lift, &hook, 1, DIAGRAM_TRUE);
}

static uint32_t suppose(struct lift *lift, uint32_t diagram, const char *text,
			bool holds)
{
	const struct space *space = lift->space;
	bool asked[DIAGRAM_LEVELS];

	if (!diagram_support(lift->all, diagram, asked))
		return DIAGRAM_TOO_MUCH;
	for (size_t i = 0; i < space->atoms.n; i++)
		if (asked[space->first_atom + i] &&
		    strcmp(space->atoms.at[i].text, text) == 0)
			diagram = diagram_assign(
				lift->all, diagram,
				space->first_atom + (unsigned)i, holds);
	return diagram;
}

uint32_t hook_begins(struct lift *lift, uint32_t diagram)
{
	diagram = suppose(lift, diagram, HOOK_FIRST_PACKET, true);
	return suppose(lift, diagram, HOOK_BEGAN_BEFORE, false);
}

uint32_t hook_whole_errors(struct lift *lift, uint32_t diagram)
{
	return suppose(lift, diagram, HOOK_ERROR_FITS, true);
}

static uint32_t quantify(struct lift *lift, uint32_t diagram,
			 uint32_t (*by)(struct diagrams *all, uint32_t a,
					unsigned level))
{
	bool asked[DIAGRAM_LEVELS];

	if (!diagram_support(lift->all, diagram, asked))
		return DIAGRAM_TOO_MUCH;
	for (unsigned level = DIAGRAM_LEVELS;
	     level-- > lift->space->first_atom;)
		if (asked[level])
			diagram = by(lift->all, diagram, level);
	return diagram;
}

uint32_t hook_may(struct lift *lift, uint32_t diagram)
{
	return quantify(lift, diagram, diagram_exists);
}

uint32_t hook_must(struct lift *lift, uint32_t diagram)
{
	return quantify(lift, diagram, diagram_forall);
}
