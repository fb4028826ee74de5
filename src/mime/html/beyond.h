/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * beyond.h -- open elements that the stack has no room for, by name
 *
 * How often each name is open, but not in what order: that is enough to know
 * what an end tag ends, and where hidden text ends.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct html_element;

enum {
	BEYOND_NAMES = 64 /* known at a time */
};

struct html_beyond {
	struct {
		uint32_t name; /* its hash */
		size_t open;
	} at[BEYOND_NAMES];

	size_t n;
	size_t hiding; /* the name that hides, from 1; 0: none does */
	size_t level;  /* how often it was open then */
	size_t drops;  /* the name, from 1, whose text is for machines */
};

/* An element of that name begins; it may be NULL. False: it does not matter. */
bool html_beyond_open(struct html_beyond *beyond, uint32_t name,
		      const struct html_element *element, bool hides);
/* One ends; false: none is open. */
bool html_beyond_close(struct html_beyond *beyond, uint32_t name);
bool html_beyond_has(const struct html_beyond *beyond, uint32_t name);
/* All of them end. */
void html_beyond_clear(struct html_beyond *beyond);
