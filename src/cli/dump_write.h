/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump_write.h -- a snapshot into a file that only its owner reads
 */
#pragma once

#include <stddef.h>

#include "ruleset/snapshot.h"

/* What stood there before is lost; `len` is how many bytes the file has. 0 or
 * -errno. */
int dump_write(const char *path, const struct snapshot *snapshot, size_t *len);
