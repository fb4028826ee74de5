/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_link.c -- judges interfaces: the zones', what shares a wire with
 * one, what belongs to no zone
 */
#include <string.h>

#include "kernel/around/judge_parts.h"

/* ------ the zones' own ------ */

/* The interface that bore this name when the policy came; 0: none did. */
static uint32_t index_then(const struct judge *judge, const char *name)
{
	if (judge->memory)
		vec_each(one, &judge->memory->seen)
			if (!strcmp(one->name, name))
				return one->index;
	return 0;
}

static void say_missing(const struct judge *judge, const char *name,
			const struct expected_zone *zone)
{
	uint32_t then = index_then(judge, name);
	const struct seat *seat = then ? judge_seat(judge, then) : NULL;
	struct sighting *f = sightings_add(
		judge->out, SEVERITY_WARNING,
		seat ? "zone-renamed" : "zone-missing", "%s", name);

	if (seat) {
		sighting_ja(
			judge->out, f,
			"ゾーン %s のインターフェース %s は %s に改名された。規則は名前で判定するので通信は止まる。名前を戻す。",
			zone->name, name, judge_name(judge, then));
		sighting_en(
			judge->out, f,
			"%s of zone %s is now called %s. Rules go by the name, so its traffic is cut. Give the name back.",
			name, zone->name, judge_name(judge, then));
		return;
	}
	sighting_ja(
		judge->out, f,
		"ゾーン %s のインターフェース %s がない。このゾーンの通信は通らない。配線と機器を確かめる。",
		zone->name, name);
	sighting_en(
		judge->out, f,
		"there is no interface %s, of zone %s: its traffic cannot pass. Check the hardware and its configuration.",
		name, zone->name);
}

static void judge_state(const struct judge *judge,
			const struct around_link *link,
			const struct expected_zone *zone)
{
	struct sighting *f;

	if (link->up && link->carrier)
		return;
	f = sightings_add(judge->out, SEVERITY_WARNING,
			  link->up ? "zone-no-carrier" : "zone-down", "%s",
			  link->name);
	sighting_ja(
		judge->out, f,
		"ゾーン %s のインターフェース %s は%s。通信は通らない。%s。",
		zone->name, link->name,
		link->up ? "リンクが切れている" : "停止している",
		link->up ? "ケーブルと対向機器を確かめる"
			 : "ip link set up で起動する");
	sighting_en(
		judge->out, f, "%s of zone %s %s: nothing passes. %s.",
		link->name, zone->name, link->up ? "has no carrier" : "is down",
		link->up ? "Check the cable and the other end" : "Set it up");
}

static void judge_recreated(const struct judge *judge,
			    const struct around_link *link,
			    const struct expected_zone *zone)
{
	uint32_t then = index_then(judge, link->name);
	struct sighting *f;

	if (then == 0 || then == link->index)
		return;
	f = sightings_add(judge->out, SEVERITY_WARNING, "zone-recreated", "%s",
			  link->name);
	sighting_ja(
		judge->out, f,
		"%s（ゾーン %s）は設定の適用後に作り直された。別の線につながっているかもしれない。配線を確かめ、正しければ設定を適用し直す。",
		link->name, zone->name);
	sighting_en(
		judge->out, f,
		"%s of zone %s was made anew since the policy came: it may be another wire. Check it, then apply the policy again.",
		link->name, zone->name);
}

static void judge_promiscuous(const struct judge *judge,
			      const struct around_link *link,
			      const struct expected_zone *zone)
{
	struct sighting *f;

	if (link->promiscuous) {
		f = sightings_add(judge->out, SEVERITY_NOTE, "promiscuous",
				  "%s", link->name);
		sighting_ja(
			judge->out, f,
			"%s（ゾーン %s）は全てのフレームを受け取っている。キャプチャ中でなければ、誰が始めたかを確かめる。",
			link->name, zone->name);
		sighting_en(
			judge->out, f,
			"%s of zone %s takes every frame (promiscuous). Unless it is being captured, find out who asked for it.",
			link->name, zone->name);
	}
}

