/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_test.c -- tests src/mail/inside*.c: a hostile transform and a next hop
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "privsep/channel.h"

#include "face.h"
#include "inside_lab.h"
#include "sample.h"

static char stream[8192];

static void a_right_message_goes_to_the_next_hop(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);
	uint8_t digest[DIGEST_LEN];
	const char *text;

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	text = hop_takes_message();
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
		is_refuted(id, sample_changed(records, sizeof(records),
					      spoils[i].from, spoils[i].to));
		id += 1 << SLOT_BITS;
	}
}

static void a_refusal_of_the_next_hop_comes_back(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_takes_message();
	hop_says("552 5.2.2 full\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 552);
	assert_int_equal(play.answer.subject, 2);
}

/* A long text: more than a connection holds. */
static size_t write_long(char *out, size_t size)
{
	static char records[1 << 20];
	size_t len = sizeof(SAMPLE_HEAD) - 1;

	memcpy(records, SAMPLE_HEAD, len);
	for (int i = 0; i < 500; i++)
		len += (size_t)snprintf(records + len, sizeof(records) - len,
					"= 900 %0900d\n", i);
	snprintf(records + len, sizeof(records) - len, "end 5 1 500\n");
	return sample_write(out, size, records);
}

/* It need not hear a message to its end to refuse it. */
static void a_refusal_in_the_middle_of_a_message_comes_back(void **state)
{
	static char text[1 << 20];

	(void)state;
	open_transaction(ID);
	transform_says(ID, text, write_long(text, sizeof(text)));
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n");
	assert_int_equal(
		poll(&(struct pollfd){ play.hop, POLLIN, 0 }, 1, 30000), 1);
	hop_says("552 5.3.4 too large\r\n");
	close(play.hop);
	play.hop = -1;
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 552);
}

/* The RCPT behind MAIL is never answered then. */
static void a_sender_refused_by_who_hangs_up_is_refused(void **state)
{
	(void)state;
	outside_opens(ID);
	dial();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("521 5.7.1 no\r\n");
	close(play.hop);
	play.hop = -1;
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 521);
}

static void a_next_hop_lost_before_its_250_is_a_451(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_takes_message();
	close(play.hop);
	play.hop = -1;
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.reason, ANSWER_NO_HOP);
	assert_int_equal(play.answer.code, 451);
}

/* RFC 5321 4.2: nothing answers what has not been said. */
static void a_yes_before_the_message_was_sent_is_a_451(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n250 2.0.0 queued\r\n");
	expect(play.outside, MESSAGE_DONE);
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

static void no_link(void)
{
	assert_int_equal(
		channel_send(play.parent, MESSAGE_NOT_DIALLED, 0, NULL, 0, -1),
		0);
}

/* Also who waits without a connection that is made for him. */
static void nobody_waits_for_a_next_hop_that_cannot_be_reached(void **state)
{
	(void)state;
	expect(play.parent, MESSAGE_DIAL);
	no_link();
	expect(play.outside, MESSAGE_HOP);
	for (uint32_t i = 0; i <= LIMIT_HOPS_OPEN; i++)
		outside_opens(ID + i);
	for (uint32_t i = 0; i < LIMIT_HOPS_OPEN; i++)
		expect(play.parent, MESSAGE_DIAL);
	for (uint32_t i = 0; i < LIMIT_HOPS_OPEN; i++)
		no_link();
	for (uint32_t i = 0; i <= LIMIT_HOPS_OPEN; i++)
		expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 451);
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

/* … and goes on with those that it can take. */
static void a_later_recipient_that_it_cannot_take_is_refused(void **state)
{
	(void)state;
	dial();
	outside_opens_with(ID, 1, "a@b.example", "x@town.example.jp");
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	outside_adds(ID, "係@town.example.jp");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 553);
	assert_true(hop_hears_nothing());
	outside_adds(ID, "y@town.example.jp");
	assert_string_equal(hop_hears("\r\n"),
			    "RCPT TO:<y@town.example.jp>\r\n");
}

/* The connection that took the first one is gone, another one is idle. */
static void
what_others_had_taken_is_answered_at_the_next_recipient(void **state)
{
	(void)state;
	play.keywords = "250-mx\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n";
	dial();
	outside_opens_with(ID, 1, "a@b.example", "係@town.example.jp");
	hop_hears("jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	close(play.hop);
	outside_opens(ID + 1);
	play.keywords = "250-mx\r\n250 PIPELINING\r\n";
	dial();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n550 no\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(
		channel_send(play.outside, MESSAGE_ABORT, ID + 1, NULL, 0, -1),
		0);
	hop_hears("RSET\r\n");
	hop_says("250 ok\r\n");
	assert_true(hop_hears_nothing());
	outside_adds(ID, "y@town.example.jp");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.reason, ANSWER_NO_HOP);
}

static void a_transform_that_speaks_out_of_turn_ends_it(void **state)
{
	(void)state;
	outside_opens(ID);
	dial();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	transform_says(ID, "x", 1); /* the recipient is not yet answered */
	face_has_ended(play.pid);
}

static void a_sister_s_nonsense_ends_it(void **state)
{
	(void)state;
	assert_int_equal(
		channel_send(play.outside, MESSAGE_PLAIN, ID, NULL, 0, -1), 0);
	face_has_ended(play.pid);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_right_message_goes_to_the_next_hop),
		CASE(a_spoiled_message_never_reaches_the_next_hop),
		CASE(a_refusal_of_the_next_hop_comes_back),
		CASE(a_refusal_in_the_middle_of_a_message_comes_back),
		CASE(a_sender_refused_by_who_hangs_up_is_refused),
		CASE(a_next_hop_lost_before_its_250_is_a_451),
		CASE(a_yes_before_the_message_was_sent_is_a_451),
		CASE(a_next_hop_that_cannot_be_reached_is_a_451),
		CASE(nobody_waits_for_a_next_hop_that_cannot_be_reached),
		CASE(what_the_next_hop_offers_is_told),
		CASE(smtputf8_is_passed_on),
		CASE(what_the_next_hop_cannot_take_it_is_not_told),
		CASE(a_later_recipient_that_it_cannot_take_is_refused),
		CASE(what_others_had_taken_is_answered_at_the_next_recipient),
		CASE(a_transform_that_speaks_out_of_turn_ends_it),
		CASE(a_sister_s_nonsense_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
