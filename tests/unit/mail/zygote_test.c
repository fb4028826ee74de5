/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zygote_test.c -- tests src/mail/transform/zygote.c and src/mail/transform/transform.c
 *
 * The real process in its jail; the test is the outside and the inside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/messages.h"
#include "mail/plain/plain.h"
#include "mail/smtp/answer.h"
#include "privsep/channel.h"

#include "zygote_lab.h"

static const char text[] = "Subject: x\r\n\r\nhello\r\n";

static void give(uint32_t id)
{
	zygote_lab_give(id, text, sizeof(text) - 1, sizeof(text) - 1);
}

/* More than LIMIT_REUSES. */
static void a_message_becomes_a_plain_message(void **state)
{
	static char bytes[8192];
	static struct plain plain;

	(void)state;
	for (uint32_t id = 1; id <= LIMIT_REUSES + 50; id++) {
		give(id);
		zygote_lab_expect(MESSAGE_PLAIN, id);
		assert_true(zygote_lab.plain_len < sizeof(bytes));
		assert_int_equal(
			pread(zygote_lab.plain, bytes, sizeof(bytes), 0),
			zygote_lab.plain_len);
		assert_null(plain_read(bytes, zygote_lab.plain_len, &plain));
		assert_memory_equal(plain.sender.at, "a@b.example", 11);
		assert_memory_equal(plain.subject.at, "x", 1);
	}
}

static void many_at_once_are_all_answered(void **state)
{
	bool seen[41] = { false };

	(void)state;
	for (uint32_t id = 1; id <= 40; id++)
		give(id);
	for (int i = 0; i < 40; i++) {
		zygote_lab_hear();
		assert_int_equal(zygote_lab.heard, MESSAGE_PLAIN);
		assert_in_range(zygote_lab.id, 1, 40);
		assert_false(seen[zygote_lab.id]);
		seen[zygote_lab.id] = true;
	}
}

/* The inside is busy with another message meanwhile. */
static void as_many_as_there_are_sessions_wait_for_the_inside(void **state)
{
	(void)state;
	for (uint32_t id = 1; id <= LIMIT_SESSIONS; id++)
		give(id);
	usleep(1000000);
	for (int i = 0; i < LIMIT_SESSIONS; i++) {
		zygote_lab_hear();
		assert_int_equal(zygote_lab.heard, MESSAGE_PLAIN);
	}
}

static void a_transform_that_fails_is_told_and_the_next_one_works(void **state)
{
	(void)state;
	/* the bytes are not there */
	zygote_lab_give(1, text, sizeof(text) - 1, sizeof(text) + 99);
	zygote_lab_expect(MESSAGE_FAILED, 1);
	assert_int_equal(zygote_lab.reason, ANSWER_TRANSFORM);
	give(2);
	zygote_lab_expect(MESSAGE_PLAIN, 2);
}

static void what_cannot_be_made_text_is_held(void **state)
{
	char deep[8192] = "Content-Type: multipart/mixed; boundary=b0\r\n\r\n";
	char part[128];

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(part, sizeof(part),
			 "--b%d\r\nContent-Type: multipart/mixed; "
			 "boundary=b%d\r\n\r\n",
			 i, i + 1);
		strcat(deep, part);
	}
	give(1);
	zygote_lab_expect(MESSAGE_PLAIN, 1);
	zygote_lab_give(2, deep, strlen(deep), strlen(deep));
	zygote_lab_expect(MESSAGE_FAILED, 2);
	assert_int_equal(zygote_lab.reason, ANSWER_HELD);
	assert_int_equal(zygote_lab.why, HELD_TOO_DEEP);
}

static void an_envelope_that_is_none_ends_it(void **state)
{
	int status;

	(void)state;
	assert_int_equal(channel_send(zygote_lab.outside, MESSAGE_TRANSFORM, 1,
				      "\0\0\0\1\0\0\0\0", 8, STDERR_FILENO),
			 0);
	assert_int_equal(waitpid(zygote_lab.pid, &status, 0), zygote_lab.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

#define CASE(f)                                            \
	{ #f, f, begin_fresh, end, NULL },                 \
	{                                                  \
#		f " (reused)", f, begin_reused, end, NULL \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_message_becomes_a_plain_message),
		CASE(many_at_once_are_all_answered),
		CASE(as_many_as_there_are_sessions_wait_for_the_inside),
		CASE(a_transform_that_fails_is_told_and_the_next_one_works),
		CASE(what_cannot_be_made_text_is_held),
		CASE(an_envelope_that_is_none_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
