/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_held_test.c -- tests src/mail/inside*.c: references, and the notice of
 * what is held
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "privsep/channel.h"

#include "face.h"
#include "inside_lab.h"
#include "sample.h"

static const struct reference kept_as = { 20261121, 7 };

static char stream[8192];

static void outside_tells_reference(uint32_t id)
{
	uint8_t body[REFERENCE_LEN];
	struct pack pack = { body, body + sizeof(body), false };

	pack_reference(&pack, &kept_as);
	assert_int_equal(channel_send(play.outside, MESSAGE_REFERENCE, id, body,
				      sizeof(body), -1),
			 0);
}

static void outside_wants_notice(uint32_t id, enum held_why why)
{
	const uint8_t body[5] = { (uint8_t)why, 0, 0, 0x30, 0x39 };

	assert_int_equal(channel_send(play.outside, MESSAGE_NOTICE, id, body,
				      sizeof(body), -1),
			 0);
}

/* ------ claims ------ */

static void the_reference_stands_in_the_message(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);
	char text[REFERENCE_TEXT], field[64];
	int status;

	(void)state;
	snprintf(field, sizeof(field), "\r\nX-Sekisho-Reference: %s\r\n",
		 reference_text(text, &kept_as));
	open_transaction(ID);
	/* It looks late, and at the transform first. */
	kill(play.pid, SIGSTOP);
	assert_int_equal(waitpid(play.pid, &status, WUNTRACED), play.pid);
	transform_says(ID + (99 << SLOT_BITS), "", 0); /* nobody's */
	outside_tells_reference(ID);
	transform_says(ID, stream, len);
	kill(play.pid, SIGCONT);
	assert_non_null(strstr(hop_takes_message(), field));
}

static void a_notice_goes_out_in_the_message_s_place(void **state)
{
	uint8_t digest[DIGEST_LEN];
	const char *text;

	(void)state;
	open_transaction(ID);
	outside_tells_reference(ID);
	outside_wants_notice(ID, HELD_TOO_DEEP);
	text = hop_takes_message();
	assert_non_null(strstr(text, "\r\nX-Sekisho-Sanitized: held\r\n"));
	hop_says("250 2.0.0 queued\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 250);
	assert_int_equal(play.done.size, strlen(text) - 3);
	digest_of(text, play.done.size, digest);
	assert_memory_equal(play.done.digest, digest, DIGEST_LEN);
}

static void a_notice_that_is_refused_comes_back(void **state)
{
	(void)state;
	open_transaction(ID);
	outside_tells_reference(ID);
	outside_wants_notice(ID, HELD_TOO_DEEP);
	hop_takes_message();
	hop_says("452 4.2.2 full\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 452);
}

/* What the next hop takes must not come twice. */
static void without_its_transform_it_still_has_the_last_word(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_takes_message();
	shutdown(play.transform, SHUT_RDWR);
	outside_opens(ID + 1); /* it has heard of both: */
	expect(play.parent, MESSAGE_DIAL);
	hop_says("250 2.0.0 queued\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 250);
	/* and without the outside it ends */
	shutdown(play.outside, SHUT_RDWR);
	face_has_ended(play.pid);
}

static void a_notice_of_nothing_ends_it(void **state)
{
	(void)state;
	open_transaction(ID);
	outside_wants_notice(ID, HELD_TOO_DEEP); /* without a reference */
	face_has_ended(play.pid);
	end(NULL);
	begin(NULL);
	open_transaction(ID);
	outside_tells_reference(ID);
	outside_wants_notice(ID, HELD_NOT);
	face_has_ended(play.pid);
	end(NULL);
	begin(NULL);
	open_transaction(ID);
	outside_tells_reference(ID);
	outside_wants_notice(ID, N_HELD_WHYS);
	face_has_ended(play.pid);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_reference_stands_in_the_message),
		CASE(a_notice_goes_out_in_the_message_s_place),
		CASE(a_notice_that_is_refused_comes_back),
		CASE(without_its_transform_it_still_has_the_last_word),
		CASE(a_notice_of_nothing_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
