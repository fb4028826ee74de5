/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_search.h -- where a line is that is not where it belongs
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "evidence/journal.h"
#include "evidence/numbered.h"

struct journal_place {
	char file[JOURNAL_NAME];
	uint64_t line;
};

/* The line that was written after `head`, in any of the files. What cannot be
 * read is passed over. */
bool journal_search(int folder, const struct numbers *numbers,
		    const struct journal_head *head, struct journal_place *out);
/* Whether the file's first line was written after `head`. */
bool journal_goes_on(int folder, uint32_t number,
		     const struct journal_head *head);
