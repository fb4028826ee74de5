/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approvals_test.c -- tests src/evidence/approvals.c, approvals_open.c and
 * approval_record.c
 */
#include "evidence/approvals.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/text.h"

#include "folder.h"

static const char text[] = "sekisho-change 1\n変更\n";

struct fixture {
	int folder;
	struct approvals store;
	uint8_t digest[DIGEST_LEN];
	struct arena arena;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->folder = folder_make();
	assert_int_equal(approvals_open(&f->store, f->folder), 0);
	assert_int_equal(
		approvals_keep(&f->store, text, strlen(text), f->digest), 0);
	*state = f;
	return 0;
}

static int open_change(const struct fixture *f)
{
	char hex[DIGEST_TEXT];

	return openat(f->store.changes, text_hex(hex, f->digest, DIGEST_LEN),
		      O_RDONLY | O_DIRECTORY);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	int change = open_change(f);

	for (unsigned i = 0; i <= APPROVALS_DEPOSITS_MAX; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%06u.sig", i);
		unlinkat(change, name, 0);
		snprintf(name, sizeof(name), "%06u.json", i);
		unlinkat(change, name, 0);
	}
	unlinkat(change, "change.txt", 0);
	unlinkat(change, "proposal", 0);
	{
		char hex[DIGEST_TEXT];

		unlinkat(f->store.changes, text_hex(hex, f->digest, DIGEST_LEN),
			 AT_REMOVEDIR);
	}
	close(change);
	approvals_close(&f->store);
	arena_finish(&f->arena);
	folder_remove(f->folder);
	free(f);
	return 0;
}

static int add(struct fixture *f, const char *key, uint32_t *number)
{
	struct deposit deposit = { .name = "佐藤 \"統括\"",
				   .key = key,
				   .by = "sato",
				   .uid = 1000,
				   .time = 1795143600,
				   .signature = "-----BEGIN\nx",
				   .signature_len = 12 };
	int r = approvals_add(&f->store, f->digest, &deposit);

	*number = deposit.number;
	return r;
}

static size_t count(struct fixture *f)
{
	struct deposits found;

	assert_int_equal(
		approvals_list(&f->store, f->digest, &f->arena, &found), 0);
	return found.list.n;
}

static void a_signature_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct deposits found;
	const struct deposit *first;
	uint32_t number;

	assert_int_equal(add(f, "SHA256:a", &number), 0);
	assert_int_equal(number, 1);
	assert_int_equal(add(f, "SHA256:b", &number), 0);
	assert_int_equal(number, 2);
	approvals_close(&f->store);
	assert_int_equal(approvals_open(&f->store, f->folder), 0);
	assert_int_equal(
		approvals_list(&f->store, f->digest, &f->arena, &found), 0);
	assert_int_equal(found.list.n, 2);
	first = &found.list.at[0];
	assert_string_equal(first->name, "佐藤 \"統括\"");
	assert_string_equal(first->key, "SHA256:a");
	assert_string_equal(first->by, "sato");
	assert_int_equal(first->uid, 1000);
	assert_int_equal(first->time, 1795143600);
	assert_int_equal(first->signature_len, 12);
	assert_string_equal(first->signature, "-----BEGIN\nx");
}

static void a_text_is_kept_once_and_compared(void **state)
{
	struct fixture *f = *state;
	_cleanup_(fd_closep) int change = open_change(f);
	_cleanup_(freep) char *back = NULL, *none = NULL;
	uint8_t again[DIGEST_LEN], other[DIGEST_LEN] = { 1 };
	size_t len;

	assert_int_equal(approvals_keep(&f->store, text, strlen(text), again),
			 0);
	assert_memory_equal(again, f->digest, DIGEST_LEN);
	assert_int_equal(approvals_text(&f->store, f->digest, &back, &len), 0);
	assert_string_equal(back, text);
	assert_int_equal(approvals_text(&f->store, other, &none, &len),
			 -ENOENT);
	folder_write(change, "change.txt", "sekisho-change 2\n", 17);
	assert_int_equal(approvals_text(&f->store, f->digest, &none, &len),
			 -EBADMSG);
	/* … and mended by the next who brings it. */
	assert_int_equal(approvals_keep(&f->store, text, strlen(text), again),
			 0);
	assert_int_equal(approvals_text(&f->store, f->digest, &none, &len), 0);
}

static void one_key_signs_once_and_not_what_nobody_proposed(void **state)
{
	struct fixture *f = *state;
	struct deposit deposit = {
		.name = "", .key = "", .by = "", .signature = ""
	};
	uint8_t other[DIGEST_LEN] = { 1 };
	uint32_t number;

	assert_int_equal(add(f, "SHA256:a", &number), 0);
	assert_int_equal(add(f, "SHA256:a", &number), -EEXIST);
	assert_int_equal(count(f), 1);
	assert_int_equal(approvals_add(&f->store, other, &deposit), -ENOENT);
	deposit.signature_len = APPROVALS_SIGNATURE_MAX + 1;
	assert_int_equal(approvals_add(&f->store, f->digest, &deposit), -E2BIG);
}

