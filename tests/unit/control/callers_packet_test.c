/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callers_packet_test.c -- tests src/control/callers.c: what strangers may send
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/packet.h"

#include "callers_lab.h"
#include "descriptors.h"

enum {
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
};

/* ------ bytes ------ */

static size_t good_packet(uint8_t *out, enum verb verb)
{
	const struct request request = { .verb = verb, .reason = "because" };

	memset(out, 0, PACKET_HEAD);
	out[1] = (uint8_t)verb;
	return PACKET_HEAD + request_pack(&request, out + PACKET_HEAD);
}

/* Nobody is left, and it was told nothing. */
static void assert_dropped(const void *bytes, size_t len, const int *fds,
			   size_t n)
{
	const int caller = call();

	descriptors_send(caller, bytes, len, fds, n);
	assert_null(hear_all());
	assert_int_equal(answered(caller), -1);
	assert_string_equal(said, "");
	assert_int_equal(count(), 0);
	close(caller);
}

static void a_whole_request_is_the_programs_to_answer(void **state)
{
	const int caller = call();
	struct caller *asked;
	int policy;

	(void)state;
	policy = memfd_create("test", MFD_ALLOW_SEALING);
	assert_int_equal(ftruncate(policy, REQUEST_FD_MAX), 0);
	assert_int_equal(fcntl(policy, F_ADD_SEALS, SEALS), 0);
	asked = ask(caller, VERB_APPLY, policy);
	close(policy);
	assert_non_null(asked);
	assert_int_equal(asked->asker.uid, 0);
	assert_int_equal(asked->asker.pid, getpid());
	assert_int_equal(asked->request.verb, VERB_APPLY);
	assert_string_equal(asked->request.reason, "because");
	assert_int_equal(lseek(asked->attached, 0, SEEK_END), REQUEST_FD_MAX);
	asked->state = CALLER_WAITING;
	caller_said(&callers, asked, "one", 3);
	assert_int_equal(answered(caller), -2);
	assert_string_equal(said, "one");
	caller_done(&callers, asked, 1, -1);
	assert_int_equal(answered(caller), 1);
	assert_int_equal(answered(caller), -1);
	assert_int_equal(count(), 0);
	close(caller);
}

static void whoever_says_anything_else_is_dropped(void **state)
{
	static uint8_t packet[1 << 16];
	size_t len = good_packet(packet, VERB_STATUS);

	(void)state;
	for (size_t cut = 0; cut < len; cut++)
		assert_dropped(packet, cut, NULL, 0);
	assert_dropped(packet, len + 1, NULL, 0);
	for (size_t at = 0; at < PACKET_HEAD; at++) {
		good_packet(packet, VERB_STATUS);
		packet[at] ^= 0x80;
		assert_dropped(packet, len, NULL, 0);
	}
	good_packet(packet, VERB_STATUS);
	packet[1] = N_VERBS;
	assert_dropped(packet, len, NULL, 0);
	packet[0] = ANSWER_DONE >> 8; /* an answer is no request */
	packet[1] = ANSWER_DONE & 255;
	assert_dropped(packet, len, NULL, 0);
	good_packet(packet, VERB_STATUS);
	assert_dropped(packet, PACKET_HEAD + REQUEST_MAX + 1, NULL, 0);
	assert_dropped(packet, sizeof(packet), NULL, 0);
}

static void random_bytes_end_at_most_their_sender(void **state)
{
	const size_t texts = PACKET_HEAD + 3 * 4;
	uint8_t packet[256];

	(void)state;
	srandom(1);
	for (int i = 0; i < 500; i++) {
		size_t len = good_packet(packet, VERB_STATUS);

		/* Bytes of no character, in the lengths and the texts. */
		for (int k = 0; k < 3; k++)
			packet[texts + (size_t)random() % (len - texts)] =
				(uint8_t)(random() | 0xf8);
		assert_dropped(packet, len, NULL, 0);
	}
}

