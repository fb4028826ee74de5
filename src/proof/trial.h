/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.h -- do a kernel's rules do what a policy says: as they stand, or once
 * a loaded tree is switched on?
 *
 * What is isolated counts as if it were not: who ordered that knows it. What
 * the tables of others do is judged with the gate's, and where there is a
 * difference, once more without them: that they drop what is permitted is no
 * fault of the tree.
 */
#pragma once

#include <stdio.h>
#include <time.h>

#include "base/json.h"
#include "proof/proof.h"
#include "proof/rules/decode.h"
#include "ruleset/ruleset.h"

struct trial_options {
	const struct policy *policy;
	const struct snapshot *snapshot;
	/* The loaded tree as if it were switched on; NULL: as it stands. */
	const struct ruleset *next;
	uint16_t generation; /* that tree's, or that in force, as in marks */
	time_t now;
	/* All zero: inquiry.h's. */
	struct diagram_limits limits;
};

enum trial_verdict {
	TRIAL_PROVED,
	TRIAL_NARROWER, /* the tables of others drop, or may drop, what the
			 * policy permits; else PROVED */
	TRIAL_REFUTED,
	TRIAL_UNKNOWN, /* `why` */
	N_TRIAL_VERDICTS
};

struct trial {
	struct trial_options options;
	enum trial_verdict verdict;
	bool by_others; /* not so without the tables of others */
	char why[320];
	struct rules rules;
	struct inquiry inquiry; /* the differences' */
	struct proof proof;
	struct arena arena;
};

/* What it takes is never given back: a process makes one trial, and ends. */
void trial_make(struct trial *trial, const struct trial_options *options);

/* A line for each difference: its kind, the packet, which entry permits it; one
 * line of why it is unknown; nothing where it is proved. */
void trial_print(struct trial *trial, FILE *out);
/* "result", "why", "by_others", "differences": members of an object. */
void trial_print_json(struct trial *trial, struct json *json);
/* The first of the lines, at most `size` bytes. Returns buf. */
char *trial_first(struct trial *trial, char *buf, size_t size);

/* "proved", "narrower", "refuted", "unknown". */
const char *trial_verdict_name(enum trial_verdict verdict);
