/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_zone.c -- what may arrive from a zone, and whose errors
 *
 * Before conntrack: a packet's source must belong to the zone of the interface
 * it arrives on, and a pinned host's address must come from its own MAC.
 */
#include <string.h>

#include "ruleset/compiler.h"
#include "ruleset/frame.h"

static const enum field sources[N_FAMILIES] = {
	[V4] = FIELD_IP_SADDR,
	[V6] = FIELD_IP6_SADDR,
};

/* What compiling one zone passes around. */
struct work {
	struct compiler *c;
	const struct zone *zone;
	const char *word, *shown;
	const struct space *space; /* by family */
};

static bool is_pinned(const struct work *w, const struct host *host)
{
	return host->zone == w->zone && host->has_mac && host->on_link;
}

static void put_pins(struct work *w, int family, struct set *pinned,
		     struct set *macs)
{
	size_t len = family_len(compile_families[family]);
	struct element *element;

	vec_each(host, &w->c->policy->hosts) {
		if (!is_pinned(w, host))
			continue;
		vec_each(addr, &host->addresses) {
			if (addr->family != compile_families[family])
				continue;
			element = compile_element(w->c, pinned, host->at);
			memcpy(element->key, addr->bytes, len);
			element = compile_element(w->c, macs, host->at);
			memcpy(element->key, addr->bytes, len);
			memcpy(element->key + len, host->mac.bytes,
			       sizeof(host->mac.bytes));
			element->comment =
				build_comment(w->c->arena, host->name);
		}
	}
	compile_unique(pinned);
	compile_unique(macs);
}

/* Says whether the zone has pinned hosts of the family, and adds to `macs` the
 * rule that lets them through with the right one. */
static bool pin(struct work *w, int family, struct build *from,
		struct build *macs)
{
	const char *digit = family == V4 ? "4" : "6";
	struct set pinned = {
		.at = compile_loc(w->c, w->zone->at),
		.name = compile_name(w->c, "%s_pinned%s", w->word, digit),
		.key = KEY(sources[family]),
	};
	struct set pairs = {
		.at = pinned.at,
		.name = compile_name(w->c, "%s_macs%s", w->word, digit),
		.key = KEY(sources[family], FIELD_ETHER_SADDR),
	};

	put_pins(w, family, &pinned, &pairs);
	if (!compile_set(w->c, &pinned))
		return false;
	compile_set(w->c, &pairs);
	build_rule(from, NULL);
	build_family(from, compile_families[family]);
	build_lookup(from, pinned.key, pinned.name);
	build_goto(from, macs->chain.name);
	build_rule(macs, NULL);
	build_match(macs, FIELD_IIFTYPE, IIFTYPE_ETHER);
	build_family(macs, compile_families[family]);
	build_lookup(macs, pairs.key, pairs.name);
	build_accept(macs);
	return true;
}

static void add_macs(struct work *w, struct build *from)
{
	struct build macs =
		build_chain(w->c->arena, compile_name(w->c, "macs_%s", w->word),
			    "pinned hosts: each address with its own MAC");
	bool any = false;

	macs.at = from->at;
	for (int f = 0; f < N_FAMILIES; f++)
		any |= pin(w, f, from, &macs);
	if (!any)
		return;
	build_refusal(&macs, compile_prefix(w->c, "mac", w->shown, NULL, NULL));
	build_end(&macs, &w->c->out->tree);
}

/* RFC 4861: solicitations and advertisements come from a link-local address
 * too, and from :: while an address is tried (RFC 4862 5.4.2). Multicast
 * listener queries (RFC 3810 5.1.14) let switches keep sending us
 * solicitations. Hop limits are asked in the input chain. */
