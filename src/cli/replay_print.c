/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay_print.c -- the conversations of a capture, for people and programs
 */
#include "cli/replay_print.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "policy/policy.h"
#include "proof/space/witness_word.h"

enum {
	NANOSECONDS = 1000000000,
	MOMENT_TEXT = 32,
	WHY_TEXT = 160,
	ENDS_TEXT = 256,
};

static const struct {
	const char *word, *ja;
} outcomes[N_OUTCOMES] = {
	[OUTCOME_UNJUDGED] = { "unjudged", "判定外" },
	[OUTCOME_ACCEPT] = { "accept", "許可" },
	[OUTCOME_CONDITIONAL] = { "conditional", "条件付き" },
	[OUTCOME_DROP] = { "drop", "拒否" },
	[OUTCOME_MIXED] = { "mixed", "混在" },
};

static const struct {
	const char *slug, *en, *ja;
} unjudged[] = {
	[UNJUDGED_NOT] = { NULL, "", "" },
	[UNJUDGED_NO_ZONE] = { "no-zone", "an end is in no zone",
			       "セグメント外" },
	[UNJUDGED_LOCAL] = { "local", "within one zone", "同一セグメント内" },
	[UNJUDGED_LIMIT] = { "limit", "past the limit of diagrams",
			     "計算上限超過" },
};

static bool differs(const struct conversation *one)
{
	return replay_outcome(&one->said[0]) != replay_outcome(&one->said[1]);
}

/* Drop, mixed, conditional, unjudged, accept. */
static int rank_of(const struct conversation *one)
{
	static const int ranks[N_OUTCOMES] = {
		[OUTCOME_DROP] = 0,        [OUTCOME_MIXED] = 1,
		[OUTCOME_CONDITIONAL] = 2, [OUTCOME_UNJUDGED] = 3,
		[OUTCOME_ACCEPT] = 4,
	};

	return ranks[replay_outcome(&one->said[0])];
}

static int compare(const void *a, const void *b, void *state)
{
	const struct conversation *at = state;
	const struct conversation *left = &at[*(const uint32_t *)a];
	const struct conversation *right = &at[*(const uint32_t *)b];
	uint64_t more = left->bytes[0] + left->bytes[1];
	uint64_t less = right->bytes[0] + right->bytes[1];

	if (rank_of(left) != rank_of(right))
		return rank_of(left) - rank_of(right);
	if (more != less)
		return more > less ? -1 : 1;
	return left < right ? -1 : left > right;
}

void replay_report_make(struct replay_report *report)
{
	const struct conversations *all = &report->replay->all;
	bool against = report->sources[1];

	report->order = xcalloc(all->n + 1, sizeof(*report->order));
	for (size_t i = 0; i < all->n; i++) {
		const struct conversation *one = &all->at[i];

		report->outcomes[replay_outcome(&one->said[0])]++;
		report->differing += against && differs(one);
		if (!against || differs(one))
			report->order[report->n++] = (uint32_t)i;
	}
	qsort_r(report->order, report->n, sizeof(*report->order), compare,
		all->at);
}

void replay_report_finish(struct replay_report *report)
{
	free(report->order);
}

