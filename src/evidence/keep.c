/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keep.c -- small files that are there whole after a power cut, or not at all
 */
#include "evidence/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/must.h"

static const char new_name[] = "new";

static int write_new(int folder, const void *bytes, size_t len)
{
	_cleanup_(fd_closep) int fd = openat(
		folder, new_name,
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);

	int r;

	if (fd < 0)
		return -errno;
	r = fd_write_all(fd, bytes, len);
	if (r < 0)
		return r;
	return fsync(fd) < 0 ? -errno : 0;
}

int keep_file(int folder, const char *name, const void *bytes, size_t len)
{
	int r = write_new(folder, bytes, len);

	if (r == 0 && renameat(folder, new_name, folder, name) < 0)
		r = -errno;
	if (r < 0) {
		unlinkat(folder, new_name, 0); /* its room may be needed */
		return r;
	}
	return fsync(folder) < 0 ? -errno : 0;
}

int keep_read(int folder, const char *name, size_t max, char **bytes,
	      size_t *len)
{
	_cleanup_(fd_closep) int fd =
		openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	_cleanup_(freep) char *text = NULL;
	size_t have = 0;
	struct stat st;
	ssize_t n = 1;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EBADMSG;
	if ((uint64_t)st.st_size > max)
		return -EFBIG;
	text = xcalloc((size_t)st.st_size + 1, 1);
	while (n > 0 && have < (size_t)st.st_size) {
		n = read(fd, text + have, (size_t)st.st_size - have);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n < 0)
			return -errno;
		else
			have += (size_t)n;
	}
	text[have] = '\0';
	*bytes = take_ptr(text);
	*len = have;
	return 0;
}

int keep_settle(int folder)
{
	return fsync(folder) < 0 && errno != EROFS ? -errno : 0;
}

/* A folder that an earlier process made may not have reached the disk. */
int keep_folder(int folder, const char *name, int *out)
{
	_cleanup_(fd_closep) int fd = -1;
	int r;

	if (mkdirat(folder, name, 0750) < 0 && errno != EEXIST)
		return log_errno(-errno, "make the folder %s", name);
	fd = openat(folder, name,
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return log_errno(-errno, "open the folder %s", name);
	r = keep_settle(fd);
	if (r < 0)
		return log_errno(r, "sync the folder %s", name);
	*out = take_fd(&fd);
	return 0;
}
