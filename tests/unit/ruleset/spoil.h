/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spoil.h -- a ruleset that is right but for one thing
 */
#pragma once

#include "ruleset/build.h"

enum {
	SPOIL_GENERATION = 7,
};

struct spoil {
	void (*spoil)(struct ruleset *);
	const char *flaw; /* how its description begins */
};

/* Each, done to a fresh ruleset of three flows and a pinned host, is found. */
void spoil_each(const struct spoil *rows, size_t n);

/* They fail the test where there is no such thing. */
struct chain *spoil_chain(struct ruleset *r, const char *name);
struct set *spoil_set(struct ruleset *r, const char *name);
/* The first statement of the kind in the chain; of compares, on the field. */
struct stmt *spoil_stmt(struct ruleset *r, const char *name,
			enum stmt_kind kind, enum field field);
/* A rule to be filled, and put at the head of the chain. */
struct build spoil_begin(struct ruleset *r, const char *name);
void spoil_end(struct ruleset *r, const char *name, struct build *b);
