/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_test.c -- tests src/mail/inside.c: a hostile transform and a next hop
 *
 * The real process in its jail; the test is the outside, the transform, the
 * parent and the next hop at once.
 */
#include "mail/inside.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/procs.h"
#include "privsep/channel.h"

#include "sample.h"

enum {
	PATIENCE = 5000, /* milliseconds */
	ID = 7 << SLOT_BITS
};

/* The inside's sisters and its next hop, as the test plays them. */
static struct {
	pid_t pid;
	int outside, transform, parent, hop;
	uint16_t heard; /* the newest message's type */
	struct answer answer;
	struct done done;
	bool smtputf8;        /* what MESSAGE_HOP said last */
	const char *keywords; /* the next hop's answer to EHLO */
} play;

static char stream[8192];

static bool hear_done(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	if (!done_unpack(message->body, message->body_len, &play.done))
		return false;
	play.answer = play.done.answer;
	return true;
}

static bool hear_hop(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	play.smtputf8 = message->body[0];
	return true;
}

static bool hear(void *state, struct message *message)
{
	(void)state;
	play.heard = message->type;
	return message->type == MESSAGE_DIAL ||
	       answer_unpack(message->body, message->body_len, &play.answer);
}

static const struct accept heard[] = {
	{ MESSAGE_RCPT_ANSWER, false, ANSWER_BODY, ANSWER_BODY, hear },
	{ MESSAGE_DONE, false, ANSWER_BODY, DONE_MAX, hear_done },
	{ MESSAGE_DIAL, false, 0, 0, hear },
	{ MESSAGE_HOP, false, 1, 1, hear_hop },
};

static enum channel_verdict listen_to(int channel)
{
	struct pollfd poll_channel = { channel, POLLIN, 0 };

	assert_int_equal(poll(&poll_channel, 1, PATIENCE), 1);
	return channel_serve(channel, heard, 4, NULL);
}

static void expect(int channel, uint16_t type)
{
	assert_int_equal(listen_to(channel), CHANNEL_OK);
	assert_int_equal(play.heard, type);
}

/* ------ the next hop ------ */

static void hop_says(const char *text)
{
	assert_int_equal(send(play.hop, text, strlen(text), MSG_NOSIGNAL),
			 (ssize_t)strlen(text));
}

/* Reads until the text ends in `end`; the whole is compared if given. */
static const char *hop_hears(const char *end)
{
	static char text[65536];
	size_t len = 0;

	do {
		struct pollfd poll_hop = { play.hop, POLLIN, 0 };
		ssize_t n;

		assert_int_equal(poll(&poll_hop, 1, PATIENCE), 1);
		n = read(play.hop, text + len, sizeof(text) - 1 - len);
		assert_true(n > 0);
		len += (size_t)n;
		text[len] = '\0';
	} while (len < strlen(end) ||
		 strcmp(text + len - strlen(end), end) != 0);
	return text;
}

static bool hop_hears_nothing(void)
{
	struct pollfd poll_hop = { play.hop, POLLIN, 0 };

	return poll(&poll_hop, 1, 20) == 0;
}

