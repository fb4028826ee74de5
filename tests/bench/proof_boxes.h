/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof_boxes.h -- rules as boxes, for the peers of proof_cost.c
 *
 * A line of the file is a rule: first and last of each field of enum seg_field,
 * then 1 if it accepts, 0 if it drops.
 * What packets go back, what is written into marks, and that a kernel holds
 * them, peers are not asked.
 */
#pragma once

#include "seg_list.h"

/* The caller frees. */
struct seg_rule *boxes_read(const char *path, size_t *n);
/* CPU seconds of this process. */
double boxes_seconds(void);
