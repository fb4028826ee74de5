/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_keeps_test.c -- tests src/mail/transform/child.c: a reused transform
 * that was taken over keeps each message and each plain message that it is given
 *
 * The real zygote with its real jail; the word "keep" takes the process over, and
 * it serves its channel by itself from then on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/limits.h"
#include "mail/messages.h"

#include "zygote_lab.h"

enum {
	LARGE = 900 << 10,
	FIRST_PLAIN = 2 /* the descriptor; the message's is 1, its own is 0 */
};

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
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_was_handed_over_does_not_change, begin_reused,
			end),
		cmocka_unit_test_setup_teardown(it_keeps_only_so_much,
						begin_reused, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
