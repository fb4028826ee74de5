/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * volume_index.h -- where a volume's records begin, as a hint
 *
 * u64 bytes of the volume that were surely on the disk; then for each number
 * from 1 on a u64: where its record begins, plus 1; 0: not here. All functions
 * do nothing, or know nothing, with a descriptor below 0 and after any error.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

void volume_index_put(int index, uint32_t number, uint64_t at);
bool volume_index_get(int index, uint32_t number, uint64_t *at);
void volume_index_put_synced(int index, uint64_t bytes);
/* The highest number of a record, in a volume that began with the number behind
 * `least`; `least`: it knows of none. */
uint32_t volume_index_highest(int index, uint32_t least);
/* More than the volume has: it was cut, or the index is not what was written. */
uint64_t volume_index_synced(int index);
