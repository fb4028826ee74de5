/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder.h -- a folder for one test, and what tests do with files in it
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* In $TMPDIR, else in memory (/dev/shm), for these tests sync much; else in
 * /tmp. */
int folder_make(void); /* a descriptor */
/* With all that is in it, two levels deep; closes it. */
void folder_remove(int folder);
/* The whole file; the caller frees it. NULL: there is none. */
char *folder_read(int folder, const char *name, size_t *len);
void folder_write(int folder, const char *name, const void *bytes, size_t len);
