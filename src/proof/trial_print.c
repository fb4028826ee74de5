/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial_print.c -- what a trial found, for people and for programs
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/space/witness.h"
#include "proof/trial.h"

static const char *const verdict_names[] = {
	[TRIAL_PROVED] = "proved",
	[TRIAL_NARROWER] = "narrower",
	[TRIAL_REFUTED] = "refuted",
	[TRIAL_UNKNOWN] = "unknown",
};
static_assert(sizeof(verdict_names) / sizeof(verdict_names[0]) ==
		      N_TRIAL_VERDICTS,
	      "every verdict has its name");

static const char *const kind_words[N_PROOF_KINDS] = {
	[PROOF_WIDER] = "passes, and must not (台帳にない通信が通る)",
	[PROOF_NARROWER] =
		"is permitted, and does not pass (許可した通信が通らない)",
	[PROOF_LASTING] =
		"is let in for longer than permitted (許可した時間の後も通る)",
	[PROOF_UNSURE] =
		"is permitted, and may not pass (許可した通信が通らないことがある)",
};

const char *trial_verdict_name(enum trial_verdict verdict)
{
	return verdict_names[verdict];
}

/* "flow F-12", "no entry". */
static const char *entry_text(const struct trial *trial, uint32_t entry)
{
	const char *id = policy_entry_id(trial->options.policy, entry);

	switch (entry) {
	case REGISTER_DENIED:
		return "no entry";
	case REGISTER_LOOPBACK:
		return "the loopback interface";
	case REGISTER_NEIGHBOUR:
		return "neighbour discovery";
	case REGISTER_ERROR:
		return "an error about a permitted connection";
	default:
		return id ? id : "?";
	}
}

static void print_one(const struct trial *trial,
		      const struct proof_difference *difference, FILE *out)
{
	char packet[WITNESS_TEXT];

	fprintf(out, "%s [%s] %s\n",
		witness_text(packet, &trial->inquiry.space,
			     trial->options.policy, difference->digits),
		entry_text(trial, difference->entry),
		kind_words[difference->kind]);
}

void trial_print(struct trial *trial, FILE *out)
{
	if (trial->verdict == TRIAL_UNKNOWN)
		fprintf(out, "%s\n", trial->why);
	if (trial->verdict == TRIAL_PROVED || trial->verdict == TRIAL_UNKNOWN)
		return;
	vec_each(difference, &trial->proof.list)
		print_one(trial, difference, out);
	if (trial->proof.more)
		fputs("… and others (ほかにもある)\n", out);
	if (trial->by_others)
		fputs("without the tables of others there is no difference (他のテーブルがなければ設定どおり)\n",
		      out);
}

char *trial_first(struct trial *trial, char *buf, size_t size)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	must(out && size > 0);
	trial_print(trial, out);
	must(fclose(out) == 0);
	len = strcspn(text, "\n");
	/* Never in the middle of a character. */
	if (len >= size)
		for (len = size - 1; len > 0 && (text[len] & 0xc0) == 0x80;)
			len--;
	memcpy(buf, text, len);
	buf[len] = '\0';
	free(text);
	return buf;
}

void trial_print_json(struct trial *trial, struct json *json)
{
	char packet[WITNESS_TEXT];

	json_member(json, "result", trial_verdict_name(trial->verdict));
	json_member(json, "why", *trial->why ? trial->why : NULL);
	json_key(json, "by_others");
	json_bool(json, trial->by_others);
	json_key(json, "differences");
	json_array(json);
	vec_each(difference, &trial->proof.list) {
		json_object(json);
		json_member(json, "kind", proof_kind_text(difference->kind));
		json_member(json, "packet",
			    witness_text(packet, &trial->inquiry.space,
					 trial->options.policy,
					 difference->digits));
		json_member(json, "register",
			    entry_text(trial, difference->entry));
		json_object_end(json);
	}
	json_array_end(json);
	json_key(json, "more");
	json_bool(json, trial->proof.more);
}
