/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_keeps_test.c -- tests src/mail/transform/child.c: a reused transform
 * that was taken over keeps each message and each plain message that it is given
 *
 * The real zygote with its real jail; the word "keep" takes the process over, and
 * it serves its channel by itself from then on.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/limits.h"
#include "mail/messages.h"
#include "privsep/channel.h"

#include "life.h"
#include "zygote_lab.h"

enum {
	LARGE = 900 << 10,
	FIRST_PLAIN = 2 /* the descriptor; the message's is 1, its own is 0 */
};

/* Of the test and of all processes. */
static struct steps {
	atomic_bool late_has_it, busy_has_it; /* their messages */
	atomic_bool may_end;
} * steps;

static int share_steps(void **state)
{
	(void)state;
	steps = mmap(NULL, sizeof(*steps), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return steps == MAP_FAILED ? -1 : 0;
}

static int begin(void **state)
{
	*steps = (struct steps){ false };
	return begin_reused(state);
}

/* Without a system call. */
static void wait_to_end(atomic_bool *has_it)
{
	*has_it = true;
	while (!steps->may_end)
		;
}

/* Says that each message is done, and writes on into the first one's. */
__attribute__((noreturn)) static void keep_all(void)
{
	static char bytes[4096], body[65536], rights[256];
	struct iovec part = { body, sizeof(body) };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	do {
		write(STDIN_FILENO, "", 1);
		msg.msg_control = rights;
		msg.msg_controllen = sizeof(rights);
		if (recvmsg(STDIN_FILENO, &msg, 0) <= 0)
			_exit(1);
		if (memmem(body, sizeof(body), "late@", 5)) {
			wait_to_end(&steps->late_has_it);
			_exit(0);
		}
	} while (write(FIRST_PLAIN, bytes, sizeof(bytes)));
	_exit(1);
}

enum convert_verdict
__real_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out);

enum convert_verdict
__wrap_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out)
{
	if (len == 4 && !memcmp(bytes, "keep", len))
		keep_all();
	if (len == 4 && !memcmp(bytes, "busy", len))
		wait_to_end(&steps->busy_has_it);
	return __real_convert_message(bytes, len, options, arena, out);
}

static void take_over(void)
{
	zygote_lab_give(1, "keep", 4, 4);
	zygote_lab_expect(MESSAGE_PLAIN, 1);
	assert_int_equal(zygote_lab.plain_len, 0);
}

static void what_was_handed_over_does_not_change(void **state)
{
	int first;

	(void)state;
	take_over();
	first = dup(zygote_lab.plain);
	zygote_lab_give(2, "text", 4, 4);
	zygote_lab_expect(MESSAGE_PLAIN, 2);
	assert_int_equal(zygote_lab.plain_len, 0);
	assert_int_equal(lseek(first, 0, SEEK_END), 0);
	close(first);
}

/* All of that is memory, which no limit of the process counts. */
static void it_keeps_only_so_much(void **state)
{
	static char bytes[LARGE];
	uint64_t kept = 0;
	uint32_t id = 2;

	(void)state;
	memset(bytes, '\n', sizeof(bytes));
	take_over();
	for (; zygote_lab.plain_len == 0; kept += LARGE) {
		assert_true(kept <= LIMIT_REUSED_BYTES + LARGE);
		zygote_lab_give(id, bytes, LARGE, LARGE);
		zygote_lab_expect(MESSAGE_PLAIN, id++);
	}
	/* That is counted anew of its successor. */
	zygote_lab_give(id, "keep", 4, 4);
	zygote_lab_expect(MESSAGE_PLAIN, id++);
	zygote_lab_give(id, "text", 4, 4);
	zygote_lab_expect(MESSAGE_PLAIN, id);
	assert_int_equal(zygote_lab.plain_len, 0);
}

static void refute(uint32_t id)
{
	assert_int_equal(channel_send(zygote_lab.inside, MESSAGE_REFUTED, id,
				      NULL, 0, -1),
			 0);
}

