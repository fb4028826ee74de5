/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * login_test.c -- tests src/control/login.c
 */
#include "control/login.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	NOBODY = 65534, /* base-passwd's */
	LOGIN = 40301,  /* in nobody's /etc/passwd */
	CANNOT = 77,
};

static void a_user_has_the_name_of_the_password_file(void **state)
{
	struct login login;

	(void)state;
	login_find(NOBODY, 0, &login);
	assert_int_equal(login.uid, NOBODY);
	assert_string_equal(login.name, "nobody");
	login_find(LOGIN, 0, &login);
	assert_string_equal(login.name, "uid 40301");
}

static void a_process_that_is_not_there_is_its_user(void **state)
{
	struct login login;

	(void)state;
	login_find(0, UINT32_MAX, &login);
	assert_int_equal(login.uid, 0);
	assert_string_equal(login.name, "root");
}

/* In a process of its own: who logged in, cannot be taken back. */
static int look_after_login(uint32_t uid)
{
	const int fd = open("/proc/self/loginuid", O_WRONLY | O_CLOEXEC);
	struct login login;

	if (fd < 0 || write(fd, "40301", 5) != 5)
		return CANNOT;
	login_find(uid, (uint32_t)getpid(), &login);
	return login.uid == (uid ? uid : LOGIN);
}

static int after_login(uint32_t uid)
{
	int status = 0;
	const pid_t pid = fork();

	if (pid == 0)
		_exit(look_after_login(uid));
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void root_is_who_logged_in_to_become_it(void **state)
{
	const int as_root = after_login(0);

	(void)state;
	if (as_root == CANNOT)
		skip(); /* a kernel without audit, or no right to say so */
	assert_int_equal(as_root, 1);
	assert_int_equal(after_login(NOBODY), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_user_has_the_name_of_the_password_file),
		cmocka_unit_test(a_process_that_is_not_there_is_its_user),
		cmocka_unit_test(root_is_who_logged_in_to_become_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
