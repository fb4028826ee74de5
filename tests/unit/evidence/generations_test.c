/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generations_test.c -- tests src/evidence/generations.c and
 * generation_record.c
 */
#include "evidence/generations.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "evidence/generation_record.h"

#include "folder.h"

static const char policy[] = "model = \"alpha\";\n";

static const struct generation example = {
	.of = 7,
	.kind = GENERATION_ROLLBACK,
	.change = { 1, 2, 3 },
	.author = "情報政策課 \"太郎\"",
	.uid = 1000,
	.reason = "line\nand \\ and \x7f",
	.override = "",
	.approvals = { { "kacho", "SHA256:abc", { 4 } },
		       { "bucho", "SHA256:def", { 5 } } },
	.n_approvals = 2,
	.time = 1800000000,
	.confirm_seconds = 600,
};

static uint32_t add(struct generations *store)
{
	struct generation record = example;

	assert_int_equal(
		generations_keep(store, policy, strlen(policy), record.policy),
		0);
	assert_int_equal(generations_add(store, &record), 0);
	return record.number;
}

static void a_record_comes_back_as_it_was(void **state)
{
	int folder = folder_make();
	struct generations store;
	struct arena arena = { 0 };
	struct generation record;

	(void)state;
	assert_int_equal(generations_open(&store, folder), 0);
	assert_int_equal(add(&store), 1);
	assert_int_equal(generations_load(&store, 1, &arena, &record), 0);
	assert_int_equal(record.number, 1);
	assert_int_equal(record.of, example.of);
	assert_int_equal(record.kind, example.kind);
	assert_memory_equal(record.change, example.change, DIGEST_LEN);
	assert_string_equal(record.author, example.author);
	assert_int_equal(record.uid, example.uid);
	assert_string_equal(record.reason, example.reason);
	assert_string_equal(record.override, "");
	assert_int_equal(record.n_approvals, 2);
	assert_string_equal(record.approvals[1].name, "bucho");
	assert_string_equal(record.approvals[1].key, "SHA256:def");
	assert_memory_equal(record.approvals[1].change,
			    example.approvals[1].change, DIGEST_LEN);
	assert_int_equal(record.time, example.time);
	assert_int_equal(record.confirm_seconds, example.confirm_seconds);
	arena_finish(&arena);
	generations_close(&store);
	folder_remove(folder);
}

static void a_policy_is_found_by_its_digest(void **state)
{
	int folder = folder_make(), fd;
	uint8_t digest[DIGEST_LEN], again[DIGEST_LEN];
	char text[sizeof(policy)] = "", name[100], hex[DIGEST_TEXT];
	struct generations store;

	(void)state;
	assert_int_equal(generations_open(&store, folder), 0);
	digest_of("", 0, digest);
	assert_int_equal(generations_policy(&store, digest), -ENOENT);
	for (int i = 0; i < 2; i++)
		assert_int_equal(generations_keep(&store, policy,
						  strlen(policy), digest),
				 0);
	fd = generations_policy(&store, digest);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, text, sizeof(text)), strlen(policy));
	assert_string_equal(text, policy);
	close(fd);
	/* A disk's error is noticed, and mended by keeping it again. */
	snprintf(name, sizeof(name), "policies/%s.conf",
		 text_hex(hex, digest, DIGEST_LEN));
	folder_write(folder, name, "model = \"beta\";\n", 16);
	assert_int_equal(generations_policy(&store, digest), -EBADMSG);
	assert_int_equal(
		generations_keep(&store, policy, strlen(policy), again), 0);
	fd = generations_policy(&store, digest);
	assert_true(fd >= 0);
	close(fd);
	generations_close(&store);
	folder_remove(folder);
}

static void numbers_only_grow(void **state)
{
	int folder = folder_make();
	struct generation_numbers numbers;
	struct arena arena = { 0 };
	struct generations store;
	uint32_t confirmed;

	(void)state;
	assert_int_equal(generations_open(&store, folder), 0);
	for (uint32_t i = 1; i <= 12; i++)
		assert_int_equal(add(&store), i);
	assert_int_equal(generations_confirm(&store, 12), 0);
	generations_close(&store);
	/* Even if the disk has lost the newest. */
	assert_int_equal(unlinkat(folder, "generations/000012.json", 0), 0);
	assert_int_equal(generations_open(&store, folder), 0);
	assert_int_equal(store.last, 12);
	assert_int_equal(add(&store), 13);
	assert_int_equal(generations_list(&store, &arena, &numbers), 0);
	assert_int_equal(numbers.n, 12);
	assert_int_equal(numbers.at[0], 1);
	assert_int_equal(numbers.at[11], 13);
	assert_int_equal(generations_confirmed(&store, &confirmed, NULL), 0);
	assert_int_equal(confirmed, 12);
	store.last = UINT32_MAX;
	assert_int_equal(generations_add(&store, &(struct generation){ 0 }),
			 -EOVERFLOW);
	arena_finish(&arena);
	generations_close(&store);
	folder_remove(folder);
}

