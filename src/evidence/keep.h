/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keep.h -- small files that are there whole after a power cut, or not at all
 */
#pragma once

#include <stddef.h>

/*
 * Writes under the name "new", syncs, renames over `name`, syncs the folder.
 * 0: it is on the disk. -errno: `name` is as it was or, if only the last sync
 * failed, may be either.
 */
int keep_file(int folder, const char *name, const void *bytes, size_t len);
/* The whole file in heap memory, with a NUL behind; the caller frees it.
 * -EFBIG: more than max bytes. 0 or -errno. */
int keep_read(int folder, const char *name, size_t max, char **bytes,
	      size_t *len);

/* What an earlier process did in the folder is on the disk. On a file system that
 * can only be read nothing waits to be: that keeps nobody from reading. 0 or
 * -errno. */
int keep_settle(int folder);

/* Opens the folder `name` in `folder`, made where it is missing; it is on the
 * disk, as the caller's sync of `folder` puts its name there. 0 or -errno,
 * logged. */
int keep_folder(int folder, const char *name, int *out);
