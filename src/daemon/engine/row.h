/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.h -- what the engine and its workers may still do
 */
#pragma once

#include "privsep/jail.h"

extern const struct proc_spec engine_row, worker_row;