static void the_confirmed_one_and_the_one_before_are_known(void **state)
{
	int folder = folder_make();
	struct generations store;
	uint32_t number = 99, before = 99;

	(void)state;
	assert_int_equal(generations_open(&store, folder), 0);
	assert_int_equal(generations_confirmed(&store, &number, &before), 0);
	assert_int_equal(number, 0);
	assert_int_equal(before, 0);
	assert_int_equal(generations_confirm(&store, 1), -ENOENT);
	for (int i = 0; i < 3; i++)
		add(&store);
	assert_int_equal(generations_confirm(&store, 1), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(generations_confirm(&store, 3), 0);
	assert_int_equal(generations_confirmed(&store, &number, &before), 0);
	assert_int_equal(number, 3);
	assert_int_equal(before, 1);
	folder_write(folder, "confirmed", "{\"confirmed\":2}\n", 16);
	assert_int_equal(generations_confirmed(&store, &number, &before),
			 -EBADMSG);
	assert_int_equal(generations_confirm(&store, 2), 0);
	assert_int_equal(generations_confirmed(&store, &number, &before), 0);
	assert_int_equal(number, 2);
	generations_close(&store);
	folder_remove(folder);
}

/* Every byte, every length: read as damaged, and nothing else is disturbed. */
static void damage_is_noticed(void **state)
{
	static const char name[] = "generations/000002.json";
	int folder = folder_make();
	_cleanup_(freep) char *bytes = NULL;
	struct generations store;
	struct generation record;
	struct arena arena = { 0 };
	uint32_t number;
	size_t len;

	(void)state;
	assert_int_equal(generations_open(&store, folder), 0);
	for (int i = 0; i < 3; i++)
		add(&store);
	assert_int_equal(generations_confirm(&store, 3), 0);
	bytes = folder_read(folder, name, &len);
	for (size_t i = 0; i < len; i++) {
		assert_false(generation_read(bytes, i, &arena, &record));
		bytes[i] ^= 1;
		assert_false(generation_read(bytes, len, &arena, &record));
		bytes[i] ^= 1;
	}
	folder_write(folder, name, bytes, len / 2);
	assert_int_equal(generations_load(&store, 2, &arena, &record),
			 -EBADMSG);
	/* Another one's record under this name. */
	free(take_ptr(bytes));
	bytes = folder_read(folder, "generations/000001.json", &len);
	folder_write(folder, name, bytes, len);
	assert_int_equal(generations_load(&store, 2, &arena, &record),
			 -EBADMSG);
	assert_int_equal(generations_load(&store, 9, &arena, &record), -ENOENT);
	assert_int_equal(generations_confirmed(&store, &number, NULL), 0);
	assert_int_equal(generations_load(&store, number, &arena, &record), 0);
	arena_finish(&arena);
	generations_close(&store);
	folder_remove(folder);
}

static void what_is_too_long_is_refused(void **state)
{
	int folder = folder_make();
	char text[GENERATION_TEXT_MAX + 2];
	struct generation record = example;
	struct arena arena = { 0 };
	struct generations store;

	(void)state;
	memset(text, '\xff', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(generations_open(&store, folder), 0);
	assert_int_equal(generations_add(&store, &record), -ENOENT);
	generations_keep(&store, policy, strlen(policy), record.policy);
	record.reason = text;
	assert_int_equal(generations_add(&store, &record), -E2BIG);
	text[GENERATION_TEXT_MAX] = '\0'; /* no UTF-8: three times as long */
	assert_int_equal(generations_add(&store, &record), 0);
	assert_int_equal(generations_load(&store, 1, &arena, &record), 0);
	assert_int_equal(strlen(record.reason), 3 * GENERATION_TEXT_MAX);
	memset(text, '\x01', GENERATION_TEXT_MAX);
	record = example;
	record.n_approvals = GENERATION_APPROVALS_MAX;
	for (size_t i = 0; i < record.n_approvals; i++)
		record.approvals[i].name = record.approvals[i].key = text;
	generations_keep(&store, policy, strlen(policy), record.policy);
	assert_int_equal(generations_add(&store, &record), -E2BIG);
	record.n_approvals++;
	assert_int_equal(generations_add(&store, &record), -E2BIG);
	assert_int_equal(store.last, 1);
	arena_finish(&arena);
	generations_close(&store);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_comes_back_as_it_was),
		cmocka_unit_test(a_policy_is_found_by_its_digest),
		cmocka_unit_test(numbers_only_grow),
		cmocka_unit_test(
			the_confirmed_one_and_the_one_before_are_known),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(what_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