static char *moment_text(char buf[static MOMENT_TEXT],
			 const struct policy *policy, uint64_t ns)
{
	time_t local = (time_t)(ns / NANOSECONDS) + policy->utc_offset;
	struct tm tm;

	snprintf(buf, MOMENT_TEXT, "?");
	if (gmtime_r(&local, &tm))
		strftime(buf, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
	return buf;
}

static struct addr addr_of(const struct tuple *tuple, bool source)
{
	struct addr out = { .family = (enum family)tuple->family };

	memcpy(out.bytes, source ? tuple->source : tuple->destination,
	       sizeof(out.bytes));
	return out;
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
				const struct conversation *one)
{
	struct addr source = addr_of(&one->tuple, true);
	struct addr destination = addr_of(&one->tuple, false);
	const struct judge *judge = report->replay->judges[0];
	const struct place_hint hint = { .iif = judge->iif, .oif = judge->oif };

	return places_of(&judge->places, &source, &destination, &hint);
}

static char *service_text(char buf[static WHY_TEXT],
			  const struct conversation *one)
{
	const struct tuple *tuple = &one->tuple;

	if (proto_has_ports(tuple->proto))
		snprintf(buf, WHY_TEXT, "%s/%u sport %u",
			 proto_name((enum proto)tuple->proto), tuple->dport,
			 tuple->sport);
	else if (proto_is_icmp(tuple->proto))
		snprintf(buf, WHY_TEXT, "%s/%d.%d",
			 proto_name((enum proto)tuple->proto), one->icmp >> 8,
			 one->icmp & 255);
	else
		snprintf(buf, WHY_TEXT, "proto/%u", tuple->proto);
	return buf;
}

static char *ends_text(char buf[static ENDS_TEXT],
		       const struct replay_report *report,
		       const struct conversation *one)
{
	struct position place = place_of(report, one);
	struct addr from = addr_of(&one->tuple, true);
	struct addr to = addr_of(&one->tuple, false);
	char first[ADDR_TEXT], second[ADDR_TEXT], service[WHY_TEXT];

	snprintf(buf, ENDS_TEXT, "%s %s -> %s %s %s", zone_text(&place, true),
		 addr_text(first, &from), zone_text(&place, false),
		 addr_text(second, &to), service_text(service, one));
	return buf;
}

/* Why what was denied was, in one word. */
static const char *reason_slug(const struct conversation *one)
{
	if (!one->tracked && one->state == STATE_INVALID)
		return "invalid";
	if (!one->tracked)
		return "untracked";
	return "no-entry";
}

static char *why_text(char buf[static WHY_TEXT], const struct source *source,
		      const struct conversation *one, const struct said *said)
{
	const char *id;

	buf[0] = '\0';
	if (said->first == FATE_NONE) {
		snprintf(buf, WHY_TEXT, "%s (%s)", unjudged[said->unjudged].en,
			 unjudged[said->unjudged].ja);
		return buf;
	}
	id = said->entry && said->entry < REGISTER_LOOPBACK
		     ? policy_entry_id(&source->policy, said->entry)
		     : NULL;
	if (id)
		snprintf(buf, WHY_TEXT, "%s", id);
	else if (said->entry == REGISTER_NEIGHBOUR)
		snprintf(buf, WHY_TEXT, "neighbour discovery (近隣探索)");
	else if (said->entry)
		snprintf(buf, WHY_TEXT, "the gateway's own (装置自身)");
	else if (!strcmp(reason_slug(one), "invalid"))
		snprintf(buf, WHY_TEXT, "invalid state (不正な状態)");
	else
		snprintf(buf, WHY_TEXT, "no entry then (該当する台帳なし)");
	return buf;
}

static void print_row(const struct replay_report *report,
		      const struct conversation *one, FILE *out)
{
	const struct policy *policy = &report->sources[0]->policy;
	enum outcome outcome = replay_outcome(&one->said[0]), other;
	char ends[ENDS_TEXT], why[WHY_TEXT];
	char first[MOMENT_TEXT], last[MOMENT_TEXT];

	fprintf(out, "%-11s %s (%s)\n", outcomes[outcome].word,
		ends_text(ends, report, one), outcomes[outcome].ja);
	if (report->sources[1]) {
		other = replay_outcome(&one->said[1]);
		fprintf(out, "    against: %s (%s): %s\n", outcomes[other].word,
			outcomes[other].ja,
			why_text(why, report->sources[1], one, &one->said[1]));
	}
	fprintf(out, "    %s\n    %ju packets, %ju bytes, %s - %s\n",
		why_text(why, report->sources[0], one, &one->said[0]),
		(uintmax_t)(one->packets[0] + one->packets[1]),
		(uintmax_t)(one->bytes[0] + one->bytes[1]),
		moment_text(first, policy, one->first),
		moment_text(last, policy, one->last));
}

static const struct {
	const char *key, *en, *ja;
	size_t offset;
} left_out[] = {

#define COUNT(member) offsetof(struct replay_counts, member)
	{ "no_zone", "an end in no zone", "セグメント外",
	  COUNT(unjudged[UNJUDGED_NO_ZONE]) },
	{ "local", "within one zone", "同一セグメント内",
	  COUNT(unjudged[UNJUDGED_LOCAL]) },
	{ "limit", "past the limit of diagrams", "計算上限超過",
	  COUNT(unjudged[UNJUDGED_LIMIT]) },
	{ "too_many", "past the limit of conversations", "通信数上限超過",
	  COUNT(too_many) },
	{ "twice", "seen twice", "重複", COUNT(twice) },
	{ "other", "not IP", "IP以外", COUNT(other) },
	{ "cut", "cut off by the capture", "切詰め", COUNT(cut) },
	{ "wrong", "malformed", "不正な形式", COUNT(wrong) },
	{ "loose_fragments", "fragments without their first", "先頭なし断片",
	  COUNT(loose_fragments) },
#undef COUNT
};

static uint64_t count_at(const struct replay_report *report, size_t i)
{
	uint64_t value;

	memcpy(&value,
	       (const char *)&report->replay->counts + left_out[i].offset,
	       sizeof(value));
	return value;
}

void replay_report_print(const struct replay_report *report, FILE *out)
{
	const struct replay *replay = report->replay;

	for (size_t i = 0; i < report->n; i++)
		print_row(report, &replay->all.at[report->order[i]], out);
	fprintf(out, "%zu conversations:", replay->all.n);
	for (int i = OUTCOME_ACCEPT; i < N_OUTCOMES; i++)
		fprintf(out, " %zu %s (%s)", report->outcomes[i],
			outcomes[i].word, outcomes[i].ja);
	if (report->sources[1])
		fprintf(out, "; %zu differ (相違)", report->differing);
	fprintf(out, "\n%ju frames, %ju judged\n",
		(uintmax_t)replay->counts.frames,
		(uintmax_t)replay->counts.judged);
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (count_at(report, i))
			fprintf(out, "    %ju not judged: %s (%s)\n",
				(uintmax_t)count_at(report, i), left_out[i].en,
				left_out[i].ja);
}

static void member_number(struct json *json, const char *key, uint64_t value)
{
	json_key(json, key);
	json_number(json, (int64_t)value);
}

static void said_json(const struct source *source,
		      const struct conversation *one, const struct said *said,
		      struct json *json)
{
	const char *id = said->entry && said->entry < REGISTER_LOOPBACK
				 ? policy_entry_id(&source->policy, said->entry)
				 : NULL;
	bool denied = said->first == FATE_DROP;

	json_member(json, "verdict", outcomes[replay_outcome(said)].word);
	json_member(json, "flow", id);
	json_member(json, "reason",
		    said->first == FATE_NONE ? unjudged[said->unjudged].slug
		    : denied                 ? reason_slug(one)
					     : NULL);
	member_number(json, "accepted", said->packets[FATE_ACCEPT]);
	member_number(json, "denied", said->packets[FATE_DROP]);
}

static void row_json(const struct replay_report *report,
		     const struct conversation *one, struct json *json)
{
	struct addr source = addr_of(&one->tuple, true);
	struct addr destination = addr_of(&one->tuple, false);
	char text[ENDS_TEXT];

	json_object(json);
	said_json(report->sources[0], one, &one->said[0], json);
	if (report->sources[1]) {
		json_key(json, "against");
		json_object(json);
		said_json(report->sources[1], one, &one->said[1], json);
		json_object_end(json);
	}
	json_member(json, "text", ends_text(text, report, one));
	json_member(json, "saddr", addr_text(text, &source));
	json_member(json, "daddr", addr_text(text, &destination));
	member_number(json, "proto", one->tuple.proto);
	member_number(json, "sport", one->tuple.sport);
	member_number(json, "dport", one->tuple.dport);
	member_number(json, "packets", one->packets[0] + one->packets[1]);
	member_number(json, "bytes", one->bytes[0] + one->bytes[1]);
	member_number(json, "first_ns", one->first);
	member_number(json, "last_ns", one->last);
	json_object_end(json);
}

void replay_report_json(const struct replay_report *report, struct json *json)
{
	const struct replay *replay = report->replay;

	json_key(json, "conversations");
	json_array(json);
	for (size_t i = 0; i < report->n; i++)
		row_json(report, &replay->all.at[report->order[i]], json);
	json_array_end(json);
	json_key(json, "summary");
	json_object(json);
	member_number(json, "conversations", replay->all.n);
	for (int i = 0; i < N_OUTCOMES; i++)
		member_number(json, outcomes[i].word, report->outcomes[i]);
	if (report->sources[1])
		member_number(json, "differ", report->differing);
	member_number(json, "frames", replay->counts.frames);
	member_number(json, "judged", replay->counts.judged);
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		member_number(json, left_out[i].key, count_at(report, i));
	json_object_end(json);
}
