/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * options.h -- the options all verbs share, those of one verb, and the policy
 *
 * Shared: -c FILE, --json, --rules FOLDER, --now TIME (validity and hours are
 * measured against it instead of the clock: "2027-03-31", that day's first
 * second in UTC, or "2027-03-31T08:30:00+09:00"; for tests and examples, and
 * to ask about another day).
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "policy/policy.h"

struct options {
	const char *policy; /* -c, or NULL */
	const char *called; /* what places say in its stead, or NULL */
	const char *rules;  /* folder of models/ and services.conf */
	time_t now;
	double began; /* seconds of CLOCK_MONOTONIC, when `now` was asked */
	bool has_now; /* --now was given */
	bool json;
	/* Boot: an expired flow is left out with a warning. Set by a verb's
	 * own option. */
	bool keep_expired;
	/* A question that may be about another day: an expired flow stays in
	 * with a warning, tests are not judged. Set by the verb. */
	bool any_day;
	char **args; /* the words that are no option, in order */
	int n_args;
};

/* An option of one verb; a table of them ends in a zero row. */
struct option_key {
	const char *name;   /* "--direct", "-m" */
	bool *flag;         /* is set, or */
	const char **value; /* the word that follows */
};

/*
 * Sorts argv[1..] into options, the verb's own `keys` (may be NULL) and at
 * most max_args other words (argv is reordered). False with a line on stderr
 * where a word fits nowhere.
 */
bool options_read(struct options *options, int argc, char **argv,
		  const struct option_key *keys, int max_args);

/* "sekisho: WHAT 'WORD'" on stderr; false. */
bool options_refuse(const char *what, const char *word);

/*
 * Loads the policy of -c and prints every diagnostic to stderr; the caller
 * ends `diags`. ANSWER_YES: `out` is the caller's, for policy_finish(); else
 * what the process should exit with.
 */
int options_load(const struct options *options, struct policy *out,
		 struct diags *diags);
