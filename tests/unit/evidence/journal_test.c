/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_test.c -- tests src/evidence/journal.c, journal_open.c and
 * journal_line.c
 */
#include "evidence/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "evidence/journal_line.h"
#include "evidence/journal_verify.h"

#include "folder.h"

static const char first[] = "journal-000001.jsonl";
static const char second[] = "journal-000002.jsonl";

static void fields(struct json *json, const void *data)
{
	journal_text(json, "reason", data);
}

static void add(struct journal *journal, const char *text)
{
	assert_int_equal(journal_add(journal, "apply", fields, text), 0);
}

static void assert_good(int folder, const struct journal_head *head)
{
	struct journal_known known = { .head = *head };
	struct journal_verdict verdict;

	assert_int_equal(journal_verify(folder, &known, &verdict), 0);
	assert_string_equal(verdict.text, "");
	assert_int_equal(verdict.kind, JOURNAL_GOOD);
	assert_int_equal(verdict.head.n, head->n);
}

static void a_line_is_as_the_header_says(void **state)
{
	int folder = folder_make();
	_cleanup_(freep) char *text = NULL;
	struct journal_line line;
	struct journal journal;
	char *newest;
	size_t len;

	(void)state;
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	add(&journal, "関所 \"\n\\");
	journal_close(&journal);
	text = folder_read(folder, first, &len);
	newest = strchr(text, '\n') + 1;
	assert_true(journal_line_read(newest, strlen(newest), &line));
	assert_int_equal(line.n, 2);
	assert_string_equal(line.event, "apply");
	assert_int_equal(line.fields_len,
			 strlen("\"reason\":\"関所 \\\"\\u000a\\\\\""));
	assert_memory_equal(line.fields, "\"reason\":\"関所 \\\"\\u000a\\\\\"",
			    line.fields_len);
	/* prev is the hash of the line before, its newline included. */
	digest_of(text, (size_t)(newest - text), journal.head.hash);
	assert_memory_equal(line.prev, journal.head.hash, DIGEST_LEN);
	folder_remove(folder);
}

static void the_chain_goes_on_after_opening_again(void **state)
{
	int folder = folder_make();
	struct journal journal;

	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(journal_open(&journal, folder, 0), 0);
		add(&journal, "again");
		assert_int_equal(journal.head.n, i + 2);
		assert_good(folder, &journal.head);
		journal_close(&journal);
	}
	folder_remove(folder);
}

static void full_files_are_followed_by_others(void **state)
{
	int folder = folder_make();
	struct journal journal;

	(void)state;
	assert_int_equal(journal_open(&journal, folder, 2000), 0);
	for (int i = 0; i < 50; i++)
		add(&journal, "a line of some length");
	assert_true(journal.number > 5);
	assert_good(folder, &journal.head);
	journal_close(&journal);
	assert_int_equal(journal_open(&journal, folder, 2000), 0);
	add(&journal, "and on");
	assert_good(folder, &journal.head);
	journal_close(&journal);
	folder_remove(folder);
}

static void fields_that_are_too_long_are_cut_and_said(void **state)
{
	int folder = folder_make();
	char *text = malloc(200001);
	struct journal_line line;
	struct journal journal;
	char *whole, *newest;
	size_t len;

	(void)state;
	memset(text, '"', 200000);
	text[200000] = '\0';
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	add(&journal, text);
	whole = folder_read(folder, first, &len);
	newest = strchr(whole, '\n') + 1;
	assert_true(journal_line_read(newest, strlen(newest), &line));
	assert_true(line.fields_len < 2 * JOURNAL_TEXT_MAX + 100);
	assert_memory_equal(line.fields + line.fields_len - 4, "…\"", 4);
	free(whole);
	free(text);
	assert_good(folder, &journal.head);
	journal_close(&journal);
	folder_remove(folder);
}

