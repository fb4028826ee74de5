/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cuts.h -- connections that are ended, and of which entries they were
 */
#pragma once

#include "base/json.h"
#include "daemon/enforce/enforce.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/engine.h"

struct cut_entry {
	const char *id; /* the entry's, or "?" */
	size_t n;
	/* Both directions; 0 where the kernel does not count
	 * (nf_conntrack_acct). */
	uint64_t packets, bytes;
};

/* All zero: nothing was cut. cuts_finish() ends it. */
struct cut_counts {
	struct arena arena;
	VEC(struct cut_entry) entries;
	size_t n, n_left;
	bool failed; /* not all could be looked at: said */
};

struct cut_what {
	uint32_t mark, mask;
	enum enforce_cut how;
	int list; /* its array, sealed; -1 for CUT_MARKED */
	/* Who knows the entries of these connections: by the number in their
	 * mark, but for the marks listed. */
	const struct index *index;
	int marks; /* OUT_MARKS of a job, or -1 */
};

/* Asks enforce; counts by entry. */
void cuts_make(struct engine *engine, const struct cut_what *what,
	       uint32_t client, struct cut_counts *out);
/* "cut: 3 connections of F-012, 1 of F-020", a line; nothing where none was. */
void cuts_print(const struct cut_counts *cut, FILE *out);
/* Members "cut": [{"flow":…,"connections":…,"packets":…,"bytes":…}],
 * "cut_left". */
void cuts_print_json(const struct cut_counts *cut, struct json *json);
/* Ends the answer of a verb that put the live generation in force: `result` is
 * its word for programs, `text` what people read before what was cut. */
void cuts_answer(struct engine *engine, const struct call *call,
		 const char *result, const char *text,
		 const struct cut_counts *cut);
void cuts_finish(struct cut_counts *cut);
