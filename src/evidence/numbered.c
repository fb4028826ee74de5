/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * numbered.c -- files that bear a number in their names
 */
#include "evidence/numbered.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

char *numbered_name(char buf[static NUMBERED_NAME], const struct numbered *kind,
		    uint32_t number)
{
	snprintf(buf, NUMBERED_NAME, "%s%06" PRIu32 "%s", kind->prefix, number,
		 kind->suffix);
	return buf;
}

/* 0: not of this kind. */
static uint32_t number_of(const struct numbered *kind, const char *name)
{
	size_t len = strlen(kind->prefix);
	char again[NUMBERED_NAME];
	unsigned long number;

	if (strncmp(name, kind->prefix, len) != 0)
		return 0;
	number = strtoul(name + len, NULL, 10);
	if (number > UINT32_MAX)
		return 0;
	/* Only the way we write it: no sign, no blank, nothing behind. */
	numbered_name(again, kind, (uint32_t)number);
	return strcmp(again, name) ? 0 : (uint32_t)number;
}

static int compare(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

int numbered_list(int folder, const struct numbered *kind, struct arena *arena,
		  struct numbers *out)
{
	_cleanup_(fd_closep) int fd =
		openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_(closedirp) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct numbers numbers = { 0 };
	struct dirent *entry;

	if (!dir)
		return -errno;
	take_fd(&fd);
	while ((errno = 0, entry = readdir(dir))) {
		uint32_t number = number_of(kind, entry->d_name);

		if (number)
			*vec_add(arena, &numbers.list) = number;
	}
	if (errno)
		return -errno;
	if (numbers.list.n)
		qsort(numbers.list.at, numbers.list.n, sizeof(uint32_t),
		      compare);
	*out = numbers;
	return 0;
}
