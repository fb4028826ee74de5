/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deletions_test.c -- tests src/mail/store/deletions.c
 */
#include "mail/store/deletions.h"

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

enum {
	NOW = 1795230000,
	DAY = 86400,
};

static char path[] = "/tmp/deletions-test-XXXXXX";
static int folder;

static int begin(void **state)
{
	(void)state;
	strcpy(path + strlen(path) - 6, "XXXXXX");
	if (!mkdtemp(path))
		return -1;
	folder = open(path, O_RDONLY | O_DIRECTORY);
	return folder < 0;
}

static int end(void **state)
{
	(void)state;
	unlinkat(folder, "deletions", 0);
	unlinkat(folder, "new", 0);
	close(folder);
	return rmdir(path);
}

static struct deletion word(uint32_t number, uint32_t uid, uint64_t time)
{
	struct deletion deletion = {
		.reference = { 20261121, number },
		.by = { .uid = uid, .time = time },
	};

	strcpy(deletion.by.name, "suzuki");
	strcpy(deletion.by.reason, "誤送信 \\ \"x\"");
	return deletion;
}

static bool is_there(uint32_t number, time_t now, uint32_t uid)
{
	const struct reference reference = { 20261121, number };
	struct deletion found;
	const int r = deletions_find(folder, &reference, now, &found);

	assert_true(r == 0 || r == -ENOENT);
	return r == 0 && found.by.uid == uid &&
	       strcmp(found.by.name, "suzuki") == 0 &&
	       strcmp(found.by.reason, "誤送信 \\ \"x\"") == 0;
}

static void a_word_waits_for_the_second_one(void **state)
{
	const struct deletion one = word(1, 7, NOW), two = word(2, 8, NOW);

	(void)state;
	assert_false(is_there(1, NOW, 7));
	assert_int_equal(deletions_add(folder, &one, NOW), 0);
	assert_int_equal(deletions_add(folder, &two, NOW), 0);
	assert_true(is_there(1, NOW, 7));
	assert_true(is_there(2, NOW, 8));
	assert_int_equal(deletions_end(folder, &one.reference, NOW), 0);
	assert_false(is_there(1, NOW, 7));
	assert_true(is_there(2, NOW, 8));
	assert_int_equal(deletions_end(folder, &one.reference, NOW), 0);
}

static void after_a_week_it_counts_no_more(void **state)
{
	const struct deletion one = word(1, 7, NOW), again = word(1, 9, NOW);

	(void)state;
	assert_int_equal(deletions_add(folder, &one, NOW), 0);
	assert_true(is_there(1, NOW + 7 * DAY, 7));
	assert_false(is_there(1, NOW + 7 * DAY + 1, 7));
	assert_int_equal(deletions_add(folder, &again, NOW), 0);
	assert_true(is_there(1, NOW, 9));
}

/* It would wait until that day, and a week. */
static void what_was_said_while_the_clock_was_ahead_does_not_count(void **state)
{
	const struct deletion one = word(1, 7, NOW);

	(void)state;
	assert_int_equal(deletions_add(folder, &one, NOW), 0);
	assert_true(is_there(1, NOW - DAY, 7));
	assert_false(is_there(1, NOW - DAY - 1, 7));
	assert_int_equal(deletions_end(folder, &one.reference, NOW), 0);
}

/* As if somebody else had written it: reference, tab, what follows. */
static void write_line(FILE *out, uint32_t number, const char *rest)
{
	const struct reference reference = { 20261121, number };
	char text[REFERENCE_TEXT];

	fprintf(out, "%s\t%s", reference_text(text, &reference), rest);
}

static FILE *open_file(void)
{
	return fdopen(
		openat(folder, "deletions", O_WRONLY | O_CREAT | O_TRUNC, 0600),
		"w");
}

