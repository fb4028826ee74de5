/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_search.c -- where a line is that is not where it belongs
 */
#include "evidence/journal_search.h"

#include <string.h>

#include "base/cleanup.h"
#include "evidence/journal_file.h"
#include "evidence/journal_line.h"

static bool is_next(const char *bytes, size_t len,
		    const struct journal_head *head)
{
	struct journal_line line;

	return journal_line_read(bytes, len, &line) && line.n == head->n + 1 &&
	       !memcmp(line.prev, head->hash, DIGEST_LEN);
}

/* The number of the line, or 0; looks at no more than `most` lines. */
static uint64_t search_file(int folder, uint32_t number,
			    const struct journal_head *head, uint64_t most)
{
	_cleanup_(journal_reader_close) struct journal_reader reader = { 0 };
	const char *bytes;
	size_t len;

	if (journal_reader_open(&reader, folder, number) < 0)
		return 0;
	while (reader.line < most &&
	       journal_reader_next(&reader, &bytes, &len) > 0)
		if (is_next(bytes, len, head))
			return reader.line;
	return 0;
}

bool journal_search(int folder, const struct numbers *numbers,
		    const struct journal_head *head, struct journal_place *out)
{
	vec_each(number, &numbers->list) {
		uint64_t line = search_file(folder, *number, head, UINT64_MAX);

		if (!line)
			continue;
		numbered_name(out->file, &journal_files, *number);
		out->line = line;
		return true;
	}
	return false;
}

bool journal_goes_on(int folder, uint32_t number,
		     const struct journal_head *head)
{
	return search_file(folder, number, head, 1) == 1;
}
