/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sealed.c -- memory that nobody can change any more
 */
#include "base/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"

enum {
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
};

static int seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, SEALS) < 0 ? -errno : 0;
}

static int make(const void *bytes, size_t len)
{
	_cleanup_(fd_closep) int fd =
		memfd_create("sealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int r;

	if (fd < 0)
		return -errno;
	r = fd_write_all(fd, bytes, len);
	if (r == 0)
		r = seal(fd);
	return r < 0 ? r : take_fd(&fd);
}

int sealed_make(const void *bytes, size_t len)
{
	int r = make(bytes, len);

	return r == -EBUSY ? make(bytes, len) : r;
}

static int copy(int fd, size_t len)
{
	void *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
	int r;

	if (bytes == MAP_FAILED)
		return -errno;
	r = sealed_make(bytes, len);
	munmap(bytes, len);
	return r;
}

int sealed_close(int *fd, size_t len)
{
	int r = seal(*fd);

	if (r != -EBUSY)
		return r;
	r = copy(*fd, len);
	if (r < 0)
		return r;
	close(*fd);
	*fd = r;
	return 0;
}

int sealed_map(int fd, size_t max, struct sealed *out)
{
	int seals = fcntl(fd, F_GET_SEALS);
	off_t size;
	void *bytes;

	if (seals < 0 || (seals & SEALS) != SEALS)
		return -EINVAL;
	/* Not fstat(): in glibc that is a call on paths, which a jail need not
	 * have. */
	size = lseek(fd, 0, SEEK_END);
	if (size < 0)
		return -EINVAL;
	if ((uint64_t)size > max)
		return -EFBIG;
	if (size == 0) {
		*out = (struct sealed){ .bytes = (const uint8_t *)"" };
		return 0;
	}
	bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	*out = (struct sealed){ bytes, (size_t)size, (size_t)size };
	return 0;
}

void sealed_finish(struct sealed *sealed)
{
	void *bytes;

	/* What we gave out as const is ours to unmap. */
	memcpy(&bytes, &sealed->bytes, sizeof(bytes));
	if (sealed->mapped)
		munmap(bytes, sealed->mapped);
	*sealed = (struct sealed){ 0 };
}
