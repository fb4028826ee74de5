/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c -- the conversations of a capture, for programs
 */
#include "cli/replay/words.h"

static void said_json(const struct policy *policy, const struct said *said,
		      struct json *json)
{
	enum outcome outcome = replay_outcome(said);

	json_member(json, "verdict", replay_outcomes[outcome].word);
	json_member(json, "flow", replay_entry_id(policy, said->entry));
	json_member(json, "reason",
		    outcome == OUTCOME_UNJUDGED
			    ? replay_unjudged[said->unjudged].slug
			    : reason_words((enum reason)said->reason)->slug);
	json_member(json, "about", replay_entry_id(policy, said->mentioned));
	json_member_number(json, "accepted", said->packets[FATE_ACCEPT]);
	json_member_number(json, "denied", said->packets[FATE_DROP]);
}

static void packets_json(const struct replay_report *report,
			 const struct conversation *one, struct json *json)
{
	const struct replay *replay = report->replay;
	const struct heard *heard;
	struct tuple tuple;
	bool turned = replay_ends(one, &tuple);
	size_t n;

	if (!replay->keep)
		return;
	json_key(json, "frames");
	json_array(json);
	heard = replay_heard(replay, one, &n);
	for (; n--; heard++) {
		json_object(json);
		json_member_number(json, "frame", heard->frame);
		json_key(json, "reply");
		json_bool(json, heard->reply != turned);
		json_member(json, "verdict", replay_fates[heard->fate[0]].word);
		json_member(json, "reason",
			    reason_words((enum reason)heard->reason[0])->slug);
		if (report->sources[1])
			json_member(json, "against",
				    replay_fates[heard->fate[1]].word);
		json_object_end(json);
	}
	json_array_end(json);
}

static void row_json(const struct replay_report *report,
		     const struct conversation *one, struct json *json)
{
	struct addr source, destination;
	struct tuple tuple;
	char text[REPLAY_TEXT];

	replay_ends(one, &tuple);
	source = replay_end(&tuple, true);
	destination = replay_end(&tuple, false);
	json_object(json);
	said_json(policy_of(report, 0), &one->said[0], json);
	if (report->sources[1]) {
		json_key(json, "against");
		json_object(json);
		said_json(policy_of(report, 1), &one->said[1], json);
		json_object_end(json);
	}
	json_member(json, "text", replay_ends_text(text, report, one));
	json_member(json, "saddr", addr_text(text, &source));
	json_member(json, "daddr", addr_text(text, &destination));
	json_member_number(json, "proto", one->tuple.proto);
	json_member_number(json, "sport", tuple.sport);
	json_member_number(json, "dport", tuple.dport);
	json_member_number(json, "packets", one->packets[0] + one->packets[1]);
	json_member_number(json, "bytes", one->bytes[0] + one->bytes[1]);
	json_member_number(json, "first_ns", one->first);
	json_member_number(json, "last_ns", one->last);
	packets_json(report, one, json);
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
	json_member_number(json, "conversations", replay->all.n);
	for (int i = 0; i < N_OUTCOMES; i++)
		json_member_number(json, replay_outcomes[i].word,
				   report->outcomes[i]);
	if (report->sources[1])
		json_member_number(json, "differ", report->differing);
	json_member_number(json, "frames", replay->counts.frames);
	json_member_number(json, "judged", replay->counts.judged);
	for (size_t i = 0; i < replay_n_left_out; i++)
		json_member_number(json, replay_left_out[i].key,
				   replay_left_out_count(report, i));
	json_object_end(json);
}