static void dial(void)
{
	int ends[2];

	expect(play.parent, MESSAGE_DIAL);
	assert_int_equal(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
	assert_int_equal(
		channel_send(play.parent, MESSAGE_DIALLED, 0, NULL, 0, ends[1]),
		0);
	close(ends[1]);
	play.hop = ends[0];
	hop_says("220 mx\r\n");
	hop_hears("EHLO gw.example\r\n");
	hop_says(play.keywords);
	expect(play.outside, MESSAGE_HOP);
}

/* ------ the sisters ------ */

static void outside_opens_with(uint32_t id, uint8_t smtputf8,
			       const char *sender, const char *rcpt)
{
	uint8_t body[1 + 2 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	pack_u8(&pack, smtputf8);
	pack_string(&pack, sender);
	pack_string(&pack, rcpt);
	assert_int_equal(channel_send(play.outside, MESSAGE_OPEN, id, body,
				      (size_t)(pack.pos - body), -1),
			 0);
}

static void outside_opens(uint32_t id)
{
	outside_opens_with(id, 0, "a@b.example", "x@town.example.jp");
}

static void outside_adds_rcpt(uint32_t id)
{
	uint8_t body[STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	pack_string(&pack, "y@town.example.jp");
	assert_int_equal(channel_send(play.outside, MESSAGE_RCPT, id, body,
				      (size_t)(pack.pos - body), -1),
			 0);
}

static void transform_says(uint32_t id, const char *bytes, size_t len)
{
	int fd = memfd_create("plain", MFD_CLOEXEC);
	uint8_t body[4];
	struct pack pack = { body, body + sizeof(body), false };

	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	pack_u32(&pack, (uint32_t)len);
	assert_int_equal(channel_send(play.transform, MESSAGE_PLAIN, id, body,
				      sizeof(body), fd),
			 0);
	close(fd);
}

/* Both recipients of the sample are accepted. */
static void open_transaction(uint32_t id)
{
	outside_opens(id);
	if (play.hop < 0)
		dial();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
	outside_adds_rcpt(id);
	hop_hears("RCPT TO:<y@town.example.jp>\r\n");
	hop_says("250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
}

static int seal_settings(void)
{
	static struct settings settings;

	settings_begin(&settings);
	strcpy(settings.hostname, "gw.example");
	strcpy(settings.mark, "gw.example:mail-in");
	settings.who[PROC_INSIDE] =
		(struct identity){ geteuid() == 0, 65534, 65534 };
	return settings_seal(&settings);
}

static int begin(void **state)
{
	int fds[4], pairs[3][2];

	(void)state;
	fds[0] = seal_settings();
	for (int i = 0; i < 3; i++) {
		if (channel_open(pairs[i], 1 << 20) < 0)
			return -1;
		fds[i + 1] = pairs[i][1];
	}
	play.pid = fork();
	if (play.pid == 0) {
		int high[4];

		for (int i = 0; i < 4; i++)
			high[i] = fcntl(fds[i], F_DUPFD, 100);
		for (int i = 0; i < 4; i++)
			dup2(high[i], FD_SETTINGS + i);
		close_range(FD_SETTINGS + 4, ~0U, 0);
		_exit(inside_main());
	}
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	play.outside = pairs[0][0];
	play.transform = pairs[1][0];
	play.parent = pairs[2][0];
	play.hop = -1;
	play.keywords = "250-mx\r\n250 PIPELINING\r\n";
	return 0;
}

static int end(void **state)
{
	(void)state;
	kill(play.pid, SIGKILL);
	waitpid(play.pid, NULL, 0);
	close(play.outside);
	close(play.transform);
	close(play.parent);
	if (play.hop >= 0)
		close(play.hop);
	return 0;
}

/* ------ claims ------ */

static void a_right_message_goes_to_the_next_hop(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);
	uint8_t digest[DIGEST_LEN];
	const char *text;

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n");
	text = hop_hears("\r\n.\r\n");
	assert_memory_equal(text, "Received: by gw.example (sekisho)\r\n", 35);
	assert_non_null(strstr(text, "Content-Transfer-Encoding: base64\r\n"));
	hop_says("250 2.0.0 queued\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 250);
	/* what it was, for the log: less the final dot */
	assert_int_equal(play.done.size, strlen(text) - 3);
	digest_of(text, play.done.size, digest);
	assert_memory_equal(play.done.digest, digest, DIGEST_LEN);
	assert_string_equal(play.done.actions,
			    "attachments-removed links-defanged");
	/* and the connection is used again */
	open_transaction(ID + (1 << SLOT_BITS));
}

static void a_spoiled_message_never_reaches_the_next_hop(void **state)
{
	static const struct {
		const char *from, *to;
	} spoils[] = {
		{ "subject 12 お知らせ", "subject 9 a\r\nBcc: x" },
		{ "= 3 a\tb", "= 3 a\nb" },
		{ "= 3 a\tb", "= 3 \xe2\x80\xae" },
		{ "rcpt 17 y@town.example.jp\n", "" },
		{ "rcpt 17 y@", "rcpt 17 z@" },
		{ "rcpt 17 y@", "rcpt 17 evil@x\nrcpt 17 y@" },
		{ "sender 11 a@b.example", "sender 11 e@b.example" },
		{ "end 3 1 3", "end 3 1 2" },
		{ "end 3 1 3\n", "end 3 1 3\n.\r\nMAIL FROM:<e@e>\r\n" },
	};

	static char records[8192];
	uint32_t id = ID;

	(void)state;
	for (size_t i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
		const char *at = strstr(sample_records, spoils[i].from);
		size_t len;

		snprintf(records, sizeof(records), "%.*s%s%s",
			 (int)(at - sample_records), sample_records,
			 spoils[i].to, at + strlen(spoils[i].from));
		len = sample_write(stream, sizeof(stream), records);
		open_transaction(id);
		transform_says(id, stream, len);
		expect(play.outside, MESSAGE_DONE);
		assert_int_equal(play.answer.reason, ANSWER_REFUTED);
		assert_int_equal(play.answer.code, 451);
		/* the recipients are taken back, and nothing else is said */
		assert_string_equal(hop_hears("\r\n"), "RSET\r\n");
		hop_says("250 ok\r\n");
		assert_true(hop_hears_nothing());
		id += 1 << SLOT_BITS;
	}
}

static void a_refusal_of_the_next_hop_comes_back(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n");
	hop_hears("\r\n.\r\n");
	hop_says("552 5.2.2 full\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 552);
	assert_int_equal(play.answer.subject, 2);
}

static void a_next_hop_lost_before_its_250_is_a_451(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n");
	hop_hears("\r\n.\r\n");
	close(play.hop);
	play.hop = -1;
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.reason, ANSWER_NO_HOP);
	assert_int_equal(play.answer.code, 451);
}

static void a_next_hop_that_cannot_be_reached_is_a_451(void **state)
{
	(void)state;
	outside_opens(ID);
	expect(play.parent, MESSAGE_DIAL);
	assert_int_equal(
		channel_send(play.parent, MESSAGE_NOT_DIALLED, 0, NULL, 0, -1),
		0);
	expect(play.outside, MESSAGE_HOP);
	assert_true(play.smtputf8); /* nobody knows */
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.reason, ANSWER_NO_HOP);
}

/* Before anybody has sent anything. */
static void what_the_next_hop_offers_is_told(void **state)
{
	(void)state;
	dial();
	assert_false(play.smtputf8);
	hop_says("421 4.3.2 bye\r\n");
	close(play.hop);
	/* another time it is another server */
	outside_opens(ID);
	play.keywords = "250-mx\r\n250 SMTPUTF8\r\n";
	dial();
	assert_true(play.smtputf8);
}

static void smtputf8_is_passed_on(void **state)
{
	(void)state;
	play.keywords = "250-mx\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n";
	dial();
	outside_opens_with(ID, 1, "山田@b.example", "係@town.example.jp");
	assert_string_equal(hop_hears("jp>\r\n"),
			    "MAIL FROM:<山田@b.example> SMTPUTF8\r\n"
			    "RCPT TO:<係@town.example.jp>\r\n");
}

/* It may have been another server that offered it. */
static void what_the_next_hop_cannot_take_it_is_not_told(void **state)
{
	(void)state;
	dial();
	outside_opens_with(ID, 1, "山田@b.example", "x@town.example.jp");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 553);
	assert_int_equal(play.answer.subject, 6);
	assert_int_equal(play.answer.detail, 7);
	/* asked for, not needed: it goes without */
	outside_opens_with(ID + 1, 1, "a@b.example", "x@town.example.jp");
	assert_string_equal(hop_hears("jp>\r\n"),
			    "MAIL FROM:<a@b.example>\r\n"
			    "RCPT TO:<x@town.example.jp>\r\n");
}

static void a_transform_that_speaks_out_of_turn_ends_it(void **state)
{
	int status;

	(void)state;
	outside_opens(ID);
	dial();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	transform_says(ID, "x", 1); /* the recipient is not yet answered */
	assert_int_equal(waitpid(play.pid, &status, 0), play.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static void a_sister_s_nonsense_ends_it(void **state)
{
	int status;

	(void)state;
	assert_int_equal(
		channel_send(play.outside, MESSAGE_PLAIN, ID, NULL, 0, -1), 0);
	assert_int_equal(waitpid(play.pid, &status, 0), play.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_right_message_goes_to_the_next_hop),
		CASE(a_spoiled_message_never_reaches_the_next_hop),
		CASE(a_refusal_of_the_next_hop_comes_back),
		CASE(a_next_hop_lost_before_its_250_is_a_451),
		CASE(a_next_hop_that_cannot_be_reached_is_a_451),
		CASE(what_the_next_hop_offers_is_told),
		CASE(smtputf8_is_passed_on),
		CASE(what_the_next_hop_cannot_take_it_is_not_told),
		CASE(a_transform_that_speaks_out_of_turn_ends_it),
		CASE(a_sister_s_nonsense_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
