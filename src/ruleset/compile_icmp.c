/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_icmp.c -- which ICMP passes: echo of an entry, errors of what is let
 * in
 */
#include "ruleset/compiler.h"

void compile_icmp(struct build *b, enum family family, uint8_t first,
		  uint8_t last)
{
	bool v4 = family == FAMILY_IPV4;
	enum field type = v4 ? FIELD_ICMP_TYPE : FIELD_ICMPV6_TYPE;

	build_family(b, family);
	build_match(b, FIELD_L4PROTO, v4 ? PROTO_ICMP : PROTO_ICMPV6);
	if (first == last)
		build_match(b, type, first);
	else
		build_range(b, type, first, last);
}

void compile_echo(struct build *b, enum family family, int direction)
{
	bool reply = direction == DIRECTION_REPLY;
	uint8_t v4 = reply ? 0 : 8;     /* RFC 792 */
	uint8_t v6 = reply ? 129 : 128; /* RFC 4443 4 */
	uint8_t type = family == FAMILY_IPV4 ? v4 : v6;

	compile_icmp(b, family, type, type);
}

void compile_link_icmp(struct build *b, uint8_t first, uint8_t last,
		       uint8_t hops)
{
	build_rule(b, NULL);
	compile_icmp(b, FAMILY_IPV6, first, last);
	build_match(b, FIELD_IP6_HOPLIMIT, hops);
	build_accept(b);
}

/* RFC 792, RFC 4443: destination unreachable, (packet too big,) time exceeded,
 * parameter problem. No redirect, no source quench. */
static const struct icmp_error errors[] = {
	{ FAMILY_IPV4, 3, 3 },
	{ FAMILY_IPV4, 11, 12 },
	{ FAMILY_IPV6, 1, 4 },
};

const struct icmp_error *compile_icmp_error(size_t i)
{
	return i < sizeof(errors) / sizeof(errors[0]) ? &errors[i] : NULL;
}

/* Which connection an error speaks of is conntrack's finding; here: is it one
 * that holds now? gN_errors asks for the type, gN_related for the mark. */
static void add_related(struct compiler *c)
{
	struct build types = build_chain(c->arena, c->errors, NULL);
	struct build marks =
		build_chain(c->arena, compile_name(c, "related"), NULL);
	const struct icmp_error *error;

	for (size_t i = 0; (error = compile_icmp_error(i)); i++) {
		build_rule(&types, NULL);
		compile_icmp(&types, error->family, error->first, error->last);
		build_goto(&types, marks.chain.name);
	}
	build_end(&types, &c->out->tree);
	build_rule(&marks, NULL);
	compile_ask_live(c, &marks);
	build_goto(&marks, c->pass);
	if (compile_set(c, &c->clock)) {
		build_rule(&marks, NULL);
		build_vmap(&marks, c->clock.key, c->clock.name);
	}
	build_end(&marks, &c->out->tree);
}

static void add_pass(struct compiler *c)
{
	struct build b = build_chain(c->arena, c->pass, NULL);

	build_rule(&b, NULL);
	build_stamp(&b);
	build_accept(&b);
	build_end(&b, &c->out->tree);
}

void compile_errors(struct compiler *c)
{
	add_pass(c);
	add_related(c);
}