static void many_fields(struct json *json, const void *data)
{
	(void)data;
	for (int i = 0; i < 10000; i++)
		journal_text(json, "finding", "\"\"\"\" 関所");
}

static void a_line_that_is_too_long_keeps_its_beginning(void **state)
{
	int folder = folder_make();
	struct journal_line line;
	struct journal journal;
	char *whole, *newest;
	size_t len;

	(void)state;
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	assert_int_equal(journal_add(&journal, "drift", many_fields, NULL), 0);
	whole = folder_read(folder, first, &len);
	newest = strchr(whole, '\n') + 1;
	assert_true(strlen(newest) > JOURNAL_LINE_MAX / 3);
	assert_true(journal_line_read(newest, strlen(newest), &line));
	assert_memory_equal(line.fields, "\"fields_bytes\":2", 16);
	free(whole);
	assert_good(folder, &journal.head);
	journal_close(&journal);
	folder_remove(folder);
}

/* `tail` is left behind the newest line; what opening makes of that. */
static void open_with_tail(const char *tail, size_t tail_len, bool torn)
{
	int folder = folder_make(), fd;
	struct journal journal;

	assert_int_equal(journal_open(&journal, folder, 0), 0);
	add(&journal, "kept");
	journal_close(&journal);
	fd = openat(folder, first, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, tail, tail_len), tail_len);
	close(fd);
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	assert_int_equal(journal.torn, torn ? tail_len : 0);
	assert_int_equal(*journal.fault != '\0', !torn);
	add(&journal, "after");
	if (torn) {
		assert_good(folder, &journal.head);
		assert_int_equal(journal.head.n, 4); /* file kept torn after */
	} else {
		struct journal_verdict verdict;

		assert_int_equal(journal_verify(folder, NULL, &verdict), 0);
		assert_int_equal(verdict.kind, JOURNAL_CHANGED);
		assert_string_equal(verdict.file, first);
		assert_int_equal(verdict.line, 3);
	}
	journal_close(&journal);
	folder_remove(folder);
}

static void a_torn_line_is_taken_out_and_said(void **state)
{
	char zeros[300] = { 0 };

	(void)state;
	open_with_tail("{\"n\":3,\"ti", 10, true);
	open_with_tail(zeros, sizeof(zeros), true);
	zeros[299] = '\n';
	open_with_tail(zeros, sizeof(zeros), true);
}

static void nothing_is_added_behind_damage(void **state)
{
	(void)state;
	open_with_tail("{\"n\":3}\n", 8, false);
	open_with_tail("x\ny", 3, false);
}

static void after_damage_a_new_file_says_what_was_found(void **state)
{
	int folder = folder_make();
	struct journal_known known = { 0 };
	struct journal_verdict verdict;
	struct journal journal;
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	for (int i = 0; i < 4; i++)
		add(&journal, "reason");
	journal_close(&journal);
	text = folder_read(folder, first, &len);
	*strstr(strstr(text, "\"n\":3"), "reason") = 'R';
	folder_write(folder, first, text, len);
	free(text);
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	assert_string_equal(journal.fault,
			    "journal-000001.jsonl:3: not the line that was "
			    "written there");
	add(&journal, "on");
	assert_string_equal(journal.fault, "");
	assert_int_equal(journal.head.n, 7); /* above all that were read */
	text = folder_read(folder, second, &len);
	assert_non_null(strstr(text, "\"event\":\"journal-damaged\""));
	free(text);
	assert_int_equal(journal_verify(folder, NULL, &verdict), 0);
	assert_int_equal(verdict.kind, JOURNAL_CHANGED);
	assert_int_equal(verdict.line, 3);
	/* What follows can be verified by itself. */
	known.since.n = 5;
	memcpy(known.since.hash, verdict.head.hash, DIGEST_LEN);
	assert_int_equal(journal_verify(folder, &known, &verdict), 0);
	assert_string_equal(verdict.text, "");
	assert_int_equal(verdict.head.n, 7);
	journal_close(&journal);
	folder_remove(folder);
}

