/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.h -- the word of an order to isolate: what it is, what it means
 *
 * Said by a person: the name of a zone or a host, the id of an entry of the
 * register ("relay:NAME" or NAME of a relay means both its sides), an address,
 * a prefix or a range "A-B". An order keeps it with what it is in front:
 * "zone:", "host:", "flow:", "address:"; a person may say that as well.
 */
#pragma once

#include "daemon/engine/engine.h"

/* Who may know a name: some of it may be NULL, or stand for no generation. */
struct known {
	const struct standing *at[3];
};

/* True: `out` is the order's word. False: said why not, with the name that was
 * probably meant, or with the words to choose from. */
bool isolate_word_find(struct engine *engine, const char *said, uint32_t client,
		       char out[static REQUEST_WORD]);

/* Whether a text is such a word. */
bool isolate_word_is(const char *text);
/* Whether the generation knows the order's word; addresses need no knowing. */
bool isolate_word_known(const char *word, const struct standing *standing);
/* What the word means to all of them; its lists are empty where none knows it.
 * Texts live in `arena`. */
struct isolated isolate_word_mean(const char *word, const struct known *known,
				  struct arena *arena);

struct word_ranges {
	VEC(struct addr_range) list;
};

struct word_numbers {
	VEC(uint32_t) list; /* ascending */
};

/* Where its connections begin or end, to all who know it; of an entry none. */
void isolate_word_ends(const char *word, const struct known *known,
		       struct arena *arena, struct word_ranges *out);
/* The numbers of an entry in one generation; of others none. */
void isolate_word_numbers(const char *word, const struct standing *standing,
			  struct arena *arena, struct word_numbers *out);
