/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_verify_test.c -- whatever is done to a journal is found and named
 *
 * A journal of three files is made once; each test spoils a copy of it.
 */
#include "evidence/journal_verify.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/must.h"

#include "folder.h"

enum {
	FILES = 3,
	LINES_MAX = 64
};

/* What was written, and a folder with what a test makes of it. */
static struct {
	char *bytes[FILES];
	size_t len[FILES];
	struct journal_head head;
	int folder;
} made;

static char *name_of(int file)
{
	static char name[JOURNAL_NAME];

	snprintf(name, sizeof(name), "journal-%06d.jsonl", file + 1);
	return name;
}

static void put(int file, const char *bytes, size_t len)
{
	folder_write(made.folder, name_of(file), bytes, len);
}

static void restore(void)
{
	for (int i = 0; i < FILES; i++)
		put(i, made.bytes[i], made.len[i]);
}

static int make(void **state)
{
	struct journal journal;

	(void)state;
	made.folder = folder_make();
	must(journal_open(&journal, made.folder, 900) == 0);
	while (journal.number < FILES || journal.size < 600)
		must(journal_add(&journal, "apply", NULL, NULL) == 0);
	made.head = journal.head;
	journal_close(&journal);
	for (int i = 0; i < FILES; i++)
		made.bytes[i] =
			folder_read(made.folder, name_of(i), &made.len[i]);
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	for (int i = 0; i < FILES; i++)
		free(made.bytes[i]);
	folder_remove(made.folder);
	return 0;
}

static struct journal_verdict verify(bool with_head)
{
	struct journal_known known = { 0 };
	struct journal_verdict verdict;

	if (with_head)
		known.head = made.head;
	assert_int_equal(journal_verify(made.folder, &known, &verdict), 0);
	return verdict;
}

static void assert_verdict(const struct journal_verdict *verdict,
			   enum journal_fault_kind kind, const char *file,
			   uint64_t line)
{
	assert_string_equal(journal_fault_name(verdict->kind),
			    journal_fault_name(kind));
	assert_string_equal(verdict->file, file);
	assert_int_equal(verdict->line, line);
}

/* Where lines begin; the last of them is the end. Returns their number. */
static size_t find_lines(int file, size_t at[static LINES_MAX])
{
	size_t n = 0;

	at[0] = 0;
	for (size_t i = 0; i < made.len[file]; i++)
		if (made.bytes[file][i] == '\n')
			at[++n] = i + 1;
	return n;
}

static void a_whole_journal_is_good(void **state)
{
	struct journal_verdict verdict;
	char text[JOURNAL_HEAD_TEXT];
	struct journal_head head;

	(void)state;
	restore();
	verdict = verify(true);
	assert_verdict(&verdict, JOURNAL_GOOD, "", 0);
	assert_int_equal(verdict.head.n, made.head.n);
	assert_memory_equal(verdict.head.hash, made.head.hash, DIGEST_LEN);
	assert_int_equal(verdict.n_files, FILES);
	assert_int_equal(verdict.n_lines, made.head.n);
	assert_int_equal(verdict.n_bytes,
			 made.len[0] + made.len[1] + made.len[2]);
	journal_head_text(text, &made.head);
	assert_true(journal_head_read(text, &head));
	assert_memory_equal(&head, &made.head, sizeof(head));
	assert_false(journal_head_read("3:12", &head));
	assert_false(journal_head_read("", &head));
}

/* Every byte, by each of three values; without any head to compare with. */
static void a_changed_byte_is_found_in_its_line(void **state)
{
	static const char values[] = { '\n', '0', '\xff' };

	(void)state;
	for (int file = 0; file < FILES; file++) {
		_cleanup_(freep) char *copy = malloc(made.len[file]);
		uint64_t line = 1;

		restore();
		for (size_t i = 0; i < made.len[file]; i++) {
			for (size_t v = 0; v < sizeof(values); v++) {
				struct journal_verdict verdict;

				memcpy(copy, made.bytes[file], made.len[file]);
				if (copy[i] == values[v])
					continue;
				copy[i] = values[v];
				put(file, copy, made.len[file]);
				verdict = verify(false);
				assert_verdict(&verdict,
					       i + 1 == made.len[file]
						       ? JOURNAL_TORN
						       : JOURNAL_CHANGED,
					       name_of(file), line);
			}
			line += made.bytes[file][i] == '\n';
		}
	}
}