/* Somebody removes, cuts or lengthens the file while it is open. */
static void what_is_done_to_an_open_file_is_noticed(void **state)
{
	int folder = folder_make(), fd;
	struct journal_verdict verdict;
	struct journal journal;

	(void)state;
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	add(&journal, "one");
	assert_int_equal(unlinkat(folder, first, 0), 0);
	add(&journal, "two");
	assert_int_equal(journal.number, 2);
	fd = openat(folder, second, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "{}\n", 3), 3);
	add(&journal, "three");
	assert_int_equal(journal.number, 3);
	close(fd);
	assert_int_equal(journal_verify(folder, NULL, &verdict), 0);
	assert_int_equal(verdict.kind, JOURNAL_NO_FILE);
	assert_string_equal(verdict.file, first);
	journal_close(&journal);
	folder_remove(folder);
}

static void a_file_that_was_just_begun_is_begun_again(void **state)
{
	int folder = folder_make();
	struct journal journal;

	(void)state;
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	add(&journal, "one");
	journal_close(&journal);
	for (int i = 0; i < 2; i++) {
		folder_write(folder, i ? "journal-000003.jsonl" : second,
			     "{\"n\":", i ? 5 : 0);
		assert_int_equal(journal_open(&journal, folder, 0), 0);
		add(&journal, "two");
		assert_good(folder, &journal.head);
		assert_int_equal(journal.number, i + 2);
		journal_close(&journal);
	}
	folder_remove(folder);
}

static void only_one_writes(void **state)
{
	int folder = folder_make(), other = openat(folder, ".", O_RDONLY);
	struct journal journal, second_one;

	(void)state;
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	assert_int_equal(journal_open(&second_one, other, 0), -EBUSY);
	journal_close(&journal);
	assert_int_equal(journal_open(&second_one, other, 0), 0);
	journal_close(&second_one);
	close(other);
	folder_remove(folder);
}

/* Whoever can write to the folder cannot stop the writer by a number. */
static void numbers_have_an_end(void **state)
{
	int folder = folder_make();
	const struct journal_head last = { .n = JOURNAL_N_MAX - 1 };
	_cleanup_(freep) char *line = NULL;
	struct journal_line read_back;
	struct journal journal;
	size_t len;

	(void)state;
	line = journal_line_make(&last, "apply", NULL, NULL, &len);
	assert_true(journal_line_read(line, len, &read_back));
	folder_write(folder, first, line, len);
	assert_int_equal(journal_open(&journal, folder, 0), 0);
	add(&journal, "on");
	assert_int_equal(journal.head.n, 2);
	journal_close(&journal);
	folder_write(folder, "journal-4294967295.jsonl", "", 0);
	assert_int_equal(journal_open(&journal, folder, 1), 0);
	assert_int_equal(journal_add(&journal, "apply", NULL, NULL), 0);
	assert_int_equal(journal_add(&journal, "apply", NULL, NULL),
			 -EOVERFLOW);
	journal_close(&journal);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_as_the_header_says),
		cmocka_unit_test(the_chain_goes_on_after_opening_again),
		cmocka_unit_test(full_files_are_followed_by_others),
		cmocka_unit_test(fields_that_are_too_long_are_cut_and_said),
		cmocka_unit_test(a_line_that_is_too_long_keeps_its_beginning),
		cmocka_unit_test(a_torn_line_is_taken_out_and_said),
		cmocka_unit_test(nothing_is_added_behind_damage),
		cmocka_unit_test(after_damage_a_new_file_says_what_was_found),
		cmocka_unit_test(what_is_done_to_an_open_file_is_noticed),
		cmocka_unit_test(a_file_that_was_just_begun_is_begun_again),
		cmocka_unit_test(only_one_writes),
		cmocka_unit_test(numbers_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
