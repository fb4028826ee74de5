/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * power_test.c -- the power fails between any two writes, and within each
 *
 * One sequence of adds, new files, generations and confirms is recorded. Then
 * every disk that could be found at any moment of it is opened again: nothing
 * that was said to be written is lost, the chain verifies, and the confirmed
 * generation is the one before or the one that was being confirmed.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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
	FILE_MAX = 900,
	MOST = 200,
	ZEROS_STEP = 5, /* of the bytes of a write */
};

/* What was said to be written once n_ops were carried out. */
struct said {
	size_t n_ops;
	struct journal_head head;
	uint32_t last, confirmed;
	uint32_t confirming; /* what was begun then */
};

static struct {
	struct said at[MOST];
	size_t n;
	struct said now;
} said;

static void say(void)
{
	must(said.n < MOST);
	said.now.n_ops = disk_n_ops();
	said.at[said.n++] = said.now;
}

static void add(struct journal *journal)
{
	must(journal_add(journal, "apply", NULL, NULL) == 0);
	said.now.head = journal->head;
	say();
}

static void generate(struct generations *store, struct journal *journal,
		     const char *policy)
{
	struct generation record = { .author = "a", .reason = "r" };

	must(generations_keep(store, policy, strlen(policy), record.policy) ==
	     0);
	must(generations_add(store, &record) == 0);
	said.now.last = record.number;
	say();
	add(journal);
	said.now.confirming = record.number;
	say();
	must(generations_confirm(store, record.number) == 0);
	said.now.confirmed = record.number;
	say();
}

/* A torn end, found and taken out: that too can be cut short. */
static void tear(struct journal *journal, int folder)
{
	char name[JOURNAL_NAME];
	int fd;

	snprintf(name, sizeof(name), "journal-%06u.jsonl", journal->number);
	journal_close(journal);
	fd = openat(folder, name, O_WRONLY | O_APPEND);
	must(write(fd, "{\"n\":", 5) == 5);
	must(fsync(fd) == 0);
	close(fd);
	must(journal_open(journal, folder, FILE_MAX) == 0);
	must(journal->torn == 5);
}

static void run(int state)
{
	struct generations store;
	struct journal journal;
	int folder;

	must(mkdirat(state, "journal", 0700) == 0);
	folder = openat(state, "journal", O_RDONLY | O_DIRECTORY);
	must(generations_open(&store, state) == 0);
	must(journal_open(&journal, folder, FILE_MAX) == 0);
	for (int i = 0; i < 5; i++)
		add(&journal);
	generate(&store, &journal, "model = \"alpha\";\n");
	tear(&journal, folder);
	add(&journal);
	generate(&store, &journal, "model = \"beta\";\n");
	generate(&store, &journal, "model = \"alpha\";\n");
	journal_close(&journal);
	generations_close(&store);
	close(folder);
}

/* The last that was said before the power failed. */
static struct said said_at(size_t n_ops)
{
	struct said last = { 0 };

	for (size_t i = 0; i < said.n && said.at[i].n_ops <= n_ops; i++)
		last = said.at[i];
	return last;
}

static void check_journal(int state, const struct said *before)
{
	struct journal_known known = { .head = before->head };
	struct journal_verdict verdict;
	struct journal journal;
	int folder;

	mkdirat(state, "journal", 0700);
	folder = openat(state, "journal", O_RDONLY | O_DIRECTORY);
	/* As it is found. */
	assert_int_equal(journal_verify(folder, &known, &verdict), 0);
	if (verdict.kind != JOURNAL_TORN && before->head.n)
		assert_string_equal(verdict.text, "");
	assert_true(verdict.head.n >= before->head.n);
	/* And gone on with. */
	assert_int_equal(journal_open(&journal, folder, FILE_MAX), 0);
	assert_string_equal(journal.fault, "");
	assert_int_equal(journal_add(&journal, "boot", NULL, NULL), 0);
	assert_int_equal(journal_verify(folder, &known, &verdict), 0);
	assert_string_equal(verdict.text, "");
	assert_int_equal(verdict.kind, JOURNAL_GOOD);
	assert_int_equal(verdict.head.n, journal.head.n);
	journal_close(&journal);
	close(folder);
}

static void check_generations(int state, const struct said *before)
{
	struct arena arena = { 0 };
	struct generation record;
	struct generations store;
	uint32_t confirmed;
	int fd;

	assert_int_equal(generations_open(&store, state), 0);
	assert_true(store.last >= before->last);
	assert_int_equal(generations_confirmed(&store, &confirmed, NULL), 0);
	assert_true(confirmed == before->confirmed ||
		    confirmed == before->confirming);
	for (uint32_t i = 1; i <= before->last; i++) {
		assert_int_equal(generations_load(&store, i, &arena, &record),
				 0);
		fd = generations_policy(&store, record.policy);
		assert_true(fd >= 0);
		close(fd);
	}
	record = (struct generation){ 0 };
	assert_int_equal(generations_keep(&store, "x", 1, record.policy), 0);
	assert_int_equal(generations_add(&store, &record), 0);
	assert_true(record.number > before->last);
	arena_finish(&arena);
	generations_close(&store);
}

static size_t n_disks;

static void check_disk(const struct disk_crash *crash)
{
	const struct said before = said_at(crash->n_ops);
	int state = folder_make();

	disk_make(crash, state);
	check_journal(state, &before);
	check_generations(state, &before);
	folder_remove(state);
	n_disks++;
}

/* Names: none, some or all of what was not synced. */
static void check_names(struct disk_crash crash)
{
	size_t loose = disk_loose_names(crash.n_ops);

	for (crash.names = 0; crash.names <= loose; crash.names++)
		check_disk(&crash);
}

static void nothing_that_was_said_is_lost(void **state)
{
	int folder = folder_make();
	size_t len, n_ops;

	(void)state;
	disk_record(folder);
	run(folder);
	disk_stop();
	n_ops = disk_n_ops();
	for (size_t n = 0; n <= n_ops; n++) {
		struct disk_crash crash = { .n_ops = n, .torn = SIZE_MAX };

		check_names(crash);
		crash.data = true;
		check_names(crash);
		if (!disk_write_len(n, &len))
			continue;
		for (crash.torn = 0; crash.torn < len; crash.torn++) {
			crash.tear = TEAR_CUT;
			check_names(crash);
			if (crash.torn % ZEROS_STEP != 1)
				continue;
			crash.tear = TEAR_ZEROS_LAST;
			check_names(crash);
			crash.tear = TEAR_ZEROS_FIRST;
			check_names(crash);
		}
	}
	print_message("%zu operations, %zu disks\n", n_ops, n_disks);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_was_said_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
