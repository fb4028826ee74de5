/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter_test.c -- tests src/privsep/filter.c
 */
#include "privsep/filter.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/futex.h>

#include "privsep/sanitizer.h"

static const int calls[] = { SYS_write,    SYS_exit_group,          SYS_mmap,
			     SYS_shutdown, SYS_futex | FILTER_WAKE, -1 };

/* The signal that ended a child which did that under the filter, or 0. */
static int signal_of(void (*act)(void))
{
	struct filter filter = { 0 };
	int status;
	pid_t pid;

	assert_int_equal(filter_build(calls, &filter), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (filter_load(&filter) < 0)
			_exit(9);
		act();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	filter_finish(&filter);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void map(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
	     -1, 0);
}

static void map_executable(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	     0);
}

static void ask_for_another_call(void)
{
	syscall(SYS_getppid);
}

static int word;

static void wake(void)
{
	syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void wait_for_word(void)
{
	/* It is not 1: the kernel would say so at once. */
	syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
}

/* It is no socket: the kernel would say so. */
static void end_writing(void)
{
	shutdown(STDERR_FILENO, SHUT_WR);
}

static void end_reading(void)
{
	shutdown(STDERR_FILENO, SHUT_RD);
}

static void end_both(void)
{
	shutdown(STDERR_FILENO, SHUT_RDWR);
}

static void nothing(void)
{
}

static void what_is_listed_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(signal_of(nothing), 0);
	assert_int_equal(signal_of(map), 0);
}

static void another_call_kills(void **state)
{
	(void)state;
	assert_int_equal(signal_of(ask_for_another_call), SIGSYS);
}

static void memory_is_never_made_executable(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(signal_of(map_executable), SIGSYS);
}

static void a_futex_may_only_wake(void **state)
{
	(void)state;
	assert_int_equal(signal_of(wake), 0);
	if (SANITIZED)
		skip();
	assert_int_equal(signal_of(wait_for_word), SIGSYS);
}

/* To shut a listening socket for reading is to close it for all who have it. */
static void a_shutdown_is_of_what_is_written(void **state)
{
	(void)state;
	assert_int_equal(signal_of(end_writing), 0);
	if (SANITIZED)
		skip();
	assert_int_equal(signal_of(end_reading), SIGSYS);
	assert_int_equal(signal_of(end_both), SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_listed_is_allowed),
		cmocka_unit_test(another_call_kills),
		cmocka_unit_test(memory_is_never_made_executable),
		cmocka_unit_test(a_futex_may_only_wake),
		cmocka_unit_test(a_shutdown_is_of_what_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
