/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_client_test.c -- tests src/daemon/control/client.c: what
 * strangers may send, while somebody else goes on being served
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/control/control.h"

#include "control_lab.h"

/* The test's own user has a role only as root. */
static bool cannot(void)
{
	return geteuid() != 0;
}

static void send_raw(int client, const void *bytes, size_t len, const int *fds,
		     size_t n)
{
	union {
		struct cmsghdr head;
		uint8_t bytes[CMSG_SPACE(8 * sizeof(int))];
	} room = { 0 };

	static uint8_t copy[1 << 16];
	struct iovec part = { copy, len };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	memcpy(copy, bytes, len);
	if (n) {
		msg.msg_control = &room;
		msg.msg_controllen = CMSG_SPACE(n * sizeof(int));
		room.head.cmsg_level = SOL_SOCKET;
		room.head.cmsg_type = SCM_RIGHTS;
		room.head.cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(&room.head), fds, n * sizeof(int));
	}
	assert_int_equal(sendmsg(client, &msg, MSG_NOSIGNAL), len);
}

static void assert_dropped(const void *bytes, size_t len, const int *fds,
			   size_t n)
{
	int client = client_dial();
	struct told told;

	send_raw(client, bytes, len, fds, n);
	told = client_hear(client);
	assert_false(told.answered);
	assert_string_equal(told.said, "");
}

/* ------ bytes ------ */

static size_t good_packet(uint8_t *out, enum verb verb)
{
	const struct request request = { .verb = verb, .reason = "because" };

	memset(out, 0, PACKET_HEAD);
	out[1] = (uint8_t)verb;
	return PACKET_HEAD + request_pack(&request, out + PACKET_HEAD);
}

static void no_bytes_disturb_another_client(void **state)
{
	static uint8_t packet[1 << 16];
	size_t len;
	int other;

	(void)state;
	if (cannot())
		skip();
	other = client_dial();
	len = good_packet(packet, VERB_STATUS);
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
	packet[1] = VERB_MAIL_STATUS; /* that is a relay's */
	assert_dropped(packet, len, NULL, 0);
	packet[0] = ANSWER_DONE >> 8; /* an answer is no request */
	packet[1] = ANSWER_DONE & 255;
	assert_dropped(packet, len, NULL, 0);
	good_packet(packet, VERB_STATUS);
	assert_dropped(packet, PACKET_HEAD + REQUEST_MAX + 1, NULL, 0);
	assert_dropped(packet, sizeof(packet), NULL, 0);
	assert_true(engine_hears_nothing());
	client_assert_served(other);
}

static void random_bytes_disturb_nobody(void **state)
{
	const size_t texts = PACKET_HEAD + 3 * 4;
	uint8_t packet[256];
	int other;

	(void)state;
	if (cannot())
		skip();
	other = client_dial();
	srandom(1);
	for (int i = 0; i < 500; i++) {
		size_t len = good_packet(packet, VERB_STATUS);

		/* Bytes of no character, in the lengths and the texts. */
		for (int k = 0; k < 3; k++)
			packet[texts + (size_t)random() % (len - texts)] =
				(uint8_t)(random() | 0xf8);
		assert_dropped(packet, len, NULL, 0);
	}
	client_assert_served(other);
}

/* ------ descriptors ------ */

static int sealed_with(int seals, off_t len)
{
	int fd = memfd_create("test", MFD_ALLOW_SEALING);

	assert_int_equal(ftruncate(fd, len), 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	return fd;
}

static void no_descriptor_disturbs_another_client(void **state)
{
	const int seals =
		F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	uint8_t apply[256], status[256];
	size_t len, before;
	int other, ends[2], fds[16];

	(void)state;
	if (cannot())
		skip();
	other = client_dial();
	client_assert_served(client_dial());
	before = lab_count_fds();
	len = good_packet(apply, VERB_APPLY);
	good_packet(status, VERB_STATUS);
	assert_int_equal(pipe(ends), 0);
	fds[0] = memfd_create("test", MFD_ALLOW_SEALING);
	fds[1] = memfd_create("test", 0);
	fds[2] = sealed_with(seals & ~F_SEAL_WRITE, 10);
	fds[3] = sealed_with(seals & ~F_SEAL_GROW, 10);
	fds[4] = sealed_with(seals & ~F_SEAL_SHRINK, 10);
	fds[5] = sealed_with(seals & ~F_SEAL_SEAL, 10);
	fds[6] = sealed_with(seals, REQUEST_FD_MAX + 1);
	fds[7] = ends[0];
	fds[8] = open("/dev/zero", O_RDWR);
	fds[9] = open("/proc/self/exe", O_RDONLY);
	fds[10] = open("/proc/self", O_RDONLY | O_DIRECTORY);
	fds[11] = dup(other);
	fds[12] = open("/proc/self/fd/6", O_PATH);
	for (int i = 0; i < 13; i++) {
		assert_true(fds[i] >= 0);
		assert_dropped(apply, len, &fds[i], 1);
	}
	fds[13] = sealed_with(seals, 10);
	assert_dropped(apply, len, NULL, 0);
	assert_dropped(status, len, &fds[13], 1);
	for (size_t n = 2; n <= 4; n++) {
		fds[14] = fds[15] = fds[13];
		assert_dropped(apply, len, &fds[12], n);
		assert_dropped(status, len, &fds[12], n);
	}
	assert_dropped("", 0, &fds[13], 1);
	assert_true(engine_hears_nothing());
	assert_int_equal(lab_count_fds(), before);
	for (int i = 0; i < 14; i++)
		close(fds[i]);
	close(ends[1]);
	client_assert_served(other);
}

static void the_largest_sealed_text_is_passed_on(void **state)
{
	int client, fd;
	struct asked asked;

	(void)state;
	if (cannot())
		skip();
	fd = sealed_with(F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW |
				 F_SEAL_WRITE,
			 REQUEST_FD_MAX);
	client = client_dial();
	client_send(client, VERB_PLAN, fd);
	close(fd);
	parent_name("root");
	asked = engine_hear();
	assert_int_equal(lseek(asked.fd, 0, SEEK_END), REQUEST_FD_MAX);
	close(asked.fd);
	engine_done(asked.id, 0);
	assert_int_equal(client_hear(client).status, 0);
}

#define lab_test(f) cmocka_unit_test_setup_teardown(f, lab_open, lab_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		lab_test(no_bytes_disturb_another_client),
		lab_test(random_bytes_disturb_nobody),
		lab_test(no_descriptor_disturbs_another_client),
		lab_test(the_largest_sealed_text_is_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
