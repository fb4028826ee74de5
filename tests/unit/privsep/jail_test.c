/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jail_test.c -- tests src/privsep/jail.c
 */
#include "privsep/jail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/capability.h>

static const int calls[] = { SYS_write, SYS_exit_group, -1 };
static const struct proc_spec spec = {
	.name = "test",
	.user = "nobody",
	.network = "none",
	.keeps = "stderr",
	.calls = calls,
	.limits = { .files = 10, .file_size = 1 << 20 },
};

static const struct identity nobody = { true, 65534, 65534 };

static int status_of(int (*act)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(act());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Without the filter, so that what it became can be asked. */
static int look_around(void)
{
	struct rlimit files, processes, core;

	if (jail_enter_unfiltered(&spec, &nobody) < 0)
		return 1;
	if (geteuid() == 0 || getegid() == 0 || setuid(0) == 0)
		return 2;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ||
	    prctl(PR_GET_DUMPABLE) != 0)
		return 3;
	getrlimit(RLIMIT_NOFILE, &files);
	getrlimit(RLIMIT_NPROC, &processes);
	getrlimit(RLIMIT_CORE, &core);
	if (files.rlim_max != 10 || processes.rlim_max != 0 ||
	    core.rlim_max != 0)
		return 4;
	return prctl(PR_CAPBSET_READ, 0) == 0 ? 0 : 5;
}

/* Nobody but root may have more than was left to him. */
static int have_less(void)
{
	struct rlimit files = { 9, 9 };

	if (setrlimit(RLIMIT_NOFILE, &files) < 0 ||
	    jail_enter_unfiltered(&spec, &nobody) < 0)
		return 1;
	getrlimit(RLIMIT_NOFILE, &files);
	return files.rlim_cur == 9 && files.rlim_max == 9 ? 0 : 2;
}

static void where_less_is_allowed_a_process_has_less(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(have_less), 0);
}

/* NET_ADMIN stays and works as another user; nothing else does. */
static int keep_one(void)
{
	static const struct proc_spec admin = {
		.name = "admin",
		.capabilities = 1 << CAP_NET_ADMIN,
		.calls = calls,
	};
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct have[_LINUX_CAPABILITY_U32S_3];

	if (jail_enter_unfiltered(&admin, &nobody) < 0 || geteuid() == 0)
		return 1;
	syscall(SYS_capget, &head, have);
	if (have[0].effective != 1 << CAP_NET_ADMIN || have[1].effective ||
	    have[0].permitted != 1 << CAP_NET_ADMIN || have[0].inheritable)
		return 2;
	return chroot("/") == 0 || setuid(0) == 0 ? 3 : 0;
}

static void a_capability_of_the_row_stays_alone(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(keep_one), 0);
}

static int stay_root(void)
{
	const struct identity unknown = { 0 };

	return jail_enter_unfiltered(&spec, &unknown) < 0 ? 0 : 1;
}

static void a_jailed_process_has_nothing_left(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(look_around), 0);
}

static void root_without_another_identity_is_refused(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(stay_root), 0);
}

static void the_printed_table_names_every_call(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	jail_print_table(out, &spec, 1);
	fclose(out);
	assert_non_null(
		strstr(text, "| test | nobody | none | none | none | stderr | "
			     "core 0, file 1 MiB, descriptors 10, "
			     "processes 0 | write exit_group |\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jailed_process_has_nothing_left),
		cmocka_unit_test(where_less_is_allowed_a_process_has_less),
		cmocka_unit_test(a_capability_of_the_row_stays_alone),
		cmocka_unit_test(root_without_another_identity_is_refused),
		cmocka_unit_test(the_printed_table_names_every_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
