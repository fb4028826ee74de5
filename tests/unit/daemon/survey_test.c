/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey_test.c -- tests src/daemon/survey/survey.c: what cannot be told now
 *
 * The real survey in its jail and in a network of its own; the test is the engine.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "daemon/messages.h"
#include "daemon/settings.h"
#include "privsep/channel.h"

enum {
	PATIENCE = 30000, /* milliseconds */
	OUT_OF_THE_WAY = 64
};

static struct {
	pid_t survey;
	int engine, parent, log;
	/* the last that it said */
	uint32_t id;
	int fd;
} play;

/* How often the kernel is not to seal: by the linker (ld(1) --wrap). */
static unsigned n_busy;

int __real_sealed_make(const void *bytes, size_t len);
int __wrap_sealed_make(const void *bytes, size_t len);

int __wrap_sealed_make(const void *bytes, size_t len)
{
	if (n_busy > 0) {
		n_busy--;
		return -EBUSY;
	}
	return __real_sealed_make(bytes, len);
}

__attribute__((noreturn)) static void be_survey(int engine, int parent, int log)
{
	static struct settings settings;
	int high[3];

	settings.who[PROC_SURVEY] = (struct identity){ true, 65534, 65534 };
	high[0] = fcntl(settings_seal(&settings), F_DUPFD, OUT_OF_THE_WAY);
	high[1] = fcntl(parent, F_DUPFD, OUT_OF_THE_WAY);
	high[2] = fcntl(engine, F_DUPFD, OUT_OF_THE_WAY);
	dup2(log, STDERR_FILENO);
	dup2(high[0], FD_SETTINGS);
	dup2(high[1], FD_PARENT);
	dup2(high[2], FD_SURVEY_ENGINE);
	close_range(FD_SURVEY_ENGINE + 1, ~0U, 0);
	if (unshare(CLONE_NEWNET) < 0)
		_exit(9);
	n_busy = 1;
	_exit(survey_main());
}

static int begin(void **state)
{
	int ends[2][2], log[2];

	(void)state;
	if (geteuid() != 0)
		return 0;
	if (channel_open(ends[0], 1 << 20) < 0 ||
	    channel_open(ends[1], 1 << 20) < 0 || pipe2(log, O_NONBLOCK) < 0)
		return -1;
	play.survey = fork();
	if (play.survey == 0)
		be_survey(ends[0][1], ends[1][1], log[1]);
	close(ends[0][1]);
	close(ends[1][1]);
	close(log[1]);
	play.engine = ends[0][0];
	play.parent = ends[1][0];
	play.log = log[0];
	play.fd = -1;
	return 0;
}

static int end(void **state)
{
	(void)state;
	if (geteuid() != 0)
		return 0;
	if (play.survey) {
		kill(play.survey, SIGKILL);
		waitpid(play.survey, NULL, 0);
	}
	close(play.engine);
	fd_closep(&play.parent);
	close(play.log);
	fd_closep(&play.fd);
	return 0;
}

static bool note(void *arg, struct message *message)
{
	(void)arg;
	play.id = message->id;
	fd_closep(&play.fd);
	play.fd = take_fd(&message->fd);
	return true;
}

static void ask_around(uint32_t id)
{
	static const struct accept heard[] = {
		{ MESSAGE_IS_AROUND, true, 0, 0, note },
		{ MESSAGE_IS_AROUND, false, 0, 0, note },
	};
	struct pollfd engine = { play.engine, POLLIN, 0 };

	assert_int_equal(
		channel_send(play.engine, MESSAGE_AROUND, id, NULL, 0, -1), 0);
	assert_int_equal(poll(&engine, 1, PATIENCE), 1);
	assert_int_equal(channel_serve(play.engine, heard, 2, NULL),
			 CHANNEL_OK);
	assert_int_equal(play.id, id);
}

/* Nobody has misled it, and it lives on. */
static void what_is_around_that_cannot_be_sealed_is_not_known(void **state)
{
	char log[256] = "";

	(void)state;
	if (geteuid() != 0)
		skip();
	ask_around(1);
	assert_int_equal(play.fd, -1);
	ask_around(2);
	assert_true(play.fd >= 0);
	assert_true(read(play.log, log, sizeof(log) - 1) > 0);
	assert_string_equal(log, "survey-around: Device or resource busy\n");
}

/* Nobody has misled it. */
static void a_parent_that_is_gone_is_no_more_than_that(void **state)
{
	char log[256] = "";
	int status;

	(void)state;
	if (geteuid() != 0)
		skip();
	kill(play.survey, SIGSTOP);
	channel_send(play.parent, MESSAGE_PING, 1, NULL, 0, -1);
	close(play.parent);
	play.parent = -1;
	kill(play.survey, SIGCONT);
	assert_int_equal(waitpid(play.survey, &status, 0), play.survey);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	assert_int_equal(read(play.log, log, sizeof(log) - 1), 0);
	play.survey = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_around_that_cannot_be_sealed_is_not_known,
			begin, end),
		cmocka_unit_test_setup_teardown(
			a_parent_that_is_gone_is_no_more_than_that, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
