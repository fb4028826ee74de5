/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * worker_row_test.c -- tests src/daemon/engine/row.c and job.c: what a worker
 * must not, and that the engine goes on whatever becomes of it
 *
 * job_run() itself, called by an engine, makes the worker; this file's
 * worker_main() is the one that tries. What a worker needs is shown by
 * job_test.c.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/sealed.h"
#include "daemon/engine/prove/job.h"
#include "daemon/engine/row.h"
#include "daemon/procs.h"
#include "privsep/sanitizer.h"

#include "engine_jail.h"

enum {
	DIED = 3 /* what job_run() makes of it */
};

/* The engine has these; its worker has not. */
static const struct attempt engine_only[] = {
	{ "clone", SYS_clone },
	{ "sendmsg", SYS_sendmsg },
	{ "recvmsg", SYS_recvmsg },
	{ "memfd_create", SYS_memfd_create },
	{ "kill", SYS_kill },
	{ "unlinkat", SYS_unlinkat },
	{ "renameat", SYS_renameat },
	{ "mkdirat", SYS_mkdirat },
	{ "ftruncate", SYS_ftruncate },
	{ "fsync", SYS_fsync },
	{ "sendfile", SYS_sendfile },
	{ "flock", SYS_flock },
	{ "pidfd_open", SYS_pidfd_open },
	{ "prctl", SYS_prctl },
	{ "poll", SYS_poll },
	{ "getdents64", SYS_getdents64 },
};

enum {
	N_ENGINE_ONLY = sizeof(engine_only) / sizeof(*engine_only)
};

static struct filter worker_filter;

static int setup(void **state)
{
	return jail_setup(state) == 0
		       ? filter_build(worker_row.calls, &worker_filter)
		       : -1;
}

static int teardown(void **state)
{
	filter_finish(&worker_filter);
	return jail_teardown(state);
}

static int (*trying)(void);
static long trying_call;

/* Stands in for daemon/engine/prove/worker.c: what it says is the job's status. */
int worker_main(const struct job *job, const int outs[static N_OUTS])
{
	const struct job_report report = { .now = job->now };
	int status = trying();

	must(write(outs[OUT_REPORT], &report, sizeof(report)) ==
	     sizeof(report));
	return status;
}

static bool hear_nothing(void *ctx, int i)
{
	(void)i;
	(void)ctx;
	return false;
}

/* By a child that is an engine, so that everything else is as in life. */
static int worker_within(unsigned seconds, int (*what)(void))
{
	pid_t pid = fork();

	trying = what;
	if (pid == 0) {
		struct job_result result;
		struct job job = {
			.policy = sealed_make("policy", 6),
			.base = -1,
			.heard = { -1, -1 },
			.hear = hear_nothing,
			.seconds = seconds,
		};

		trying = what;
		enter_engine();
		job_run(&job, &worker_filter, &result);
		_exit(result.status);
	}
	return WEXITSTATUS(status_of(pid));
}

static int worker_trying(int (*what)(void))
{
	return worker_within(60, what);
}

static int try_call(void)
{
	syscall(trying_call, 0, 0, 0, 0, 0, 0);
	return DONE;
}

static int do_nothing(void)
{
	return DONE;
}

static void expect_deaths(const struct attempt *tries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		trying_call = tries[i].call;
		if (worker_trying(try_call) != DIED)
			fail_msg("a worker may %s", tries[i].name);
	}
}

static void whatever_the_worker_does_not_need_ends_it(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	assert_int_equal(worker_trying(do_nothing), DONE);
	expect_deaths(forbidden, N_FORBIDDEN);
	expect_deaths(engine_only, N_ENGINE_ONLY);
}

/* 0, or which of them it could. */
static int try_files(void)
{
	static const char *const paths[] = {
		"/etc/passwd", "/proc/self/maps", "/dev/null", "/tmp", "/",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (openat(AT_FDCWD, paths[i], O_RDONLY | O_CLOEXEC) >= 0)
			return 10 + (int)i;
	if (openat(AT_FDCWD, folder, O_RDONLY | O_CLOEXEC) >= 0)
		return 20;
	if (openat(AT_FDCWD, "/tmp/made-by-worker",
		   O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0)
		return 21;
	if (openat(FD_ENGINE_RULES, "made-by-worker",
		   O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0)
		return 22;
	return openat(FD_ENGINE_RULES, ".", O_RDONLY | O_CLOEXEC) < 0 ? 23 : 0;
}

/* Of the engine's descriptors: standard error, the rules, its own. */
static int try_descriptors(void)
{
	int n = 0;

	if (fcntl(FD_ENGINE_STATE, F_GETFD) >= 0)
		return 30;
	if (fcntl(FD_PARENT, F_GETFD) >= 0)
		return 31;
	for (int fd = 3; fd < 128; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n == 1 + 1 + N_OUTS ? 0 : 32;
}

static void the_worker_has_the_rules_and_no_other_file(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	assert_int_equal(worker_trying(try_files), 0);
	assert_int_equal(worker_trying(try_descriptors), 0);
}

/* ------ its end ------ */

static int never_end(void)
{
	for (;;)
		(void)getpagesize();
	return DONE;
}

static int take_all_memory(void)
{
	for (;;)
		if (mmap(NULL, 1UL << 30, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			 0) == MAP_FAILED)
			return 40;
}

static int crash(void)
{
	__builtin_trap();
}

static void a_worker_that_dies_has_answered_no(void **state)
{
	time_t began = time(NULL);

	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	assert_int_equal(worker_trying(crash), DIED);
	assert_int_equal(worker_within(5, never_end), DIED);
	assert_in_range(time(NULL) - began, 4, 30);
	/* Address space has an end. */
	assert_int_equal(worker_trying(take_all_memory), 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_worker_does_not_need_ends_it),
		cmocka_unit_test(the_worker_has_the_rules_and_no_other_file),
		cmocka_unit_test(a_worker_that_dies_has_answered_no),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
