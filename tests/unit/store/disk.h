/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk.h -- what a disk may hold after the power has failed
 *
 * The calls by which src/store writes are wrapped (ld --wrap): they do what
 * they do, and are remembered. What was not synced may be there after a cut, in
 * sectors, or not; so may names that the folder's fsync() has not made lasting.
 */
#pragma once

#include <stdint.h>

enum disk_luck {
	DISK_NOTHING, /* only what was synced is there */
	DISK_ALL,     /* everything is */
	DISK_SOME,    /* each sector and name by itself */
	N_DISK_LUCKS
};

/* Remembers from now on what is done to `folder`, which is empty. `cut` is
 * called after each call that changes the disk. */
void disk_begin(int folder, void (*cut)(void));
/* Frees what was remembered. */
void disk_end(void);
/* Fills another, empty folder with what a cut now would leave. */
void disk_leave(int folder, enum disk_luck luck, uint64_t seed);
