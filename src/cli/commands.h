/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commands.h -- the verbs, one line for each
 */
#pragma once

#include "cli/command.h"

extern const struct command cmd_check;