static void a_relay_and_the_daemon_have_verbs_of_their_own(void **state)
{
	static struct callers_rules of_mail;
	uint8_t packet[256];
	size_t len = good_packet(packet, VERB_MAIL_HELD);
	int caller;

	(void)state;
	assert_dropped(packet, len, NULL, 0);
	of_mail = *callers.rules;
	of_mail.mail = true;
	callers.rules = &of_mail;
	caller = call();
	assert_non_null(ask(caller, VERB_MAIL_HELD, -1));
	callers_refuse_all(&callers, "enough");
	close(caller);
	len = good_packet(packet, VERB_STATUS);
	assert_dropped(packet, len, NULL, 0);
}

static void a_second_request_is_out_of_turn(void **state)
{
	const int caller = call();

	(void)state;
	ask(caller, VERB_STATUS, -1)->state = CALLER_NAMELESS;
	assert_null(ask(caller, VERB_STATUS, -1));
	assert_int_equal(answered(caller), -1);
	assert_int_equal(count(), 0);
	close(caller);
}

/* ------ descriptors ------ */

static int sealed_with(int seals, off_t len)
{
	int fd = memfd_create("test", MFD_ALLOW_SEALING);

	assert_int_equal(ftruncate(fd, len), 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	return fd;
}

static void only_one_sealed_descriptor_is_taken_and_none_is_kept(void **state)
{
	const size_t before = descriptors_open();
	uint8_t apply[256], status[256];
	const size_t len = good_packet(apply, VERB_APPLY);
	int ends[2], fds[16];

	(void)state;
	good_packet(status, VERB_STATUS);
	assert_int_equal(pipe(ends), 0);
	fds[0] = memfd_create("test", MFD_ALLOW_SEALING);
	fds[1] = memfd_create("test", 0);
	fds[2] = sealed_with(SEALS & ~F_SEAL_WRITE, 10);
	fds[3] = sealed_with(SEALS & ~F_SEAL_GROW, 10);
	fds[4] = sealed_with(SEALS & ~F_SEAL_SHRINK, 10);
	fds[5] = sealed_with(SEALS & ~F_SEAL_SEAL, 10);
	fds[6] = sealed_with(SEALS, REQUEST_FD_MAX + 1);
	fds[7] = ends[0];
	fds[8] = open("/dev/zero", O_RDWR);
	fds[9] = open("/proc/self/exe", O_RDONLY);
	fds[10] = open("/proc/self", O_RDONLY | O_DIRECTORY);
	fds[11] = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	fds[12] = open("/proc/self/fd/0", O_PATH);
	fds[13] = sealed_with(SEALS, 10);
	for (int i = 0; i < 13; i++) {
		assert_true(fds[i] >= 0);
		assert_dropped(apply, len, &fds[i], 1);
	}
	assert_dropped(apply, len, NULL, 0);
	assert_dropped(status, len, &fds[13], 1);
	for (size_t n = 2; n <= 4; n++) {
		fds[14] = fds[15] = fds[13];
		assert_dropped(apply, len, &fds[12], n);
		assert_dropped(status, len, &fds[12], n);
	}
	assert_dropped("", 0, &fds[13], 1);
	for (int i = 0; i < 14; i++)
		close(fds[i]);
	close(ends[1]);
	assert_int_equal(descriptors_open(), before);
}

static void what_came_with_a_request_goes_with_its_caller(void **state)
{
	const size_t before = descriptors_open();
	const int caller = call(), policy = sealed_with(SEALS, 10);

	(void)state;
	assert_non_null(ask(caller, VERB_PLAN, policy));
	close(caller);
	close(policy);
	assert_null(hear_all());
	assert_int_equal(descriptors_open(), before);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, lab_begin, lab_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_whole_request_is_the_programs_to_answer),
		CASE(whoever_says_anything_else_is_dropped),
		CASE(random_bytes_end_at_most_their_sender),
		CASE(a_relay_and_the_daemon_have_verbs_of_their_own),
		CASE(a_second_request_is_out_of_turn),
		CASE(only_one_sealed_descriptor_is_taken_and_none_is_kept),
		CASE(what_came_with_a_request_goes_with_its_caller),
	};

	if (geteuid() != 0) {
		puts("1..0 # SKIP root, who has a role everywhere");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
