/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_show.h -- the newest lines of a journal, for people or as they stand
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Which lines; NULL and 0 but of n: any. */
struct journal_choice {
	uint64_t n;            /* at most so many, the newest */
	const char *by;        /* of this person: who did it, or signed it */
	const char *event;     /* this very one */
	uint32_t since, until; /* of these days, 20261121, local time */
};

/*
 * Prints them oldest first: as text (local time with its offset from UTC, event,
 * fields), or with `json` as the lines stand in the journal. A line that is not
 * well-formed may be one of them: it is shown escaped behind a '?', as JSON as
 * {"damaged":"…"}. Does not verify. A folder without a journal is logged. 0 or
 * -errno, logged.
 */
int journal_show(int folder, const struct journal_choice *choice, bool json,
		 FILE *out);
