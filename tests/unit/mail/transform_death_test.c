/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_death_test.c -- tests src/mail/transform/zygote.c: a transform that was taken
 * over, or that a message breaks
 *
 * The real zygote with its real jail; only before convert_message() reads the
 * message, this file does: it is a word that tells what to do.
 * Each is told as a failure, and the next message crosses.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "mail/messages.h"
#include "mail/smtp/answer.h"
#include "mime/convert.h"
#include "privsep/sanitizer.h"

#include "zygote_lab.h"

enum {
	LONG_MESSAGE = 64 << 10
};

/* ------ what it does in the transform ------ */

static volatile int sink;

static void spin(void)
{
	for (;;)
		sink++;
}

/* NOLINTNEXTLINE(misc-no-recursion): that is the deed */
static int recurse(int n)
{
	volatile char room[4096];

	room[0] = (char)n;
	return n ? recurse(n + (room[0] & 1)) + room[4095] : 0;
}

static void use_stack(void)
{
	sink = recurse(1);
}

static void follow_null(void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1;
}

static void give_up(void)
{
	abort();
}

static void open_a_file(void)
{
	syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static void make_a_socket(void)
{
	syscall(SYS_socket, 2, 1, 0);
}

static void fork_again(void)
{
	syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static void kill_the_zygote(void)
{
	syscall(SYS_kill, -1, SIGKILL);
}

static void take_memory(void)
{
	syscall(SYS_mmap, 0, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
}

/* Into the memfd, beyond RLIMIT_FSIZE. */
static void write_much(void)
{
	static char bytes[1 << 20];

	while (write(STDOUT_FILENO, bytes, sizeof(bytes)) > 0)
		;
}

static void end_oddly(void)
{
	_exit(77);
}

/* Says that the message is to be held, for a reason that there is not. */
static void end_beyond(void)
{
	_exit(200);
}

/* Harm to the process that shows only with its next message. */
static bool poisoned;

static void poison(void)
{
	poisoned = true;
}

static unsigned n_seen; /* messages by this process */

/* Without end, but in a process that has seen no other message. */
static void tire(void)
{
	if (n_seen > 1)
		spin();
}

static const struct deed {
	const char *word;
	void (*do_it)(void);
	int signal; /* by which it must end; 0: it ends itself */
} deeds[] = {
	{ "spin", spin, SIGKILL },
	{ "stack", use_stack, SIGSEGV },
	{ "null", follow_null, SIGSEGV },
	{ "abort", give_up, SIGSYS }, /* it has no tgkill(2) */
	{ "open", open_a_file, SIGSYS },
	{ "socket", make_a_socket, SIGSYS },
	{ "fork", fork_again, SIGSYS },
	{ "kill", kill_the_zygote, SIGSYS },
	{ "memory", take_memory, SIGSYS },
	{ "flood", write_much, SIGXFSZ },
	{ "odd", end_oddly, 0 },
	{ "beyond", end_beyond, 0 },
};

static const struct deed harmless[] = {
	{ "poison", poison, 0 },
	{ "tire", tire, 0 },
};

enum {
	N_DEEDS = sizeof(deeds) / sizeof(deeds[0])
};

static bool is_word(const char *word, const uint8_t *bytes, size_t len)
{
	return len == strlen(word) && !memcmp(bytes, word, len);
}

static void do_what(const struct deed *list, size_t n, const uint8_t *bytes,
		    size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (is_word(list[i].word, bytes, len))
			list[i].do_it();
}

/* In its arena. */
static size_t hoarded(const uint8_t *bytes, size_t len)
{
	if (is_word("hoard", bytes, len))
		return 900 << 10;
	return is_word("hoard much", bytes, len) ? 40 << 20 : 0;
}

/* Is anything left of an earlier message? */
static bool is_dirty(const uint8_t *bytes, size_t len)
{
	while (len < LONG_MESSAGE && !bytes[len])
		len++;
	return len < LONG_MESSAGE;
}

/* By the linker (ld(1) --wrap) in the place of src/mime's, which is the other. */
enum convert_verdict
__real_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out);

enum convert_verdict
__wrap_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out)
{
	if (++n_seen > LIMIT_REUSES || poisoned ||
	    (is_word("look", bytes, len) && is_dirty(bytes, len)))
		follow_null();
	do_what(deeds, N_DEEDS, bytes, len);
	do_what(harmless, sizeof(harmless) / sizeof(harmless[0]), bytes, len);
	if (hoarded(bytes, len) && !arena_alloc(arena, hoarded(bytes, len)))
		return CONVERT_NO_MEMORY;
	return __real_convert_message(bytes, len, options, arena, out);
}

/* ------ the zygote ------ */

static void give(uint32_t id, const char *word)
{
	zygote_lab_give(id, word, strlen(word), strlen(word));
}

/* The line of alarm, with the signal; sanitizers end themselves. */
static void expect_alarm(int signal)
{
	char text[65536], wanted[32];

	zygote_lab_read_log(text, sizeof(text));
	assert_non_null(strstr(text, "transform-died id="));
	snprintf(wanted, sizeof(wanted), " signal=%d\n", signal);
	if (!SANITIZED && !strstr(text, wanted))
		fail_msg("no%s, but %s", wanted, text);
}

static void expect_again(void)
{
	char text[65536];

	zygote_lab_read_log(text, sizeof(text));
	assert_non_null(strstr(text, "transform-again id="));
	assert_null(strstr(text, "transform-died"));
}

static void expect_silence(void)
{
	char text[65536];

	zygote_lab_read_log(text, sizeof(text));
	assert_string_equal(text, "");
}

/* ------ claims ------ */

static void each_death_is_told_and_the_next_message_crosses(void **state)
{
	uint32_t id = 1;

	(void)state;
	for (size_t i = 0; i < N_DEEDS; i++) {
		/* AddressSanitizer takes memory as it likes. */
		if (SANITIZED && deeds[i].do_it == take_memory)
			continue;
		give(id, deeds[i].word);
		zygote_lab_expect(MESSAGE_FAILED, id++);
		assert_int_equal(zygote_lab.reason, ANSWER_TRANSFORM);
		assert_int_equal(zygote_lab.why, HELD_CONVERTER_DIED);
		expect_alarm(deeds[i].signal);
		give(id, "text");
		zygote_lab_expect(MESSAGE_PLAIN, id++);
	}
}

/* More than there may be children at once: none is left over. */
static void many_deaths_leave_nothing_behind(void **state)
{
	bool told[65] = { false };

	(void)state;
	for (uint32_t id = 1; id <= 64; id++)
		give(id, id % 2 ? "null" : "text");
	for (int i = 0; i < 64; i++) {
		zygote_lab_hear();
		assert_in_range(zygote_lab.id, 1, 64);
		assert_false(told[zygote_lab.id]);
		told[zygote_lab.id] = true;
		assert_int_equal(zygote_lab.heard, zygote_lab.id % 2
							   ? MESSAGE_FAILED
							   : MESSAGE_PLAIN);
	}
	assert_int_equal(waitpid(zygote_lab.pid, NULL, WNOHANG), 0);
}

/* As many as there may be processes, so that each has been poisoned. */
static void what_one_message_breaks_is_not_laid_to_another(void **state)
{
	uint32_t id = 1;

	(void)state;
	for (; id <= 32; id++)
		give(id, "poison");
	for (int i = 0; i < 32; i++) {
		zygote_lab_hear();
		assert_int_equal(zygote_lab.heard, MESSAGE_PLAIN);
	}
	give(id, "text");
	zygote_lab_expect(MESSAGE_PLAIN, id);
	expect_again();
}

/* LIMIT_TRANSFORM_CPU is that of a process: when it is over, the message has
 * that of a new one. */
static void each_message_has_its_own_time(void **state)
{
	(void)state;
	give(1, "text");
	zygote_lab_expect(MESSAGE_PLAIN, 1);
	give(2, "tire");
	zygote_lab_expect(MESSAGE_PLAIN, 2);
	expect_again();
}

static void none_sees_too_many_messages(void **state)
{
	(void)state;
	for (uint32_t id = 1; id <= LIMIT_REUSES + 5; id++) {
		give(id, "text");
		zygote_lab_expect(MESSAGE_PLAIN, id);
	}
	expect_silence();
}

/* More than LIMIT_TRANSFORM_ARENA in sum, in little and in large. */
static void each_message_has_its_own_memory(void **state)
{
	(void)state;
	for (uint32_t id = 1; id <= 300; id++) {
		give(id, id % 100 ? "hoard" : "hoard much");
		zygote_lab_expect(MESSAGE_PLAIN, id);
	}
}

static void nothing_is_left_of_the_message_before(void **state)
{
	static char letters[LONG_MESSAGE];

	(void)state;
	memset(letters, 'x', sizeof(letters));
	for (uint32_t id = 1; id <= 20; id += 2) {
		zygote_lab_give(id, letters, sizeof(letters), sizeof(letters));
		zygote_lab_expect(MESSAGE_PLAIN, id);
		give(id + 1, "look");
		zygote_lab_expect(MESSAGE_PLAIN, id + 1);
	}
	expect_silence();
}

#define CASE(f)                                            \
	{ #f, f, begin_fresh, end, NULL },                 \
	{                                                  \
#		f " (reused)", f, begin_reused, end, NULL \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_death_is_told_and_the_next_message_crosses),
		CASE(many_deaths_leave_nothing_behind),
		CASE(none_sees_too_many_messages),
		CASE(each_message_has_its_own_memory),
		CASE(nothing_is_left_of_the_message_before),
		{ "each_message_has_its_own_time",
		  each_message_has_its_own_time, begin_reused, end, NULL },
		{ "what_one_message_breaks_is_not_laid_to_another",
		  what_one_message_breaks_is_not_laid_to_another, begin_reused,
		  end, NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