static void admit_link_local(struct build *b)
{
	static const struct addr_range link_local = {
		{ FAMILY_IPV6, { 0xfe, 0x80 } },
		{ FAMILY_IPV6,
		  { 0xfe, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		    0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
	};
	static const struct addr_range unspecified = {
		{ FAMILY_IPV6, { 0 } },
		{ FAMILY_IPV6, { 0 } },
	};

	static const struct {
		const struct addr_range *source;
		uint8_t first, last;
	} rows[] = {
		{ &link_local, 130, 130 },
		{ &link_local, 135, 136 },
		{ &unspecified, 135, 135 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		build_rule(b, NULL);
		build_family(b, FAMILY_IPV6);
		build_match(b, FIELD_L4PROTO, PROTO_ICMPV6);
		build_address(b, FIELD_IP6_SADDR, rows[i].source);
		if (rows[i].first == rows[i].last)
			build_match(b, FIELD_ICMPV6_TYPE, rows[i].first);
		else
			build_range(b, FIELD_ICMPV6_TYPE, rows[i].first,
				    rows[i].last);
		build_accept(b);
	}
}

static const char *add_from(struct work *w)
{
	struct build b =
		build_chain(w->c->arena, compile_name(w->c, "from_%s", w->word),
			    build_comment(w->c->arena,
					  compile_label(w->c, w->zone->index)));

	b.at = compile_loc(w->c, w->zone->at);
	add_macs(w, &b);
	for (int f = 0; f < N_FAMILIES; f++) {
		for (size_t i = 0; i < w->space[f].n_rules; i++) {
			build_rule(&b, NULL);
			build_family(&b, compile_families[f]);
			compile_ask_space(&b, &w->space[f], i, sources[f]);
			build_accept(&b);
		}
	}
	if (w->space[V6].n_rules)
		admit_link_local(&b);
	compile_chatter(&b);
	build_refusal(&b, compile_prefix(w->c, "spoof", w->shown, NULL, NULL));
	build_end(&b, &w->c->out->tree);
	return b.chain.name;
}

static void admit_errors(struct work *w, struct build *b, int family,
			 int direction, enum field end)
{
	const struct space *space = &w->space[family];

	for (size_t i = 0; i < space->n_rules; i++) {
		build_rule(b, NULL);
		build_family(b, compile_families[family]);
		build_match(b, FIELD_CT_DIRECTION, (uint64_t)direction);
		compile_ask_space(b, space, i, end);
		build_goto(b, w->c->errors);
	}
}

/* An ICMP error speaks of a connection; the end of it that lies on the side the
 * error came from must be in the zone the error came from. */
static const char *add_errors(struct work *w)
{
	static const enum field ends[2][N_FAMILIES] = {
		[DIRECTION_ORIGINAL] = { FIELD_CT_IP_SADDR,
					 FIELD_CT_IP6_SADDR },
		[DIRECTION_REPLY] = { FIELD_CT_IP_DADDR, FIELD_CT_IP6_DADDR },
	};
	struct build b = build_chain(
		w->c->arena, compile_name(w->c, "errors_%s", w->word), NULL);

	b.at = compile_loc(w->c, w->zone->at);
	for (int f = 0; f < N_FAMILIES; f++) {
		for (int d = 0; d < 2; d++)
			admit_errors(w, &b, f, d, ends[d][f]);
	}
	build_end(&b, &w->c->out->tree);
	return b.chain.name;
}

static void lead(struct compiler *c, struct set *set, const struct zone *zone,
		 enum verdict_kind kind, const char *chain)
{
	struct element *element;

	vec_each(name, &zone->interfaces) {
		element = compile_element(c, set, zone->at);
		compile_put_name(*name, element->key);
		element->verdict.kind = kind;
		element->verdict.chain = chain;
	}
}

static void find_own(struct compiler *c, int family)
{
	struct set *own = &c->own[family];
	struct element *element;

	own->name = compile_name(c, "own%s", family == V4 ? "4" : "6");
	own->comment = "the gateway's own addresses";
	own->key = KEY(sources[family]);
	vec_each(zone, &c->policy->zones) {
		vec_each(addr, &zone->addresses) {
			if (addr->family != compile_families[family])
				continue;
			element = compile_element(c, own, zone->at);
			memcpy(element->key, addr->bytes,
			       family_len(addr->family));
		}
	}
	compile_unique(own);
	compile_set(c, own);
}

static void add_spoof(struct compiler *c)
{
	struct build b = build_chain(c->arena, compile_name(c, "spoof"), NULL);

	build_refusal(&b, compile_prefix(c, "spoof", "gateway", NULL, NULL));
	build_end(&b, &c->out->tree);
	c->spoof = b.chain.name;
}

void compile_zones(struct compiler *c)
{
	struct set *ingress = frame_selector(c->out, HOOK_PREROUTING);
	struct set errors = {
		.name = c->errors,
		.kind = SET_VERDICTS,
		.key = KEY(FIELD_IIFNAME),
	};

	find_own(c, V4);
	find_own(c, V6);
	add_spoof(c);
	vec_each(zone, &c->policy->zones) {
		struct work w = {
			.c = c,
			.zone = zone,
			.word = c->words[zone->index],
			.shown = c->shown[zone->index],
			.space = c->spaces[zone->index],
		};

		lead(c, ingress, zone, VERDICT_GOTO, add_from(&w));
		lead(c, &errors, zone, VERDICT_JUMP, add_errors(&w));
	}
	compile_set(c, &errors);
}
