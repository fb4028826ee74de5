/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop_reply_test.c -- tests src/mail/smtp/hop_reply.c, and whole conversations with
 * replies that are none, cut everywhere
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "mail/smtp/hop.h"

static struct hop hop;

static const char *const replies[] = {
	"220 mx\r\n",           "250-mx\r\n250 PIPELINING\r\n",
	"250 ok\r\n250 ok\r\n", "354 go\r\n",
	"250 done\r\n",
};

enum {
	N_REPLIES = sizeof(replies) / sizeof(replies[0])
};

/* What the owner does next; false: the conversation is over. */
static bool go_on(enum hop_event event)
{
	if (event == HOP_BROKEN || event == HOP_FINISHED)
		return false;
	if (hop.state == HOP_IDLE)
		hop_open(&hop, "a@b", "x@y", false);
	else if (hop.state == HOP_READY && answer_is_yes(&hop.answer))
		hop_data(&hop, "x\r\n.\r\n", 6);
	else if (hop.state == HOP_READY)
		return false;
	hop_written(&hop, hop.out_len);
	if (hop.state == HOP_BODY && !hop.body_sent)
		hop_sent(&hop);
	return true;
}

/* Feeds a segment. */
static bool hears_bytes(const char *bytes, size_t len)
{
	size_t room;
	char *at = hop_room(&hop, &room);
	enum hop_event event;

	assert_true(len <= room);
	memcpy(at, bytes, len);
	hop_received(&hop, len);
	do {
		event = hop_step(&hop);
		if (!go_on(event))
			return false;
	} while (event != HOP_MORE);
	return true;
}

/* Has a 250 for the message come of it, when the n-th reply is this, in two
 * segments? */
static bool is_accepted(size_t n, const char *bytes, size_t len, size_t cut)
{
	bool on = true;

	hop_begin(&hop, "gw.example");
	hop.state = HOP_BANNER;
	for (size_t i = 0; i < N_REPLIES && on; i++) {
		if (i != n) {
			on = hears_bytes(replies[i], strlen(replies[i]));
			continue;
		}
		on = hears_bytes(bytes, cut);
		if (on && cut < len)
			on = hears_bytes(bytes + cut, len - cut);
	}
	return !on && hop.state == HOP_IDLE && answer_is_yes(&hop.answer);
}

static void replies_may_be_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_REPLIES; i++)
		for (size_t cut = 0; cut <= strlen(replies[i]); cut++)
			assert_true(is_accepted(i, replies[i],
						strlen(replies[i]), cut));
}

/* What is no reply makes no message accepted, at any place and any cut. */
static void no_spoiled_reply_lets_a_message_pass(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} spoils[] = {

#define SPOIL(text) { text, sizeof(text) - 1 }
		SPOIL("\n"),
		SPOIL("\r"),
		SPOIL("\0"),
		SPOIL("\r\n"),
		SPOIL("\n250 ok\r\n"),
		SPOIL("\r250 ok\r\n"),
		SPOIL("\r\n\0"
		      "250 ok\r\n"),
		SPOIL("\r\nhello\r\n"),
		SPOIL("\r\n150 ok\r\n"),
	};
	char bytes[128];

	(void)state;
	for (size_t i = 0; i < N_REPLIES; i++)
		for (size_t s = 0; s < sizeof(spoils) / sizeof(spoils[0]);
		     s++) {
			/* in the middle of its last line's text */
			size_t head = strlen(replies[i]) - 3;
			size_t len = head + spoils[s].len + 3;

			/* A whole yes is one, whatever follows it. */
			if (i == N_REPLIES - 1 &&
			    strncmp(spoils[s].bytes, "\r\n", 2) == 0)
				continue;
			memcpy(bytes, replies[i], head);
			memcpy(bytes + head, spoils[s].bytes, spoils[s].len);
			memcpy(bytes + len - 3, replies[i] + head, 3);
			for (size_t cut = 0; cut <= len; cut++)
				if (is_accepted(i, bytes, len, cut))
					fail_msg("reply %zu spoil %zu cut %zu",
						 i, s, cut);
		}
}

