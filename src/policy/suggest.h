/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suggest.h -- "did you mean": the known word nearest to a wrong one
 */
#pragma once

#include <stddef.h>

/* The nearest so far; begin with { .word = the wrong one }. */
struct suggest {
	const char *word;
	const char *best; /* NULL: none is near enough */
	unsigned distance;
};

/* Offers a known word: taken if it is nearer than the best, and so near that
 * it can be a slip (a third of the word, at most three edits). */
void suggest_offer(struct suggest *suggest, const char *known);
