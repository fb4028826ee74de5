/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bytes.c -- a whole file in memory
 */
#include "cli/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/must.h"

int bytes_open(const char *path)
{
	_cleanup_(fd_closep) int fd =
		open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat stat;

	if (fd < 0 || fstat(fd, &stat) < 0)
		return -errno;
	return S_ISREG(stat.st_mode) ? take_fd(&fd) : -ESPIPE;
}

const char *bytes_error(int error)
{
	return error == -ESPIPE ? "not a regular file" : strerror(-error);
}

int bytes_read(int fd, size_t max, char **bytes, size_t *len)
{
	off_t size = lseek(fd, 0, SEEK_END);
	_cleanup_(freep) char *text = NULL;
	size_t have = 0;
	ssize_t n;

	if (size < 0)
		return -errno;
	if ((size_t)size > max)
		return -EFBIG;
	text = xcalloc((size_t)size + 1, 1);
	while (have < (size_t)size) {
		n = pread(fd, text + have, (size_t)size - have, (off_t)have);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			break;
		have += n > 0 ? (size_t)n : 0;
	}
	text[have] = '\0';
	*bytes = take_ptr(text);
	*len = have;
	return 0;
}
