/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register.c -- what the register says of one packet, and why not
 *
 * policy/judge.h answers of ordinary packets, at once. What it does not speak
 * of (ICMP errors, neighbour discovery, packets that are cut short …) is asked
 * of the register's diagrams.
 */
#include <string.h>

#include "policy/space.h"
#include "proof/diagram/ask.h"
#include "proof/explain/parts.h"
#include "proof/space/witness_word.h"
#include "ruleset/ruleset.h"

enum {
	ICMP_ECHO_REQUEST = 8,
	ICMPV6_ECHO_REQUEST = 128,
	ICMPV6_ECHO_REPLY = 129,
	PORTS_END = 4,         /* of a transport header */
	ETHER_SOURCE_END = 12, /* of a link header */
	DIAGRAM_NODES_MAX = 1 << 24,
	DIAGRAM_MS_MAX = 20000,
};

static uint64_t number(const struct explanation *e, enum variable variable)
{
	return space_number(&e->space, e->digits, variable);
}

static bool is_loopback(const struct explanation *e)
{
	return (!e->packet.iif.prefix && !strcmp(e->packet.iif.text, "lo")) ||
	       (!e->packet.oif.prefix && !strcmp(e->packet.oif.text, "lo"));
}

static bool is_echo(const struct witness *packet)
{
	bool v6 = packet->l4proto == PROTO_ICMPV6;
	unsigned type = packet->sport >> 8;

	if (!proto_is_icmp(packet->l4proto))
		return false;
	if (packet->reply)
		return type == (v6 ? ICMPV6_ECHO_REPLY : 0);
	return type == (v6 ? ICMPV6_ECHO_REQUEST : ICMP_ECHO_REQUEST);
}

static bool is_stamped(const struct explanation *e)
{
	return e->options.generation &&
	       number(e, VAR_CT_MARK) >> GENERATION_SHIFT ==
		       e->options.generation;
}

static bool is_ordinary(const struct explanation *e)
{
	if (e->packet.state > STATE_RELATED || is_loopback(e) || is_stamped(e))
		return false;
	if (proto_is_icmp(e->packet.l4proto) && !is_echo(&e->packet))
		return false;
	return e->packet.l4proto < L4PROTO_NONE &&
	       number(e, VAR_TRANSPORT_LEN) >= PORTS_END &&
	       number(e, VAR_LINK_LEN) >= ETHER_SOURCE_END &&
	       number(e, VAR_IIFTYPE) == IIFTYPE_ETHER;
}

/* An interface that nobody told is in no zone, whatever its name. */
static const char *iface(const struct space_name *name)
{
	if (!*name->text && !name->prefix)
		return NULL;
	return name->prefix ? "*" : name->text;
}

static void judge_ordinary(struct explanation *e)
{
	const struct witness *witness = &e->packet;
	struct mac mac;
	const struct packet packet = {
		.iif = iface(&witness->iif),
		.oif = iface(&witness->oif),
		.saddr = witness->source,
		.daddr = witness->destination,
		.proto = (uint8_t)witness->l4proto,
		.sport = witness->sport,
		.dport = witness->dport,
		.echo = is_echo(witness),
		.reply = witness->reply,
		.mac = &mac,
		.now = e->options.now,
	};
	uint32_t entry;

	space_take(&e->space, e->digits, VAR_ETHER_SADDR, mac.bytes);
	e->judgement = judge(e->options.policy, &packet, &entry);
	if (e->judgement != JUDGE_ACCEPT)
		return;
	e->by_register = (struct explain_side){
		.verdict = TRACE_ACCEPT,
		.ground = GROUND_ENTRY,
		.entry = entry,
	};
}

static void permit(struct explanation *e, uint32_t leaf)
{
	struct explain_side *side = &e->by_register;

	if (leaf == REGISTER_DENIED)
		return;
	side->verdict = TRACE_ACCEPT;
	e->judgement = JUDGE_ACCEPT;
	switch (leaf) {
	case REGISTER_LOOPBACK:
		side->ground = GROUND_LOOPBACK;
		break;
	case REGISTER_NEIGHBOUR:
		side->ground = GROUND_NEIGHBOUR;
		break;
	case REGISTER_STAMPED:
		side->ground = GROUND_STAMP;
		break;
	case REGISTER_ERROR:
		side->ground = GROUND_ERROR;
		if (e->options.generation)
			break;
		side->verdict = TRACE_CONDITIONAL;
		explain_condition(e,
				  "the connection that it is about is let in",
				  "対象となる接続が許可されていること");
		break;
	default:
		side->ground = GROUND_ENTRY;
		side->entry = leaf;
		break;
	}
}

