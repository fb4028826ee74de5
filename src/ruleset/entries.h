/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entries.h -- what a ruleset lets pass, entry by entry, in words
 *
 * Made of a compiled ruleset as well as of one that was read back from the
 * kernel, so that the two can be told apart in words of the register whatever
 * their generations are called. An entry's facts are its tuples; beside the
 * entries stand the zones, as "zone NAME", with their interfaces, sources and
 * pinned hosts.
 */
#pragma once

#include <time.h>

#include "ruleset/ruleset.h"

struct fact {
	const char *text; /* "LGWAN -> juki: tcp/443 10.20.0.5 -> 10.10.1.5" */
	time_t until;     /* first second in which it no longer holds; 0 */
};

struct entry_facts {
	const char *id;
	VEC(struct fact) facts; /* sorted, each once */
};

struct entries {
	struct arena arena;
	VEC(struct entry_facts) list; /* sorted by id */
};

/* Timeouts count from `now`: the time of the compilation or of the reading. All
 * is copied. */
void entries_of(const struct ruleset *ruleset, time_t now, struct entries *out);
void entries_finish(struct entries *entries);

enum change_kind {
	CHANGE_ADDED,
	CHANGE_REMOVED,
	CHANGE_ALTERED,
};

struct entry_change {
	enum change_kind kind;
	const char *id;
	/* A fact whose end has moved is both. */
	VEC(struct fact) gained, lost;
};

struct changes {
	struct arena arena;
	VEC(struct entry_change) list; /* sorted by id */
};

enum {
	/* Ends this close are the same: a timeout is counted from when its
	 * transaction was made. Seconds. */
	UNTIL_TOLERANCE = 120
};

/* Texts are kept, not copied: both must outlive `out`. */
void entries_diff(const struct entries *old, const struct entries *new,
		  struct changes *out);
void changes_finish(struct changes *changes);
