/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bytes.h -- a whole file in memory
 */
#pragma once

#include <stddef.h>

/* A regular file, to be read; nothing that would make us wait. -ESPIPE: it is
 * none; or -errno. */
int bytes_open(const char *path);
/* What an error of these two is, in words. */
const char *bytes_error(int error);

/* From its beginning, with a NUL behind; the caller frees it. -EFBIG: more than
 * max bytes, with nothing read. 0 or -errno. */
int bytes_read(int fd, size_t max, char **bytes, size_t *len);