static void judge_by_diagram(struct explanation *e)
{
	const struct register_options how = {
		.time = REGISTER_AT,
		.now = e->options.now,
		.rule = true,
		.generation = (uint16_t)e->options.generation,
		.stamps = is_stamped(e),
	};
	struct register_diagrams built;
	struct diagrams all;

	diagrams_init(&all, (struct diagram_limits){ .nodes = DIAGRAM_NODES_MAX,
						     .milliseconds =
							     DIAGRAM_MS_MAX });
	e->judgement = JUDGE_NO_ENTRY;
	if (register_build(&all, &e->space, e->options.policy, &how, &built)) {
		permit(e, leaf_value(diagram_evaluate(
				  &all, built.hooks[e->hook], e->digits)));
	} else {
		e->by_register.verdict = TRACE_CONDITIONAL;
		explain_condition(e, "the register is too large to be asked",
				  "台帳が大きすぎて判定できません");
	}
	diagrams_finish(&all);
}

/* Whose address it is. */
static const struct zone *zone_with(const struct explanation *e,
				    const struct addr *addr)
{
	const struct addr_range one = { *addr, *addr };

	vec_each(zone, &e->options.policy->zones)
		if (ranges_have(&zone->space, &one))
			return zone;
	return NULL;
}

static bool is_own(const struct explanation *e, const struct addr *addr)
{
	vec_each(zone, &e->options.policy->zones)
		vec_each(own, &zone->addresses)
			if (!addr_cmp(own, addr))
				return true;
	return false;
}

static void tell_spoofed(struct explanation *e)
{
	const struct zone *owner = zone_with(e, &e->packet.source);
	char text[ADDR_TEXT];

	addr_text(text, &e->packet.source);
	if (is_own(e, &e->packet.source))
		explain_reason(
			e,
			arena_printf(&e->arena,
				     "%s is the gateway's own address", text),
			arena_printf(&e->arena, "%s は関所自身のアドレスです",
				     text));
	else
		explain_reason(
			e,
			arena_printf(&e->arena,
				     "%s belongs to %s, but comes from %s",
				     text, owner ? owner->name : "no zone",
				     explain_zone_name(e, false)),
			arena_printf(
				&e->arena,
				"%s は %s のアドレスですが、%s から届きます",
				text,
				owner ? owner->name : "どのゾーンにもない",
				explain_zone_name(e, false)));
}

static void tell_astray(struct explanation *e)
{
	const struct addr_range one = { e->packet.destination,
					e->packet.destination };
	char text[ADDR_TEXT];

	if (!e->packet.to || ranges_have(&e->packet.to->space, &one))
		return;
	addr_text(text, &e->packet.destination);
	explain_reason(e,
		       arena_printf(&e->arena, "%s is no address of %s", text,
				    e->packet.to->name),
		       arena_printf(&e->arena,
				    "%s は %s のアドレスではありません", text,
				    e->packet.to->name));
}

static void tell_why_not(struct explanation *e)
{
	static const char *const ja[] = {
		[JUDGE_ACCEPT] = "",
		[JUDGE_NO_ZONE] = "どのゾーンにも属さないインターフェースです",
		[JUDGE_SPOOFED] =
			"送信元アドレスが届いたゾーンのものでない（なりすまし）",
		[JUDGE_MAC] = "送信元のMACアドレスが登録と違います",
		[JUDGE_NO_ENTRY] = "台帳に該当する登録がありません",
		[JUDGE_NOT_NOW] =
			"登録はありますが、この日時には効力がありません",
	};

	explain_reason(e, judgement_text(e->judgement), ja[e->judgement]);
	if (e->packet.state > STATE_RELATED)
		explain_reason(e,
			       "a packet of no connection is never permitted",
			       "接続に属さないパケットは許可されません");
	if (e->packet.state == STATE_RELATED &&
	    proto_is_icmp(e->packet.l4proto))
		explain_reason(e,
			       "an error passes where its connection bears the "
			       "mark of an entry (ct-mark=…)",
			       "ICMPエラーは、許可された接続（ct-mark=…）に"
			       "ついてのものだけが通ります");
	if (e->judgement == JUDGE_SPOOFED)
		tell_spoofed(e);
	tell_astray(e);
	if (e->cell && e->cell->passage == PASSAGE_NEVER)
		explain_reason(e, "the model never permits it",
			       "モデルが決して許可しない通信です");
}

void explain_by_register(struct explanation *e)
{
	const struct zone *from = e->packet.from, *to = e->packet.to;

	if (e->packet.reply) {
		from = e->packet.to;
		to = e->packet.from;
	}
	if (from && to)
		e->cell = policy_cell(e->options.policy, from, to);
	if (is_ordinary(e))
		judge_ordinary(e);
	else
		judge_by_diagram(e);
	if (e->by_register.entry)
		e->by_register.id = policy_entry_id(e->options.policy,
						    e->by_register.entry);
	if (e->by_register.verdict == TRACE_DROP)
		tell_why_not(e);
}