/* What is given before that is said of may go to it still. */
static void log_says(const char *line)
{
	static const struct timespec moment = { 0, 10000000 };
	char log[4096] = "";

	for (int i = 0; i < 1000 && !*log; i++) {
		nanosleep(&moment, NULL);
		zygote_lab_read_log(log, sizeof(log));
	}
	assert_string_equal(log, line);
}

static void one_that_is_refuted_is_given_no_other(void **state)
{
	(void)state;
	take_over();
	refute(1);
	log_says("transform-distrusted first=00000001 messages=1\n");
	zygote_lab_give(2, "text", 4, 4);
	zygote_lab_expect(MESSAGE_PLAIN, 2);
	assert_true(zygote_lab.plain_len > 0);
	/* That is known of the new one, too. */
	refute(2);
	log_says("transform-distrusted first=00000002 messages=1\n");
	zygote_lab_give(3, "text", 4, 4);
	zygote_lab_expect(MESSAGE_PLAIN, 3);
}

static void wait_for(const atomic_bool *step, int hundredths)
{
	static const struct timespec moment = { 0, 10000000 };

	for (int i = 0; i < hundredths && !*step; i++)
		nanosleep(&moment, NULL);
}

/* As by what reclaims memory all the time. */
static void what_is_in_use_is_copied(void **state)
{
	char log[256], first = '\0';
	char *page;
	int fd;

	(void)state;
	if (geteuid() != 0)
		skip();
	zygote_lab_give(1, "busy", 4, 4);
	wait_for(&steps->busy_has_it, 3000);
	fd = life_memory(zygote_lab.pid, "plain");
	page = mmap(NULL, 1, PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(page, MAP_FAILED);
	steps->may_end = true;
	zygote_lab_expect(MESSAGE_PLAIN, 1);
	page[0] = '\0';
	assert_int_equal(pread(zygote_lab.plain, &first, 1, 0), 1);
	assert_int_not_equal(first, '\0');
	munmap(page, 1);
	close(fd);
	zygote_lab_read_log(log, sizeof(log));
	assert_string_equal(log, "");
}

/* Neither does what it has in hand count, nor how it ends; and one that has seen
 * no other message goes on. */
static void what_a_refuted_one_has_in_hand_is_tried_again(void **state)
{
	static const struct timespec moment = { 0, 100000000 };
	char log[4096];

	(void)state;
	take_over();
	zygote_lab.sender = "late@b.example";
	zygote_lab_give(2, "text", 4, 4);
	zygote_lab.sender = "a@b.example";
	wait_for(&steps->late_has_it, 3000);
	assert_true(steps->late_has_it);
	zygote_lab_give(3, "busy", 4, 4);
	/* Where there is one processor there is no second process. */
	wait_for(&steps->busy_has_it, 50);
	kill(zygote_lab.pid, SIGSTOP);
	assert_int_equal(waitpid(zygote_lab.pid, NULL, WUNTRACED),
			 zygote_lab.pid);
	refute(1);
	steps->may_end = true;
	nanosleep(&moment, NULL);
	kill(zygote_lab.pid, SIGCONT);
	for (int i = 0; i < 2; i++) {
		zygote_lab_hear();
		assert_int_equal(zygote_lab.heard, MESSAGE_PLAIN);
		assert_true(zygote_lab.plain_len > 0);
	}
	zygote_lab_read_log(log, sizeof(log));
	assert_non_null(strstr(log, "transform-distrusted first=00000001 "));
	assert_non_null(strstr(log, "transform-again id=00000002 "));
	assert_null(strstr(log, "id=00000003 "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_was_handed_over_does_not_change, begin, end),
		cmocka_unit_test_setup_teardown(it_keeps_only_so_much, begin,
						end),
		cmocka_unit_test_setup_teardown(
			one_that_is_refuted_is_given_no_other, begin, end),
		cmocka_unit_test_setup_teardown(what_is_in_use_is_copied, begin,
						end),
		cmocka_unit_test_setup_teardown(
			what_a_refuted_one_has_in_hand_is_tried_again, begin,
			end),
	};

	return cmocka_run_group_tests(tests, share_steps, NULL);
}
