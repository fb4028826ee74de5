/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.h -- the words of an entry's lists, and what each alone stands for
 *
 * As written: a host, a group, a range, a service. Words can be struck; what is
 * left is an entry again.
 */
#pragma once

#include "proof/lint/linter.h"

enum {
	MOST_WORDS = 64, /* more are a list from a file, written elsewhere */
	MOST_SAID = 4,   /* words of a list in a sentence */
};

enum word_list {
	SOURCE,
	DESTINATION,
	SERVICE,
};

enum {
	N_LISTS = SERVICE + 1
};

struct words {
	struct arena *arena; /* for all texts and ranges */
	const struct zone *from, *to;
	const struct refs *refs[2]; /* NULL: the gateway's own side */
	const struct service_refs *services;
	bool struck[N_LISTS][MOST_WORDS];
	struct entry left; /* of the words that are not struck */
};

void words_take(struct linter *l, const struct zone *from,
		const struct zone *to, const struct entry *entry,
		struct words *w);
/* 0: there are more than MOST_WORDS, or none. */
size_t words_count(const struct words *w, enum word_list list);
const char *word_text(const struct words *w, enum word_list list, size_t i);
/* "a,b,c,d,…": those of a list that are not struck. */
const char *words_left(const struct words *w, enum word_list list);

/* An entry of what one word alone stands for, and one without that word. */
struct words_cut {
	struct entry word, rest;
	struct ranges alone, others;
	struct port_ranges ports_alone, ports_others;
};

/* False: the list would be empty without it, or stand for the same. The
 * entries point into `cut`. */
bool words_cut(const struct words *w, enum word_list list, size_t word,
	       struct words_cut *cut);
