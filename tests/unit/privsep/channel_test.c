/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel_test.c -- tests src/privsep/channel.c
 */
#include "privsep/channel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "descriptors.h"

struct heard {
	unsigned n;
	uint32_t id;
	size_t len;
	bool fd, refuse;
};

static bool hear(void *state, struct message *message)
{
	struct heard *heard = state;

	heard->n++;
	heard->id = message->id;
	heard->len = message->body_len;
	heard->fd = message->fd >= 0;
	return !heard->refuse;
}

static const struct accept table[] = {
	{ 1, false, 0, 4, hear },
	{ 2, true, 4, 4, hear },
};

static enum channel_verdict serve(int channel, struct heard *heard)
{
	return channel_serve(channel, table, 2, heard);
}

static void a_message_arrives_whole_with_its_descriptor(void **state)
{
	struct heard heard = { 0 };
	int ends[2];

	(void)state;
	assert_int_equal(channel_open(ends, 65536), 0);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_EMPTY);
	assert_int_equal(channel_send(ends[0], 1, 77, "abc", 3, -1), 0);
	assert_int_equal(channel_send(ends[0], 2, 78, "abcd", 4, STDERR_FILENO),
			 0);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_OK);
	assert_int_equal(heard.id, 77);
	assert_int_equal(heard.len, 3);
	assert_false(heard.fd);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_OK);
	assert_int_equal(heard.id, 78);
	assert_true(heard.fd);
	close(ends[0]);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_GONE);
	close(ends[1]);
}

static void only_what_the_table_says_is_heard(void **state)
{
	static const struct {
		uint16_t type;
		size_t len;
		int fd;
	} wrong[] = {
		{ 3, 0, -1 },            /* unknown */
		{ 1, 5, -1 },            /* too long */
		{ 2, 3, STDERR_FILENO }, /* too short */
		{ 1, 0, STDERR_FILENO }, /* a descriptor too many */
		{ 2, 4, -1 },            /* a descriptor too few */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct heard heard = { 0 };
		int ends[2];

		assert_int_equal(channel_open(ends, 65536), 0);
		assert_int_equal(channel_send(ends[0], wrong[i].type, 1,
					      "12345", wrong[i].len,
					      wrong[i].fd),
				 0);
		assert_int_equal(serve(ends[1], &heard), CHANNEL_BROKEN);
		assert_int_equal(heard.n, 0);
		close(ends[0]);
		close(ends[1]);
	}
}

static void a_body_that_its_handler_refuses_breaks_the_channel(void **state)
{
	struct heard heard = { .refuse = true };
	int ends[2];

	(void)state;
	assert_int_equal(channel_open(ends, 65536), 0);
	assert_int_equal(channel_send(ends[0], 1, 1, "", 0, -1), 0);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_BROKEN);
	close(ends[0]);
	close(ends[1]);
}

static void bytes_that_are_no_message_break_the_channel(void **state)
{
	struct heard heard = { 0 };
	int ends[2];

	(void)state;
	assert_int_equal(channel_open(ends, 65536), 0);
	/* too short for a head; flags that are not zero */
	assert_int_equal(send(ends[0], "\0\1\0", 3, 0), 3);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_BROKEN);
	assert_int_equal(send(ends[0], "\0\1\0\1\0\0\0\0", 8, 0), 8);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_BROKEN);
	assert_int_equal(heard.n, 0);
	close(ends[0]);
	close(ends[1]);
}

