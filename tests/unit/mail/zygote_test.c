/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zygote_test.c -- tests src/mail/transform/zygote.c and src/mail/transform/transform.c
 *
 * The real process in its jail; the test is the outside and the inside.
 */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "mail/messages.h"
#include "mail/plain/plain.h"
#include "mail/procs.h"
#include "mail/settings.h"
#include "mail/smtp/answer.h"
#include "privsep/channel.h"

enum {
	PATIENCE = 15000 /* milliseconds: beyond LIMIT_TRANSFORM_TIME */
};

static struct {
	pid_t pid;
	int outside, inside;
	uint32_t id;
	uint8_t reason;
	int plain;
} play;

static bool take_failure(void *state, struct message *message)
{
	(void)state;
	play.id = message->id;
	play.reason = message->body[0];
	return true;
}

static bool take_plain(void *state, struct message *message)
{
	(void)state;
	play.id = message->id;
	play.plain = take_fd(&message->fd);
	return true;
}

static const struct accept failures[] = {
	{ MESSAGE_FAILED, false, 2, 2, take_failure },
};
static const struct accept plains[] = {
	{ MESSAGE_PLAIN, true, 4, 4, take_plain },
};

static int begin(void **state)
{
	static struct settings settings;
	int fds[3], pairs[2][2];

	(void)state;
	settings_begin(&settings);
	settings.who[PROC_TRANSFORM] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	fds[0] = settings_seal(&settings);
	for (int i = 0; i < 2; i++) {
		if (channel_open(pairs[i], 1 << 20) < 0)
			return -1;
		fds[i + 1] = pairs[i][1];
	}
	play.pid = fork();
	if (play.pid == 0) {
		int high[3];

		for (int i = 0; i < 3; i++)
			high[i] = fcntl(fds[i], F_DUPFD, 100);
		for (int i = 0; i < 3; i++)
			dup2(high[i], FD_SETTINGS + i);
		close_range(FD_SETTINGS + 3, ~0U, 0);
		_exit(zygote_main());
	}
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	play.outside = pairs[0][0];
	play.inside = pairs[1][0];
	play.plain = -1;
	return 0;
}

static int end(void **state)
{
	(void)state;
	kill(play.pid, SIGKILL);
	waitpid(play.pid, NULL, 0);
	close(play.outside);
	close(play.inside);
	fd_closep(&play.plain);
	return 0;
}

/* Hands over a message that is said to be `claimed` bytes long. */
static void hand_over(uint32_t id, const char *text, size_t claimed)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	uint8_t body[3 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	pack_u32(&pack, (uint32_t)claimed);
	pack_u16(&pack, 1);
	pack_string(&pack, "a@b.example");
	pack_string(&pack, "x@town.example.jp");
	assert_int_equal(channel_send(play.outside, MESSAGE_TRANSFORM, id, body,
				      (size_t)(pack.pos - body), fd),
			 0);
	close(fd);
}

static void expect(int channel, const struct accept *table)
{
	struct pollfd poll_channel = { channel, POLLIN, 0 };

	assert_int_equal(poll(&poll_channel, 1, PATIENCE), 1);
	assert_int_equal(channel_serve(channel, table, 1, NULL), CHANNEL_OK);
}

static void a_message_becomes_a_plain_message(void **state)
{
	static const char text[] = "Subject: x\r\n\r\nhello\r\n";
	static char bytes[8192];
	static struct plain plain;
	ssize_t len;

	(void)state;
	/* many, one after another: each has a process of its own */
	for (uint32_t id = 1; id <= 50; id++) {
		hand_over(id, text, sizeof(text) - 1);
		expect(play.inside, plains);
		assert_int_equal(play.id, id);
		len = pread(play.plain, bytes, sizeof(bytes), 0);
		close(take_fd(&play.plain));
		assert_true(len > 0);
		assert_int_equal(plain_read(bytes, (size_t)len, &plain),
				 PLAIN_OK);
		assert_memory_equal(plain.sender.at, "a@b.example", 11);
		assert_memory_equal(plain.subject.at, "x", 1);
	}
}

static void many_at_once_are_all_answered(void **state)
{
	static const char text[] = "Subject: x\r\n\r\nhello\r\n";
	bool seen[41] = { false };

	(void)state;
	for (uint32_t id = 1; id <= 40; id++)
		hand_over(id, text, sizeof(text) - 1);
	for (int i = 0; i < 40; i++) {
		expect(play.inside, plains);
		close(take_fd(&play.plain));
		assert_in_range(play.id, 1, 40);
		assert_false(seen[play.id]);
		seen[play.id] = true;
	}
}

static void a_transform_that_fails_is_told_and_the_next_one_works(void **state)
{
	static const char text[] = "Subject: x\r\n\r\nhello\r\n";

	(void)state;
	hand_over(1, text, sizeof(text) + 99); /* the bytes are not there */
	expect(play.outside, failures);
	assert_int_equal(play.id, 1);
	assert_int_equal(play.reason, ANSWER_TRANSFORM);
	hand_over(2, text, sizeof(text) - 1);
	expect(play.inside, plains);
	assert_int_equal(play.id, 2);
}

static void what_cannot_be_made_text_is_held(void **state)
{
	char text[8192] = "Content-Type: multipart/mixed; boundary=b0\r\n\r\n";
	char part[128];

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(part, sizeof(part),
			 "--b%d\r\nContent-Type: multipart/mixed; "
			 "boundary=b%d\r\n\r\n",
			 i, i + 1);
		strcat(text, part);
	}
	hand_over(1, text, strlen(text));
	expect(play.outside, failures);
	assert_int_equal(play.reason, ANSWER_HELD);
}

static void an_envelope_that_is_none_ends_it(void **state)
{
	int status;

	(void)state;
	assert_int_equal(channel_send(play.outside, MESSAGE_TRANSFORM, 1,
				      "\0\0\0\1\0\0\0\0", 8, STDERR_FILENO),
			 0);
	assert_int_equal(waitpid(play.pid, &status, 0), play.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_message_becomes_a_plain_message),
		CASE(many_at_once_are_all_answered),
		CASE(a_transform_that_fails_is_told_and_the_next_one_works),
		CASE(what_cannot_be_made_text_is_held),
		CASE(an_envelope_that_is_none_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
