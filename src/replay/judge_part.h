/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_part.h -- what the parts of a judge share; for judge*.c
 */
#pragma once

#include "replay/judge.h"

/* The judge's diagrams become those of that second, unless they are already. */
void judge_for(struct judge *judge, uint64_t now);
