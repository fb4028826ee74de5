/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parent.h -- the process that the service manager starts
 */
#pragma once

#include "daemon/settings.h"

/* Until told to stop; the exit status of the program. */
int parent_run(const struct settings *settings);
