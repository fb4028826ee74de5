/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault_test.c -- every call that changes files fails once, or for a while
 *
 * Whatever fails: what was said to be written is there, what was said not to be
 * is not in the way, and the journal goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "evidence/generations.h"
#include "evidence/journal_verify.h"

#include "disk.h"
#include "folder.h"

enum {
	FILE_MAX = 700,
	N_ADDS = 8
};

static void fields(struct json *json, const void *data)
{
	journal_text(json, "try", data);
}

static void assert_good(int folder, const struct journal_head *head)
{
	struct journal_known known = { .head = *head };
	struct journal_verdict verdict;

	assert_int_equal(journal_verify(folder, &known, &verdict), 0);
	assert_string_equal(verdict.text, "");
	assert_int_equal(verdict.kind, JOURNAL_GOOD);
}

/* Adds while calls fail; afterwards all is good. Whether any had to fail. */
static bool add_with_faults(size_t after, size_t n, int error)
{
	int folder = folder_make(), failed = 0, r;
	struct journal_head head = { 0 };
	struct journal_verdict verdict;
	struct journal journal;

	assert_int_equal(journal_open(&journal, folder, FILE_MAX), 0);
	disk_fail(after, n, error);
	for (int i = 0; i < N_ADDS; i++) {
		uint64_t before = journal.head.n;

		r = journal_add(&journal, "apply", fields,
				i % 2 ? "odd" : "or even");
		assert_true(r == 0 || r == -error || r == -ENOSPC);
		assert_true(r < 0 || journal.head.n > before);
		failed += r < 0;
		if (r == 0)
			head = journal.head;
	}
	disk_fail(0, 0, 0);
	/* It is as good without another line, but for what could not even be
	 * cut off. */
	assert_int_equal(journal_verify(folder, NULL, &verdict), 0);
	if (!journal.dirty && verdict.n_lines)
		assert_string_equal(verdict.text, "");
	assert_int_equal(journal_add(&journal, "apply", NULL, NULL), 0);
	assert_true(journal.head.n > head.n);
	assert_good(folder, &journal.head);
	if (head.n)
		assert_good(folder, &head);
	assert_string_equal(journal.fault, "");
	journal_close(&journal);
	folder_remove(folder);
	return failed > 0;
}

static void the_journal_goes_on_after_any_fault(void **state)
{
	static const int errors[] = { EIO, ENOSPC };
	size_t tried = 0;

	(void)state;
	for (size_t n = 1; n <= 4; n++)
		for (size_t error = 0; error < 2; error++)
			for (size_t after = 0;
			     add_with_faults(after, n, errors[error]); after++)
				tried++;
	print_message("%zu faults\n", tried);
	assert_true(tried > 100);
}

/* Whether any call had to fail. */
static bool generate_with_faults(size_t after, size_t n)
{
	int folder = folder_make(), r;
	struct generation record = { .author = "a" };
	struct generations store;
	struct arena arena = { 0 };
	uint32_t confirmed = 0, number = 0;

	assert_int_equal(generations_open(&store, folder), 0);
	assert_int_equal(generations_keep(&store, "p", 1, record.policy), 0);
	assert_int_equal(generations_add(&store, &record), 0);
	assert_int_equal(generations_confirm(&store, 1), 0);
	disk_fail(after, n, ENOSPC);
	r = generations_keep(&store, "policy", 6, record.policy);
	if (r == 0)
		r = generations_add(&store, &record);
	if (r == 0) {
		number = record.number;
		r = generations_confirm(&store, number);
	}
	disk_fail(0, 0, 0);
	assert_true(r == 0 || r == -ENOSPC);
	assert_int_equal(generations_confirmed(&store, &confirmed, NULL), 0);
	assert_true(confirmed == (r == 0 ? number : 1) || confirmed == number);
	assert_int_equal(generations_load(&store, confirmed, &arena, &record),
			 0);
	/* And once there is room again. */
	assert_int_equal(generations_keep(&store, "policy", 6, record.policy),
			 0);
	assert_int_equal(generations_add(&store, &record), 0);
	assert_true(record.number > number && record.number > 1);
	assert_int_equal(generations_confirm(&store, record.number), 0);
	arena_finish(&arena);
	generations_close(&store);
	folder_remove(folder);
	return r < 0;
}

static void the_confirmed_one_stands_after_any_fault(void **state)
{
	size_t tried = 0;

	(void)state;
	for (size_t n = 1; n <= 3; n++)
		for (size_t after = 0; generate_with_faults(after, n); after++)
			tried++;
	print_message("%zu faults\n", tried);
	assert_true(tried > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_journal_goes_on_after_any_fault),
		cmocka_unit_test(the_confirmed_one_stands_after_any_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
