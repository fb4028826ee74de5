/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.h -- what the survey process may still do
 */
#pragma once

#include "privsep/jail.h"

extern const struct proc_spec survey_row;
