/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.h -- the enforce process's row of the privilege table
 */
#pragma once

#include "privsep/jail.h"

extern const struct proc_spec enforce_row;
