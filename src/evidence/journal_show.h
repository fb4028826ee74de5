/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_show.h -- the newest lines of a journal, for people or as they stand
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Prints the newest n lines, oldest first: as text (local time with its offset
 * from UTC, event, fields), or with `json` as the lines stand in the journal. A
 * line that is not well-formed is shown escaped behind a '?', as JSON as
 * {"damaged":"…"}. Does not verify. A folder without a journal is logged. 0 or
 * -errno, logged.
 */
int journal_show(int folder, uint64_t n, bool json, FILE *out);
