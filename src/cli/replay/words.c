/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c -- what is said of a capture's conversations, in words
 */
#include "cli/replay/words.h"

#include <string.h>

#include "policy/policy.h"
#include "proof/space/witness_word.h"

enum {
	SERVICE_TEXT = 64,
};

const struct replay_word replay_outcomes[N_OUTCOMES] = {
	[OUTCOME_UNJUDGED] = { "unjudged", "判定外" },
	[OUTCOME_ACCEPT] = { "accept", "許可" },
	[OUTCOME_CONDITIONAL] = { "conditional", "条件付き" },
	[OUTCOME_DROP] = { "drop", "拒否" },
	[OUTCOME_MIXED] = { "mixed", "混在" },
};

const struct replay_word replay_fates[N_FATES] = {
	[FATE_NONE] = { "unjudged", "判定外" },
	[FATE_ACCEPT] = { "accept", "許可" },
	[FATE_CONDITIONAL] = { "conditional", "条件付き" },
	[FATE_DROP] = { "drop", "拒否" },
};

const struct replay_unjudged replay_unjudged[] = {
	[UNJUDGED_NOT] = { NULL, "", "" },
	[UNJUDGED_NO_ZONE] = { "no-zone", "an end is in no zone", "ゾーン外" },
	[UNJUDGED_LOCAL] = { "local", "within one zone", "同一ゾーン内" },
	[UNJUDGED_LIMIT] = { "limit", "past the limit of diagrams",
			     "計算上限超過" },
};

const struct replay_left_out replay_left_out[] = {
#define COUNT(member) offsetof(struct replay_counts, member)
	{ "no_zone", "an end in no zone", "ゾーン外",
	  COUNT(unjudged[UNJUDGED_NO_ZONE]) },
	{ "local", "within one zone", "同一ゾーン内",
	  COUNT(unjudged[UNJUDGED_LOCAL]) },
	{ "limit", "past the limit of diagrams", "計算上限超過",
	  COUNT(unjudged[UNJUDGED_LIMIT]) },
	{ "too_many", "past the limit of conversations", "通信数上限超過",
	  COUNT(too_many) },
	{ "twice", "seen twice", "重複", COUNT(twice) },
	{ "other", "not IP", "IP以外", COUNT(other) },
	{ "cut", "cut off by the capture", "キャプチャで欠落", COUNT(cut) },
	{ "wrong", "malformed", "不正な形式", COUNT(wrong) },
	{ "loose_fragments", "fragments without their first", "先頭のない断片",
	  COUNT(loose_fragments) },
#undef COUNT
};

const size_t replay_n_left_out =
	sizeof(replay_left_out) / sizeof(replay_left_out[0]);

uint64_t replay_left_out_count(const struct replay_report *report, size_t i)
{
	uint64_t value;

	memcpy(&value,
	       (const char *)&report->replay->counts +
		       replay_left_out[i].offset,
	       sizeof(value));
	return value;
}

bool replay_ends(const struct conversation *one, struct tuple *out)
{
	const struct tracking *connection = &one->said[0].connection;
	bool turned = connection->was && connection->turned;

	if (turned)
		tuple_turn(&one->tuple, out);
	else
		*out = one->tuple;
	return turned;
}

struct addr replay_end(const struct tuple *tuple, bool source)
{
	struct addr out = { .family = (enum family)tuple->family };

	memcpy(out.bytes, source ? tuple->source : tuple->destination,
	       sizeof(out.bytes));
	return out;
}

const char *replay_entry_id(const struct policy *policy, uint32_t entry)
{
	return entry && entry < REGISTER_LOOPBACK
		       ? policy_entry_id(policy, entry)
		       : NULL;
}

static const char *zone_text(const struct position *place, bool from)
{
	const struct zone *zone = from ? place->from : place->to;

	if (zone)
		return zone->name;
	if (place->hook == (from ? REGISTER_OUTPUT : REGISTER_INPUT))
		return "gateway";
	return "?";
}

static struct position place_of(const struct replay_report *report,
				const struct tuple *tuple)
{
	struct addr source = replay_end(tuple, true);
	struct addr destination = replay_end(tuple, false);
	const struct judge *judge = report->replay->judges[0];
	const struct place_hint hint = { .iif = judge->iif, .oif = judge->oif };

	return places_of(&judge->places, &source, &destination, &hint);
}

static char *service_text(char buf[static SERVICE_TEXT],
			  const struct tuple *tuple, uint16_t icmp)
{
	if (proto_has_ports(tuple->proto))
		snprintf(buf, SERVICE_TEXT, "%s/%u sport %u",
			 proto_name((enum proto)tuple->proto), tuple->dport,
			 tuple->sport);
	else if (proto_is_icmp(tuple->proto))
		snprintf(buf, SERVICE_TEXT, "%s/%d.%d",
			 proto_name((enum proto)tuple->proto), icmp >> 8,
			 icmp & 255);
	else
		snprintf(buf, SERVICE_TEXT, "proto/%u", tuple->proto);
	return buf;
}

char *replay_ends_text(char buf[static REPLAY_TEXT],
		       const struct replay_report *report,
		       const struct conversation *one)
{
	struct position place;
	struct addr from, to;
	struct tuple tuple;
	char first[ADDR_TEXT], second[ADDR_TEXT], service[SERVICE_TEXT];

	replay_ends(one, &tuple);
	place = place_of(report, &tuple);
	from = replay_end(&tuple, true);
	to = replay_end(&tuple, false);
	snprintf(buf, REPLAY_TEXT, "%s %s -> %s %s %s", zone_text(&place, true),
		 addr_text(first, &from), zone_text(&place, false),
		 addr_text(second, &to),
		 service_text(service, &tuple, one->icmp));
	return buf;
}
