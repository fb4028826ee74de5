/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_memory_test.c -- tests src/mail/transform/{zygote,child}.c: in a transform
 * is nothing of any other message
 *
 * The real zygote with its real jail; of one message convert_message() does not
 * end, and all memory of its process is searched meanwhile, as root may.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/messages.h"
#include "privsep/sanitizer.h"

#include "zygote_lab.h"

enum convert_verdict
__real_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out);

enum convert_verdict
__wrap_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out)
{
	static volatile int sink;

	if (len == 4 && !memcmp(bytes, "spin", len))
		for (;;)
			sink++;
	return __real_convert_message(bytes, len, options, arena, out);
}

/* ------ its memory ------ */

enum {
	PAGE = 4096,
	BLOCK = 512 /* pages */
};

/* The one that reads the newest message, or 0. */
static pid_t youngest_child(void)
{
	char path[64];
	FILE *file;
	int pid, last = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children",
		 zygote_lab.pid, zygote_lab.pid);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fscanf(file, "%d", &pid) == 1)
		last = pid;
	fclose(file);
	return last;
}

static pid_t first, second;

/* The next one, stopped: it has only so much time. */
static pid_t catch_child(pid_t before)
{
	pid_t pid = youngest_child();

	for (; pid == before; pid = youngest_child())
		usleep(1000);
	assert_int_equal(kill(pid, SIGSTOP), 0);
	return pid;
}

static int let_go(void **state)
{
	if (first)
		kill(first, SIGKILL);
	if (second)
		kill(second, SIGKILL);
	first = second = 0;
	return end(state);
}

/* In the pages that are there (proc_pid_pagemap(5)): most of what is reserved has
 * none. */
static bool block_has(int memory, int pagemap, uintptr_t begin, size_t n_pages,
		      const char *text)
{
	static char bytes[BLOCK * PAGE];
	uint64_t entries[BLOCK] = { 0 };
	size_t n = 0, fresh;

	pread(pagemap, entries, n_pages * sizeof(*entries),
	      (off_t)(begin / PAGE * sizeof(*entries)));
	for (size_t i = 0; i < n_pages; i++) {
		const bool is_there = entries[i] >> 63;

		if (is_there)
			assert_int_equal(pread(memory, bytes + n, PAGE,
					       (off_t)(begin + i * PAGE)),
					 PAGE);
		n = is_there ? n + PAGE : 0;
		fresh = n < 2 * PAGE ? n : 2 * PAGE;
		if (n && memmem(bytes + n - fresh, fresh, text, strlen(text)))
			return true;
	}
	return false;
}

static bool piece_has(int memory, int pagemap, uintptr_t begin, uintptr_t end,
		      const char *text)
{
	for (; begin < end; begin += BLOCK * PAGE) {
		const size_t left = (end - begin) / PAGE;

		if (block_has(memory, pagemap, begin,
			      left < BLOCK ? left : BLOCK, text))
			return true;
	}
	return false;
}

static int open_of(pid_t pid, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static bool memory_has(pid_t pid, const char *text)
{
	const int memory = open_of(pid, "mem");
	const int pagemap = open_of(pid, "pagemap");
	FILE *maps = fdopen(open_of(pid, "maps"), "r");
	char line[512], can_write;
	uintptr_t begin, end;
	bool has = false;

	assert_non_null(maps);
	while (!has && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %*c%c", &begin,
			   &end, &can_write) == 3 &&
		    can_write == 'w')
			has = piece_has(memory, pagemap, begin, end, text);
	fclose(maps);
	close(pagemap);
	close(memory);
	return has;
}

/* ------ claims ------ */

static const char goes_on[] = "goes-on-as-of-now@other.example",
		  gone[] = "a-citizen-whose-address-is-rather-long-for-what-"
			   "comes-later-does-not-reach-to-here@other.example";

static void give(uint32_t id, const char *word, const char *sender)
{
	zygote_lab.sender = sender;
	zygote_lab_give(id, word, strlen(word), strlen(word));
}

/* The longer ones first, so that there would be something left of each. */
static void a_fresh_one_has_nothing_of_others(void **state)
{
	(void)state;
	give(1, "end", gone);
	zygote_lab_expect(MESSAGE_PLAIN, 1);
	give(2, "spin", goes_on);
	first = catch_child(0);
	give(3, "spin", "a@b.example");
	second = catch_child(first);
	assert_true(memory_has(first, goes_on));
	assert_true(memory_has(second, "a@b.example"));
	assert_false(memory_has(second, goes_on));
	assert_false(memory_has(first, "to-here@other"));
	assert_false(memory_has(second, "to-here@other"));
}

/* Neither from when it was forked, nor from what it has done. */
static void a_reused_one_has_nothing_of_those_before(void **state)
{
	static const char mail[] =
		"Subject: what-the-first-mail-is-about\r\n"
		"From: a@other.example\r\n"
		"Content-Type: text/html\r\n\r\n<p>what-the-first-mail-says</p>";

	(void)state;
	give(1, mail, "whose-first-mail-it-is@other.example");
	zygote_lab_expect(MESSAGE_PLAIN, 1);
	give(2, "spin", "whose-second-mail-it-is@other.example");
	first = catch_child(0);
	while (!memory_has(first, "second-mail")) {
		kill(first, SIGCONT);
		usleep(1000);
		kill(first, SIGSTOP);
	}
	assert_false(memory_has(first, "first-mail"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_fresh_one_has_nothing_of_others, begin_fresh, let_go),
		cmocka_unit_test_setup_teardown(
			a_reused_one_has_nothing_of_those_before, begin_reused,
			let_go),
	};

	/* A sanitizer's shadow is terabytes. */
	if (geteuid() != 0 || SANITIZED) {
		puts("1..0 # SKIP root, and a build without sanitizers");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
