/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk.c -- what would be on the disk if the power failed just now
 */
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

#include "disk_names.h"

enum {
	MAX_OPS = 4096,
	MAX_FDS = 256,
	NOTHING = -1,
};

static struct {
	bool on;
	struct op ops[MAX_OPS];
	size_t n_ops;
	int n_things;
	bool is_folder[MAX_THINGS];
	int thing_of[MAX_FDS];
	struct names names;
	size_t fail_after, n_fail;
	int error;
} disk;

/* Noting. */

static struct op *note(enum op_kind kind, int thing, const char *name)
{
	struct op *op = &disk.ops[disk.n_ops];

	must(disk.n_ops < MAX_OPS && thing != NOTHING);
	disk.n_ops++;
	*op = (struct op){ .kind = kind, .thing = thing };
	snprintf(op->name, NAME_LEN, "%s", name);
	return op;
}

static int thing_of(int fd)
{
	return disk.on && fd >= 0 && fd < MAX_FDS ? disk.thing_of[fd] : NOTHING;
}

static int new_thing(int folder, const char *name, bool is_folder)
{
	struct op *op = note(OP_NAME, folder, name);

	must(disk.n_things < MAX_THINGS);
	op->named = disk.n_things++;
	disk.is_folder[op->named] = is_folder;
	change_names(&disk.names, op);
	return op->named;
}

void disk_record(int folder)
{
	for (size_t i = 0; i < disk.n_ops; i++)
		free(disk.ops[i].data);
	memset(&disk, 0, sizeof(disk));
	for (size_t i = 0; i < MAX_FDS; i++)
		disk.thing_of[i] = NOTHING;
	disk.on = true;
	disk.n_things = 1;
	disk.is_folder[ROOT] = true;
	disk.thing_of[folder] = ROOT;
}

void disk_stop(void)
{
	disk.on = false;
}

size_t disk_n_ops(void)
{
	return disk.n_ops;
}

const struct op *disk_op(size_t i)
{
	return &disk.ops[i];
}

bool disk_is_folder(int thing)
{
	return disk.is_folder[thing];
}

void disk_fail(size_t after, size_t n, int error)
{
	disk.fail_after = after;
	disk.n_fail = n;
	disk.error = error;
}

static bool fails(void)
{
	if (disk.fail_after) {
		disk.fail_after--;
		return false;
	}
	if (!disk.n_fail)
		return false;
	disk.n_fail--;
	errno = disk.error;
	return true;
}

/* The calls themselves. */

int __real_openat64(int folder, const char *name, int flags, mode_t mode);
int __wrap_openat64(int folder, const char *name, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int __real_ftruncate64(int fd, off_t len);
int __wrap_ftruncate64(int fd, off_t len);
int __real_renameat(int a, const char *from, int b, const char *to);
int __wrap_renameat(int a, const char *from, int b, const char *to);
int __real_unlinkat(int folder, const char *name, int flags);
int __wrap_unlinkat(int folder, const char *name, int flags);
int __real_mkdirat(int folder, const char *name, mode_t mode);
int __wrap_mkdirat(int folder, const char *name, mode_t mode);

static void note_open(int fd, int folder, const char *name, int flags)
{
	struct name *found;
	int parent = thing_of(folder);

	must(!disk.on || fd < MAX_FDS);
	if (parent == NOTHING) {
		if (disk.on)
			disk.thing_of[fd] = NOTHING;
		return;
	}
	found = find_name(&disk.names, parent, name);
	if (!strcmp(name, "."))
		disk.thing_of[fd] = parent;
	else if (found)
		disk.thing_of[fd] = found->thing;
	else
		disk.thing_of[fd] = new_thing(parent, name, false);
	if (found && (flags & O_TRUNC))
		note(OP_CUT, found->thing, "");
}

int __wrap_openat64(int folder, const char *name, int flags, ...)
{
	va_list ap;
	mode_t mode;
	int fd;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if ((flags & O_CREAT) && fails())
		return -1;
	fd = __real_openat64(folder, name, flags, mode);
	if (fd >= 0)
		note_open(fd, folder, name, flags);
	return fd;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	/* What is said on standard error goes to no disk. */
	bool failing = fd != STDERR_FILENO && fails();
	ssize_t n = __real_write(fd, bytes, failing ? len / 2 : len);
	struct op *op;

	if (n > 0 && thing_of(fd) != NOTHING) {
		op = note(OP_WRITE, thing_of(fd), "");
		op->len = (size_t)n;
		op->data = xcalloc(op->len, 1);
		memcpy(op->data, bytes, op->len);
	}
	if (failing) {
		errno = disk.error;
		/* Every second time the half is told as such. */
		return len % 2 ? -1 : n;
	}
	return n;
}

static int sync_with(int fd, int (*real)(int fd))
{
	if (fails())
		return -1;
	if (thing_of(fd) != NOTHING)
		note(OP_SYNC, thing_of(fd), "");
	return real(fd);
}

int __wrap_fsync(int fd)
{
	return sync_with(fd, __real_fsync);
}

int __wrap_fdatasync(int fd)
{
	return sync_with(fd, __real_fdatasync);
}

int __wrap_ftruncate64(int fd, off_t len)
{
	if (fails())
		return -1;
	if (thing_of(fd) != NOTHING)
		note(OP_CUT, thing_of(fd), "")->len = (size_t)len;
	return __real_ftruncate64(fd, len);
}

int __wrap_renameat(int a, const char *from, int b, const char *to)
{
	struct op *op;

	must(a == b);
	if (fails())
		return -1;
	if (thing_of(a) != NOTHING) {
		op = note(OP_RENAME, thing_of(a), from);
		snprintf(op->to, NAME_LEN, "%s", to);
		change_names(&disk.names, op);
	}
	return __real_renameat(a, from, b, to);
}

int __wrap_unlinkat(int folder, const char *name, int flags)
{
	if (fails())
		return -1;
	if (thing_of(folder) != NOTHING)
		change_names(&disk.names,
			     note(OP_UNLINK, thing_of(folder), name));
	return __real_unlinkat(folder, name, flags);
}

int __wrap_mkdirat(int folder, const char *name, mode_t mode)
{
	int r;

	if (fails())
		return -1;
	r = __real_mkdirat(folder, name, mode);
	if (r == 0 && thing_of(folder) != NOTHING)
		new_thing(thing_of(folder), name, true);
	return r;
}