/* On the interface itself, or on one beneath it. */
static void judge_program(const struct judge *judge,
			  const struct around_link *link,
			  const struct expected_zone *zone)
{
	struct sighting *f;

	if (!link->xdp_mode && !link->xdp_program)
		return;
	f = sightings_add(judge->out, SEVERITY_ALARM, "xdp", "%s program %u",
			  link->name, link->xdp_program);
	sighting_ja(
		judge->out, f,
		"%s（ゾーン %s）に XDP プログラム %u がある。規則より前にパケットを書き換え、別のインターフェースへ出せる。bpftool prog で正体を確かめ、ip link set dev %s xdp off で外す。",
		link->name, zone->name, link->xdp_program, link->name);
	sighting_en(
		judge->out, f,
		"XDP program %u sits on %s of zone %s: it can rewrite packets and send them out elsewhere before any rule sees them. See what it is (bpftool prog) and take it off (ip link set dev %s xdp off).",
		link->xdp_program, link->name, zone->name, link->name);
}

/* ------ bridges and other masters ------ */

/* "in0, tap3": the other members, as many as fit. */
static const char *others_of(const struct judge *judge,
			     const struct around_link *link)
{
	const char *names = "";

	vec_each(other, &judge->around->links)
		if (other->master == link->master && other != link &&
		    strlen(names) < SIGHTING_TEXT / 4)
			names = arena_printf(&judge->out->arena, "%s%s%s",
					     names, *names ? ", " : "",
					     judge_shown(judge, other->name));
	return *names ? names : "-";
}

static int64_t bridge_switch(const struct judge *judge, const char *name)
{
	int64_t value;

	return around_switch(judge->around, &value, "bridge/%s", name) ? value
								       : 0;
}

static void judge_master(const struct judge *judge,
			 const struct around_link *link,
			 const struct expected_zone *zone)
{
	const char *master = judge_name(judge, link->master);
	const char *kind = judge_shown(judge, link->master_kind);
	struct sighting *f;

	if (link->master == 0)
		return;
	if (strcmp(link->master_kind, "bridge") != 0) {
		f = sightings_add(judge->out, SEVERITY_ALARM, "zone-enslaved",
				  "%s in %s", link->name, master);
		sighting_ja(
			judge->out, f,
			"%s（ゾーン %s）は %s %s に組み込まれている。パケットは別の名前、別の経路表で扱われる。ip link set %s nomaster で外す。",
			link->name, zone->name, kind, master, link->name);
		sighting_en(
			judge->out, f,
			"%s of zone %s is part of %s %s: its packets go by another name and another routing table. Take it out (ip link set %s nomaster).",
			link->name, zone->name, kind, master, link->name);
		return;
	}
	f = sightings_add(judge->out, SEVERITY_ALARM, "zone-bridged",
			  "%s in %s", link->name, master);
	sighting_ja(
		judge->out, f,
		"%s（ゾーン %s）はブリッジ %s の一員である（他: %s）。一員どうしのフレームは関所を通らない（bridge-nf-call-iptables=%d, ip6tables=%d）。ip link set %s nomaster で外す。",
		link->name, zone->name, master, others_of(judge, link),
		(int)bridge_switch(judge, "bridge-nf-call-iptables"),
		(int)bridge_switch(judge, "bridge-nf-call-ip6tables"),
		link->name);
	sighting_en(
		judge->out, f,
		"%s of zone %s is a member of bridge %s (others: %s): frames between members do not pass the gate (bridge-nf-call-iptables=%d, ip6tables=%d). Take it out (ip link set %s nomaster).",
		link->name, zone->name, master, others_of(judge, link),
		(int)bridge_switch(judge, "bridge-nf-call-iptables"),
		(int)bridge_switch(judge, "bridge-nf-call-ip6tables"),
		link->name);
}

/* A zone that is a bridge is the site's own choice; its members are its wire. */
static void judge_members(const struct judge *judge,
			  const struct around_link *link,
			  const struct expected_zone *zone)
{
	const struct around_link anyone = { .master = link->index };
	const char *names;
	struct sighting *f;

	if (strcmp(link->kind, "bridge") != 0)
		return;
	names = others_of(judge, &anyone);
	f = sightings_add(judge->out, SEVERITY_NOTE, "zone-bridge-members",
			  "%s", link->name);
	sighting_ja(
		judge->out, f,
		"ゾーン %s の %s はブリッジで、その線は %s である。一員どうしの通信は関所を通らない。",
		zone->name, link->name, names);
	sighting_en(
		judge->out, f,
		"%s of zone %s is a bridge; its wires are %s. What passes between them does not pass the gate.",
		link->name, zone->name, names);
}

/* ------ what lies upon a zone's wire ------ */

