/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine_row_test.c -- tests src/daemon/engine_row.c: what the engine and its
 * worker must not do
 *
 * Each try is in a child of its own that has entered the jail. The worker's is
 * entered by job_run() itself, for this file's worker_main() is the one that
 * tries. What they need is shown by job_test.c and tests/net/93_daemon.sh.
 */
#include "daemon/engine_row.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/sealed.h"
#include "daemon/job.h"
#include "daemon/procs.h"
#include "privsep/sanitizer.h"

enum {
	JAIL_FAILED = 9,
	DONE = 0,
	REFUSED = 1,
	DIED = 3, /* what job_run() makes of it */
};

struct
try {
	const char *name;
	long call;
};

/* Neither has any of these. */
static const struct try forbidden[] = {
	{ "open", SYS_open },
	{ "openat2", SYS_openat2 },
	{ "creat", SYS_creat },
	{ "socket", SYS_socket },
	{ "socketpair", SYS_socketpair },
	{ "connect", SYS_connect },
	{ "bind", SYS_bind },
	{ "listen", SYS_listen },
	{ "accept4", SYS_accept4 },
	{ "sendto", SYS_sendto },
	{ "fork", SYS_fork },
	{ "vfork", SYS_vfork },
	{ "clone3", SYS_clone3 },
	{ "execve", SYS_execve },
	{ "execveat", SYS_execveat },
	{ "ptrace", SYS_ptrace },
	{ "process_vm_readv", SYS_process_vm_readv },
	{ "process_vm_writev", SYS_process_vm_writev },
	{ "pidfd_getfd", SYS_pidfd_getfd },
	{ "unshare", SYS_unshare },
	{ "setns", SYS_setns },
	{ "mount", SYS_mount },
	{ "chroot", SYS_chroot },
	{ "setuid", SYS_setuid },
	{ "capset", SYS_capset },
	{ "mprotect", SYS_mprotect },
	{ "io_uring_setup", SYS_io_uring_setup },
	{ "bpf", SYS_bpf },
	{ "keyctl", SYS_keyctl },
	{ "chmod", SYS_chmod },
	{ "fchmodat", SYS_fchmodat },
	{ "fchownat", SYS_fchownat },
	{ "symlinkat", SYS_symlinkat },
	{ "linkat", SYS_linkat },
	{ "ioctl", SYS_ioctl },
	{ "setsockopt", SYS_setsockopt },
	{ "tkill", SYS_tkill },
	{ "clock_settime", SYS_clock_settime },
	{ "reboot", SYS_reboot },
};

/* The engine has these; its worker has not. */
static const struct try engine_only[] = {
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
	N_FORBIDDEN = sizeof(forbidden) / sizeof(*forbidden),
	N_ENGINE_ONLY = sizeof(engine_only) / sizeof(*engine_only)
};

static const struct identity nobody = { true, 65534, 65534 };
static char folder[40];
static struct filter worker_filter;

static void put_at(const char *path, int number)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	must(fd >= 0 && dup2(fd, number) == number);
	if (fd != number)
		close(fd);
}

/* A state folder and one with rules, where an engine has them. */
static int setup(void **state)
{
	char path[64];
	int fd;

	(void)state;
	memcpy(folder, "/tmp/sekisho-engine-row-XXXXXX", 31);
	must(mkdtemp(folder));
	must(chmod(folder, 0777) == 0);
	snprintf(path, sizeof(path), "%s/journal", folder);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
	must(fd >= 0 && fchmod(fd, 0666) == 0);
	close(fd);
	/* Something stands for the channels. */
	put_at("/", FD_SETTINGS);
	put_at("/", FD_PARENT);
	put_at(folder, FD_ENGINE_STATE);
	put_at("rules", FD_ENGINE_RULES);
	return filter_build(worker_row.calls, &worker_filter);
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	filter_finish(&worker_filter);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	/* NOLINTNEXTLINE(cert-env33-c): a folder that this test has made */
	return system(command);
}

/* ------ the engine ------ */

static void enter_engine(void)
{
	if (jail_leave_network() < 0 || jail_enter(&engine_row, &nobody) < 0)
		_exit(JAIL_FAILED);
}

static int status_of(pid_t pid)
{
	int status;

	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

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

/* ------ the worker ------ */

static int (*trying)(void);
static long trying_call;

/* Stands in for daemon/worker.c: what it says is the job's status. */
int worker_main(const struct job *job, const int outs[static N_OUTS])
{
	const struct job_report report = { .now = job->now };
	int status = trying();

	must(write(outs[OUT_REPORT], &report, sizeof(report)) ==
	     sizeof(report));
	return status;
}

static bool hear_nothing(void *ctx)
{
	(void)ctx;
	return false;
}

/* By a child that is an engine, so that everything else is as in life. */
static int worker_trying(int (*what)(void))
{
	pid_t pid = fork();

	trying = what;
	if (pid == 0) {
		struct job_result result;
		struct job job = {
			.policy = sealed_make("policy", 6),
			.base = -1,
			.heard = -1,
			.hear = hear_nothing,
			.seconds = 5,
		};

		trying = what;
		enter_engine();
		job_run(&job, &worker_filter, &result);
		_exit(result.status);
	}
	return WEXITSTATUS(status_of(pid));
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

static void expect_deaths(const struct try *tries, size_t n)
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
	assert_int_equal(worker_trying(never_end), DIED);
	assert_in_range(time(NULL) - began, 4, 9);
	/* Address space has an end. */
	assert_int_equal(worker_trying(take_all_memory), 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_engine_does_not_need_ends_it),
		cmocka_unit_test(
			the_engine_has_its_two_folders_and_no_other_file),
		cmocka_unit_test(its_child_may_no_more_than_it),
		cmocka_unit_test(whatever_the_worker_does_not_need_ends_it),
		cmocka_unit_test(the_worker_has_the_rules_and_no_other_file),
		cmocka_unit_test(a_worker_that_dies_has_answered_no),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
