/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_forward.c -- the chain of forwarded packets, and what all hooks share
 */
#include "ruleset/compiler.h"

void compile_ask_live(const struct compiler *c, struct build *b)
{
	const uint64_t ns = 1000000000;

	build_masked(b, FIELD_CT_MARK, LIVE_MASK,
		     c->options.generation << GENERATION_SHIFT);
	if (c->fast_until)
		build_below(b, FIELD_TIME, (uint64_t)c->fast_until * ns);
}

/* What most packets meet and no more. "new": a stream without answers is never
 * established; "related" has its own rules. */
void compile_fast_path(struct compiler *c, struct build *b, bool stamp)
{
	build_rule(b, "let in by this generation");
	build_any_bit(b, FIELD_CT_STATE, CT_STATE_NEW | CT_STATE_ESTABLISHED);
	compile_ask_live(c, b);
	if (stamp)
		build_stamp(b);
	build_accept(b);
}

/* What is related but no error comes back from here and is judged as any
 * other packet. */
void compile_related(struct compiler *c, struct build *b)
{
	build_rule(b, "ICMP errors");
	build_any_bit(b, FIELD_CT_STATE, CT_STATE_RELATED);
	build_vmap(b, KEY(FIELD_IIFNAME), c->errors);
}

/* The gateway's own addresses never arrive from outside. Asked here and not
 * before conntrack: a connection that is let in has passed here once. */
void compile_own(struct compiler *c, struct build *b)
{
	for (int f = 0; f < N_FAMILIES; f++) {
		if (!c->own[f].elements.n)
			continue;
		build_rule(b, "the gateway's own addresses");
		build_family(b, f == V4 ? FAMILY_IPV4 : FAMILY_IPV6);
		build_lookup(b, c->own[f].key, c->own[f].name);
		build_goto(b, c->spoof);
	}
}

void compile_dispatch(struct build *b, int direction, struct key_spec key,
		      const char *set)
{
	build_rule(b, NULL);
	build_match(b, FIELD_CT_DIRECTION, (uint64_t)direction);
	build_vmap(b, key, set);
}

void compile_chatter(struct build *b)
{
	build_rule(b, "broadcast and multicast: not worth a line");
	build_not(b, FIELD_PKTTYPE, PKTTYPE_HOST);
	build_counter(b);
	build_drop(b);
}

/* Each interface of one zone with each of the other. */
static void lead(struct compiler *c, struct set *set, const struct zone *from,
		 const struct zone *to)
{
	char *chain = compile_pair_name(c, from->index, to->index);
	struct element *element;

	vec_each(in, &from->interfaces) {
		vec_each(out, &to->interfaces) {
			element = compile_element(c, set, from->at);
			compile_put_name(*in, element->key);
			compile_put_name(*out, element->key + 16);
			element->verdict.kind = VERDICT_GOTO;
			element->verdict.chain = chain;
		}
	}
}

static const char *add_pairs(struct compiler *c)
{
	struct set pairs = {
		.name = compile_name(c, "pairs"),
		.kind = SET_VERDICTS,
		.key = KEY(FIELD_IIFNAME, FIELD_OIFNAME),
	};

	vec_each(from, &c->policy->zones) {
		vec_each(to, &c->policy->zones)
			lead(c, &pairs, from, to);
	}
	return compile_set(c, &pairs) ? pairs.name : NULL;
}

void compile_forward(struct compiler *c)
{
	struct build b =
		build_chain(c->arena, compile_name(c, "forward"), NULL);
	const char *pairs = add_pairs(c);

	compile_fast_path(c, &b, true);
	compile_own(c, &b);
	if (pairs) {
		compile_related(c, &b);
		compile_dispatch(&b, DIRECTION_ORIGINAL,
				 KEY(FIELD_IIFNAME, FIELD_OIFNAME), pairs);
		compile_dispatch(&b, DIRECTION_REPLY,
				 KEY(FIELD_OIFNAME, FIELD_IIFNAME), pairs);
	}
	build_refusal(&b, compile_prefix(c, "drop", "?", NULL, NULL));
	build_end(&b, &c->out->tree);
	compile_leave(c, HOOK_FORWARD, b.chain.name);
}
