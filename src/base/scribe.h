/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scribe.h -- a text written by print functions (to a FILE), kept in an arena
 */
#pragma once

#include <stdio.h>

#include "base/arena.h"

struct scribe {
	FILE *out; /* between begin and end */
	char *text;
	size_t len;
};

void scribe_begin(struct scribe *scribe);
/* The text, a NUL behind it, as the arena's; NULL beyond its ceiling. */
char *scribe_end(struct scribe *scribe, struct arena *arena);
