/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deeds_test.c -- tests src/mail/procs.c: what a process that was taken over
 * would do, tried from inside of it
 *
 * Twice. Once in the whole jail: the kernel ends the process, or refuses the
 * deed. Once without the filter of system calls: user, limits and Landlock must
 * refuse it by themselves. A sister stands by, as another of our processes.
 */
#include "deeds.h"

#include <fcntl.h>
#include <grp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/landlock.h>

#include "mail/procs.h"
#include "privsep/sanitizer.h"

enum {
	UID = 64000,
	SISTER = 64100,
	DONE = 0,    /* exit statuses: the deed was done */
	REFUSED = 1, /* it was not */
	NO_JAIL = 9, /* the jail could not be entered */
};

/* ------ the world ------ */

static void be(uid_t uid)
{
	if (geteuid() == 0 &&
	    (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 ||
	     setresuid(uid, uid, uid) < 0))
		_exit(NO_JAIL);
}

static void listen_by_name(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int len;

	world.name.sun_family = AF_UNIX;
	len = snprintf(world.name.sun_path + 1, sizeof(world.name.sun_path) - 1,
		       "sekisho-deeds-%d", (int)getpid());
	world.name_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				     1 + (size_t)len);
	assert_int_equal(
		bind(fd, (struct sockaddr *)&world.name, world.name_len), 0);
	assert_int_equal(listen(fd, 64), 0);
}

static void listen_on_loopback(void)
{
	socklen_t len = sizeof(world.port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	world.port.sin_family = AF_INET;
	world.port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&world.port, len), 0);
	assert_int_equal(listen(fd, 64), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&world.port, &len),
			 0);
}

static int begin(void **state)
{
	int fd;

	(void)state;
	strcpy(world.folder, "/tmp/sekisho-deeds-XXXXXX");
	assert_non_null(mkdtemp(world.folder));
	assert_int_equal(chmod(world.folder, 0777), 0);
	snprintf(world.file, sizeof(world.file), "%s/file", world.folder);
	snprintf(world.made, sizeof(world.made), "%s/made", world.folder);
	fd = open(world.file, O_WRONLY | O_CREAT, 0666);
	assert_true(fd >= 0 && fchmod(fd, 0666) == 0);
	close(fd);
	listen_by_name();
	listen_on_loopback();
	world.landlock = syscall(SYS_landlock_create_ruleset, NULL, 0,
				 LANDLOCK_CREATE_RULESET_VERSION);
	world.sister = fork();
	if (world.sister == 0) {
		be(SISTER);
		for (;;)
			pause();
	}
	return 0;
}

static int end(void **state)
{
	(void)state;
	kill(world.sister, SIGKILL);
	waitpid(world.sister, NULL, 0);
	unlink(world.file);
	unlink(world.made);
	rmdir(world.folder);
	return 0;
}

/* ------ in the jail ------ */

/* The store's folders: one that is not ours to harm. */
static void put_folders(void)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/store", world.folder);
	mkdir(path, 0777);
	fd = open(path, O_RDONLY | O_DIRECTORY);
	rmdir(path);
	dup2(fd, FD_STORE_ORIGINALS);
	dup2(fd, FD_STORE_JOURNAL);
}

/* Of its own: the last deed may have used up the others. */
static void open_sockets(void)
{
	world.idle = socket(AF_INET, SOCK_STREAM, 0);
	world.listener = socket(AF_INET, SOCK_STREAM, 0);
	listen(world.listener, 1);
}

static int status_of(const struct proc_spec *spec, int (*do_it)(void),
		     bool filtered)
{
	const struct identity who = { geteuid() == 0, UID, UID };
	int status, r;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		put_folders();
		open_sockets();
		r = filtered ? jail_enter(spec, &who)
			     : jail_enter_unfiltered(spec, &who);
		if (r < 0)
			_exit(NO_JAIL);
		_exit(do_it() ? REFUSED : DONE);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static bool is_stopped(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS;
	assert_int_not_equal(WEXITSTATUS(status), NO_JAIL);
	return WEXITSTATUS(status) == REFUSED;
}

/* Does what is left without the filter refuse it on this machine? */
static bool is_refused_here(unsigned needs, const struct proc_spec *spec)
{
	if (SANITIZED && needs & NEEDS_LIMITS)
		return false;
	if (needs & NEEDS_FILTER)
		return false;
	if (world.landlock < 4 && needs & NEEDS_NET)
		return false;
	if (world.landlock < 6 && needs & NEEDS_SCOPE)
		return false;
	if (needs & FORKS && spec->limits.forks)
		return false;
	return geteuid() == 0 || !(needs & (NEEDS_ROOT | FORKS));
}

static void each_deed_is_stopped(void **state)
{
	(void)state;
	for (int proc = 0; proc < N_PROCS; proc++)
		for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
			const struct proc_spec *spec = &procs[proc];

			if ((deeds[i].needs & FORKS && spec->limits.forks) ||
			    (deeds[i].needs & NEEDS_LIMITS && SANITIZED))
				continue;
			if (!is_stopped(status_of(spec, deeds[i].do_it, true)))
				fail_msg("%s can %s", spec->name,
					 deeds[i].name);
		}
	assert_int_equal(kill(world.sister, 0), 0);
}

static void without_the_filter_it_is_refused(void **state)
{
	(void)state;
	for (int proc = 0; proc < N_PROCS; proc++)
		for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
			const struct proc_spec *spec = &procs[proc];
			int status;

			if (!is_refused_here(deeds[i].needs, spec))
				continue;
			status = status_of(spec, deeds[i].do_it, false);
			if (!WIFEXITED(status) ||
			    WEXITSTATUS(status) != REFUSED)
				fail_msg("without its filter %s can %s",
					 spec->name, deeds[i].name);
		}
	assert_int_equal(kill(world.sister, 0), 0);
}

/* The deeds are real ones: who is in no jail does them. */
static void without_a_jail_each_deed_is_done(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(read_a_file(), 0);
	assert_int_equal(write_a_file(), 0);
	assert_int_equal(make_a_file(), 0);
	assert_int_equal(connect_outward(), 0);
	open_sockets();
	assert_int_equal(connect_by_sending(), 0);
	open_sockets();
	assert_int_equal(connect_by_a_message(), 0);
	assert_int_equal(shut_the_door(), 0);
	assert_int_equal(listen_on_a_port(), 0);
	assert_int_equal(connect_by_name(), 0);
	assert_int_equal(see_the_sister_s_descriptors(), 0);
	assert_int_equal(copy_the_sister_s_memory(), 0);
	assert_int_equal(fork_once(), 0);
	assert_int_equal(take_much_memory(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_deed_is_stopped),
		cmocka_unit_test(without_the_filter_it_is_refused),
		cmocka_unit_test(without_a_jail_each_deed_is_done),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
