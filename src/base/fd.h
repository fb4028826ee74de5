/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fd.h -- all bytes to or from a descriptor, or an error; the standard streams
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/*
 * The first call of a program: in the place of a standard stream that whoever
 * started it has closed comes one that fails. What it opens itself would come
 * there, and have a log line written into it.
 */
void fd_stand_in(void);

/* Writes until all is written: write(2) may take less, and a signal may end it
 * early. 0 or -errno; -EIO where nothing more is taken. On an error part of the
 * bytes may have been written. */
int fd_write_all(int fd, const void *bytes, size_t len);
/* The same at a place of a file, by pwrite(2). */
int fd_write_at(int fd, const void *bytes, size_t len, off_t at);
/* Reads len bytes from a place of a file. 0 or -errno; -ENODATA: it ends
 * before. */
int fd_read_at(int fd, void *bytes, size_t len, off_t at);
