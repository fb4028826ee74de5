/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock.c -- raw system calls, newer than Debian 12's headers
 */
#include "privsep/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>

#include "base/cleanup.h"

/* struct landlock_ruleset_attr as of Linux 6.12 (include/uapi/linux/
 * landlock.h); an older kernel is given the part that it knows. */
struct ruleset {
	uint64_t fs, net, scoped;
};

enum {
	FS_VERSION_1 = (1 << 13) - 1, /* up to MAKE_SYM */
	FS_REFER = 1 << 13,           /* version 2 */
	FS_TRUNCATE = 1 << 14,        /* version 3 */
	FS_IOCTL_DEV = 1 << 15,       /* version 5 */
	NET_BIND_AND_CONNECT = 3,     /* version 4: TCP */
	SCOPE_ABSTRACT_AND_SIGNAL = 3 /* version 6 */
};

static struct ruleset everything(long version)
{
	struct ruleset set = { .fs = FS_VERSION_1 };

	if (version >= 2)
		set.fs |= FS_REFER;
	if (version >= 3)
		set.fs |= FS_TRUNCATE;
	if (version >= 4)
		set.net = NET_BIND_AND_CONNECT;
	if (version >= 5)
		set.fs |= FS_IOCTL_DEV;
	if (version >= 6)
		set.scoped = SCOPE_ABSTRACT_AND_SIGNAL;
	return set;
}

static size_t ruleset_len(long version)
{
	if (version >= 6)
		return sizeof(struct ruleset);
	if (version >= 4)
		return offsetof(struct ruleset, scoped);
	return offsetof(struct ruleset, net);
}

/* Rights of single files; those of folders are refused for a file. */
static const uint64_t fs_of_files = LANDLOCK_ACCESS_FS_EXECUTE |
				    LANDLOCK_ACCESS_FS_WRITE_FILE |
				    LANDLOCK_ACCESS_FS_READ_FILE | FS_TRUNCATE;

static uint64_t fs_rights(enum path_access access)
{
	const uint64_t read =
		LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

	switch (access) {
	case PATH_READ:
		return read;
	case PATH_EXECUTE:
		return read | LANDLOCK_ACCESS_FS_EXECUTE;
	case PATH_CHANGE:
		return read | LANDLOCK_ACCESS_FS_WRITE_FILE |
		       LANDLOCK_ACCESS_FS_REMOVE_DIR |
		       LANDLOCK_ACCESS_FS_REMOVE_FILE |
		       LANDLOCK_ACCESS_FS_MAKE_DIR |
		       LANDLOCK_ACCESS_FS_MAKE_REG | FS_REFER | FS_TRUNCATE;
	}
	return 0;
}

static int add_rule(int ruleset, const struct ruleset *set,
		    const struct path_rule *rule)
{
	_cleanup_(fd_closep) int opened = -1;
	struct landlock_path_beneath_attr beneath = { .parent_fd = rule->fd };
	struct stat st;

	if (rule->fd == 0) {
		opened = open(rule->path, O_PATH | O_CLOEXEC);
		if (opened < 0)
			return errno == ENOENT ? 0 : -errno;
		beneath.parent_fd = opened;
	}
	if (fstat(beneath.parent_fd, &st) < 0)
		return -errno;
	/* What an older kernel does not know it does not forbid either. */
	beneath.allowed_access = fs_rights(rule->access) & set->fs;
	if (!S_ISDIR(st.st_mode))
		beneath.allowed_access &= fs_of_files;
	return syscall(SYS_landlock_add_rule, ruleset,
		       LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) < 0
		       ? -errno
		       : 0;
}

int landlock_confine(const struct path_rule *rules)
{
	_cleanup_(fd_closep) int fd = -1;
	struct ruleset set;
	long version;

	version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			  LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : -errno;
	set = everything(version);
	fd = (int)syscall(SYS_landlock_create_ruleset, &set,
			  ruleset_len(version), 0);
	if (fd < 0)
		return -errno;
	for (; rules && rules->path; rules++) {
		int r = add_rule(fd, &set, rules);

		if (r < 0)
			return r;
	}
	if (syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		return -errno;
	return (int)version;
}
