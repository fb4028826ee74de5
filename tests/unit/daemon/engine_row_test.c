/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine_row_test.c -- tests src/daemon/engine/row.c: what the engine must not
 *
 * Each try is in a child of its own that has entered the jail. What the engine
 * needs is shown by tests/net/93_daemon.sh.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/procs.h"
#include "privsep/sanitizer.h"

#include "engine_jail.h"

static void whatever_the_engine_does_not_need_ends_it(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	for (size_t i = 0; i < N_FORBIDDEN; i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			enter_engine();
			syscall(forbidden[i].call, 0, 0, 0, 0, 0, 0);
			_exit(DONE);
		}
		status = status_of(pid);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %d", forbidden[i].name, status);
	}
}

static int opening(int at, const char *path, int flags)
{
	pid_t pid = fork();

	if (pid == 0) {
		enter_engine();
		_exit(openat(at, path, flags | O_CLOEXEC, 0600) >= 0 ? DONE
								     : REFUSED);
	}
	return WEXITSTATUS(status_of(pid));
}

static void the_engine_has_its_two_folders_and_no_other_file(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	assert_int_equal(opening(FD_ENGINE_STATE, "made", O_WRONLY | O_CREAT),
			 DONE);
	assert_int_equal(opening(FD_ENGINE_STATE, "journal", O_RDWR), DONE);
	assert_int_equal(opening(FD_ENGINE_RULES, ".", O_RDONLY), DONE);
	assert_int_equal(opening(FD_ENGINE_RULES, "made", O_WRONLY | O_CREAT),
			 REFUSED);
	assert_int_equal(opening(FD_ENGINE_STATE, "../made-by-engine",
				 O_WRONLY | O_CREAT),
			 REFUSED);
	assert_int_equal(
		opening(AT_FDCWD, "/tmp/made-by-engine", O_WRONLY | O_CREAT),
		REFUSED);
	assert_int_equal(opening(AT_FDCWD, "/etc/passwd", O_RDONLY), REFUSED);
	assert_int_equal(opening(AT_FDCWD, "/proc/self/maps", O_RDONLY),
			 REFUSED);
	assert_int_equal(opening(AT_FDCWD, "/dev/null", O_RDWR), REFUSED);
	assert_int_equal(opening(AT_FDCWD, "/", O_RDONLY), REFUSED);
}

/* What it forks has no more. */
static int try_in_child(void)
{
	pid_t pid;
	int status;

	enter_engine();
	pid = _Fork();
	if (pid == 0) {
		syscall(SYS_socket, 0, 0, 0);
		_exit(DONE);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return JAIL_FAILED;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? REFUSED
								 : DONE;
}

static void its_child_may_no_more_than_it(void **state)
{
	pid_t pid;

	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	pid = fork();
	if (pid == 0)
		_exit(try_in_child());
	assert_int_equal(WEXITSTATUS(status_of(pid)), REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_engine_does_not_need_ends_it),
		cmocka_unit_test(
			the_engine_has_its_two_folders_and_no_other_file),
		cmocka_unit_test(its_child_may_no_more_than_it),
	};

	return cmocka_run_group_tests(tests, jail_setup, jail_teardown);
}
