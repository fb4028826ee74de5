/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * convert.h -- the relay's transform and verify on one message, offline
 */
#pragma once

#include <stdbool.h>

struct settings;

/*
 * Standard input to standard output, through a confined child as in the relay;
 * this process confines itself before it reads the child's word. report: a
 * file for the JSON report, or NULL. show: the message as people read it, see
 * show.h. Exit code: 0, 1 where the message would be held, 3.
 */
int convert_offline(const struct settings *settings, const char *report,
		    bool show);
