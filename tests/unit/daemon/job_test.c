/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_test.c -- tests src/daemon/engine/prove/job.c and worker.c: hostile policies are
 * answered no, in time, and the next one is answered as before
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/sealed.h"
#include "privsep/sanitizer.h"

#include "job_lab.h"

enum {
	MEGABYTE = 1 << 20,
};

/* CPU time of the last worker, milliseconds: other load does not count. */
static int64_t took;

static int64_t workers_ms(void)
{
	struct rusage usage;

	must(getrusage(RUSAGE_CHILDREN, &usage) == 0);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static int run_within(const char *text, size_t len, unsigned seconds)
{
	struct job job = {
		.policy = sealed_make(text, len),
		.base = -1,
		.name = "policy",
		.generation = 1,
		.now = 1800000000,
		.heard = { -1, -1 },
		.hear = hear_nothing,
		.seconds = seconds,
	};
	int64_t before = workers_ms();

	must(job.policy >= 0);
	job_run(&job, &filter, &result);
	took = workers_ms() - before;
	job_lab_read();
	job_finish(&result);
	close(job.policy);
	return result.status;
}

static int run(const char *text)
{
	return run_within(text, strlen(text), 0);
}

static void assert_goes_on(void)
{
	assert_int_equal(run(plain_policy), YES);
}

static void no_other_file_is_included(void **state)
{
	static const char *const names[] = {
		"/etc/passwd",     "../../../etc/passwd", "/proc/self/maps",
		"/proc/self/fd/0", "/dev/zero",           "/dev/stdin",
	};
	char text[1024];

	(void)state;
	if (SANITIZED)
		skip();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(text, sizeof(text), "%s@include \"%s\"\n",
			 plain_policy, names[i]);
		if (run(text) != NO)
			fail_msg("%s is included", names[i]);
		assert_null(strstr(said, "root:"));
		assert_non_null(strstr(said, "error"));
	}
	assert_goes_on();
}

static void it_does_not_include_itself_for_ever(void **state)
{
	char text[64];

	(void)state;
	if (SANITIZED)
		skip();
	/* Whichever descriptor the policy has. */
	for (int fd = 3; fd < 32; fd++) {
		snprintf(text, sizeof(text), "@include \"/proc/self/fd/%d\"\n",
			 fd);
		assert_int_equal(run(text), NO);
		assert_in_range(took, 0, 2000);
	}
	assert_goes_on();
}

/* The beginning, then the same over and over. */
static char *repeat(const char *begin, const char *again, size_t len)
{
	char *text = malloc(len + 1);
	size_t at = strlen(begin), n = strlen(again);

	must(text && at + n < len);
	memcpy(text, begin, at);
	for (; at + n <= len; at += n)
		memcpy(text + at, again, n);
	memset(text + at, ' ', len - at);
	text[len] = '\0';
	return text;
}

static void a_very_long_text_is_answered_in_time(void **state)
{
	static const struct {
		const char *begin, *again;
		size_t megabytes;
	} texts[] = {
		{ "", "# nothing\n", 60 },
		{ "", "# nothing\n", 31 },
		{ "", "model = \"single\";\n", 31 },
		{ "zones = ", "(", 31 },
		{ "zones = (", "{},", 8 },
		{ "zones = (", "{ name = \"a\"; },", 8 },
		{ "flows = (", "{ id = \"F\"; },", 8 },
		{ "groups = (", "[", 8 },
		{ "model = \"", "x", 31 },
		{ "", "\xff", 8 },
		{ "", "@include \"x\"\n", 8 },
		{ "a = [", "1,", 8 },
		{ "", "/*", 8 },
	};

	(void)state;
	if (SANITIZED)
		skip();
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		size_t len = texts[i].megabytes * MEGABYTE;
		char *text = repeat(texts[i].begin, texts[i].again, len);

		assert_int_equal(run_within(text, len, 0), NO);
		if (took > 8000)
			fail_msg("text %zu took %lld ms", i, (long long)took);
		assert_in_range(strlen(said), 1, SAID_MAX - 1);
		free(text);
	}
	assert_goes_on();
}

static void what_takes_too_long_is_ended(void **state)
{
	size_t len = 31L * MEGABYTE;
	char *text;

	(void)state;
	if (SANITIZED)
		skip();
	text = repeat("flows = (", "{ id = \"F\"; },", len);
	assert_int_equal(run_within(text, len, 1), DIED);
	free(text);
	assert_goes_on();
}

static void bytes_that_are_no_text_are_no_policy(void **state)
{
	char text[4096];

	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(run_within("", 0, 0), NO);
	assert_int_equal(run_within("\0\0\0", 3, 0), NO);
	memset(text, 0, sizeof(text));
	assert_int_equal(run_within(text, sizeof(text), 0), NO);
	srandom(1);
	for (int i = 0; i < 50; i++) {
		for (size_t j = 0; j < sizeof(text); j++)
			text[j] = (char)random();
		assert_int_equal(run_within(text, sizeof(text), 0), NO);
	}
	assert_goes_on();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_other_file_is_included),
		cmocka_unit_test(it_does_not_include_itself_for_ever),
		cmocka_unit_test(a_very_long_text_is_answered_in_time),
		cmocka_unit_test(what_takes_too_long_is_ended),
		cmocka_unit_test(bytes_that_are_no_text_are_no_policy),
	};

	return cmocka_run_group_tests(tests, job_lab_begin, job_lab_end);
}
