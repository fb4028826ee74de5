/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.c -- the conversations of a capture, for people and programs
 */
#include "cli/replay/print.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "cli/replay/words.h"

enum {
	NANOSECONDS = 1000000000,
	MOMENT_TEXT = 32,
};

/* Not only as a whole: two can be mixed, each in its own way. */
static bool differs(const struct conversation *one)
{
	return memcmp(one->said[0].packets, one->said[1].packets,
		      sizeof(one->said[0].packets)) != 0;
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

/* What let it in: an entry, or what needs none. */
static const char *entry_text(const struct policy *policy, uint32_t entry)
{
	const char *id = replay_entry_id(policy, entry);

	if (id)
		return id;
	return entry == REGISTER_NEIGHBOUR ? "neighbour discovery (近隣探索)"
					   : "the gateway's own (関所自身)";
}

static char *why_text(char buf[static REPLAY_TEXT], const struct policy *policy,
		      const struct said *said)
{
	const struct reason_words *words =
		reason_words((enum reason)said->reason);
	const char *about = replay_entry_id(policy, said->mentioned);
	enum outcome outcome = replay_outcome(said);

	if (outcome == OUTCOME_UNJUDGED)
		snprintf(buf, REPLAY_TEXT, "%s (%s)",
			 replay_unjudged[said->unjudged].en,
			 replay_unjudged[said->unjudged].ja);
	else if (!said->reason)
		snprintf(buf, REPLAY_TEXT, "%s",
			 entry_text(policy, said->entry));
	else
		snprintf(buf, REPLAY_TEXT, "%s%s%s (%s)%s%s",
			 said->entry ? entry_text(policy, said->entry) : "",
			 said->entry ? "; denied: " : "", words->en, words->ja,
			 about ? ": " : "", about ? about : "");
	return buf;
}

static void print_packets(const struct replay_report *report,
			  const struct conversation *one, FILE *out)
{
	const struct replay *replay = report->replay;
	const struct heard *heard;
	struct tuple tuple;
	bool turned = replay_ends(one, &tuple);
	size_t n;

	if (!replay->keep)
		return;
	heard = replay_heard(replay, one, &n);
	for (; n--; heard++) {
		const struct reason_words *words =
			reason_words((enum reason)heard->reason[0]);

		fprintf(out, "    #%u %s %s (%s)", heard->frame,
			heard->reply != turned ? "<-" : "->",
			replay_fates[heard->fate[0]].word,
			replay_fates[heard->fate[0]].ja);
		if (words->slug)
			fprintf(out, " %s (%s)", words->en, words->ja);
		if (report->sources[1])
			fprintf(out, ", against: %s (%s)",
				replay_fates[heard->fate[1]].word,
				replay_fates[heard->fate[1]].ja);
		fputc('\n', out);
	}
}

static void print_row(const struct replay_report *report,
		      const struct conversation *one, FILE *out)
{
	const struct policy *policy = policy_of(report, 0);
	enum outcome outcome = replay_outcome(&one->said[0]), other;
	char ends[REPLAY_TEXT], why[REPLAY_TEXT];
	char first[MOMENT_TEXT], last[MOMENT_TEXT];

	fprintf(out, "%-11s %s (%s)\n", replay_outcomes[outcome].word,
		replay_ends_text(ends, report, one),
		replay_outcomes[outcome].ja);
	if (report->sources[1]) {
		other = replay_outcome(&one->said[1]);
		fprintf(out, "    against: %s (%s): %s\n",
			replay_outcomes[other].word, replay_outcomes[other].ja,
			why_text(why, policy_of(report, 1), &one->said[1]));
	}
	fprintf(out, "    %s\n    %ju packets, %ju bytes, %s - %s\n",
		why_text(why, policy_of(report, 0), &one->said[0]),
		(uintmax_t)(one->packets[0] + one->packets[1]),
		(uintmax_t)(one->bytes[0] + one->bytes[1]),
		moment_text(first, policy, one->first),
		moment_text(last, policy, one->last));
	print_packets(report, one, out);
}

void replay_report_print(const struct replay_report *report, FILE *out)
{
	const struct replay *replay = report->replay;

	for (size_t i = 0; i < report->n; i++)
		print_row(report, &replay->all.at[report->order[i]], out);
	fprintf(out, "%zu conversations:", replay->all.n);
	for (int i = OUTCOME_ACCEPT; i < N_OUTCOMES; i++)
		fprintf(out, " %zu %s (%s)", report->outcomes[i],
			replay_outcomes[i].word, replay_outcomes[i].ja);
	if (report->sources[1])
		fprintf(out, "; %zu differ (相違)", report->differing);
	fprintf(out, "\n%ju frames, %ju judged\n",
		(uintmax_t)replay->counts.frames,
		(uintmax_t)replay->counts.judged);
	for (size_t i = 0; i < replay_n_left_out; i++)
		if (replay_left_out_count(report, i))
			fprintf(out, "    %ju not judged: %s (%s)\n",
				(uintmax_t)replay_left_out_count(report, i),
				replay_left_out[i].en, replay_left_out[i].ja);
}
