/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * findings.h -- what differs between the kernel and what was compiled
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

enum finding_kind {
	FINDING_MISSING,   /* compiled, but not in the kernel */
	FINDING_DIFFERENT, /* there, but not as compiled */
	FINDING_FOREIGN,   /* in our tables, but never ours */
	FINDING_LEFTOVER,  /* a tree that is not live */
};

/* What of an object is wrong, and so what must be written anew. */
enum finding_part {
	PART_NONE,  /* nothing of ours */
	PART_TABLE, /* its flags, its owner, or all of it */
	PART_CHAIN, /* the chain itself */
	PART_RULES, /* of the chain */
	PART_SET,   /* the set itself */
	PART_ELEMENTS,
};

struct subject {
	enum finding_part part;
	const char *table, *name;
};

struct finding {
	enum finding_kind kind;
	struct subject at; /* lives as long as the findings */
	const char *text;  /* "chain inet sekisho forward: rule 2 differs" */
};

/* All zero: nothing found. findings_finish() ends it. */
struct findings {
	struct arena arena;
	VEC(struct finding) list;
};

void findings_add(struct findings *findings, enum finding_kind kind,
		  const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same about something of ours; its names are copied. */
void findings_add_at(struct findings *findings, enum finding_kind kind,
		     struct subject at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Unless the same is there already. */
void findings_copy(const struct finding *finding, struct findings *into);
void findings_finish(struct findings *findings);
bool findings_have(const struct findings *findings, enum finding_kind kind);
