/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.h -- a kernel's rules as a snapshot: read here, or from a file
 */
#pragma once

#include "base/digest.h"
#include "ruleset/snapshot.h"

/* All of them: ANSWER_YES, or what the process should exit with after a line on
 * stderr. `out` is empty before; snapshot_finish() in either case. */

/* Of this network namespace, with what is around, and its live connections if
 * they are wanted and can be listed; digest as dump_file.h's. */
int source_take(bool live, struct snapshot *out,
		uint8_t digest[static DIGEST_LEN]);
/* The daemon's kernel; -ENOENT or -ECONNREFUSED: it does not listen, with
 * nothing said. */
int source_ask_dump(bool live, struct snapshot *out,
		    uint8_t digest[static DIGEST_LEN]);
/* A dump file. */
int source_read_dump(const char *path, struct snapshot *out,
		     uint8_t digest[static DIGEST_LEN]);