static void a_deleted_line_is_named(void **state)
{
	(void)state;
	for (int file = 0; file < FILES; file++) {
		size_t at[LINES_MAX], n = find_lines(file, at);
		bool last_file = file == FILES - 1;

		restore();
		for (size_t i = 0; i < n; i++) {
			_cleanup_(freep) char *copy = malloc(made.len[file]);
			size_t rest = made.len[file] - at[i + 1];
			struct journal_verdict verdict;

			memcpy(copy, made.bytes[file], at[i]);
			memcpy(copy + at[i], made.bytes[file] + at[i + 1],
			       rest);
			put(file, copy, at[i] + rest);
			verdict = verify(true);
			/* Only a head known from elsewhere tells of the end. */
			assert_verdict(&verdict,
				       last_file && i + 1 == n
					       ? JOURNAL_CUT
					       : JOURNAL_MISSING,
				       name_of(file), i + 1);
			verdict = verify(false);
			if (last_file && i + 1 == n)
				assert_verdict(&verdict, JOURNAL_GOOD, "", 0);
		}
	}
}

static void swapped_lines_are_named(void **state)
{
	(void)state;
	for (int file = 0; file < FILES; file++) {
		size_t at[LINES_MAX], n = find_lines(file, at);

		restore();
		for (size_t i = 1; i + 1 < n; i++) {
			_cleanup_(freep) char *copy = malloc(made.len[file]);
			size_t a = at[i + 1] - at[i], b = at[i + 2] - at[i + 1];
			struct journal_verdict verdict;

			memcpy(copy, made.bytes[file], made.len[file]);
			memcpy(copy + at[i], made.bytes[file] + at[i + 1], b);
			memcpy(copy + at[i] + b, made.bytes[file] + at[i], a);
			put(file, copy, made.len[file]);
			verdict = verify(false);
			assert_verdict(&verdict, JOURNAL_REORDERED,
				       name_of(file), i + 1);
			assert_non_null(strstr(verdict.text, "which is at"));
		}
	}
}

static void a_cut_file_is_named(void **state)
{
	(void)state;
	for (int file = 0; file < FILES; file++) {
		bool last_file = file == FILES - 1;
		uint64_t line = 1;

		restore();
		for (size_t len = 0; len < made.len[file]; len++) {
			bool between =
				len == 0 || made.bytes[file][len - 1] == '\n';
			struct journal_verdict verdict;
			char text[JOURNAL_FAULT];

			line += len && between;
			put(file, made.bytes[file], len);
			verdict = verify(true);
			snprintf(text, sizeof(text), "%s", name_of(file));
			if (len == 0 && file == 0)
				assert_verdict(&verdict, JOURNAL_MISSING,
					       name_of(1), 1);
			else if (len == 0)
				assert_string_equal(verdict.file,
						    name_of(file - 1));
			else
				assert_verdict(&verdict,
					       !between    ? JOURNAL_TORN
					       : last_file ? JOURNAL_CUT
							   : JOURNAL_MISSING,
					       text, line);
		}
	}
}

static void a_missing_file_is_named(void **state)
{
	struct journal_verdict verdict;

	(void)state;
	for (int file = 0; file < FILES - 1; file++) {
		restore();
		unlinkat(made.folder, name_of(file), 0);
		verdict = verify(false);
		assert_verdict(&verdict, JOURNAL_NO_FILE, name_of(file), 0);
	}
	restore();
	unlinkat(made.folder, name_of(FILES - 1), 0);
	verdict = verify(true);
	assert_string_equal(journal_fault_name(verdict.kind), "cut");
	for (int file = 0; file < FILES; file++)
		unlinkat(made.folder, name_of(file), 0);
	verdict = verify(false);
	assert_verdict(&verdict, JOURNAL_NO_FILE, name_of(0), 0);
}

