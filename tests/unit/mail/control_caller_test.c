/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_caller_test.c -- tests src/mail/control/caller.c
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "control/packet.h"
#include "mail/control/control.h"
#include "mail/messages.h"
#include "mail/procs.h"
#include "privsep/channel.h"

#include "answered.h"

static struct control control;
/* The sisters' ends of control's channels. */
static int outside, store, parent;

static int put_channel(int number)
{
	int ends[2];

	if (channel_open(ends, 1 << 20) < 0 || dup2(ends[0], number) < 0)
		return -1;
	close(ends[0]);
	return fcntl(ends[1], F_DUPFD_CLOEXEC, 100) < 0 ? -1 : ends[1];
}

static int begin(void **state)
{
	(void)state;
	for (int fd = 3; fd < 40; fd++)
		close(fd);
	/* So that what is opened next is none of the numbers. */
	for (int fd = 3; fd < 20; fd++)
		if (open("/dev/null", O_RDONLY | O_CLOEXEC) != fd)
			return -1;
	memset(&control, 0, sizeof(control));
	memset(control.settings.groups, 0xff, sizeof(control.settings.groups));
	control.settings.keep_days = 30;
	strcpy(control.settings.mark, "gw:mail-in");
	control_begin(&control);
	outside = put_channel(FD_CONTROL_OUTSIDE);
	store = put_channel(FD_CONTROL_STORE);
	parent = put_channel(FD_CONTROL_PARENT);
	return outside < 0 || store < 0 || parent < 0;
}

static int end(void **state)
{
	(void)state;
	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		if (control.places[i].id)
			close(control.places[i].fd);
	return 0;
}

/* ------ a caller ------ */

static int call(void)
{
	int ends[2];

	assert_int_equal(
		socketpair(AF_UNIX,
			   SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
			   ends),
		0);
	callers_admit(&control.callers, ends[0]);
	return ends[1];
}

static void hear_all(void)
{
	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		if (control.places[i].id &&
		    callers_hear(&control.callers, &control.places[i]))
			control_take(&control, &control.places[i]);
}

static size_t callers(void)
{
	size_t n = 0;

	for (size_t i = 0; i < CONTROL_CALLERS; i++)
		n += control.places[i].id != 0;
	return n;
}

static void ask(int caller, enum verb verb, const char *word,
		const char *reason)
{
	struct request request = { .verb = verb };
	uint8_t body[REQUEST_MAX];

	strcpy(request.word, word);
	strcpy(request.reason, reason);
	assert_int_equal(packet_send(caller, (uint16_t)verb, 0, body,
				     request_pack(&request, body), -1),
			 0);
	hear_all();
}

/* What a sister has been sent: its type, 0 for nothing. */
static uint16_t sent(int sister, uint8_t *buf, struct packet *out)
{
	if (packet_receive(sister, buf, PACKET_HEAD + PACKET_BODY, out) !=
	    PACKET_OK)
		return 0;
	return out->type;
}

static bool nobody_was_asked(void)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	struct packet packet;

	return !sent(outside, buf, &packet) && !sent(store, buf, &packet) &&
	       !sent(parent, buf, &packet);
}

/* ------ claims ------ */

static void the_store_is_asked_with_the_name_that_the_parent_told(void **state)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	const int caller = call();
	struct request request;
	struct packet packet;
	struct asker asker;

	(void)state;
	ask(caller, VERB_MAIL_FIND, "20261121-000123-2", "why");
	assert_int_equal(sent(store, buf, &packet), 0);
	assert_int_equal(sent(parent, buf, &packet), MESSAGE_ASK_NAME);
	assert_int_equal(packet.body_len, 8);
	assert_int_equal(control.places[0].state, CALLER_NAMELESS);
	control.places[0].asker.uid = 1000;
	strcpy(control.places[0].asker.name, "suzuki");
	control_named(&control, &control.places[0]);
	assert_int_equal(sent(store, buf, &packet), VERB_MAIL_FIND);
	assert_int_equal(packet.id, control.places[0].id);
	assert_true(asker_unpack(packet.body, &asker));
	assert_string_equal(asker.name, "suzuki");
	assert_true(request_unpack(packet.type, packet.body + ASKER_LEN,
				   packet.body_len - ASKER_LEN, &request));
	assert_string_equal(request.reason, "why");
	assert_int_equal(answered_to(caller, NULL, 0), -2);
	caller_done(&control.callers, &control.places[0], 1, -1);
	assert_int_equal(answered_to(caller, NULL, 0), 1);
	assert_int_equal(callers(), 0);
	close(caller);
}

