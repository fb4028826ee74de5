/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_sister_test.c -- tests src/mail/outside/hear.c: sisters that are gone, or
 * were taken over
 */
#include <string.h>
#include <sys/socket.h>

#include "face.h"
#include "outside_lab.h"

static void a_store_that_is_gone_puts_off_and_ends_it(void **state)
{
	(void)state;
	bring_message();
	expect(play.store, MESSAGE_KEEP);
	shutdown(play.store, SHUT_RDWR);
	peer_is_told("451 4.3.2 ");
	has_ended();
}

/* What the next hop has taken must not come twice. */
static void the_inside_has_the_last_word(void **state)
{
	uint32_t id;

	(void)state;
	id = send_message();
	shutdown(play.store, SHUT_RDWR);
	shutdown(play.zygote, SHUT_RDWR);
	inside_is_done(id, 250);
	peer_is_told("250 2.2.0 ");
	has_ended();
}

static void a_sister_that_speaks_out_of_turn_ends_it(void **state)
{
	static const uint8_t reference[REFERENCE_LEN] = { 0x01, 0x35, 0x28,
							  0x91, 0,    0,
							  0,    7 };

	static const struct {
		uint16_t type;
		const void *body;
		size_t len;
	} cases[] = {
		{ MESSAGE_HELD, NULL, 0 },
		{ MESSAGE_NOT_HELD, NULL, 0 },
		{ MESSAGE_KEPT, reference, 8 }, /* again */
		{ MESSAGE_KEPT, "\0\0\0\0\0\0\0\0", 8 },
		{ MESSAGE_NOT_KEPT, "\0", 1 }, /* "the hop said so" */
		{ MESSAGE_DONE, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t id = send_message();

		say(play.store, cases[i].type, id, cases[i].body, cases[i].len);
		peer_is_told("451 4.3.2 ");
		has_ended();
		end(NULL);
		begin(NULL);
	}
}

static void a_sister_s_nonsense_ends_it(void **state)
{
	static const struct {
		bool inside;
		uint16_t type;
		uint8_t body[ANSWER_BODY];
		size_t len;
	} cases[] = {
		{ false, MESSAGE_FAILED, { ANSWER_HOP, HELD_NOT }, 2 },
		{ false, MESSAGE_FAILED, { ANSWER_HELD, HELD_NOT }, 2 },
		{ false, MESSAGE_FAILED, { ANSWER_TRANSFORM, N_HELD_WHYS }, 2 },
		{ true, MESSAGE_RCPT_ANSWER, { 0xff }, ANSWER_BODY },
		{ true, MESSAGE_DONE, { 0xff }, ANSWER_BODY },
		{ true, MESSAGE_HOP, { 2 }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		/* … also about a transaction that is no more */
		send_message();
		say(cases[i].inside ? play.inside : play.zygote, cases[i].type,
		    0, cases[i].body, cases[i].len);
		peer_is_told("451 4.3.2 ");
		has_ended();
		end(NULL);
		begin(NULL);
	}
}

static bool offers_utf8(void)
{
	connect_peer();
	peer_says("EHLO x\r\nNOOP\r\n");
	return strstr(face_hears(play.peer, "250 2.0.0 here\r\n"),
		      "SMTPUTF8") != NULL;
}

/* What the next hop cannot take nobody shall bring. */
static void utf8_is_offered_where_the_next_hop_does(void **state)
{
	(void)state;
	say(play.inside, MESSAGE_HOP, 0, "\1", 1);
	assert_true(offers_utf8());
	say(play.inside, MESSAGE_HOP, 0, "\0", 1);
	assert_false(offers_utf8());
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_store_that_is_gone_puts_off_and_ends_it),
		CASE(the_inside_has_the_last_word),
		CASE(a_sister_that_speaks_out_of_turn_ends_it),
		CASE(a_sister_s_nonsense_ends_it),
		CASE(utf8_is_offered_where_the_next_hop_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
