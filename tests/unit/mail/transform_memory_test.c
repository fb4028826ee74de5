/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_memory_test.c -- tests src/mail/transform/zygote.c: in a fresh transform is
 * nothing of any other message
 *
 * The real zygote with its real jail; convert_message() does not end, and all
 * memory of its process is searched meanwhile, as root may.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/messages.h"
#include "privsep/sanitizer.h"

#include "zygote_lab.h"

enum convert_verdict
__wrap_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out)
{
	static volatile int sink;

	(void)options;
	(void)arena;
	(void)out;
	if (len == 4 && !memcmp(bytes, "spin", len))
		for (;;)
			sink++;
	return CONVERT_TOO_DEEP;
}

/* ------ its memory ------ */

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

static pid_t wait_for_child(pid_t before)
{
	pid_t pid = youngest_child();

	for (; pid == before; pid = youngest_child())
		usleep(1000);
	return pid;
}

static bool piece_has(int memory, uintptr_t begin, size_t len, const char *text)
{
	char *bytes = malloc(len);
	ssize_t n;
	bool has;

	assert_non_null(bytes);
	n = pread(memory, bytes, len, (off_t)begin);
	has = n > 0 && memmem(bytes, (size_t)n, text, strlen(text));
	free(bytes);
	return has;
}

static bool memory_has(pid_t pid, const char *text)
{
	char path[64], line[512], can_write;
	uintptr_t begin, end;
	bool has = false;
	FILE *maps;
	int memory;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "re");
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	memory = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(maps && memory >= 0);
	while (!has && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %*c%c", &begin,
			   &end, &can_write) == 3 &&
		    can_write == 'w')
			has = piece_has(memory, begin, end - begin, text);
	fclose(maps);
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
	pid_t first, second;

	(void)state;
	give(1, "end", gone);
	zygote_lab_expect(MESSAGE_FAILED, 1);
	give(2, "spin", goes_on);
	first = wait_for_child(0);
	give(3, "spin", "a@b.example");
	second = wait_for_child(first);
	assert_true(memory_has(first, goes_on));
	assert_true(memory_has(second, "a@b.example"));
	assert_false(memory_has(second, goes_on));
	assert_false(memory_has(first, "to-here@other"));
	assert_false(memory_has(second, "to-here@other"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_fresh_one_has_nothing_of_others, begin_fresh, end),
	};

	/* A sanitizer's shadow is terabytes. */
	if (geteuid() != 0 || SANITIZED) {
		puts("1..0 # SKIP root, and a build without sanitizers");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
