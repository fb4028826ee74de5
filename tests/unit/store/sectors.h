/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sectors.h -- what the sectors of a disk may hold after a cut
 *
 * The calls by which src/store writes are wrapped (ld --wrap): they do what
 * they do, and are remembered. What was not synced may be there after a cut, in
 * sectors, or not; so may names that the folder's fsync() has not made lasting.
 * This is for files written in place; for those appended to and renamed, with
 * torn writes and calls that fail, see unit/evidence/disk.h.
 */
#pragma once

#include <stdint.h>

enum luck {
	LUCK_NOTHING, /* only what was synced is there */
	LUCK_ALL,     /* everything is */
	LUCK_SOME,    /* each sector and name by itself */
	N_LUCKS
};

/* Remembers from now on what is done to `folder`, which is empty. `cut` is
 * called after each call that changes the disk. */
void sectors_begin(int folder, void (*cut)(void));
/* Frees what was remembered. */
void sectors_end(void);
/* Fills another, empty folder with what a cut now would leave. */
void sectors_leave(int folder, enum luck luck, uint64_t seed);
