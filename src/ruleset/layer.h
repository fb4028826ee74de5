/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layer.h -- boxes parted into layers, within each of which none overlap
 *
 * The kernel refuses overlapping elements in one interval set.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ruleset/ruleset.h"

/*
 * layers[i] = the lowest layer in which element i overlaps no element before
 * it; returns how many layers there are (0 of none). The set's keys are boxes,
 * key to last, of big-endian fields.
 */
size_t layers_assign(const struct set *boxes, uint32_t *layers);
