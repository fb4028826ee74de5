/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump_write.c -- a snapshot into a file that only its owner reads
 */
#include "cli/dump_write.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/must.h"
#include "proof/rules/dump_file.h"

/* Who reads it learns the town's network. */
enum {
	DUMP_MODE = 0600
};

/* A file that was there before keeps its mode from then. */
static int keep_private(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -1;
	return S_ISREG(st.st_mode) ? fchmod(fd, DUMP_MODE) : 0;
}

int dump_write(const char *path, const struct snapshot *snapshot, size_t *len)
{
	size_t n = dump_file_len(snapshot);
	_cleanup_(freep) uint8_t *bytes = xcalloc(n, 1);
	_cleanup_(fd_closep) int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, DUMP_MODE);
	uint8_t digest[DIGEST_LEN];
	int r;

	if (fd < 0 || keep_private(fd) < 0)
		return -errno;
	dump_file_write(snapshot, bytes, digest);
	r = fd_write_all(fd, bytes, n);
	if (r == 0 && close(take_fd(&fd)))
		r = -errno;
	if (r == 0)
		*len = n;
	return r;
}