/* 8-bit and control characters in the words: nobody is shown them. */
static void the_words_of_a_reply_do_not_matter(void **state)
{
	static const char odd[] = "250 \xe5\xae\x8c\x1b[2J\t\x7f\xff\r\n";

	(void)state;
	for (size_t cut = 0; cut < sizeof(odd); cut++)
		assert_true(is_accepted(4, odd, sizeof(odd) - 1, cut));
}

static void a_line_too_long_is_found_wherever_it_is_cut(void **state)
{
	static char line[LIMIT_REPLY_LINE + 64];

	(void)state;
	for (size_t len = LIMIT_REPLY_LINE - 1; len <= LIMIT_REPLY_LINE + 1;
	     len++) {
		memset(line, 'x', len);
		memcpy(line, "250 ", 4);
		memcpy(line + len - 2, "\r\n", 2);
		for (size_t cut = 0; cut <= len; cut++)
			assert_int_equal(is_accepted(4, line, len, cut),
					 len <= LIMIT_REPLY_LINE);
	}
}

static void a_status_counts_only_if_it_fits_the_code(void **state)
{
	struct reply_line line;

	(void)state;
	assert_true(reply_read("550 5.1.1 no", &line));
	assert_int_equal(line.subject, 1);
	assert_true(reply_read("550 4.1.1 no", &line));
	assert_int_equal(line.subject, 0);
	assert_true(reply_read("550 5.1.1no", &line));
	assert_int_equal(line.subject, 0);
	assert_true(reply_read("550", &line));
	assert_true(line.last);
	assert_false(reply_read("550:", &line));
	assert_false(reply_read("55", &line));
}

static enum hop_event hears(const char *text)
{
	size_t room;

	memcpy(hop_room(&hop, &room), text, strlen(text));
	hop_received(&hop, strlen(text));
	return hop_step(&hop);
}

/* Our words may be cut as well: the socket takes some of them. */
static void what_is_not_out_yet_is_said_later(void **state)
{
	static const char all[] = "MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\n";

	(void)state;
	for (size_t step = 1; step < sizeof(all); step++) {
		size_t n = 0;

		hop_begin(&hop, "gw.example");
		hop.state = HOP_BANNER;
		assert_int_equal(hears("220 mx\r\n"), HOP_MORE);
		hop_written(&hop, hop.out_len);
		assert_int_equal(hears("250-mx\r\n250 PIPELINING\r\n"),
				 HOP_GREETED);
		hop_open(&hop, "a@b", "x@y", false);
		while (hop.out_len) {
			size_t len = step < hop.out_len ? step : hop.out_len;

			assert_memory_equal(hop.out, all + n, hop.out_len);
			hop_written(&hop, len);
			n += len;
		}
		assert_int_equal(n, strlen(all));
	}
}

static void who_does_not_greet_gets_nothing(void **state)
{
	static const char *const greetings[] = {
		"554 5.7.1 not you\r\n",
		"250 mx\r\n",
		"421 closing\r\n",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		hop_begin(&hop, "gw.example");
		hop.state = HOP_BANNER;
		assert_int_equal(hears(greetings[i]), HOP_BROKEN);
		assert_int_equal(hop.out_len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_may_be_cut_anywhere),
		cmocka_unit_test(no_spoiled_reply_lets_a_message_pass),
		cmocka_unit_test(the_words_of_a_reply_do_not_matter),
		cmocka_unit_test(a_line_too_long_is_found_wherever_it_is_cut),
		cmocka_unit_test(what_is_not_out_yet_is_said_later),
		cmocka_unit_test(who_does_not_greet_gets_nothing),
		cmocka_unit_test(a_status_counts_only_if_it_fits_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