static void judge_shared(const struct judge *judge,
			 const struct around_link *link)
{
	const struct expected_zone *below =
		link->below_abroad ? NULL : judge_zone(judge, link->below);
	const struct expected_zone *own = judge_zone(judge, link->index);
	const char *name = judge_shown(judge, link->name);
	const char *wire = judge_name(judge, link->below);
	struct sighting *f;

	if (!below || link->below == link->index)
		return;
	f = sightings_add(judge->out, own ? SEVERITY_NOTE : SEVERITY_ALARM,
			  "zone-shared", "%s on %s", name, wire);
	sighting_ja(
		judge->out, f,
		"%s（%s、%s%s）はゾーン %s の %s と同じ線を使う。%s", name,
		*link->kind ? link->kind : "-", own ? "ゾーン " : "",
		own ? own->name : "どのゾーンでもない", below->name, wire,
		own ? "二つのゾーンが一本の線にある。"
		    : "そこを通るものはゾーンの規則に掛からない。誰が作ったかを確かめ、ip link del で消す。");
	sighting_en(
		judge->out, f,
		"%s (%s, of %s%s) shares the wire %s of zone %s. %s", name,
		*link->kind ? link->kind : "-", own ? "zone " : "",
		own ? own->name : "no zone", wire, below->name,
		own ? "Two zones are on one wire."
		    : "What goes by it goes past the zone's rules. Find out who made it and delete it.");
}

void judge_links(const struct judge *judge)
{
	vec_each(zone, &judge->expected->zones)
		vec_each(interface, &zone->interfaces) {
			const struct around_link *link = around_find_name(
				judge->around, interface->name);

			if (judge->around->unread[PART_LINKS])
				continue;
			if (!link) {
				say_missing(judge, interface->name, zone);
				continue;
			}
			judge_state(judge, link, zone);
			judge_recreated(judge, link, zone);
			judge_promiscuous(judge, link, zone);
			judge_program(judge, link, zone);
			judge_master(judge, link, zone);
			judge_members(judge, link, zone);
		}
	vec_each(link, &judge->around->links) {
		judge_shared(judge, link);
		if (link->carries && !judge_zone(judge, link->index))
			judge_program(judge, link, link->carries);
	}
}

/* ------ of no zone ------ */

static bool is_tunnel(const char *kind)
{
	static const char *const kinds[] = {
		"tun",    "ipip",    "sit",    "gre",       "gretap",
		"erspan", "ip6tnl",  "ip6gre", "ip6gretap", "ip6erspan",
		"vti",    "vti6",    "xfrm",   "wireguard", "vxlan",
		"geneve", "bareudp", "gtp",    "ppp",       "amt",
		"ovpn",   "l2tpeth", "batadv", "lowpan",    "macsec",
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kind, kinds[i]))
			return true;
	return false;
}

static bool has_address(const struct judge *judge, uint32_t index)
{
	vec_each(address, &judge->around->addresses)
		if (address->link == index && !address->is_link_local)
			return true;
	return false;
}

static void say_tunnel(const struct judge *judge,
		       const struct around_link *link)
{
	const char *name = judge_shown(judge, link->name);
	struct sighting *f = sightings_add(
		judge->out, link->up ? SEVERITY_ALARM : SEVERITY_NOTE, "tunnel",
		"%s", name);

	sighting_ja(
		judge->out, f,
		"%s はどのゾーンでもないトンネル（%s）で、%s。カプセル化された通信は中身を判定されない。用がなければ消す。",
		name, link->kind, link->up ? "動いている" : "止まっている");
	sighting_en(
		judge->out, f,
		"%s is a tunnel (%s) of no zone and is %s: what travels inside another packet is not judged by what it is. Delete it unless it is needed.",
		name, link->kind, link->up ? "up" : "down");
}

static void say_stray(const struct judge *judge, const struct around_link *link)
{
	const char *name = judge_shown(judge, link->name);
	struct sighting *f = sightings_add(judge->out, SEVERITY_WARNING,
					   "stray-interface", "%s", name);

	sighting_ja(
		judge->out, f,
		"%s はどのゾーンでもないが、アドレスを持って動いている。今は規則がここの通信を全て止めるが、もう一つの出口である。設定に加えるか、停止する。",
		name);
	sighting_en(
		judge->out, f,
		"%s belongs to no zone but is up and has addresses. The rules cut whatever comes or goes there, yet it is another way out. Put it into the policy or set it down.",
		name);
}

void judge_strays(const struct judge *judge)
{
	vec_each(link, &judge->around->links) {
		if (link->loopback || judge_zone(judge, link->index))
			continue;
		if (is_tunnel(link->kind))
			say_tunnel(judge, link);
		else if (link->up && has_address(judge, link->index))
			say_stray(judge, link);
	}
}
