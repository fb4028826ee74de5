/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk.h -- what would be on the disk if the power failed just now
 *
 * The program is linked with --wrap for every call that changes files. While
 * recording, they are carried out and noted. Of each moment between two of them
 * the files can then be made that a disk may hold: what was synced is there;
 * of what was not, anything between nothing and all. This is for files that are
 * appended to and renamed; for those written in place see unit/store/sectors.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How the newest write was torn. */
enum disk_tear {
	TEAR_CUT,         /* only its first bytes are there */
	TEAR_ZEROS_FIRST, /* its first bytes read as zeros */
	TEAR_ZEROS_LAST,  /* all behind its first bytes reads as zeros */
};

struct disk_crash {
	size_t n_ops; /* so many were carried out */
	bool data;    /* is there what was written but not synced? */
	size_t names; /* of names not synced, so many are as they became */
	enum disk_tear tear;
	size_t torn; /* the first bytes of the newest write; SIZE_MAX: all */
};

/* Forgets everything; `folder` is empty, and is the disk. */
void disk_record(int folder);
void disk_stop(void);
size_t disk_n_ops(void);

/* Whether the newest of n_ops was a write, and of how many bytes. */
bool disk_write_len(size_t n_ops, size_t *len);
/* How many changes of names were not synced then. */
size_t disk_loose_names(size_t n_ops);
/* Puts into an empty folder what the disk holds. */
void disk_make(const struct disk_crash *crash, int folder);

/* From now on: after `after` calls that change files the next n of them fail
 * with `error`; a write writes half before. n 0: none. */
void disk_fail(size_t after, size_t n, int error);