static void a_status_waits_for_both_halves_and_no_name(void **state)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	struct packet packet;

	(void)state;
	for (int store_first = 0; store_first < 2; store_first++) {
		const int caller = call();
		struct caller *asked = &control.places[0];

		ask(caller, VERB_MAIL_STATUS, "", "");
		assert_int_equal(sent(parent, buf, &packet), 0);
		assert_int_equal(sent(outside, buf, &packet), MESSAGE_STATUS);
		assert_int_equal(sent(store, buf, &packet), MESSAGE_STATUS);
		control_have(&control, asked->id,
			     store_first ? WANTS_STORE : WANTS_TALLY);
		assert_int_equal(answered_to(caller, NULL, 0), -2);
		control_have(&control, asked->id,
			     store_first ? WANTS_TALLY : WANTS_STORE);
		assert_int_equal(answered_to(caller, NULL, 0), 0);
		close(caller);
	}
}

static void without_a_store_there_is_nothing_to_find(void **state)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	struct packet packet;
	int caller = call();

	(void)state;
	control.settings.keep_days = 0;
	ask(caller, VERB_MAIL_FIND, "20261121-000123-2", "");
	assert_int_equal(answered_to(caller, NULL, 0), 1);
	assert_true(nobody_was_asked());
	close(caller);
	caller = call();
	ask(caller, VERB_MAIL_STATUS, "", "");
	assert_int_equal(sent(outside, buf, &packet), MESSAGE_STATUS);
	assert_int_equal(sent(store, buf, &packet), 0);
	close(caller);
}

static void the_daemons_verbs_are_not_a_relays(void **state)
{
	const int caller = call();

	(void)state;
	ask(caller, VERB_STATUS, "", "");
	assert_int_equal(answered_to(caller, NULL, 0), -1);
	assert_true(nobody_was_asked());
	close(caller);
}

static void half_a_status_is_nothing_to_another(void **state)
{
	const int caller = call();

	(void)state;
	ask(caller, VERB_MAIL_HELD, "", "");
	control_have(&control, control.places[0].id, WANTS_TALLY);
	control_have(&control, control.places[0].id + 1, WANTS_STORE);
	assert_int_equal(answered_to(caller, NULL, 0), -2);
	close(caller);
}

/* Who looks for mail and goes away: the store need not go on. */
static void the_store_is_told_that_nobody_waits_for_its_search(void **state)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	const int caller = call();
	struct request request = {
		.verb = VERB_MAIL_SEARCH,
		.terms = { .from = "taro@example.jp" },
	};
	uint8_t body[REQUEST_MAX];
	struct packet packet;
	uint32_t id;

	(void)state;
	assert_int_equal(packet_send(caller, VERB_MAIL_SEARCH, 0, body,
				     request_pack(&request, body), -1),
			 0);
	hear_all();
	assert_int_equal(sent(parent, buf, &packet), MESSAGE_ASK_NAME);
	strcpy(control.places[0].asker.name, "suzuki");
	control_named(&control, &control.places[0]);
	assert_int_equal(sent(store, buf, &packet), VERB_MAIL_SEARCH);
	id = packet.id;
	close(caller);
	hear_all();
	assert_int_equal(callers(), 0);
	assert_int_equal(sent(store, buf, &packet), MESSAGE_FORGET);
	assert_int_equal(packet.id, id);
}

static void what_makes_no_sense_is_usage_and_asks_nobody(void **state)
{
	static const struct {
		enum verb verb;
		const char *word, *reason;
	} cases[] = {
		{ VERB_MAIL_FIND, "20261121-000123-3", "" },
		{ VERB_MAIL_FIND, "", "" },
		{ VERB_MAIL_FETCH, "../../etc/passwd", "" },
		{ VERB_MAIL_RELEASE, "20261121-000123-2", "" },
		{ VERB_MAIL_DELETE, "20261121-000123-2", "" },
		{ VERB_MAIL_RELEASE, "20261121-000123-2", " \u3000" },
		{ VERB_MAIL_SEARCH, "", "" }, /* of nobody's mail */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const int caller = call();

		ask(caller, cases[i].verb, cases[i].word, cases[i].reason);
		assert_int_equal(answered_to(caller, NULL, 0), 2);
		assert_true(nobody_was_asked());
		close(caller);
	}
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_store_is_asked_with_the_name_that_the_parent_told),
		CASE(a_status_waits_for_both_halves_and_no_name),
		CASE(without_a_store_there_is_nothing_to_find),
		CASE(the_daemons_verbs_are_not_a_relays),
		CASE(half_a_status_is_nothing_to_another),
		CASE(the_store_is_told_that_nobody_waits_for_its_search),
		CASE(what_makes_no_sense_is_usage_and_asks_nobody),
	};

	if (geteuid() != 0) {
		puts("1..0 # SKIP root, who has a role everywhere");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
