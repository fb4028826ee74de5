/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey_row_test.c -- tests src/daemon/survey/row.c: what it must not do
 *
 * The jail is entered in a child, which then tries. What the process needs is
 * shown by tests/net/85-89, which let it live.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "daemon/survey/row.h"
#include "privsep/sanitizer.h"

#include "forbidden.h"

static const struct forbidden_call forbidden[] = {
	{ "socket", SYS_socket }, { "connect", SYS_connect },
	{ "bind", SYS_bind },     { "fork", SYS_fork },
	{ "clone3", SYS_clone3 }, { "execve", SYS_execve },
	{ "ptrace", SYS_ptrace }, { "unshare", SYS_unshare },
	{ "setns", SYS_setns },   { "mount", SYS_mount },
	{ "unlink", SYS_unlink }, { "rename", SYS_rename },
	{ "setuid", SYS_setuid }, { "prctl", SYS_prctl },
	{ "bpf", SYS_bpf },       { "setsockopt", SYS_setsockopt },
	{ "kill", SYS_kill },
};

static void whatever_it_does_not_need_ends_it(void **state)
{
	const char *allowed;

	(void)state;
	if (SANITIZED)
		skip();
	allowed = forbidden_allowed(&survey_row, forbidden,
				    sizeof(forbidden) / sizeof(*forbidden));
	if (allowed)
		fail_msg("it may %s", allowed);
}

/* Everybody may read these but for the jail. */
static bool opens(const char *path, int flags)
{
	return forbidden_opens(&survey_row, path, flags);
}

static void it_reads_switches_and_no_other_file(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	assert_true(opens("/proc/sys/net/ipv4/ip_forward", O_RDONLY));
	assert_false(opens("/proc/sys/net/ipv4/ip_forward", O_WRONLY));
	assert_false(opens("/etc/passwd", O_RDONLY));
	assert_false(opens("/proc/self/status", O_RDONLY));
	assert_false(opens("/proc/sys/kernel/ostype", O_RDONLY));
	assert_false(opens("/tmp/made-by-survey", O_WRONLY | O_CREAT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_it_does_not_need_ends_it),
		cmocka_unit_test(it_reads_switches_and_no_other_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
