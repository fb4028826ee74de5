/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_address.c -- judges the gateway's own addresses: each where the
 * policy says, and no other
 */
#include "kernel/around/judge_parts.h"

static const struct around_address *find_address(const struct judge *judge,
						 const struct addr *addr)
{
	vec_each(have, &judge->around->addresses)
		if (addr_cmp(&have->addr, addr) == 0)
			return have;
	return NULL;
}

static bool is_at(const struct judge *judge, const struct addr *addr,
		  const struct expected_zone *zone)
{
	vec_each(have, &judge->around->addresses)
		if (addr_cmp(&have->addr, addr) == 0 &&
		    judge_zone(judge, have->link) == zone)
			return true;
	return false;
}

static void judge_expected(const struct judge *judge, const struct addr *addr,
			   const struct expected_zone *zone)
{
	const struct around_address *elsewhere;
	char text[ADDR_TEXT];
	struct sighting *f;

	if (is_at(judge, addr, zone))
		return;
	addr_text(text, addr);
	elsewhere = find_address(judge, addr);
	f = sightings_add(judge->out, SEVERITY_WARNING,
			  elsewhere ? "address-misplaced" : "address-missing",
			  "%s of %s", text, zone->name);
	sighting_ja(
		judge->out, f,
		"ゾーン %s での関所のアドレス %s が%s%s。このゾーンの端末は関所に届かない。インターフェースの設定を直す。",
		zone->name, text,
		elsewhere ? "別のインターフェースにある: " : "ない",
		elsewhere ? judge_name(judge, elsewhere->link) : "");
	sighting_en(
		judge->out, f,
		"%s, the gateway's address in zone %s, is %s%s: the zone's hosts cannot reach it. Correct the interface's configuration.",
		text, zone->name,
		elsewhere ? "on another interface: " : "missing",
		elsewhere ? judge_name(judge, elsewhere->link) : "");
}

static bool is_expected(const struct expected_zone *zone,
			const struct addr *addr)
{
	vec_each(own, &zone->addresses)
		if (addr_cmp(own, addr) == 0)
			return true;
	return false;
}

static void judge_extra(const struct judge *judge,
			const struct around_address *have)
{
	const struct expected_zone *zone = judge_zone(judge, have->link);
	const struct addr_range only = { have->addr, have->addr };
	const struct expected_zone *owner;
	char text[ADDR_TEXT];
	bool foreign;
	struct sighting *f;

	if (!zone || have->is_link_local || is_expected(zone, &have->addr))
		return;
	owner = expected_by_range(judge->expected, &only);
	foreign = owner && owner != zone;
	addr_text(text, &have->addr);
	f = sightings_add(judge->out,
			  foreign ? SEVERITY_WARNING : SEVERITY_NOTE,
			  "address-extra", "%s on %s", text,
			  judge_name(judge, have->link));
	sighting_ja(
		judge->out, f,
		"%s（ゾーン %s）に設定にないアドレス %s がある%s%s%s。設定に加えるか、消す。",
		judge_name(judge, have->link), zone->name, text,
		foreign ? "。ゾーン " : "", foreign ? owner->name : "",
		foreign ? " のネットワークのものである" : "");
	sighting_en(
		judge->out, f,
		"%s of zone %s has the address %s, which the policy does not name%s%s%s. Add it to the policy or remove it.",
		judge_name(judge, have->link), zone->name, text,
		foreign ? " and which lies in zone " : "",
		foreign ? owner->name : "", foreign ? "'s networks" : "");
}

void judge_addresses(const struct judge *judge)
{
	if (judge->around->unread[PART_ADDRESSES])
		return;
	vec_each(zone, &judge->expected->zones)
		vec_each(addr, &zone->addresses)
			judge_expected(judge, addr, zone);
	vec_each(have, &judge->around->addresses)
		judge_extra(judge, have);
}