static void more_than_a_thousand_do_not_wait(void **state)
{
	const struct deletion more = word(5000, 7, NOW + 8 * DAY);
	const struct deletion first = word(1, 7, NOW);
	FILE *file = open_file();

	(void)state;
	for (uint32_t i = 1; i <= DELETIONS_MAX; i++)
		write_line(file, i, "7\t1795230000\tsuzuki\t誤送信 \\ \"x\"\n");
	fclose(file);
	assert_true(is_there(DELETIONS_MAX, NOW, 7));
	assert_int_equal(deletions_add(folder, &more, NOW), -EDQUOT);
	assert_true(is_there(DELETIONS_MAX, NOW, 7));
	/* One of them may end, and then there is room for one. */
	assert_int_equal(deletions_end(folder, &first.reference, NOW), 0);
	assert_false(is_there(1, NOW, 7));
	assert_true(is_there(DELETIONS_MAX, NOW, 7));
	assert_int_equal(deletions_add(folder, &first, NOW), 0);
	assert_int_equal(deletions_add(folder, &more, NOW), -EDQUOT);
	/* The old ones make room. */
	assert_int_equal(deletions_add(folder, &more, NOW + 8 * DAY), 0);
	assert_true(is_there(5000, NOW + 8 * DAY, 7));
}

static void what_somebody_wrote_into_the_file_is_no_word(void **state)
{
	static const char *const rests[] = {
		"07\t1795230000\tsuzuki\twhy\n",
		"7\tx\tsuzuki\twhy\n",
		"7\t1795230000\tsuzuki\n\n",
		"7\t1795230000\tsuzuki\twhy\tmore\n",
		"7\t1795230000\tsuzuki\twhy", /* torn */
		"\n\t\t\t\n",
		"7\t1795230000\tsuzuki\twhy\n", /* the only good one */
	};
	const size_t n = sizeof(rests) / sizeof(rests[0]);
	const struct reference reference = { 20261121, 1 };
	struct deletion found;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		FILE *file = open_file();

		write_line(file, 1, rests[i]);
		fclose(file);
		assert_int_equal(
			deletions_find(folder, &reference, NOW, &found),
			i + 1 < n ? -ENOENT : 0);
	}
}

static bool is_same(const struct person_asked *a, const struct person_asked *b)
{
	return a->uid == b->uid && a->time == b->time &&
	       strcmp(a->name, b->name) == 0 &&
	       strcmp(a->reason, b->reason) == 0;
}

static void fails(int error)
{
	const struct deletion one = word(1, 7, NOW);
	struct deletion found;

	assert_int_equal(deletions_find(folder, &one.reference, NOW, &found),
			 error);
	assert_int_equal(deletions_add(folder, &one, NOW), error);
	assert_int_equal(deletions_end(folder, &one.reference, NOW), error);
}

/* Else the words of others would be gone. */
static void what_cannot_be_read_is_not_written_anew(void **state)
{
	(void)state;
	assert_int_equal(mkdirat(folder, "deletions", 0700), 0);
	fails(-EISDIR);
	assert_int_equal(unlinkat(folder, "deletions", AT_REMOVEDIR), 0);
	assert_int_equal(symlinkat("elsewhere", folder, "deletions"), 0);
	fails(-ELOOP);
}

static void a_tombstone_names_both(void **state)
{
	const struct deletion one = word(1, 7, NOW), two = word(1, 8, NOW + 5);
	char words[TOMBSTONE_MAX];
	struct tombstone found;

	(void)state;
	tombstone_write(words, &one.by, &two.by);
	tombstone_read(words, strlen(words), &found);
	assert_int_equal(found.n, 2);
	assert_true(is_same(&found.by[0], &one.by));
	assert_true(is_same(&found.by[1], &two.by));
	tombstone_read("x", 1, &found);
	assert_int_equal(found.n, 0);
}

static void the_longest_words_fit_the_store(void **state)
{
	struct person_asked person = { .uid = UINT32_MAX, .time = INT64_MAX };
	char words[TOMBSTONE_MAX];
	struct tombstone found;

	(void)state;
	memset(person.name, 'n', sizeof(person.name) - 1);
	memset(person.reason, 'r', sizeof(person.reason) - 1);
	tombstone_write(words, &person, &person);
	assert_in_range(strlen(words), 2000, 3900);
	tombstone_read(words, strlen(words), &found);
	assert_int_equal(found.n, 2);
	assert_true(is_same(&found.by[1], &person));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_word_waits_for_the_second_one),
		CASE(after_a_week_it_counts_no_more),
		CASE(what_was_said_while_the_clock_was_ahead_does_not_count),
		CASE(more_than_a_thousand_do_not_wait),
		CASE(what_somebody_wrote_into_the_file_is_no_word),
		CASE(what_cannot_be_read_is_not_written_anew),
		CASE(a_tombstone_names_both),
		CASE(the_longest_words_fit_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
