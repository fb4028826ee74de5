/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pulse_test.c -- tests src/privsep/pulse.c
 */
#include "privsep/pulse.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A process that beats once for each byte it is sent, and then says so. */
struct sister {
	pid_t pid;
	int to, from;
};

static void beat_on(int pulse, int in, int out)
{
	char byte;

	if (pulse_begin(pulse) < 0)
		_exit(1);
	while (read(in, &byte, 1) == 1) {
		pulse_beat();
		if (write(out, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

static struct sister start(int pulse)
{
	struct sister sister;
	int to[2], from[2];

	assert_int_equal(pipe2(to, O_CLOEXEC), 0);
	assert_int_equal(pipe2(from, O_CLOEXEC), 0);
	sister = (struct sister){ fork(), to[1], from[0] };
	if (sister.pid == 0) {
		close(to[1]);
		beat_on(pulse, to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	close(pulse);
	return sister;
}

static void let_beat(const struct sister *sister)
{
	char byte = 0;

	assert_int_equal(write(sister->to, &byte, 1), 1);
	assert_int_equal(read(sister->from, &byte, 1), 1);
}

static void end(struct sister *sister)
{
	close(sister->to);
	close(sister->from);
	waitpid(sister->pid, NULL, 0);
}

static void looks_without_a_beat_are_counted(void **state)
{
	struct pulse pulse;
	struct sister sister = start(pulse_open(&pulse));

	(void)state;
	pulse_look(&pulse);
	pulse_look(&pulse);
	assert_int_equal(pulse.missed, 2);
	assert_int_equal(pulse.seen, 0); /* it has yet to begin */
	let_beat(&sister);
	pulse_look(&pulse);
	assert_int_equal(pulse.missed, 0);
	assert_true(pulse.seen != 0);
	for (unsigned i = 1; i <= 3; i++) {
		pulse_look(&pulse);
		assert_int_equal(pulse.missed, i);
	}
	let_beat(&sister);
	pulse_look(&pulse);
	assert_int_equal(pulse.missed, 0);
	end(&sister);
	pulse_close(&pulse);
}

/* Else who looks would be killed by SIGBUS. */
static void the_page_cannot_be_cut_off(void **state)
{
	struct pulse pulse;
	const int fd = pulse_open(&pulse);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(ftruncate(fd, 1 << 20), -1);
	pulse_look(&pulse);
	pulse_close(&pulse);
	assert_null(pulse.beats);
	close(fd);
}

static void what_it_forks_has_no_part_in_it(void **state)
{
	struct pulse pulse;
	pid_t pid;
	int status;

	(void)state;
	assert_int_equal(pulse_begin(pulse_open(&pulse)), 0);
	pulse_beat();
	pid = fork();
	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		pulse_beat();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	pulse_look(&pulse);
	pulse_look(&pulse);
	assert_int_equal(pulse.missed, 1);
	pulse_close(&pulse);
}

static void who_sleeps_does_not_wait_for_a_disk(void **state)
{
	struct pulse pulse;
	struct sister sister = start(pulse_open(&pulse));

	(void)state;
	assert_false(pulse_waits_for_disk(sister.pid));
	end(&sister);
	assert_false(pulse_waits_for_disk(sister.pid)); /* it is gone */
	pulse_close(&pulse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(looks_without_a_beat_are_counted),
		cmocka_unit_test(the_page_cannot_be_cut_off),
		cmocka_unit_test(what_it_forks_has_no_part_in_it),
		cmocka_unit_test(who_sleeps_does_not_wait_for_a_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
