/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_journal.c -- what a disk, or somebody, left in place of our own files
 *
 * The first byte chooses: a line of the journal, a record of a generation, or
 * the file `confirmed`. All three end in a seal that no fuzzer guesses, so the
 * right one is put behind what it made up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"
#include "evidence/generation_record.h"
#include "evidence/journal_line.h"
#include "evidence/scan.h"
#include "evidence/seal.h"

#include "fuzz.h"

/* What is read is written again as the same bytes. */
static void be_record(const char *text, size_t len)
{
	struct arena arena = { 0 };
	struct generation record;
	char *again;
	size_t again_len;

	if (generation_read(text, len, &arena, &record)) {
		again = generation_write(&record, &again_len);
		must(!again || (again_len == len && !memcmp(again, text, len)));
		free(again);
	}
	arena_finish(&arena);
}

static void be_confirmed(const char *text, size_t len)
{
	uint32_t number, before;
	char *again;
	size_t again_len;

	if (!confirmed_read(text, len, &number, &before))
		return;
	again = confirmed_write(number, before, &again_len);
	must(again_len == len && !memcmp(again, text, len));
	free(again);
}

static void be_line(const char *text, size_t len)
{
	struct journal_line line;
	char name[JOURNAL_NAME];
	struct scan scan;
	size_t value;

	if (!journal_line_read(text, len, &line))
		return;
	must(line.n && line.n <= JOURNAL_N_MAX);
	must(line.fields >= text && line.fields + line.fields_len < text + len);
	journal_line_begins(&line, name);
	scan = (struct scan){ line.fields, line.fields + line.fields_len,
			      false };
	while (!scan.bad && scan.pos < scan.end) {
		scan_value(&scan, &value);
		scan_maybe(&scan, ":");
		scan_maybe(&scan, ",");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char *text = NULL;
	size_t text_len;
	FILE *out;

	if (len == 0)
		return 0;
	out = open_memstream(&text, &text_len);
	must(out);
	fwrite(bytes + 1, 1, len - 1, out);
	seal_put(out, &text, &text_len);
	if (bytes[0] % 3 == 0)
		be_line(text, text_len);
	else if (bytes[0] % 3 == 1)
		be_record(text, text_len);
	else
		be_confirmed(text, text_len);
	free(text);
	return 0;
}
