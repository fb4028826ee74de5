/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_leave.c -- what may leave to a zone
 *
 * Routes change under a live connection. Before anything lets a packet pass,
 * its destination must belong to the zone of the interface it leaves through,
 * as its source belonged to that of the interface it came from. Everything that
 * a register permits does.
 */
#include "ruleset/compiler.h"
#include "ruleset/frame.h"

static const enum field destinations[N_FAMILIES] = {
	[V4] = FIELD_IP_DADDR,
	[V6] = FIELD_IP6_DADDR,
};

/* RFC 4291 2.5.6, 2.7: they stay on the link, or are reports for listeners. */
static void admit_neighbours(struct compiler *c, struct build *b)
{
	static const struct addr_range links[] = {
		{ { FAMILY_IPV6, { 0xfe, 0x80 } },
		  { FAMILY_IPV6,
		    { 0xfe, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } } },
		{ { FAMILY_IPV6, { 0xff } },
		  { FAMILY_IPV6,
		    { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } } },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		build_rule(b, NULL);
		build_family(b, FAMILY_IPV6);
		build_match(b, FIELD_L4PROTO, PROTO_ICMPV6);
		build_address(b, FIELD_IP6_DADDR, &links[i]);
		build_jump(b, c->neighbours);
	}
}

static const char *add_leaving(struct compiler *c, const struct zone *zone,
			       enum hook hook, const char *chain)
{
	const struct space *space = c->spaces[zone->index];
	struct build b = build_chain(
		c->arena,
		compile_name(c, "%s_%s", hook == HOOK_OUTPUT ? "out" : "to",
			     c->words[zone->index]),
		build_comment(c->arena, compile_label(c, zone->index)));

	b.at = compile_loc(c, zone->at);
	for (int f = 0; f < N_FAMILIES; f++) {
		for (size_t i = 0; i < space[f].n_rules; i++) {
			build_rule(&b, NULL);
			build_family(&b, compile_families[f]);
			compile_ask_space(&b, &space[f], i, destinations[f]);
			build_goto(&b, chain);
		}
	}
	if (hook == HOOK_OUTPUT)
		admit_neighbours(c, &b);
	build_refusal(&b, compile_prefix(c, "astray", c->shown[zone->index],
					 NULL, NULL));
	build_end(&b, &c->out->tree);
	return b.chain.name;
}

void compile_leave(struct compiler *c, enum hook hook, const char *chain)
{
	struct set *selector = frame_selector(c->out, hook);
	struct element *element;

	vec_each(zone, &c->policy->zones) {
		const char *leaving = add_leaving(c, zone, hook, chain);

		vec_each(name, &zone->interfaces) {
			element = compile_element(c, selector, zone->at);
			compile_put_name(*name, element->key);
			element->verdict.kind = VERDICT_GOTO;
			element->verdict.chain = leaving;
		}
	}
}

/* What the gateway says to its neighbours; reports too, so that switches keep
 * sending it solicitations. */
void compile_neighbours(struct compiler *c)
{
	struct build b = build_chain(c->arena, c->neighbours, NULL);

	compile_link_icmp(&b, 135, 136, HOPS_LINK);
	compile_link_icmp(&b, 131, 132, HOPS_MLD);
	compile_link_icmp(&b, 143, 143, HOPS_MLD);
	build_end(&b, &c->out->tree);
}
