/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fd.h -- all bytes to a descriptor, or an error
 */
#pragma once

#include <stddef.h>

/* Writes until all is written: write(2) may take less, and a signal may end it
 * early. 0 or -errno; -EIO where nothing more is taken. On an error part of the
 * bytes may have been written. */
int fd_write_all(int fd, const void *bytes, size_t len);