static void no_descriptor_is_left_behind(void **state)
{
	struct heard heard = { 0 };
	const int two[] = { STDERR_FILENO, STDERR_FILENO };
	size_t before;
	int ends[2];

	(void)state;
	assert_int_equal(channel_open(ends, 65536), 0);
	before = descriptors_open();
	descriptors_send(ends[0], "\0\1\0\0\0\0\0", 8, two, 2);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_BROKEN);
	/* of no row; and of rows, of which one takes none */
	for (const char *type = "\77\1\2\3"; *type; type++) {
		const char message[12] = { 0, *type };

		descriptors_send(ends[0], message, 12, two, 1);
		serve(ends[1], &heard);
	}
	heard.n = 0;
	descriptors_send(ends[0], "", 0, two, 1);
	assert_int_equal(serve(ends[1], &heard), CHANNEL_GONE);
	assert_int_equal(descriptors_open(), before);
	assert_int_equal(heard.n, 0);
	close(ends[0]);
	close(ends[1]);
}

/* Asks a third process before it has done with its message. */
static bool hear_and_ask(void *state, struct message *message)
{
	static const struct accept answers[] = { { 1, false, 0, 4, hear } };
	struct heard answered = { 0 };
	int third = *(int *)state;

	assert_int_equal(channel_await(third, answers, 1, &answered),
			 CHANNEL_OK);
	assert_int_equal(answered.id, 9);
	assert_int_equal(message->body_len, 4);
	assert_memory_equal(message->body, "mine", 4);
	return true;
}

static void an_answer_can_be_waited_for_inside_a_handler(void **state)
{
	static const struct accept questions[] = {
		{ 1, false, 0, 4, hear_and_ask },
	};
	struct heard heard = { 0 };
	int ends[2], third[2];

	(void)state;
	assert_int_equal(channel_open(ends, 65536), 0);
	assert_int_equal(channel_open(third, 65536), 0);
	assert_int_equal(channel_make_waiting(third[1], 20), 0);
	assert_int_equal(channel_send(ends[0], 1, 8, "mine", 4, -1), 0);
	assert_int_equal(channel_send(third[0], 1, 9, "abc", 3, -1), 0);
	assert_int_equal(channel_serve(ends[1], questions, 1, &third[1]),
			 CHANNEL_OK);
	/* No longer than that. */
	assert_int_equal(channel_await(third[1], table, 2, &heard),
			 CHANNEL_EMPTY);
	close(third[0]);
	assert_int_equal(channel_await(third[1], table, 2, &heard),
			 CHANNEL_GONE);
	close(third[1]);
	close(ends[0]);
	close(ends[1]);
}

static enum channel_verdict serve_all(int channel, struct heard *heard)
{
	return channel_serve_all(channel, table, 2, heard, "test-misled");
}

static void all_is_served_until_something_is_broken(void **state)
{
	struct heard heard = { 0 };
	int ends[2];

	(void)state;
	assert_int_equal(channel_open(ends, 65536), 0);
	for (uint32_t i = 1; i <= 3; i++)
		assert_int_equal(channel_send(ends[0], 1, i, "abc", 3, -1), 0);
	assert_int_equal(serve_all(ends[1], &heard), CHANNEL_EMPTY);
	assert_int_equal(heard.n, 3);
	assert_int_equal(channel_send(ends[0], 1, 4, "abc", 3, -1), 0);
	assert_int_equal(channel_send(ends[0], 9, 5, "abc", 3, -1), 0);
	assert_int_equal(channel_send(ends[0], 1, 6, "abc", 3, -1), 0);
	assert_int_equal(serve_all(ends[1], &heard), CHANNEL_BROKEN);
	assert_int_equal(heard.id, 4);
	close(ends[0]);
	assert_int_equal(serve_all(ends[1], &heard), CHANNEL_GONE);
	assert_int_equal(heard.id, 6);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_arrives_whole_with_its_descriptor),
		cmocka_unit_test(only_what_the_table_says_is_heard),
		cmocka_unit_test(
			a_body_that_its_handler_refuses_breaks_the_channel),
		cmocka_unit_test(bytes_that_are_no_message_break_the_channel),
		cmocka_unit_test(no_descriptor_is_left_behind),
		cmocka_unit_test(all_is_served_until_something_is_broken),
		cmocka_unit_test(an_answer_can_be_waited_for_inside_a_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
