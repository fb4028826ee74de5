/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_test.c -- the verify process, jailed, with signatures that
 * ssh-keygen(1) made
 */
#include "daemon/verify/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "daemon/messages.h"

#include "verify_lab.h"

static void a_good_signature_names_its_signer(void **state)
{
	static const char *const names[] = { "佐藤", "伊藤 *" };
	struct lab *lab = *state;

	for (int i = 0; i < 2; i++) {
		char name[4] = { 's', (char)('0' + i) };
		char fingerprint[128];

		if (!lab_ask_about(lab, name))
			fail_msg("%s", lab->answer);
		assert_string_equal(lab->answer, names[i]);
		name[0] = 'f';
		lab_read(lab, name, fingerprint, sizeof(fingerprint));
		fingerprint[strcspn(fingerprint, "\n")] = '\0';
		assert_string_equal(lab->answer + strlen(names[i]) + 1,
				    fingerprint);
	}
}

static void one_changed_byte_is_another_text(void **state)
{
	struct lab *lab = *state;
	char text[] = TEXT;

	assert_false(lab_ask_about(lab, "altered"));
	assert_refused(lab, "over another text");
	lab->request.text = text;
	for (size_t i = 0; i < strlen(TEXT); i += 7) {
		text[i] ^= 1;
		assert_false(lab_ask_about(lab, "s0"));
		assert_refused(lab, "over another text");
		text[i] ^= 1;
	}
	assert_true(lab_ask_about(lab, "s0"));
	lab->request.text_len--;
	assert_false(lab_ask(lab));
	assert_refused(lab, "over another text");
	lab->request.text_len = 0;
	assert_false(lab_ask(lab));
}

static void a_signature_for_another_purpose_is_refused(void **state)
{
	struct lab *lab = *state;

	assert_false(lab_ask_about(lab, "other"));
	assert_refused(lab, "for another purpose");
}

static void a_key_that_is_no_approvers_is_refused(void **state)
{
	struct lab *lab = *state;

	assert_false(lab_ask_about(lab, "s3"));
	assert_refused(lab, "no approver's");
	/* The same key, once it is none any more. */
	lab->request.keys[0] = lab->request.keys[2];
	lab->request.n_keys = 2;
	assert_false(lab_ask_about(lab, "s0"));
	assert_refused(lab, "no approver's");
	lab->request.n_keys = 0;
	assert_false(lab_ask(lab));
	assert_refused(lab, "there are no approvers");
}

static void garbage_is_no_signature(void **state)
{
	static const char *const texts[] = {
		"",
		"x",
		"-----BEGIN SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n"
		"-----END SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\n!!!!\n"
		"-----END SSH SIGNATURE-----\n",
	};
	struct lab *lab = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		snprintf(lab->signature, sizeof(lab->signature), "%s",
			 texts[i]);
		lab->request.signature_len = strlen(texts[i]);
		assert_false(lab_ask(lab));
		assert_refused(lab, "no SSH signature");
	}
	(void)memset(lab->signature, 0xff, VERIFY_SIGNATURE_MAX);
	lab->request.signature_len = VERIFY_SIGNATURE_MAX;
	assert_false(lab_ask(lab));
	assert_refused(lab, "no SSH signature");
	/* … and the process is as good as before. */
	assert_true(lab_ask_about(lab, "s0"));
}

static void what_is_too_long_is_not_even_asked(void **state)
{
	struct lab *lab = *state;

	lab->request.signature_len = VERIFY_SIGNATURE_MAX + 1;
	assert_int_equal(verify_seal(&lab->request), -E2BIG);
	lab->request.signature_len = 1;
	lab->request.text_len = (size_t)CHANGE_TEXT_MAX + 1;
	assert_int_equal(verify_seal(&lab->request), -E2BIG);
	lab->request.text_len = 1;
	lab->request.n_keys = LIMIT_APPROVERS + 1;
	assert_int_equal(verify_seal(&lab->request), -E2BIG);
}

static void a_long_text_is_verified_in_time(void **state)
{
	struct lab *lab = *state;
	_cleanup_(freep) char *text = calloc(CHANGE_TEXT_MAX, 1);

	lab->request.text = text;
	lab->request.text_len = CHANGE_TEXT_MAX;
	assert_false(lab_ask_about(lab, "s0"));
	assert_refused(lab, "over another text");
}

/* What it must not: 0, or which of them it could. */
static int try_all(void)
{
	struct identity who = { geteuid() == 0, 65534, 65534 };

	if (jail_leave_network() < 0 || jail_enter(&verify_row, &who) < 0)
		return 1;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || errno != EACCES)
		return 2;
	if (open("/proc/self/maps", O_RDONLY | O_CLOEXEC) >= 0)
		return 3;
	if (open("/dev/shm/verify-test", O_CREAT | O_WRONLY, 0600) >= 0)
		return 4;
	if (open("/tmp", O_RDONLY | O_DIRECTORY) >= 0)
		return 5;
	return open("/etc/passwd", O_RDWR) >= 0 ? 6 : 0;
}

static void it_opens_no_file_and_no_socket(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0)
		_exit(try_all());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static bool take_pong(void *arg, struct message *message)
{
	(void)arg;
	return message->id == 5;
}

static void it_answers_its_parent(void **state)
{
	static const struct accept pong[] = {
		{ MESSAGE_PONG, false, 0, 0, take_pong },
	};
	struct lab *lab = *state;

	assert_int_equal(
		channel_send(lab->parent, MESSAGE_PING, 5, NULL, 0, -1), 0);
	lab_wait(lab->parent);
	assert_int_equal(channel_serve(lab->parent, pong, 1, NULL), CHANNEL_OK);
}

static void a_peer_that_does_not_keep_to_the_grammar_ends_it(void **state)
{
	struct lab *lab = *state;
	struct pollfd hangup = { .fd = lab->engine, .events = POLLIN };
	int fd = sealed_make("\0\0\0\1", 4);

	channel_send(lab->engine, MESSAGE_VERIFY, 77, NULL, 0, fd);
	close(fd);
	assert_int_equal(poll(&hangup, 1, 30000), 1);
	assert_int_equal(channel_serve(lab->engine, verify_answers, 2, lab),
			 CHANNEL_GONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, lab_begin, lab_end)
	const struct CMUnitTest tests[] = {
		TEST(a_good_signature_names_its_signer),
		TEST(one_changed_byte_is_another_text),
		TEST(a_signature_for_another_purpose_is_refused),
		TEST(a_key_that_is_no_approvers_is_refused),
		TEST(garbage_is_no_signature),
		TEST(what_is_too_long_is_not_even_asked),
		TEST(a_long_text_is_verified_in_time),
		cmocka_unit_test(it_opens_no_file_and_no_socket),
		TEST(it_answers_its_parent),
		TEST(a_peer_that_does_not_keep_to_the_grammar_ends_it),
	};

	return cmocka_run_group_tests(tests, lab_make, lab_remove);
}