static void what_a_disk_changed_counts_for_nothing(void **state)
{
	struct fixture *f = *state;
	_cleanup_(fd_closep) int change = open_change(f);
	_cleanup_(freep) char *record = NULL;
	uint32_t number;
	size_t len;

	for (int i = 0; i < 3; i++) {
		char key[16];

		snprintf(key, sizeof(key), "SHA256:%d", i);
		assert_int_equal(add(f, key, &number), 0);
	}
	folder_write(change, "000001.sig", "-----BEGIN\ny", 12);
	assert_int_equal(count(f), 2);
	unlinkat(change, "000002.sig", 0);
	assert_int_equal(count(f), 1);
	record = folder_read(change, "000003.json", &len);
	record[len / 2] ^= 1;
	folder_write(change, "000003.json", record, len);
	assert_int_equal(count(f), 0);
	/* A signature without its record was never deposited. */
	folder_write(change, "000004.sig", "x", 1);
	assert_int_equal(count(f), 0);
	assert_int_equal(add(f, "SHA256:new", &number), 0);
	assert_int_equal(number, 4);
	assert_int_equal(count(f), 1);
}

static void there_is_an_end_to_signatures(void **state)
{
	struct fixture *f = *state;
	uint32_t number;

	for (int i = 0; i < APPROVALS_DEPOSITS_MAX; i++) {
		char key[16];

		snprintf(key, sizeof(key), "SHA256:%d", i);
		assert_int_equal(add(f, key, &number), 0);
	}
	assert_int_equal(add(f, "SHA256:more", &number), -ENOBUFS);
}

static void an_open_item_stays_until_it_is_closed(void **state)
{
	const struct open_item item = { .generation = 42,
					.change = { 7, 8 },
					.author = "sato",
					.reason = "緊急\n対応",
					.time = 1795143600 };
	struct fixture *f = *state;
	struct open_items found;

	assert_int_equal(approvals_open_item(&f->store, &item), 0);
	folder_write(f->store.open, "000007.json", "{}", 2);
	assert_int_equal(approvals_open_items(&f->store, &f->arena, &found), 0);
	assert_int_equal(found.list.n, 2);
	/* A damaged one is open all the same. */
	assert_int_equal(found.list.at[0].generation, 7);
	assert_string_equal(found.list.at[0].author, "");
	assert_int_equal(found.list.at[1].generation, 42);
	assert_memory_equal(found.list.at[1].change, item.change, DIGEST_LEN);
	assert_string_equal(found.list.at[1].reason, item.reason);
	assert_int_equal(approvals_close_item(&f->store, 42), 0);
	assert_int_equal(approvals_close_item(&f->store, 42), 0);
	assert_int_equal(approvals_close_item(&f->store, 7), 0);
	assert_int_equal(approvals_open_items(&f->store, &f->arena, &found), 0);
	assert_int_equal(found.list.n, 0);
}

static void who_proposed_a_change_is_known(void **state)
{
	const struct proposal first = { "tanaka", 1001, "情政第123号", 1 },
			      second = { "sato", 1002, "again \"x\"", 2 };
	const uint8_t none[DIGEST_LEN] = { 1 };
	struct fixture *f = *state;
	struct proposal found;

	assert_int_equal(
		approvals_proposal(&f->store, f->digest, &f->arena, &found),
		-ENOENT);
	assert_int_equal(approvals_propose(&f->store, none, &first), -ENOENT);
	assert_int_equal(approvals_propose(&f->store, f->digest, &first), 0);
	assert_int_equal(approvals_propose(&f->store, f->digest, &second), 0);
	assert_int_equal(
		approvals_proposal(&f->store, f->digest, &f->arena, &found), 0);
	assert_string_equal(found.author, "sato");
	assert_string_equal(found.reason, "again \"x\"");
	assert_int_equal(found.uid, 1002);
	assert_int_equal(found.time, 2);
	/* It is no signature. */
	assert_int_equal(count(f), 0);
}

static void what_a_disk_made_of_a_proposal_is_not_believed(void **state)
{
	const struct proposal proposal = { "tanaka", 1001, "", 1 };
	struct fixture *f = *state;
	_cleanup_(fd_closep) int change = open_change(f);
	_cleanup_(fd_closep) int file = -1;
	struct proposal found;

	assert_int_equal(approvals_propose(&f->store, f->digest, &proposal), 0);
	file = openat(change, "proposal", O_RDWR);
	assert_int_equal(pwrite(file, "T", 1, 11), 1);
	assert_int_equal(
		approvals_proposal(&f->store, f->digest, &f->arena, &found),
		-EBADMSG);
}

static void all_changes_are_listed_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	struct kept_changes found = { 0 };

	assert_int_equal(mkdirat(f->store.changes, "other", 0700), 0);
	assert_int_equal(approvals_changes(&f->store, &f->arena, &found), 0);
	assert_int_equal(found.list.n, 1);
	assert_memory_equal(found.list.at[0].digest, f->digest, DIGEST_LEN);
	unlinkat(f->store.changes, "other", AT_REMOVEDIR);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_signature_comes_back_as_it_was),
		TEST(a_text_is_kept_once_and_compared),
		TEST(one_key_signs_once_and_not_what_nobody_proposed),
		TEST(what_a_disk_changed_counts_for_nothing),
		TEST(there_is_an_end_to_signatures),
		TEST(an_open_item_stays_until_it_is_closed),
		TEST(who_proposed_a_change_is_known),
		TEST(what_a_disk_made_of_a_proposal_is_not_believed),
		TEST(all_changes_are_listed_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