static void swapped_files_are_named(void **state)
{
	struct journal_verdict verdict;

	(void)state;
	for (int file = 0; file < FILES - 1; file++) {
		restore();
		put(file, made.bytes[file + 1], made.len[file + 1]);
		put(file + 1, made.bytes[file], made.len[file]);
		verdict = verify(false);
		assert_verdict(&verdict, JOURNAL_RENAMED, name_of(file), 1);
	}
}

/* The line rewritten by somebody who knows how, with a right check. */
static void a_forged_line_is_named(void **state)
{
	size_t at[LINES_MAX];

	(void)state;
	assert_true(find_lines(1, at) > 2);
	for (size_t i = 1; i < 2; i++) {
		char *copy = malloc(made.len[1] + 100), hex[17];
		uint8_t digest[DIGEST_LEN];
		struct journal_verdict verdict;
		char *check;

		restore();
		memcpy(copy, made.bytes[1], made.len[1]);
		memcpy(strstr(copy + at[i], "apply"), "renew", 5);
		check = strstr(copy + at[i], ",\"check\"");
		digest_of(copy + at[i], (size_t)(check - copy) - at[i], digest);
		for (int j = 0; j < 8; j++)
			snprintf(hex + 2 * j, 3, "%02x", digest[j]);
		memcpy(check + 10, hex, 16);
		put(1, copy, made.len[1]);
		verdict = verify(false);
		assert_verdict(&verdict, JOURNAL_CHANGED, name_of(1), i + 1);
		assert_non_null(strstr(verdict.text, "was written after"));
		free(copy);
	}
}

/* A journal that was made anew from one line on, all checks right. */
static void another_journal_is_not_the_one_that_was_noted(void **state)
{
	int folder = folder_make();
	struct journal_known known = { .head = made.head };
	struct journal_verdict verdict;
	struct journal journal;

	(void)state;
	must(journal_open(&journal, folder, 900) == 0);
	while (journal.head.n < made.head.n + 3)
		must(journal_add(&journal, "apply", NULL, NULL) == 0);
	assert_int_equal(journal_verify(folder, NULL, &verdict), 0);
	assert_int_equal(verdict.kind, JOURNAL_GOOD);
	assert_int_equal(journal_verify(folder, &known, &verdict), 0);
	assert_int_equal(verdict.kind, JOURNAL_OTHER);
	assert_int_equal(verdict.n, made.head.n);
	journal_close(&journal);
	folder_remove(folder);
}

static void older_files_may_be_elsewhere_if_their_end_is_known(void **state)
{
	struct journal_known known = { .head = made.head };
	struct journal_verdict verdict;
	size_t at[LINES_MAX], n = find_lines(0, at);

	(void)state;
	restore();
	unlinkat(made.folder, name_of(0), 0);
	known.since.n = n;
	digest_of(made.bytes[0] + at[n - 1], at[n] - at[n - 1],
		  known.since.hash);
	assert_int_equal(journal_verify(made.folder, &known, &verdict), 0);
	assert_verdict(&verdict, JOURNAL_GOOD, "", 0);
	assert_int_equal(verdict.n_files, FILES - 1);
	known.since.hash[0] ^= 1;
	assert_int_equal(journal_verify(made.folder, &known, &verdict), 0);
	assert_verdict(&verdict, JOURNAL_OTHER, "", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_journal_is_good),
		cmocka_unit_test(a_changed_byte_is_found_in_its_line),
		cmocka_unit_test(a_deleted_line_is_named),
		cmocka_unit_test(swapped_lines_are_named),
		cmocka_unit_test(a_cut_file_is_named),
		cmocka_unit_test(a_missing_file_is_named),
		cmocka_unit_test(swapped_files_are_named),
		cmocka_unit_test(a_forged_line_is_named),
		cmocka_unit_test(another_journal_is_not_the_one_that_was_noted),
		cmocka_unit_test(
			older_files_may_be_elsewhere_if_their_end_is_known),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
