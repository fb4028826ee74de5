/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.h -- what the control process may still do
 */
#pragma once

#include "privsep/jail.h"

extern const struct proc_spec control_row;
