/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_local.c -- the chains of packets to and from the gateway itself
 */
#include "ruleset/compiler.h"
#include "ruleset/frame.h"

static void admit_neighbours_in(struct build *b)
{
	compile_link_icmp(b, 135, 136, HOPS_LINK);
	compile_link_icmp(b, 130, 130, HOPS_MLD);
}

/* What the kernel itself says about packets that it could not forward. It
 * makes them related to the packet's connection even where that was never let
 * in (a first packet that is too big, or has made too many hops): measured, so
 * the mark is not asked. They go back only to a source that was checked. */
static void admit_errors_out(struct build *b)
{
	const struct icmp_error *error;

	for (size_t i = 0; (error = compile_icmp_error(i)); i++) {
		build_rule(b, NULL);
		compile_icmp(b, error->family, error->first, error->last);
		build_any_bit(b, FIELD_CT_STATE, CT_STATE_RELATED);
		build_accept(b);
	}
}

static void admit_loopback(struct build *b)
{
	build_rule(b, NULL);
	build_name(b, FIELD_IIFNAME, "lo");
	build_accept(b);
}

/* Interface -> the pair of its zone with the gateway. */
static const char *add_dispatch(struct compiler *c, const char *name,
				bool arrivals)
{
	struct set set = {
		.name = compile_name(c, "%s", name),
		.kind = SET_VERDICTS,
		.key = KEY(FIELD_IIFNAME),
	};
	struct element *element;
	char *chain;

	vec_each(zone, &c->policy->zones) {
		chain = arrivals
				? compile_pair_name(c, zone->index, c->gateway)
				: compile_pair_name(c, c->gateway, zone->index);
		vec_each(interface, &zone->interfaces) {
			element = compile_element(c, &set, zone->at);
			compile_put_name(*interface, element->key);
			element->verdict.kind = VERDICT_GOTO;
			element->verdict.chain = chain;
		}
	}
	return compile_set(c, &set) ? set.name : NULL;
}

static void select_input(struct compiler *c, const char *chain)
{
	static const uint64_t families[] = { NFPROTO_V4, NFPROTO_V6 };
	struct set *selector = frame_selector(c->out, HOOK_INPUT);
	struct element *element;

	for (size_t i = 0; i < 2; i++) {
		element = compile_element(c, selector, (struct loc){ 0 });
		field_put(FIELD_NFPROTO, families[i], element->key);
		element->verdict.kind = VERDICT_GOTO;
		element->verdict.chain = chain;
	}
}

static void add_input(struct compiler *c, const char *arrivals,
		      const char *departures)
{
	struct build b = build_chain(c->arena, compile_name(c, "input"), NULL);

	compile_fast_path(c, &b, false);
	admit_loopback(&b);
	admit_neighbours_in(&b);
	compile_own(c, &b);
	if (arrivals) {
		compile_related(c, &b);
		compile_dispatch(&b, DIRECTION_ORIGINAL, KEY(FIELD_IIFNAME),
				 arrivals);
		compile_dispatch(&b, DIRECTION_REPLY, KEY(FIELD_IIFNAME),
				 departures);
	}
	compile_chatter(&b);
	build_refusal(&b, compile_prefix(c, "drop", "?", "gateway", NULL));
	build_end(&b, &c->out->tree);
	select_input(c, b.chain.name);
}

static void add_output(struct compiler *c, const char *arrivals,
		       const char *departures)
{
	struct build b = build_chain(c->arena, compile_name(c, "output"), NULL);

	compile_fast_path(c, &b, false);
	build_rule(&b, NULL);
	build_family(&b, FAMILY_IPV6);
	build_match(&b, FIELD_L4PROTO, PROTO_ICMPV6);
	build_jump(&b, c->neighbours);
	admit_errors_out(&b);
	if (arrivals) {
		compile_dispatch(&b, DIRECTION_ORIGINAL, KEY(FIELD_OIFNAME),
				 departures);
		compile_dispatch(&b, DIRECTION_REPLY, KEY(FIELD_OIFNAME),
				 arrivals);
	}
	build_refusal(&b, compile_prefix(c, "drop", "gateway", "?", NULL));
	build_end(&b, &c->out->tree);
	compile_leave(c, HOOK_OUTPUT, b.chain.name);
}

void compile_local(struct compiler *c)
{
	const char *arrivals = add_dispatch(c, "arrivals", true);
	const char *departures = add_dispatch(c, "departures", false);

	add_input(c, arrivals, departures);
	add_output(c, arrivals, departures);
}
