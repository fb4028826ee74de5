/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * open.c -- what only the parent may open: folders, sockets
 */
#include "daemon/parent/open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"

enum {
	BACKLOG = 128,
	MOMENTS = 30, /* of 100 ms, for another daemon to end */
};

static void wait_a_moment(void)
{
	const struct timespec moment = { .tv_nsec = 100000000 };

	nanosleep(&moment, NULL);
}

static int open_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? log_errno(-errno, "open %s", path) : fd;
}

/* Only what is not so yet: the unit forbids to set the bit (RestrictSUIDSGID=
 * of systemd.exec(5)), tmpfiles.d has set it. */
static int give(int fd, uid_t uid, gid_t gid)
{
	const mode_t mode = S_ISGID | 0750;
	struct stat is;

	if (fstat(fd, &is) < 0)
		return -1;
	if ((is.st_uid != uid || is.st_gid != gid) && fchown(fd, uid, gid) < 0)
		return -1;
	return (is.st_mode & 07777) == mode ? 0 : fchmod(fd, mode);
}

/* Ours for as long as we or the engine have it open. Two daemons on one folder
 * would heal each other's rules away. */
static int lock(int fd)
{
	int r = 0;

	for (int i = 0; i < MOMENTS; i++) {
		r = flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
		if (r != -EWOULDBLOCK)
			break;
		wait_a_moment();
	}
	return r == -EWOULDBLOCK ? -EBUSY : r;
}

int open_state(const struct settings *settings)
{
	const struct identity *engine = &settings->who[PROC_ENGINE];
	_cleanup_(fd_closep) int fd = -1;
	int r;

	if (mkdir(settings->state, 0750) < 0 && errno != EEXIST)
		return log_errno(-errno, "mkdir %s", settings->state);
	fd = open_folder(settings->state);
	if (fd < 0)
		return fd;
	r = lock(fd);
	if (r < 0)
		return log_errno(r,
				 "state-taken folder=\"%s\" do=\"end the other "
				 "sekishod that keeps it, or name another by "
				 "--state\" why",
				 settings->state);
	if (engine->known && geteuid() == 0 &&
	    give(fd, engine->uid, settings->groups[GROUP_AUDITOR]) < 0)
		return log_errno(-errno, "chown %s", settings->state);
	return take_fd(&fd);
}

int open_rules(const struct settings *settings)
{
	return open_folder(settings->rules);
}

static bool is_heard(const struct sockaddr_un *address)
{
	_cleanup_(fd_closep) int fd = socket(
		AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	return fd >= 0 && (connect(fd, (const struct sockaddr *)address,
				   sizeof(*address)) == 0 ||
			   errno == EAGAIN);
}

/* Who took the place of a daemon that lives would leave it deaf, and nothing
 * could be isolated. One that was killed may be ending still. */
static bool is_taken(const struct sockaddr_un *address)
{
	for (int i = 0; i < MOMENTS; i++) {
		if (!is_heard(address))
			return false;
		wait_a_moment();
	}
	return true;
}

int open_listener(const struct settings *settings)
{
	_cleanup_(fd_closep) int fd = socket(
		AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int len = snprintf(address.sun_path, sizeof(address.sun_path),
			   "%s/control", settings->run);

	if (fd < 0)
		return log_errno(-errno, "socket");
	if (len < 0 || (size_t)len >= sizeof(address.sun_path))
		return log_errno(-ENAMETOOLONG, "socket %s", settings->run);
	if (mkdir(settings->run, 0755) < 0 && errno != EEXIST)
		return log_errno(-errno, "mkdir %s", settings->run);
	if (is_taken(&address))
		return log_errno(-EADDRINUSE, "another sekishod listens at %s",
				 address.sun_path);
	if (unlink(address.sun_path) < 0 && errno != ENOENT)
		return log_errno(-errno, "unlink %s", address.sun_path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(address.sun_path, 0666) < 0 || listen(fd, BACKLOG) < 0)
		return log_errno(-errno, "listen %s", address.sun_path);
	return take_fd(&fd);
}
