/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * procs_test.c -- tests src/mail/procs.c: what each process must not do
 *
 * Each process's jail is entered in a child, which then tries; the kernel must
 * end it. What a process needs is shown by the tests of the relay itself.
 */
#include "mail/procs.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "privsep/channel.h"

#include "forbidden.h"

enum {
	UNTAKEN = 1028, /* of four relays full of sessions */
	UID = 64000,
	REFUSED = 1,
	CANNOT = 2,
};

/* Kills others than the zygote, which stops late transforms by it. */
static const long not_for_all[] = { SYS_kill, SYS_clone, SYS_memfd_create };

/* The store works with files, by name, in its two folders; the zygote speaks to
 * transforms that are reused. */
static bool is_allowed(enum proc proc, long call)
{
	if (proc == PROC_ZYGOTE)
		return call == SYS_socketpair;
	return proc == PROC_STORE &&
	       (call == SYS_openat || call == SYS_newfstatat);
}

static void put_folders(void)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY);

	dup2(fd, FD_STORE_ORIGINALS);
	dup2(fd, FD_STORE_JOURNAL);
}

static int signal_of(const struct proc_spec *spec, long call)
{
	return forbidden_signal(spec, put_folders, call);
}

static bool has(const struct proc_spec *spec, long call)
{
	for (const int *c = spec->calls; *c >= 0; c++)
		if (*c == call)
			return true;
	return false;
}

static void each_process_is_stopped_at_what_it_must_not_do(void **state)
{
	(void)state;
	for (int proc = 0; proc < N_PROCS; proc++)
		for (const struct forbidden_call *f = forbidden_calls;
		     f < forbidden_calls + N_FORBIDDEN; f++)
			if (!forbidden_is_sanitizers(f->call) &&
			    !is_allowed((enum proc)proc, f->call) &&
			    signal_of(&procs[proc], f->call) != SIGSYS)
				fail_msg("%s may %s", procs[proc].name,
					 f->name);
}

static void a_transform_has_three_calls(void **state)
{
	const int *calls = procs[PROC_TRANSFORM].calls;

	(void)state;
	assert_int_equal(calls[0], SYS_read);
	assert_int_equal(calls[1], SYS_write);
	assert_int_equal(calls[2], SYS_exit_group);
	assert_int_equal(calls[3], -1);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
			signal_of(&procs[PROC_TRANSFORM], not_for_all[i]),
			SIGSYS);
}

static void one_that_is_reused_has_five(void **state)
{
	static const int wanted[] = { SYS_read,    SYS_write, SYS_exit_group,
				      SYS_recvmsg, SYS_close, -1 };

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		assert_int_equal(procs[PROC_REUSED].calls[i], wanted[i]);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(signal_of(&procs[PROC_REUSED], not_for_all[i]),
				 SIGSYS);
}

static void only_the_zygote_forks_and_only_two_accept(void **state)
{
	(void)state;
	for (int proc = 0; proc < N_PROCS; proc++) {
		assert_int_equal(has(&procs[proc], SYS_clone),
				 proc == PROC_ZYGOTE);
		assert_int_equal(has(&procs[proc], SYS_kill),
				 proc == PROC_ZYGOTE);
		assert_int_equal(has(&procs[proc], SYS_accept4),
				 proc == PROC_OUTSIDE || proc == PROC_CONTROL);
	}
}

/* The kernel counts what was not taken yet for the user, all that its processes
 * have sent together. */
static int leave_untaken(const struct proc_spec *spec)
{
	struct rlimit limit;
	int pairs[UNTAKEN][2], fd = memfd_create("message", MFD_CLOEXEC);

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 2 * UNTAKEN + 64;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return CANNOT;
	for (int i = 0; i < UNTAKEN; i++)
		if (channel_open(pairs[i], 4096) < 0)
			return CANNOT;
	limit.rlim_cur = spec->limits.files;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    setresuid(UID, UID, UID) < 0)
		return CANNOT;
	for (int i = 0; i < UNTAKEN; i++)
		if (channel_send(pairs[i][0], 1, 1, NULL, 0, fd) < 0)
			return REFUSED;
	return 0;
}

/* Four relays whose messages wait, or a caller who does not read. */
static void what_is_in_flight_keeps_nothing_else_back(void **state)
{
	static const enum proc senders[] = { PROC_OUTSIDE, PROC_ZYGOTE,
					     PROC_CONTROL };

	int status;
	pid_t pid;

	(void)state;
	if (geteuid() != 0)
		skip(); /* who may not become another user */
	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		pid = fork();
		if (pid == 0)
			_exit(leave_untaken(&procs[senders[i]]));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_process_is_stopped_at_what_it_must_not_do),
		cmocka_unit_test(a_transform_has_three_calls),
		cmocka_unit_test(one_that_is_reused_has_five),
		cmocka_unit_test(only_the_zygote_forks_and_only_two_accept),
		cmocka_unit_test(what_is_in_flight_keeps_nothing_else_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
