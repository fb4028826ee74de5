/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.h -- the keys of an object's canonical print, compared and shown
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* Kinds of an altered object by keys: a mask of what differs. */
enum {
	DIFFERS_WORDS =
		1, /* labels, purposes, people: nothing passes by them */
	DIFFERS_LIMITS = 2, /* keys among `limits` */
	DIFFERS_ELSE = 4,
};

/* `limits` is NULL-ended, or NULL: none. */
unsigned fields_compare(const char *before, const char *after,
			const char *const *limits);

/* A line for each key, `sign` before it. */
void fields_print(const char *text, char sign, FILE *out);
/* What differs with - and +, of lists only the words that differ; the rest,
 * as far as it is short, without a sign. */
void fields_print_altered(const char *before, const char *after, FILE *out);
