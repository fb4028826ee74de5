/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn.c -- fork, put descriptors in place, execute
 */
#include "privsep/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/must.h"

enum {
	OUT_OF_THE_WAY = 64, /* lowest number for the passing copies */
	EXIT_SPAWN = 3
};

/* Says where the program is behind them. */
static int place(int program, const int *fds, size_t n_fds)
{
	const int behind = SPAWN_FIRST_FD + (int)n_fds;
	int copies[SPAWN_MAX_FDS];

	program = fcntl(program, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
	if (program < 0)
		_exit(EXIT_SPAWN);
	for (size_t i = 0; i < n_fds; i++) {
		copies[i] = -1;
		if (fds[i] < 0)
			continue;
		copies[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
		if (copies[i] < 0)
			_exit(EXIT_SPAWN);
	}
	for (size_t i = 0; i < n_fds; i++) {
		const int at = SPAWN_FIRST_FD + (int)i;

		if (copies[i] < 0)
			close(at); /* something of the parent's, or nothing */
		else if (dup2(copies[i], at) < 0)
			_exit(EXIT_SPAWN);
	}
	if (dup3(program, behind, O_CLOEXEC) < 0 ||
	    close_range((unsigned)behind + 1, ~0U, 0) < 0)
		_exit(EXIT_SPAWN);
	return behind;
}

static void quiet_standard_streams(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd < 0 || dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0)
		_exit(EXIT_SPAWN);
}

pid_t spawn_program(int program, char *const argv[], const int *fds,
		    size_t n_fds)
{
	const char *journal = getenv("JOURNAL_STREAM");
	char variable[64] = "JOURNAL_STREAM=";
	char *env[2] = { NULL };
	sigset_t none;
	pid_t pid;

	must(n_fds <= SPAWN_MAX_FDS);
	if (journal) {
		snprintf(variable, sizeof(variable), "JOURNAL_STREAM=%s",
			 journal);
		env[0] = variable;
	}
	pid = fork();
	if (pid != 0)
		return pid < 0 ? -errno : pid;
	quiet_standard_streams();
	program = place(program, fds, n_fds);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execveat(program, "", argv, env, AT_EMPTY_PATH);
	_exit(EXIT_SPAWN);
}

pid_t spawn_self(char *const argv[], const int *fds, size_t n_fds)
{
	_cleanup_(fd_closep) int self =
		open("/proc/self/exe", O_PATH | O_CLOEXEC);

	return self < 0 ? -errno : spawn_program(self, argv, fds, n_fds);
}

/* Nobody could execute it; said where somebody can mend it. */
static int check_program(int fd, const char *path)
{
	struct stat is;

	if (fstat(fd, &is) < 0)
		return -errno;
	return S_ISREG(is.st_mode) && access(path, X_OK) == 0 ? 0 : -EACCES;
}

int spawn_open_beside(const char *name, char path[static SPAWN_PATH])
{
	_cleanup_(fd_closep) int fd = -1;
	ssize_t len = readlink("/proc/self/exe", path, SPAWN_PATH);
	const int error = -errno;
	int r;

	while (len > 0 && path[len - 1] != '/')
		len--;
	if (len < 0 || (size_t)len + strlen(name) >= SPAWN_PATH) {
		snprintf(path, SPAWN_PATH, "%s", name);
		return len < 0 ? error : -ENAMETOOLONG;
	}
	memcpy(path + len, name, strlen(name) + 1);
	fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = check_program(fd, path);
	return r < 0 ? r : take_fd(&fd);
}
