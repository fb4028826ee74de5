/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client_test.c -- tests src/control/client.c, against a daemon of its own
 */
#include "control/client.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sealed.h"
#include "control/packet.h"

static char folder[] = "/tmp/client-test-XXXXXX";
static char path[64];
static int listener;

static const struct request sample = { .verb = VERB_APPLY,
				       .reason = "because" };

static int open_door(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	strcpy(path, folder);
	strcat(path, "/control");
	strcpy(address.sun_path, path);
	setenv("SEKISHO_SOCKET", path, 1);
	listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	return listen(listener, 4);
}

static int close_door(void **state)
{
	(void)state;
	close(listener);
	unlink(path);
	return rmdir(folder);
}

typedef void serve_fn(int client);

/* One client is served in a child. */
static pid_t serve(serve_fn *act)
{
	pid_t pid = fork();

	if (pid == 0) {
		int client = accept(listener, NULL, NULL);

		act(client);
		_exit(0);
	}
	return pid;
}

static void hear_request(int client)
{
	static uint8_t buf[PACKET_HEAD + REQUEST_MAX];
	struct request request;
	struct packet packet;
	char text[8] = { 0 };

	if (packet_receive(client, buf, sizeof(buf), &packet) != PACKET_OK ||
	    !request_unpack(packet.type, packet.body, packet.body_len,
			    &request) ||
	    packet.id != 0 || strcmp(request.reason, "because") != 0 ||
	    pread(packet.fd, text, 6, 0) != 6 || strcmp(text, "policy") != 0)
		_exit(9);
}

static void answer_well(int client)
{
	uint8_t no = 1;

	hear_request(client);
	packet_send(client, ANSWER_SAID, 0, "a line\n", 7, -1);
	packet_send(client, ANSWER_DONE, 0, &no, 1,
		    sealed_make("the answer", 10));
}

static void say_other_type(int client)
{
	hear_request(client);
	packet_send(client, VERB_APPLY, 0, "x", 1, -1);
}

static void say_long_done(int client)
{
	hear_request(client);
	packet_send(client, ANSWER_DONE, 0, "xy", 2, -1);
}

static void hang_up(int client)
{
	hear_request(client);
}

static void refuse_at_the_door(int client)
{
	uint8_t no = 1;

	packet_send(client, ANSWER_DONE, 0, &no, 1, -1);
	close(client);
}

static int ask(serve_fn *act, int *answer)
{
	pid_t pid = serve(act);
	int fd = sealed_make("policy", 6), status, r;

	assert_true(fd >= 0);
	r = client_ask(&sample, fd, answer);
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
	return r;
}

static void the_answer_is_passed_on(void **state)
{
	int answer = -1;
	char text[16] = { 0 };

	(void)state;
	assert_int_equal(ask(answer_well, &answer), 1);
	assert_int_equal(pread(answer, text, sizeof(text), 0), 10);
	assert_string_equal(text, "the answer");
	close(answer);
}

static void a_daemon_that_babbles_is_not_believed(void **state)
{
	int answer = -1;

	(void)state;
	assert_int_equal(ask(say_other_type, &answer), -EPROTO);
	assert_int_equal(ask(say_long_done, &answer), -EPROTO);
	assert_int_equal(ask(hang_up, &answer), -EPIPE);
	assert_int_equal(answer, -1);
}

static void who_is_refused_at_the_door_learns_it(void **state)
{
	int answer = -1;

	(void)state;
	for (int i = 0; i < 20; i++)
		assert_int_equal(ask(refuse_at_the_door, &answer), 1);
}

static void nobody_listening_is_said(void **state)
{
	int answer = -1;

	(void)state;
	setenv("SEKISHO_SOCKET", "/nonexistent/control", 1);
	assert_int_equal(client_ask(&sample, -1, &answer), -ENOENT);
	setenv("SEKISHO_SOCKET", "", 1);
	assert_string_equal(client_socket(), "/run/sekisho/control");
	setenv("SEKISHO_SOCKET", path, 1);
	assert_string_equal(client_socket(), path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_is_passed_on),
		cmocka_unit_test(a_daemon_that_babbles_is_not_believed),
		cmocka_unit_test(who_is_refused_at_the_door_learns_it),
		cmocka_unit_test(nobody_listening_is_said),
	};

	return cmocka_run_group_tests(tests, open_door, close_door);
}
