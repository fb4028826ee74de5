/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_full_test.c -- tests src/mail/transform/child.c on a machine that has
 * no process for a message
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/messages.h"

#include "zygote_lab.h"

enum {
	MANY = 20 /* messages: more than the zygote has places */
};

/* Of the zygote as well. */
static atomic_bool *full;

/* ld --wrap makes these of every call and of the C library's function. */
pid_t __real__Fork(void);
pid_t __wrap__Fork(void);

pid_t __wrap__Fork(void)
{
	errno = EAGAIN;
	return *full ? -1 : __real__Fork();
}

static int begin_machine(void **state)
{
	(void)state;
	full = mmap(NULL, sizeof(*full), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return full == MAP_FAILED ? -1 : 0;
}

/* It says nothing of the message, and costs no later one its place. */
static void a_message_without_a_process_is_put_off(void **state)
{
	char log[4096];
	uint32_t id = 1;

	(void)state;
	*full = true;
	for (; id <= MANY; id++) {
		zygote_lab_give(id, "text", 4, 4);
		zygote_lab_expect(MESSAGE_FAILED, id);
		assert_int_equal(zygote_lab.reason, ANSWER_TRANSFORM);
		assert_int_equal(zygote_lab.why, HELD_NOT);
	}
	zygote_lab_read_log(log, sizeof(log));
	assert_non_null(strstr(log, "transform-not-started id=00000001: "));
	*full = false;
	zygote_lab_give(id, "text", 4, 4);
	zygote_lab_expect(MESSAGE_PLAIN, id);
	assert_true(zygote_lab.plain_len > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_message_without_a_process_is_put_off, begin_fresh,
			end),
		cmocka_unit_test_setup_teardown(
			a_message_without_a_process_is_put_off, begin_reused,
			end),
	};

	return cmocka_run_group_tests(tests, begin_machine, NULL);
}
