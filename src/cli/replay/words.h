/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.h -- what is said of a capture's conversations, in words
 */
#pragma once

#include "cli/replay/print.h"

enum {
	REPLAY_TEXT = 256,
};

struct replay_word {
	const char *word, *ja;
};

/* Why something was not judged. */
struct replay_unjudged {
	const char *slug, *en, *ja;
};

/* Frames that are in no conversation's verdict. */
struct replay_left_out {
	const char *key, *en, *ja;
	size_t offset; /* in struct replay_counts, of a uint64_t */
};

extern const struct replay_word replay_outcomes[N_OUTCOMES];
extern const struct replay_word replay_fates[N_FATES];
extern const struct replay_unjudged replay_unjudged[];
extern const struct replay_left_out replay_left_out[];
extern const size_t replay_n_left_out;

/* Of the first source, or of the other one. */
static inline const struct policy *policy_of(const struct replay_report *report,
					     size_t i)
{
	return report->replay->judges[i]->options.policy;
}

uint64_t replay_left_out_count(const struct replay_report *report, size_t i);
/* Its ends as they are told: from who began what was let in, else from who was
 * seen first. True: that is not its first packet's direction. */
bool replay_ends(const struct conversation *one, struct tuple *out);
struct addr replay_end(const struct tuple *tuple, bool source);
/* The register's identifier; NULL: none. */
const char *replay_entry_id(const struct policy *policy, uint32_t entry);
/* "lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443 sport 50000" */
char *replay_ends_text(char buf[static REPLAY_TEXT],
		       const struct replay_report *report,
		       const struct conversation *one);
