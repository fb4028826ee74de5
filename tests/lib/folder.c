/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder.c -- a folder for one test, and what tests do with files in it
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

int folder_make(void)
{
	const char *tmp = getenv("TMPDIR");
	char path[PATH_MAX];
	int fd;

	if (!tmp)
		tmp = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
	snprintf(path, sizeof(path), "%s/sekisho-test-XXXXXX", tmp);
	must(mkdtemp(path));
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(fd >= 0);
	return fd;
}

static int next_name(DIR *dir, char name[static 256])
{
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(name, 256, "%s", entry->d_name);
		return 1;
	}
	return 0;
}

static void empty_files(int folder)
{
	DIR *dir = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY));
	char name[256];

	must(dir);
	while (next_name(dir, name))
		unlinkat(folder, name, 0);
	closedir(dir);
}

void folder_remove(int folder)
{
	DIR *dir = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY));
	char name[256], link[64], path[PATH_MAX] = "";

	must(dir);
	while (next_name(dir, name)) {
		int inner;

		if (unlinkat(folder, name, 0) == 0)
			continue;
		inner = openat(folder, name, O_RDONLY | O_DIRECTORY);
		must(inner >= 0);
		empty_files(inner);
		close(inner);
		must(unlinkat(folder, name, AT_REMOVEDIR) == 0);
	}
	closedir(dir);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", folder);
	must(readlink(link, path, sizeof(path) - 1) > 0);
	rmdir(path);
	close(folder);
}

char *folder_read(int folder, const char *name, size_t *len)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *bytes;

	if (fd < 0)
		return NULL;
	must(fstat(fd, &st) == 0);
	*len = (size_t)st.st_size;
	bytes = xcalloc(*len + 1, 1);
	must(read(fd, bytes, *len) == (ssize_t)*len);
	close(fd);
	return bytes;
}

void folder_write(int folder, const char *name, const void *bytes, size_t len)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0600);

	must(fd >= 0);
	must(write(fd, bytes, len) == (ssize_t)len);
	close(fd);
}
