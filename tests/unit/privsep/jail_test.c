/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jail_test.c -- tests src/privsep/jail.c
 */
#include "privsep/jail.h"

#include <errno.h>
#include <grp.h>
#include <setjmp.h>
#include <signal.h>
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
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "privsep/sanitizer.h"

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

static bool is_nobody(void)
{
	uid_t uid[3];
	gid_t gid[3];

	return getresuid(&uid[0], &uid[1], &uid[2]) == 0 &&
	       getresgid(&gid[0], &gid[1], &gid[2]) == 0 && uid[0] == 65534 &&
	       uid[1] == 65534 && uid[2] == 65534 && gid[0] == 65534 &&
	       gid[1] == 65534 && gid[2] == 65534;
}

static bool is_limited(int resource, rlim_t value)
{
	struct rlimit limit;

	return getrlimit((__rlimit_resource_t)resource, &limit) == 0 &&
	       limit.rlim_cur == value && limit.rlim_max == value;
}

/* Without the filter, so that what it became can be asked. */
static int look_around(void)
{
	static const gid_t adm = 4;
	struct proc_spec small = spec;
	int signal;

	small.limits.memory = (uint64_t)1 << 40;
	small.limits.cpu = 60;
	if (setgroups(1, &adm) < 0 ||
	    jail_enter_unfiltered(&small, &nobody) < 0)
		return 1;
	if (!is_nobody() || getgroups(0, NULL) != 0 || setuid(0) == 0)
		return 2;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ||
	    prctl(PR_GET_DUMPABLE) != 0)
		return 3;
	if (!is_limited(RLIMIT_NOFILE, 10) || !is_limited(RLIMIT_NPROC, 0) ||
	    !is_limited(RLIMIT_CORE, 0) || !is_limited(RLIMIT_CPU, 60) ||
	    !is_limited(RLIMIT_FSIZE, 1 << 20) ||
	    (!SANITIZED && !is_limited(RLIMIT_AS, (rlim_t)1 << 40)))
		return 4;
	if (prctl(PR_GET_PDEATHSIG, &signal) < 0 || signal != SIGKILL)
		return 5;
	return prctl(PR_CAPBSET_READ, 0) == 0 ? 0 : 6;
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

/* As systemd-nspawn(1) does. */
static int forbid_landlock(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset,
			 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { 4, code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0
		       ? -1
		       : prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* 0: it ends, and says what is to be done. */
static int be_in_a_container(void)
{
	static const struct identity as_we_are = { 0 };
	const struct identity *who = geteuid() ? &as_we_are : &nobody;
	static char line[1024];
	int ends[2];

	if (forbid_landlock() < 0 || pipe(ends) < 0 || dup2(ends[1], 2) < 0)
		return 1;
	if (jail_enter_unfiltered(&spec, who) != -EPERM)
		return 2;
	if (read(ends[0], line, sizeof(line) - 1) <= 0)
		return 3;
	return strstr(line, "landlock-forbidden process=test do=\"") ? 0 : 4;
}

static void who_forbids_landlock_is_said_what_to_do(void **state)
{
	(void)state;
	assert_int_equal(status_of(be_in_a_container), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jailed_process_has_nothing_left),
		cmocka_unit_test(where_less_is_allowed_a_process_has_less),
		cmocka_unit_test(a_capability_of_the_row_stays_alone),
		cmocka_unit_test(root_without_another_identity_is_refused),
		cmocka_unit_test(who_forbids_landlock_is_said_what_to_do),
		cmocka_unit_test(the_printed_table_names_every_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
